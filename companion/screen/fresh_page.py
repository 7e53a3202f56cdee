"""The first moment of a page, in which a key that was pressed twice, or held down, does nothing. Pure.

A hand that trembles or is stiff often presses a key twice. The second press would choose something on a page that the
person hasn't seen yet.
"""

from __future__ import annotations

from typing import Final

GUARDED: Final = frozenset({"enter", "space", "escape"})
"""The keys that choose something or leave on almost every page: none of them counts on one that has just come."""
UNGUARDED: Final = frozenset({"s", "q", "ctrl+c", "ctrl+q"})
"""The keys that stop or end, on a card over a session too. They count at once, however often they are pressed."""
SECONDS: Final = 0.7
"""Seconds of a page in which these keys don't count: longer than a second press by mistake takes, and longer than most
keyboards wait before they repeat a key that is held down."""
READ_FIRST: Final = frozenset({"enter", "space"})
"""The keys that do nothing for longer on a page that has to be read first. Escape still closes it soon."""
REPEATS: Final = 0.25
"""Seconds between two presses of a key that is held down, at most. Keyboards repeat ten to thirty times a second."""


class FreshPage:
    """Decides whether a key counts, which was pressed at this time, in seconds of one clock."""

    def __init__(self) -> None:
        self._until = float("-inf")
        self._unread_until = float("-inf")
        self._last = ""
        self._last_at = float("-inf")
        self._turned = ""
        """The key that led to this page, while it may still be held down."""

    def came(self, now: float, reading: float = 0.0) -> None:
        """Notes that another page was shown. The key that was pressed just before has led to it. `reading`: seconds in
        which the keys of `READ_FIRST` do nothing there, whatever else is pressed."""
        self._until = now + SECONDS
        self._unread_until = now + reading
        self._turned = self._last if now - self._last_at < SECONDS else ""

    def turned(self) -> None:
        """Notes that the last key led to another page at once."""
        self._until, self._turned = self._last_at + SECONDS, self._last

    def takes(self, key: str, now: float) -> bool:
        """Tells whether this key counts, and notes that it was pressed."""
        before, last = self._last_at, self._last
        self._last, self._last_at = key, now
        if key in UNGUARDED:
            return True
        held = key == self._turned and key == last and (now < self._until or now - before < REPEATS)
        if held:
            return False
        self._turned = ""
        if key in READ_FIRST and now < self._unread_until:
            return False
        if key in GUARDED:
            return now >= self._until
        self._until = float("-inf")  # they are at work on this page: the Enter after a word that was typed is meant
        return True

    def left(self, key: str, now: float) -> float:
        """Returns the seconds for which this key still does nothing."""
        until = max(self._until, self._unread_until) if key in READ_FIRST else self._until
        return max(0.0, until - now)
