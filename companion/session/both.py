"""Two people's "yes" or "green" to one question, by key or by voice: counted so that nobody answers for the other.

Pure. A key is somebody's own, so it counts once however often it is pressed. Whose voice it was nobody knows: two
spoken answers count as both only when the second comes after the other of the two was asked, and is not the echo of
the first. A key takes the place of what was spoken before it: that may have been the same person.
"""

from __future__ import annotations

SAME_BREATH = 2.0
"""Seconds within which a further spoken yes is the same one: people say "green, green", and say it as they press."""


class Both:
    """What has been answered so far."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._spoken = 0
        self._spoken_at = self._pressed_at = float("-inf")
        self._asking_until = float("-inf")

    def ask_other(self, until: float) -> None:
        """The other is being asked, until then at the latest: nothing spoken meanwhile is an answer to that."""
        self._asking_until = until

    def asked(self, now: float) -> None:
        """The question to the other is over."""
        self._asking_until = min(self._asking_until, now)

    def add(self, by: str, now: float) -> bool:
        """`by`: "a", "b", or "" for a voice. Whether it counted; not where it is the same person's again."""
        if by:
            fresh = by not in self._keys
            if fresh:
                self._spoken = 0  # perhaps theirs
            self._keys.add(by)
            self._pressed_at = now
            return fresh
        same = now < self._asking_until or now - max(self._spoken_at, self._pressed_at) < SAME_BREATH
        self._spoken_at = now
        self._spoken += not same
        return not same

    @property
    def count(self) -> int:
        return min(2, len(self._keys) + self._spoken)

    @property
    def complete(self) -> bool:
        return self.count == 2
