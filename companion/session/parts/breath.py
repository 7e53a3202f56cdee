"""The breath that is being guided: which of how many, and which part of it."""

from __future__ import annotations

from companion.exercise.plan import BreatheCue
from companion.session.effects import BreathPart
from companion.session.view import BreathView

SPOKEN_BREATHS = 2
"""Breaths of a cue whose parts are also named aloud. By then people know the rhythm, and the tones carry it alone."""


def parts_of(cue: BreatheCue) -> list[tuple[BreathPart, float]]:
    """Returns the parts of one breath with their seconds; those that last no time are left out."""
    parts = (
        (BreathPart.IN, cue.in_),
        (BreathPart.HOLD_IN, cue.hold),
        (BreathPart.OUT, cue.out),
        (BreathPart.HOLD_OUT, cue.hold_out),
    )
    return [(part, seconds) for part, seconds in parts if seconds > 0]


class Breath:
    """Counts breaths and their parts. It is told the cue each time, because the walk may have left it and come back."""

    def __init__(self) -> None:
        self._number = 0
        self._of = 0
        self._part = 0
        self._started = 0.0

    @property
    def named_aloud(self) -> bool:
        return self._number <= SPOKEN_BREATHS

    def begin(self, cue: BreatheCue) -> None:
        """Stands at the first part of the first breath."""
        self._number, self._part, self._of = 1, 0, cue.times

    def begin_again(self) -> None:
        """Stands at the first part of the present breath."""
        self._part = 0

    def sound(self, cue: BreatheCue, now: float) -> tuple[BreathPart, float]:
        """Starts the present part now. Returns it and its seconds."""
        self._started = now
        return parts_of(cue)[self._part]

    def go_on(self, cue: BreatheCue) -> bool:
        """Goes on to the next part. False if the last breath is over."""
        self._part += 1
        if self._part >= len(parts_of(cue)):
            self._part = 0
            self._number += 1
        return self._number <= self._of

    @property
    def half_as_many(self) -> int:
        """Half as many breaths as there are, at least one."""
        return max(1, self._of // 2)

    def add_more(self, breaths: int) -> None:
        """Adds this number of breaths."""
        self._of += breaths

    def left(self, cue: BreatheCue, of_part: float) -> float:
        """Returns the seconds left of all its breaths, where `of_part` are left of the present part."""
        parts = parts_of(cue)
        breath = sum(seconds for _, seconds in parts)
        rest = sum(seconds for _, seconds in parts[self._part + 1 :])
        return min(of_part, breath) + rest + breath * (self._of - self._number)

    def view(self, cue: BreatheCue) -> BreathView:
        part, seconds = parts_of(cue)[self._part]
        return BreathView(part, self._started, seconds, self._number, self._of)
