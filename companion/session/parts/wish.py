"""The wish for more time of touch: both people are asked, and it lapses if one of them does not want it."""

from __future__ import annotations

from companion.session.both import Both

PATIENCE = 20.0
"""Seconds after the question in which the two may answer: time to feel whether one wants it. A missing answer
counts as a no."""
_WORDS_AT_MOST = 60.0
"""Seconds after which a question that was broken off is forgotten: longer than any voice takes to say it."""


class Wish:
    """Keeps the turn or the silence that somebody would like to be longer, and who has said yes to that."""

    def __init__(self) -> None:
        self._at: tuple[str, int] | None = None
        self._until = 0.0
        self.both = Both()
        """Counts the yeses."""
        self.asked = False
        """True once the question has been said to its end."""

    def begin(self, at: tuple[str, int]) -> None:
        """Begins to count from none. `at`: the turn or the cue that is to last longer (`Walk.in_turn_or_cue`)."""
        self._at = at
        self.both = Both()

    def ask(self, now: float) -> None:
        """Notes that a question begins to be said. No voice counts until it has been said to its end."""
        self._until, self.asked = now + _WORDS_AT_MOST, False
        self.both.ask_other(float("inf"))

    def said(self, now: float) -> None:
        """Notes that words of the program's own have been said to their end: the question, if there is one."""
        if self._at is not None and not self.asked:
            self.asked, self._until = True, now + PATIENCE
            self.both.asked(now)

    def is_open(self, at: tuple[str, int], now: float) -> bool:
        """True while the two may still answer, in the turn or at the cue that it began at."""
        return self._at == at and now < self._until

    def close(self) -> None:
        """Forgets the wish: it has been granted, or somebody said no."""
        self._at = None
