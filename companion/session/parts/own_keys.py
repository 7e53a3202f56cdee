"""The own keys of two people: which presses count, and how long a key has been held.

A terminal tells when a key goes down, never when it goes up, and repeats only the key that was pressed last. So a key
counts as held once its presses span a second: held down, or pressed again a second later.
"""

from __future__ import annotations

BURST = 0.3
"""Seconds after a press within which the other person's key does not count: one hand can press both so quickly. Two
people who press as quickly by chance press once more."""
REPEATS = 0.6
"""Seconds within which one more press of the same key is the keyboard's own repetition: longer than most keyboards wait
before they repeat."""
HELD = 1.0
"""Seconds that the presses of a key have to span at an agreement: too long for a key that was only brushed, and short
enough to hold it without asking oneself whether it works."""


class OwnKeys:
    """Keeps the last press that counted, and the first press of each of the two at the question at hand."""

    def __init__(self) -> None:
        self._last: tuple[str, float] | None = None
        self._pressed: dict[str, float] = {}
        """The last press of each key, whether it counted or not."""
        self._first: dict[str, float] = {}

    def counts(self, by: str, now: float) -> bool:
        """Notes a press. Returns False if it does not count, because the other key was pressed in the same burst."""
        if self._last is not None and self._last[0] != by and now - self._last[1] < BURST:
            return False
        self._last = (by, now)
        return True

    def is_fresh(self, by: str, now: float) -> bool:
        """Notes that a key went down. Returns False if the keyboard repeats it, because it has been held down since:
        then it was meant for whatever was asked before."""
        before, self._pressed[by] = self._pressed.get(by, float("-inf")), now
        return now - before >= REPEATS

    def held(self, by: str, now: float) -> bool:
        """Notes a press at an agreement. Returns True once the presses of this key span HELD seconds."""
        return now - self._first.setdefault(by, now) >= HELD

    def begin_anew(self) -> None:
        """Forgets the first presses, because a question begins, or is asked anew."""
        self._first.clear()
