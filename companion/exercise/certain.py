"""The safety rules, which an author cannot switch off: each problem that they find is certain, and may harm people.
Pure.

They need neither a plan nor the words of a language, so they are applied each time before an exercise is played. The
other rules, which only guess or may be switched off (`i_mean_it`), are in `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from companion.exercise.model import (
    Agree,
    Breathe,
    Choose,
    Choosing,
    Exercise,
    Include,
    Step,
    Touching,
    Turns,
)
from companion.exercise.packwide import included
from companion.exercise.problems import Remark, Severity
from companion.exercise.source import Path
from companion.exercise.steps import Steps, children, step_lists, within

CertainRule = Callable[[Exercise, Mapping[str, Exercise]], Iterator[Remark]]
"""Takes an exercise, and the exercises that it may include, by id. Yields remarks."""


def certain_remarks(exercise: Exercise, includes: Mapping[str, Exercise]) -> list[Remark]:
    """Returns every reason why an exercise must not be played to anybody, in the order of the rules; empty if all is
    well."""
    return [remark for rule in RULES.values() for remark in dict.fromkeys(rule(exercise, includes))]


def no_ending(exercise: Exercise, includes: Mapping[str, Exercise]) -> Iterator[Remark]:
    """Finds an exercise without an ending of its own."""
    if not exercise.ending:
        yield Remark(
            "no-ending",
            Severity.ERROR,
            (),
            "The exercise has no ending of its own.",
            "Add 'ending:' and a sentence or two to close with.",
        )


# ---- held breath ------------------------------------------------------------------------------------------------


def held_breath(exercise: Exercise, includes: Mapping[str, Exercise]) -> Iterator[Remark]:
    """Finds a held breath without a choice that has a way around it: holding it is not safe for everybody."""
    breath = _Breath(includes)
    for name, steps in step_lists(exercise):
        for path in breath.held(steps, (name,), free=False):
            yield Remark(
                "held-breath",
                Severity.ERROR,
                path,
                "The breath is held here, and there is no choice without a hold.",
                "Put it into a 'choose', with an answer whose 'breathe' has no hold.",
            )
        for path, step in within(steps, (name,)):
            if isinstance(step, Choose) and breath.default_holds(step.choose):
                yield Remark(
                    "held-breath",
                    Severity.ERROR,
                    (*path, "choose", "default"),
                    "Someone who doesn't answer gets the breath with a hold.",
                    "Make the answer without a hold the default.",
                )


class _Breath:
    """Looks for held breath in steps, and in the exercises that they include."""

    def __init__(self, includes: Mapping[str, Exercise]) -> None:
        self._includes = includes

    def held(self, steps: Steps, path: Path, *, free: bool) -> Iterator[Path]:
        """Yields every step that holds the breath and that no choice leads around. `free`: a choice outside does."""
        for index, step in enumerate(steps):
            here: Path = (*path, index)
            if not free and _holds_itself(step):
                yield here
            if not free and isinstance(step, Include) and self._included_holds(step.include, freely=False):
                yield (*here, "include")
            choice = isinstance(step, Choose) and any(not self._holds(each) for each in step.choose.options.values())
            for name, inside in children(step):
                yield from self.held(inside, (*here, *name), free=free or choice)

    def default_holds(self, choosing: Choosing) -> bool:
        """Tells whether the default holds the breath although another answer does not."""
        options = {name.casefold(): steps for name, steps in choosing.options.items()}
        without = any(not self._holds(steps) for steps in options.values())
        return without and self._holds(options.get(choosing.default.casefold(), ()))

    def _holds(self, steps: Steps) -> bool:
        return any(
            _holds_itself(step) or (isinstance(step, Include) and self._included_holds(step.include, freely=True))
            for _, step in within(steps, ())
        )

    def _included_holds(self, id: str, *, freely: bool) -> bool:
        """Tells whether an included exercise holds the breath; unless `freely`, only if no choice leads around
        it."""
        other = self._includes.get(id)
        if other is None:
            return False
        inner = _Breath(_without(self._includes, id))
        return inner._holds(other.steps) if freely else any(inner.held(other.steps, (), free=False))


def _without(includes: Mapping[str, Exercise], id: str) -> Mapping[str, Exercise]:
    """Returns the exercises without this one, so that the walk ends even if an exercise includes itself."""
    return {each: exercise for each, exercise in includes.items() if each != id}


def _holds_itself(step: Step) -> bool:
    return isinstance(step, Breathe) and bool(step.breathe.hold or step.breathe.hold_out)


# ---- touch ------------------------------------------------------------------------------------------------------


def touch_undeclared(exercise: Exercise, includes: Mapping[str, Exercise]) -> Iterator[Remark]:
    """Finds a touch exercise that does not say at the top what will be touched, or that is for one person."""
    if exercise.kind == "touch" and not exercise.touch:
        yield Remark(
            "touch-undeclared",
            Severity.ERROR,
            ("kind",),
            "This touch exercise doesn't say which parts of the body are touched.",
            "List every area, such as touch: [hands]. Both people agree to it before it starts.",
        )
    if (exercise.touch or exercise.kind == "touch") and exercise.people != 2:
        yield Remark(
            "touch-undeclared",
            Severity.ERROR,
            ("people",),
            "This exercise is for one person, and touch needs two.",
            "Write people: 2. If each person only puts a hand on their own body, leave out 'touch'.",
        )
    for path, name, _ in included(exercise):
        other = includes.get(name)
        missing = [area for area in other.touch if area not in exercise.touch] if other is not None else []
        if missing:
            yield Remark(
                "touch-undeclared",
                Severity.ERROR,
                path,
                f"'{name}' asks for touch that this exercise doesn't list: {', '.join(missing)}.",
                "Add it to 'touch' at the top, or include another one.",
            )


def touch_without_agreement(exercise: Exercise, includes: Mapping[str, Exercise]) -> Iterator[Remark]:
    """Finds touch without an `agree`, and `turns` or `touching` that come before it on some way through the exercise.

    The program then asks in its own words, but only the author can say what is coming, and for how long.
    """
    if exercise.people != 2 or not (exercise.touch or exercise.kind == "touch"):
        return
    walk = AgreementWalk(includes)
    agreed = walk.steps(exercise.steps, ("steps",), agreed=False)
    hint = (
        "Above the first touch, and not inside a 'choose', put a line that names it, such as: - agree: Hands, and "
        "only hands."
    )
    if walk.too_early is not None:
        yield Remark(
            "touch-without-agreement", Severity.ERROR, walk.too_early, "This begins before both have agreed.", hint
        )
    elif not agreed:
        yield Remark(
            "touch-without-agreement",
            Severity.ERROR,
            ("touch",) if exercise.touch else ("kind",),
            "There is touch here, but the two people aren't always asked if they agree.",
            hint,
        )


class AgreementWalk:
    """One walk through the steps in their order, which keeps track of whether both have agreed on every way so far."""

    def __init__(self, includes: Mapping[str, Exercise]) -> None:
        self.includes = includes
        self.too_early: Path | None = None
        """The first `turns` or `touching` that may be reached without an agreement."""
        self.unagreed: list[tuple[Path, Step]] = []
        """The steps that may be heard without one; those of included exercises are not among them."""

    def steps(self, steps: Steps, path: Path, *, agreed: bool) -> bool:
        """Walks these steps. Returns whether both have agreed by their end, whichever way was taken."""
        for index, step in enumerate(steps):
            here: Path = (*path, index)
            if isinstance(step, Agree):
                agreed = True
                continue
            if isinstance(step, Turns | Touching) and not agreed and self.too_early is None:
                self.too_early = here
            if not agreed:
                self.unagreed.append((here, step))
            ways = [self.steps(inside, (*here, *name), agreed=agreed) for name, inside in children(step)]
            if isinstance(step, Include) and step.include in self.includes:
                other = self.includes[step.include]
                inner = AgreementWalk(_without(self.includes, step.include))
                ways = [inner.steps(other.steps, here, agreed=agreed)]
            agreed = agreed or (bool(ways) and all(ways))
        return agreed


def touch_area_unused(exercise: Exercise, includes: Mapping[str, Exercise]) -> Iterator[Remark]:
    """Finds an area that can be crossed out for tonight although that would leave out nothing.

    An exercise with a single area needs no `touching`: crossing that area out leaves no touch at all.
    """
    if exercise.people != 2 or len(exercise.touch) < 2:
        return
    used = _left_out(exercise, includes, set())
    for index, area in enumerate(exercise.touch):
        if area.casefold() not in used:
            yield Remark(
                "touch-area-unused",
                Severity.ERROR,
                ("touch", index),
                f"'{area}' can be crossed out, but then nothing changes.",
                f"Put the steps that ask for it into 'touching', such as: touching: {{area: {area}, steps: […]}}",
            )


def _left_out(exercise: Exercise, includes: Mapping[str, Exercise], seen: set[str]) -> set[str]:
    """Returns the areas, in small letters, that stand in some `touching`, those of included exercises too."""
    found: set[str] = set()
    seen.add(exercise.id)
    for _, step in within(exercise.steps, ("steps",)):
        if isinstance(step, Touching):
            found |= {area.casefold() for area in step.touching.area}
        elif isinstance(step, Include) and step.include in includes and step.include not in seen:
            found |= _left_out(includes[step.include], includes, seen)
    return found


RULES: dict[str, CertainRule] = {
    "no-ending": no_ending,
    "held-breath": held_breath,
    "touch-undeclared": touch_undeclared,
    "touch-without-agreement": touch_without_agreement,
    "touch-area-unused": touch_area_unused,
}
"""The rules by name; the names are those of `model.UNWAVED`."""
