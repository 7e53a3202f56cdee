"""The fingers of two people on their own keys, F and J, as a terminal tells of them.

A terminal tells that a key goes down, and repeats it while it is down, never that it comes up. Most repeat only the key
that went down last, a few repeat each. The gaps between repeats are as irregular as those of a busy machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

LONGEST_GAP = 0.58
"""Seconds. After a longer gap nothing could tell a key that is still down from one that went down again."""


@dataclass
class _Down:
    since: int
    """The moment at which it went down, by the number of things that had happened."""
    until: float
    next: float | None
    """The time at which the terminal repeats it; None once another key went down."""


class Fingers:
    """The keys that are down."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._each_repeats = rng.random() < 0.15
        self._down: dict[str, _Down] = {}

    def press(self, by: str, now: float, seconds: float, moment: int) -> bool:
        """Presses a key, to let it go after `seconds`. Returns False if it is down already."""
        if by in self._down and self._down[by].until > now:
            return False
        if not self._each_repeats:
            for other in self._down.values():
                other.next = None
        self._down[by] = _Down(moment, now + seconds, now + self._rng.uniform(0.2, LONGEST_GAP))
        return True

    def let_go(self, by: str) -> None:
        self._down.pop(by, None)

    def next_repeat(self) -> float | None:
        """Returns the time at which the terminal next repeats a key."""
        coming = (key.next for key in self._down.values() if key.next is not None and key.next <= key.until)
        return min(coming, default=None)

    def repeat(self) -> tuple[str, int]:
        """Repeats that key. Returns it, and the moment at which it went down."""
        at = self.next_repeat()
        by, key = next((by, key) for by, key in self._down.items() if key.next == at)
        assert at is not None
        key.next = at + self._rng.uniform(0.03, LONGEST_GAP)
        return by, key.since
