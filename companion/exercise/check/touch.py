"""Rules about touch: declared, agreed to before it begins, and never beyond what was declared. Pure.

What the steps' shape shows is certain; what a line's words seem to ask for is guessed (`english`), and may be waved
away by the author.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from companion.exercise.check import english
from companion.exercise.check.base import Checked, Remark, Rule, inner_lists, texts, within
from companion.exercise.crosscheck import one_of
from companion.exercise.model import Exercise, step_kind
from companion.exercise.packwide import included
from companion.exercise.problems import Severity
from companion.exercise.source import Path


def touch_undeclared(checked: Checked) -> Iterator[Remark]:
    exercise = checked.exercise
    if exercise.kind == "touch" and not exercise.touch:
        yield Remark(
            "touch-undeclared",
            Severity.ERROR,
            ("kind",),
            "A touch exercise does not say what will be touched.",
            "Write every area it asks for, such as touch: [hands]. Both agree to it before it starts.",
        )
    if (exercise.touch or exercise.kind == "touch") and exercise.people != 2:
        yield Remark(
            "touch-undeclared",
            Severity.ERROR,
            ("people",),
            "Touch is between two people, and this exercise is for one.",
            "Write people: 2, or leave 'touch' out: it is not meant for one's own hands on oneself.",
        )
    for path, name, _ in included(exercise):
        other = checked.includes.get(name)
        missing = [area for area in other.touch if area not in exercise.touch] if other is not None else []
        if missing:
            yield Remark(
                "touch-undeclared",
                Severity.ERROR,
                path,
                f"'{name}' asks for touch that this exercise does not declare: {', '.join(missing)}.",
                "Add it to 'touch' at the top, or include another one.",
            )


def touch_without_agreement(checked: Checked) -> Iterator[Remark]:
    """What is certain: there is no `agree`, or `turns` or `touching` come before it on some way through.

    The program asks by itself then; but only the author can say what is coming, and for how long.
    """
    exercise = checked.exercise
    if exercise.people != 2 or not (exercise.touch or exercise.kind == "touch"):
        return
    walk = _Agreement(checked.includes)
    agreed = walk.steps(exercise.steps, ("steps",), agreed=False)
    hint = "Write an 'agree' that names the touch, before anything else happens, outside any choice."
    if walk.too_early is not None:
        yield Remark(
            "touch-without-agreement", Severity.ERROR, walk.too_early, "This begins before both have agreed.", hint
        )
    elif not agreed:
        yield Remark(
            "touch-without-agreement",
            Severity.ERROR,
            ("touch",) if exercise.touch else ("kind",),
            "There is touch in it, and the two are not always asked whether they agree.",
            hint,
        )


def touch_too_soon(checked: Checked) -> Iterator[Remark]:
    """What is guessed: a line asks for touch before the agreement, or where it may have been refused."""
    exercise = checked.exercise
    if exercise.people != 2 or exercise.language != "en":
        return
    if exercise.touch or exercise.kind == "touch":
        walk = _Agreement(checked.includes)
        walk.steps(exercise.steps, ("steps",), agreed=False)
        for path, touch in walk.spoken:
            yield Remark(
                "touch-too-soon",
                Severity.ERROR,
                path,
                f"'{touch.words}' sounds like touch, and nobody has agreed yet.",
                "Put the 'agree' before it.",
            )
    for name in ("something_else", "ending"):
        for path, touch in _spoken(getattr(exercise, name), (name,)):
            yield Remark(
                "touch-too-soon",
                Severity.ERROR,
                path,
                f"'{touch.words}' sounds like touch, and this is also heard by whoever has had enough.",
                "Leave touch out here: whoever wanted something else, or to end it, comes this way.",
            )


def touch_area_unused(checked: Checked) -> Iterator[Remark]:
    """What is certain: an area can be crossed out for tonight, and nothing would be left out for it.

    Where there is but one, crossing it out leaves no touch at all, and nothing has to stand in `touching`.
    """
    exercise = checked.exercise
    if exercise.people != 2 or len(exercise.touch) < 2:
        return
    used = _left_out(exercise, checked.includes, set())
    for index, area in enumerate(exercise.touch):
        if area.casefold() not in used:
            yield Remark(
                "touch-area-unused",
                Severity.ERROR,
                ("touch", index),
                f"'{area}' can be crossed out for an evening, and then nothing is left out.",
                f"Put the steps that ask for it into 'touching', such as: touching: {{area: {area}, steps: […]}}",
            )


def _left_out(exercise: Exercise, includes: Mapping[str, Exercise], seen: set[str]) -> set[str]:
    """The areas, in small letters, that stand in some `touching`, those of included exercises too."""
    found: set[str] = set()
    seen.add(exercise.id)
    for _, step in within(exercise.steps, ("steps",)):
        kind = step_kind(step)
        if kind == "touching":
            found |= {area.casefold() for area in step.touching.area}
        elif kind == "include" and step.include in includes and step.include not in seen:
            found |= _left_out(includes[step.include], includes, seen)
    return found


def touch_crossed_out(checked: Checked) -> Iterator[Remark]:
    """What is guessed: a line asks for touch, and would be heard although its area was crossed out."""
    exercise = checked.exercise
    if exercise.people != 2 or exercise.language != "en" or len(exercise.touch) < 2:
        return
    for path, touch, inside in _spoken_inside(exercise.steps, ("steps",), frozenset()):
        entries = english.entries_for(touch.area, exercise.touch) if touch.area else exercise.touch
        if not entries or inside & {entry.casefold() for entry in entries}:
            continue
        quoted = one_of(f"'{entry}'" for entry in entries)
        yield Remark(
            "touch-crossed-out",
            Severity.ERROR,
            path,
            f"'{touch.words}' is heard even where {quoted} was crossed out.",
            f"Put it into 'touching', such as: touching: {{area: {entries[0]}, steps: […]}}",
        )


def _spoken_inside(
    steps: tuple[Any, ...], path: Path, inside: frozenset[str]
) -> Iterator[tuple[Path, english.Touch, frozenset[str]]]:
    """Touch in what is said, with the areas (in small letters) whose `touching` stands around it."""
    for index, step in enumerate(steps):
        here: Path = (*path, index)
        kind = step_kind(step)
        if kind == "agree":
            continue
        for place, text in texts(step, here):
            for touch in english.touches(text):
                yield place, touch, inside
        for inner, name in inner_lists(step):
            around = inside
            if name == ("touching", "steps"):
                around = inside | {area.casefold() for area in step.touching.area}
            yield from _spoken_inside(inner, (*here, *name), around)


def touch_outside(checked: Checked) -> Iterator[Remark]:
    exercise = checked.exercise
    if exercise.people != 2 or exercise.language != "en":
        return
    allowed = english.areas_of(exercise.touch)
    for path, touch in _spoken(exercise.steps, ("steps",)):
        if not exercise.touch:
            yield Remark(
                "touch-outside",
                Severity.ERROR,
                path,
                f"'{touch.words}' sounds like touch, and the exercise declares none.",
                "Declare it at the top, such as touch: [hands], and ask with 'agree' first; or take it out.",
            )
        elif allowed is not None and touch.area and touch.area not in allowed:
            yield Remark(
                "touch-outside",
                Severity.ERROR,
                path,
                f"'{touch.words}' goes beyond what was agreed to: {', '.join(exercise.touch)}.",
                f"Add '{touch.named}' to 'touch' at the top, or take it out.",
            )


def _spoken(steps: tuple[Any, ...], path: Path) -> Iterator[tuple[Path, english.Touch]]:
    for here, step in within(steps, path):
        # An agreement names the touch and does not do it.
        if step_kind(step) == "agree":
            continue
        for place, text in texts(step, here):
            for touch in english.touches(text):
                yield place, touch


class _Agreement:
    """One walk through the steps in their order, knowing whether both have agreed by then on every way."""

    def __init__(self, includes: Mapping[str, Exercise]) -> None:
        self.includes = includes
        self.too_early: Path | None = None
        self.spoken: list[tuple[Path, english.Touch]] = []

    def steps(self, steps: tuple[Any, ...], path: Path, *, agreed: bool) -> bool:
        for index, step in enumerate(steps):
            here: Path = (*path, index)
            kind = step_kind(step)
            if kind == "agree":
                agreed = True
                continue
            if kind in ("turns", "touching") and not agreed and self.too_early is None:
                self.too_early = here
            if not agreed:
                self.spoken += [(place, touch) for place, text in texts(step, here) for touch in english.touches(text)]
            ways = [self.steps(inside, (*here, *name), agreed=agreed) for inside, name in inner_lists(step)]
            if kind == "include" and step.include in self.includes:
                # Its own lines are its own business; here only whether it asks counts.
                ways = [_Agreement(self.includes).steps(self.includes[step.include].steps, here, agreed=agreed)]
            agreed = agreed or (bool(ways) and all(ways))
        return agreed


RULES: dict[str, Rule] = {
    "touch-undeclared": touch_undeclared,
    "touch-without-agreement": touch_without_agreement,
    "touch-too-soon": touch_too_soon,
    "touch-outside": touch_outside,
    "touch-area-unused": touch_area_unused,
    "touch-crossed-out": touch_crossed_out,
}
