"""The evidence for a phrase besides the ears' words: its recent weighings, and the keyword network's scores.
Bookkeeping for `spotter.py`, which decides. Pure; time is the stream's, in seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from companion.hearing.child.protocol import Observation

APART = 0.18
"""Seconds between two weighings from which the second is new evidence: it covers the sound after the word.

The two weighings that the keyword network asks for are 0.16 s apart, so they never count as two."""


class Evidence:
    """The evidence in one stream. For each block: `score` takes the network's scores; `weigh` takes the block's
    weighings; the spotter decides; `settle` makes these weighings earlier evidence for the blocks that follow."""

    def __init__(self, patience: float, remembered: float) -> None:
        """`patience`: seconds for which a weighing counts. `remembered`: the same for the network's scores."""
        self._patience = patience
        self._remembered = remembered
        self._likely: dict[str, float] = {}
        """Phrase -> when it was last weighed and found likely, in an earlier block."""
        self._refuted: dict[str, float] = {}
        """Phrase -> when it was last weighed and found unlikely."""
        self._scores: deque[tuple[float, str, float]] = deque()

    def score(self, seen: Observation) -> None:
        """Takes the network's scores of a block, before the block is judged."""
        self._scores.extend((seen.at, phrase, score) for phrase, score in seen.keyword_scores.items())
        while self._scores and self._scores[0][0] < seen.at - self._remembered:
            self._scores.popleft()

    def weigh(self, at: float, passed: Mapping[str, bool]) -> None:
        """Takes the phrases that were weighed in a block, and whether each was found likely."""
        for phrase, likely in passed.items():
            if likely:
                self._refuted.pop(phrase, None)
            else:
                self._refuted[phrase] = at
                self._likely.pop(phrase, None)

    def settle(self, at: float, passed: Mapping[str, bool]) -> None:
        """Ends the block. The phrases that it found likely count as earlier evidence from now on."""
        self._likely.update((phrase, at) for phrase, likely in passed.items() if likely)

    def keyword_score(self, phrase: str) -> float:
        """Returns the network's highest recent score of the phrase; very low if there is none."""
        return max((score for _, one, score in self._scores if one == phrase), default=-1e9)

    def likely(self, phrase: str, at: float) -> bool:
        """Tells whether an earlier weighing found the phrase likely: recent, but long enough ago to be separate
        evidence."""
        return APART <= at - self._likely.get(phrase, -1e9) < self._patience

    def refuted(self, phrase: str, at: float) -> bool:
        """Tells whether the phrase's last weighing, if recent, found it unlikely."""
        return at - self._refuted.get(phrase, -1e9) < self._patience
