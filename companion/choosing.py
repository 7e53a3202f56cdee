"""What the listener chose for an exercise, and whether the exercise has it to choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.exercise.model import Exercise
    from companion.exercise.plan import Choices


def choices_for(exercise: Exercise, lengths: Mapping[str, float]) -> Choices:
    """The listener's choices for this exercise. Raises CompanionError where it has no such length."""
    from companion.exercise.plan import Choices
    from companion.exercise.scalars import spell_seconds

    for name, seconds in lengths.items():
        known = exercise.lengths.get(name)
        if known is None:
            names = ", ".join(exercise.lengths)
            raise CompanionError(
                f"{exercise.id} has no length called {name!r}.",
                hint=f"It has: {names}." if names else "It has none to choose. Leave out --length.",
            )
        if not known.from_ <= seconds <= known.to:
            raise CompanionError(
                f"{name} can't be {spell_seconds(seconds)} in {exercise.id}.",
                hint=f"Choose from {spell_seconds(known.from_)} to {spell_seconds(known.to)}.",
            )
    return Choices(lengths=dict(lengths))
