"""The filters of a list: for one person or two, at most a number of minutes, of one kind, from one pack. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from companion.screen.home.exercise_order import Group, ListedExercise

MINUTES: Final = (5, 10, 15, 20)
"""The lengths to choose from, in minutes at most."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    people: int = 0
    """1 or 2; 0 for both."""
    minutes: int = 0
    """The longest; 0 for any length."""
    pack: str = ""
    """The heading of a pack; empty for all."""
    kind: str = ""
    """The `kind` of exercises; empty for all."""

    def __bool__(self) -> bool:
        return bool(self.people or self.minutes or self.pack or self.kind)

    def lets(self, exercise: ListedExercise) -> bool:
        """Tells whether an exercise passes. Its minutes count as they are shown, in whole ones."""
        return (
            self.people in (0, exercise.people)
            and (not self.minutes or max(1, round(exercise.minutes)) <= self.minutes)
            and self.pack in ("", exercise.heading)
            and self.kind in ("", exercise.kind)
        )

    def of(self, groups: Sequence[Group]) -> list[Group]:
        """Keeps the exercises that pass, and the headings that still have some."""
        kept = [(heading, [each for each in exercises if self.lets(each)]) for heading, exercises in groups]
        return [group for group in kept if group[1]]
