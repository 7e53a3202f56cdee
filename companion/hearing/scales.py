"""What speaks for a phrase beside the ears' words: what weighing it said lately, and what the keyword network says.
Pure bookkeeping for `spotter.py`, which decides; time is the stream's, in seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from companion.hearing.recogniser import Observation

APART = 0.18
"""Seconds between two weighings of which the second says something new: what follows the word."""


class Scales:
    """Feed it every observation in order."""

    def __init__(self, patience: float, remembered: float) -> None:
        """`patience`: seconds for which what was weighed counts. `remembered`: the same for the network's scores."""
        self._patience = patience
        self._remembered = remembered
        self._likely: dict[str, float] = {}
        """Phrase -> when it was last weighed and found likely, the block at hand left out."""
        self._refuted: dict[str, float] = {}
        """Phrase -> when it was last weighed and found wanting."""
        self._scores: deque[tuple[float, str, float]] = deque()

    def score(self, seen: Observation) -> None:
        """What the network says, before anything is judged by it."""
        self._scores.extend((seen.at, phrase, score) for phrase, score in seen.likeness.items())
        while self._scores and self._scores[0][0] < seen.at - self._remembered:
            self._scores.popleft()

    def weigh(self, at: float, passed: Mapping[str, bool]) -> None:
        """Phrases that were just weighed, and whether they were found likely."""
        for phrase, likely in passed.items():
            if likely:
                self._refuted.pop(phrase, None)
            else:
                self._refuted[phrase] = at
                self._likely.pop(phrase, None)

    def settle(self, at: float, passed: Mapping[str, bool]) -> None:
        """The block is over: from now on what it found likely was found so before."""
        self._likely.update((phrase, at) for phrase, likely in passed.items() if likely)

    def likeness(self, phrase: str) -> float:
        """The most that the network said of it lately; far below nought where it said nothing."""
        return max((score for _, one, score in self._scores if one == phrase), default=-1e9)

    def likely(self, phrase: str, at: float) -> bool:
        """It was found likely before: not long ago, and not just now, with the same end of the word."""
        return APART <= at - self._likely.get(phrase, -1e9) < self._patience

    def refuted(self, phrase: str, at: float) -> bool:
        return at - self._refuted.get(phrase, -1e9) < self._patience
