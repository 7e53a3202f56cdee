"""The walk through the steps of an exercise: the lists inside a step, and the words that a step itself says. Pure.

Everything that looks at all steps goes through here, so that a new kind of step is added in one place. Steps are the
models, as `reading` accepted them; `crosscheck` walks plain data, which may still have a wrong shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

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
from companion.exercise.source import Path

Steps = tuple[Step, ...]


def step_lists(exercise: Exercise) -> tuple[tuple[str, Steps], ...]:
    """Returns the three lists of an exercise, each with the key that it stands under."""
    return ("steps", exercise.steps), ("something_else", exercise.something_else), ("ending", exercise.ending)


def children(step: Step) -> Iterator[tuple[Path, Steps]]:
    """Yields the lists of steps inside one step, each with its path from there."""
    match step:
        case Turns(turns=turning):
            yield ("turns", "steps"), turning.steps
        case Touching(touching=part):
            yield ("touching", "steps"), part.steps
            yield ("touching", "otherwise"), part.otherwise
        case Repeat(repeat=repeating):
            yield ("repeat", "steps"), repeating.steps
        case Choose(choose=choosing):
            for name, option in choosing.options.items():
                yield ("choose", name), option
        case str() | Say() | Wait() | Breathe() | Agree() | Check() | Ask() | Rate() | Sound() | Play() | Include():
            pass
        case _:
            assert_never(step)


def texts(step: Step, path: Path) -> Iterator[tuple[Path, str]]:
    """Yields the sentences that one step itself says or asks, as they are written, each with its path.

    Captions are shown and not said, and the steps inside a step have their own.
    """
    match step:
        case str():
            yield path, step
        case Say():
            yield (*path, "say"), step.say
        case Agree():
            yield (*path, "agree"), step.agree
        case Check():
            yield (*path, "check"), step.check
        case Choose(choose=choosing):
            yield (*path, "choose", "ask"), choosing.ask
        case Rate(rate=rating):
            yield (*path, "rate"), rating if isinstance(rating, str) else rating.ask
        case Turns(turns=turning):
            if turning.swap is not None:
                yield (*path, "turns", "swap"), turning.swap
            if turning.sign is not None:
                yield (*path, "turns", "sign"), turning.sign
        case Ask(ask=asking):
            yield (*path, "ask", "each" if asking.each is not None else "say"), asking.each or asking.say or ""
        case Wait() | Breathe() | Touching() | Repeat() | Sound() | Play() | Include():
            pass
        case _:
            assert_never(step)


def within(steps: Iterable[Step], path: Path) -> Iterator[tuple[Path, Step]]:
    """Yields every step with its path, those inside other steps too. The steps of an `include` are not among them."""
    for index, step in enumerate(steps):
        here: Path = (*path, index)
        yield here, step
        for name, inside in children(step):
            yield from within(inside, (*here, *name))
