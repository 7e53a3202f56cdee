"""The ring buffer of what the loudspeaker plays, for the echo canceller: the mixer writes it and the hearing thread
reads it.

There is one writer (the output callback, which never waits) and one reader. Nothing is cancelled or resampled here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companion.ports import Samples


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A stretch of what was played, without a gap: mono samples, shape (n,)."""

    samples: Samples
    frame: int
    """Index of its first sample since the stream was opened."""
    at: float
    """The monotonic time at which its first sample is heard, in seconds."""


class Reference:
    """A mixer's tap, called with each block. Keeps the last `seconds` seconds at `rate` Hz."""

    def __init__(self, rate: int, seconds: float = 2.0) -> None:
        self.rate = rate
        self.lost = 0
        """Samples overwritten before they were taken."""
        self._ring = np.zeros(int(rate * seconds), np.float32)
        self._written = 0
        self._taken = 0
        # Frame and time of the newest block, in one tuple so that a reader never sees half of a change.
        self._newest = (0, 0.0)

    def __call__(self, block: Samples, frame: int, at: float) -> None:
        """Copies a block in; called by the output callback."""
        size = len(self._ring)
        block = block[-size:]
        start = self._written % size
        head = min(len(block), size - start)
        self._ring[start : start + head] = block[:head]
        self._ring[: len(block) - head] = block[head:]
        self._newest = (self._written, at)
        self._written += len(block)

    def take(self) -> Played | None:
        """Returns what was played since the last call, or None; called by the reader. A reader that is too slow loses
        the oldest."""
        end, (marked, at) = self._written, self._newest
        size = len(self._ring)
        # The writer may be at work just ahead, so the reader stays half a ring away from what is being overwritten.
        start = max(self._taken, end - size // 2)
        if start >= end:
            return None
        self.lost += start - self._taken
        self._taken = end
        low, high = start % size, end % size
        samples = self._ring[low:high].copy() if low < high else np.concatenate((self._ring[low:], self._ring[:high]))
        return Played(samples, start, at + (start - marked) / self.rate)
