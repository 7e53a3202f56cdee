"""Rules about touch: declared, agreed to before it begins, and never beyond what was declared. Pure.

What the steps' shape shows is certain; what a line's words seem to ask for is guessed (`english`), and may be waved
away by the author.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from companion.exercise.check import english
from companion.exercise.check.base import Checked, Remark, Rule, inner_lists, texts, within
from companion.exercise.crosscheck import included
from companion.exercise.model import Exercise, step_kind
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
    """What is certain: there is no `agree`, or `turns` begin before it on some way through the exercise."""
    exercise = checked.exercise
    if exercise.people != 2 or not (exercise.touch or exercise.kind == "touch"):
        return
    walk = _Agreement(checked.includes)
    agreed = walk.steps(exercise.steps, ("steps",), agreed=False)
    hint = "Write an 'agree' that names the touch, before anything else happens, outside any choice."
    if walk.too_early is not None:
        yield Remark(
            "touch-without-agreement", Severity.ERROR, walk.too_early, "Turns begin before both have agreed.", hint
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
                f"'{touch.words}' sounds like touch, and this is also heard after a no.",
                "Leave touch out here: whoever said no, or wanted to end it, comes this way.",
            )


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
            if kind == "turns" and not agreed and self.too_early is None:
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
}
