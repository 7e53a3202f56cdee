"""The first moments of a page, in which keys are not taken yet. Pure: the time comes with each call."""

from __future__ import annotations


class Settling:
    """Decides whether a key counts: not right after the page came, and not while it is still held from the page before.

    A keyboard repeats a key that is held down. Such a repeat can't be told from a press, so the key that turned the
    page counts only once it was left alone for as long as the page settles.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._until = 0.0
        self._held = ""
        self._held_until = 0.0

    def begin(self, seconds: float, key: str, now: float) -> None:
        """Begins anew, for a page that takes no key for `seconds`. `key`: the key that led to it."""
        self._seconds = seconds
        self._until = self._held_until = now + seconds
        self._held = key

    def takes(self, key: str, now: float) -> bool:
        """Tells whether this key counts, and notes that it was pressed."""
        if key == self._held:
            if now < self._held_until:
                self._held_until = now + self._seconds
                return False
            self._held = ""
        return now >= self._until
