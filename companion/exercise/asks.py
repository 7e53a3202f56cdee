"""The things that an exercise asks of a person: touch, a counted breath, words, numbers, choices. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, assert_never, get_args

from companion.exercise.model import (
    Agree,
    Ask,
    Breathe,
    Check,
    Choose,
    Exercise,
    Include,
    Play,
    Rate,
    Repeat,
    Say,
    Sound,
    Step,
    Touching,
    Turns,
    Wait,
)
from companion.exercise.packwide import with_included
from companion.exercise.steps import within

Asked = Literal["touch", "body", "breath", "hold", "turns", "talk", "number", "check", "choices"]
ASKED: Final[tuple[Asked, ...]] = get_args(Asked)
"""Everything that can be asked, in the order in which it is told."""


def asked_of(exercise: Exercise, includes: Mapping[str, Exercise]) -> tuple[Asked, ...]:
    """Returns what the exercise asks for, also in the exercises that it includes, in the order of `ASKED`.

    The steps that only come after "something else", and the ending, are not counted.
    """
    found: set[Asked] = set()
    if exercise.kind == "body":
        found.add("body")
    for one in with_included(exercise, includes):
        if one.touch:
            found.add("touch")
        for _, step in within(one.steps, ()):
            found.update(_asked_by(step))
    return tuple(each for each in ASKED if each in found)


def _asked_by(step: Step) -> Iterator[Asked]:
    match step:
        case Breathe(breathe=breath):
            yield "breath"
            if breath.hold or breath.hold_out:
                yield "hold"
        case Turns():
            yield "turns"
        case Ask():
            yield "talk"
        case Rate():
            yield "number"
        case Check():
            yield "check"
        case Choose():
            yield "choices"
        case Touching():
            yield "touch"
        case str() | Say() | Wait() | Repeat() | Sound() | Play() | Include() | Agree():
            pass
        case _:
            assert_never(step)
