"""Notices that somebody types words into a session, where each letter would be a command of its own. Pure; no textual.

A person in panic may type "help", or "I want to talk". The first letters count at once, because no key may wait. Those
that follow close behind are words.
"""

from __future__ import annotations

from typing import Final

from companion.screen.key_commands import OWN_KEYS

LETTERS: Final = 4
"""Different letters within `WITHIN` that are taken for words. A repeated letter counts once: its key may be held down.
"""
WITHIN: Final = 1.5
"""Seconds for `LETTERS`: long enough for slow typing, and shorter than people take for as many commands."""
OVER: Final = 1.0
"""Seconds without a letter after which the words are over, and a letter is a command again."""


APART: Final = 0.7
"""Seconds since the letter before within which a letter goes on with the words. A key that somebody presses again and
again, because nothing happens, comes more slowly, and has to count in the end."""


class LetterBursts:
    """Decides whether a letter counts as a command. Times are in seconds of one clock."""

    def __init__(self) -> None:
        self._recent: list[tuple[str, float]] = []
        self._last, self._last_at = "", float("-inf")
        """The letter before, and its time."""
        self._words_at = float("-inf")
        """The time of the last letter that belonged to words."""
        self._typing = False
        self.begun = False
        """True if words were noticed with the last key, and not before it."""

    def counts(self, key: str, now: float) -> bool:
        """Tells whether a key that was pressed now is a command. A letter amid typed words isn't one, nor is the Enter
        after them. The keys of two people (`OWN_KEYS`) always are."""
        self.begun = False
        if now - self._words_at >= OVER:
            self._typing = False
        if key == "enter":
            return not self._typing
        if len(key) != 1 or not key.isalpha() or key in OWN_KEYS:
            return True
        if not self._typing or (key != self._last and now - self._last_at < APART):
            self._words_at = now
        self._last, self._last_at = key, now
        self._recent = [(letter, at) for letter, at in self._recent if now - at < WITHIN] + [(key, now)]
        self.begun = not self._typing and len({letter for letter, _ in self._recent}) >= LETTERS
        self._typing = self._typing or self.begun
        return not self._typing
