"""The count of two people's "yes" or "green" to one question, by key or by voice.

It keeps one of the two from answering for the other. A key belongs to one person, so it counts once however often it is
pressed. A voice may be either's: two spoken answers count as both people's only if the second comes after the question
to the partner, and not within one breath of the first. A key takes the place of an answer spoken before it, because the
same person may have spoken. Nothing is said after a key, so that the partner isn't told of it. So a voice after a key
counts only once the two have been asked again.
"""

from __future__ import annotations

SAME_BREATH = 2.0
"""Seconds within which a further spoken yes is the same person's: people say "green, green", and say it while they
press their key. The other of the two needs longer than that to answer."""


class Both:
    """The answers given so far."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._spoken = 0
        self._spoken_at = self._pressed_at = float("-inf")
        self._asking_until = float("-inf")
        self.unasked = False
        """True if a key has counted, and the partner has not been asked aloud since."""

    def ask_other(self, until: float) -> None:
        """Notes that the partner is being asked, in words that end at `until` at the latest. Before they end, no spoken
        answer counts as the partner's."""
        self._asking_until, self.unasked = until, False

    def asked(self, now: float) -> None:
        """Notes that the question to the partner has been said to its end."""
        self._asking_until = min(self._asking_until, now)

    def add(self, by: str, now: float) -> bool:
        """Adds an answer. Returns False if it does not count, because it may be the same person's again.

        `by`: "a" or "b" for a key, "" for a voice.
        """
        if by:
            fresh = by not in self._keys
            if fresh:
                self._spoken = 0  # perhaps theirs
            self._keys.add(by)
            self._pressed_at = now
            self.unasked = self.unasked or fresh
            return fresh
        same = self.unasked or now < self._asking_until or now - max(self._spoken_at, self._pressed_at) < SAME_BREATH
        self._spoken_at = now
        self._spoken += not same
        return not same

    @property
    def count(self) -> int:
        return min(2, len(self._keys) + self._spoken)

    @property
    def complete(self) -> bool:
        return self.count == 2
