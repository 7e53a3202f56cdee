"""The sentences with which the first turn of an exercise for two begins: they say who does what. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from companion.exercise.model import Exercise, Include, Say, Touching, Turns
from companion.exercise.speech_time import sentences
from companion.exercise.steps import Steps, children

GIVER, RECEIVER = "giver", "receiver"
"""The two parts of a turn. In a talk, the giver speaks and the receiver listens."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A sentence of the first turn that is said to one of the two."""

    role: str
    text: str
    """The sentence as the author wrote it, with {giver} or {receiver} in it."""
    areas: tuple[str, ...] = ()
    """The areas without which it isn't said; empty if it always is."""


def first_turn(exercise: Exercise, includes: Mapping[str, Exercise] | None = None) -> tuple[Addressed, ...]:
    """Returns all sentences of the first turn that are said to one of the two, in order; empty if there are no turns.

    `includes`: the exercises that its steps include, by id.
    """
    turns = next(_turns(exercise.steps, includes or {}), None)
    return () if turns is None else tuple(_addressed(turns.turns.steps, ()))


def _turns(steps: Steps, includes: Mapping[str, Exercise]) -> Iterator[Turns]:
    for step in steps:
        if isinstance(step, Turns):
            yield step
        elif isinstance(step, Include):
            if step.include in includes:
                yield from _turns(includes[step.include].steps, includes)
        else:
            for _, inside in children(step):
                yield from _turns(inside, includes)


def _addressed(steps: Steps, areas: tuple[str, ...]) -> Iterator[Addressed]:
    for step in steps:
        if isinstance(step, Touching):
            yield from _addressed(step.touching.steps, step.touching.area)
        elif isinstance(step, str | Say):
            for text in sentences(step if isinstance(step, str) else step.say):
                for role in (GIVER, RECEIVER):
                    if text.startswith(f"{{{role}}}") and text.count("{") == 1:
                        yield Addressed(role, text, areas)
