"""Rules about the words that lead to touch: it comes after an agreement, and stays within the declared areas. Pure.

A line's words are guessed at (`english`), so the author may switch these rules off. The rules that find a mistake
for certain, by the shape of the steps, are in `certain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from companion.exercise.certain import AgreementWalk
from companion.exercise.check import english
from companion.exercise.check.base import Checked, Rule
from companion.exercise.crosscheck import one_of
from companion.exercise.model import Agree, Step, Touching
from companion.exercise.problems import Remark, Severity
from companion.exercise.source import Path
from companion.exercise.steps import Steps, children, step_lists, texts, within


def touch_too_soon(checked: Checked) -> Iterator[Remark]:
    """Finds a line that seems to ask for touch before the agreement, or where it may have been refused."""
    exercise = checked.exercise
    if exercise.people != 2 or exercise.language != "en":
        return
    if exercise.touch or exercise.kind == "touch":
        walk = AgreementWalk(checked.includes)
        walk.steps(exercise.steps, ("steps",), agreed=False)
        for path, touch in _named_in(walk.unagreed):
            yield Remark(
                "touch-too-soon",
                Severity.ERROR,
                path,
                f"'{touch.words}' sounds like touch, and no one has agreed to it yet.",
                "Put the 'agree' before it.",
            )
    for name, steps in step_lists(exercise):
        if name == "steps":
            continue
        for path, touch in _spoken(steps, (name,)):
            yield Remark(
                "touch-too-soon",
                Severity.ERROR,
                path,
                f"'{touch.words}' sounds like touch, but people also hear this when they have had enough.",
                "Leave out touch here: people come here when they want something else or want to end.",
            )


def touch_crossed_out(checked: Checked) -> Iterator[Remark]:
    """Finds a line that seems to ask for touch, and would be heard although its area is crossed out."""
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
            f"'{touch.words}' is said even if {quoted} is crossed out.",
            f"Put it into 'touching', such as: touching: {{area: {entries[0]}, steps: […]}}",
        )


def _spoken_inside(
    steps: Steps, path: Path, inside: frozenset[str]
) -> Iterator[tuple[Path, english.Touch, frozenset[str]]]:
    """Yields the touch in spoken lines, with the areas (in small letters) of the `touching` steps around it."""
    for index, step in enumerate(steps):
        here: Path = (*path, index)
        if isinstance(step, Agree):
            continue
        for place, text in texts(step, here):
            for touch in english.touches(text):
                yield place, touch, inside
        for name, inner in children(step):
            around = inside
            if isinstance(step, Touching) and name == ("touching", "steps"):
                around = inside | {area.casefold() for area in step.touching.area}
            yield from _spoken_inside(inner, (*here, *name), around)


def touch_outside(checked: Checked) -> Iterator[Remark]:
    """Finds a line that seems to ask for touch which the exercise does not declare."""
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
                f"'{touch.words}' sounds like touch, but the exercise doesn't list any.",
                "List it at the top, such as touch: [hands], and ask with 'agree' first. Or remove it.",
            )
        elif allowed is not None and touch.area and touch.area not in allowed:
            yield Remark(
                "touch-outside",
                Severity.ERROR,
                path,
                f"'{touch.words}' goes further than what people agreed to: {', '.join(exercise.touch)}.",
                f"Add '{touch.named}' to 'touch' at the top, or remove it.",
            )


def _spoken(steps: Steps, path: Path) -> Iterator[tuple[Path, english.Touch]]:
    return _named_in(within(steps, path))


def _named_in(steps: Iterable[tuple[Path, Step]]) -> Iterator[tuple[Path, english.Touch]]:
    """Yields the touch in what these steps say themselves. An agreement names touch and does not ask for it yet."""
    for here, step in steps:
        if not isinstance(step, Agree):
            for place, text in texts(step, here):
                for touch in english.touches(text):
                    yield place, touch


RULES: dict[str, Rule] = {
    "touch-too-soon": touch_too_soon,
    "touch-outside": touch_outside,
    "touch-crossed-out": touch_crossed_out,
}
