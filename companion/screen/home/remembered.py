"""The exercises that one person asked the program to remember, as home shows them. Values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remembered:
    """The ids of the exercises for one person that this person asked the program to remember."""

    favourites: tuple[str, ...] = ()
    last: str = ""
    left: str = ""
    """The exercise that was left before its end: since the program was started, or on another day if that may be
    remembered."""
    left_seconds: float = 0.0
    """Seconds that it still takes; 0 if that is not known."""
    left_stays: bool = False
    """It is saved, and still there when the program is started again."""
