"""The last seconds of what the loudspeaker played, on the microphone's clock. The time of each sample comes from the
blocks' time stamps; nothing is cancelled here."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from companion.sound_format import RATE, to_int16

Int16 = NDArray[np.int16]


class PlayedBlock(Protocol):
    @property
    def samples(self) -> NDArray[np.float32]: ...
    @property
    def at(self) -> float: ...


class ReferenceSource(Protocol):
    """The sound that the loudspeaker plays, at 16 kHz (companion.audio.loopback.Loopback)."""

    def take(self) -> PlayedBlock | None: ...


class ReferenceTimeline:
    """The echo canceller's reference: the last seconds of what was played, int16 at 16 kHz, found by time."""

    def __init__(self, seconds: float = 6.0) -> None:
        self._samples = np.zeros(int(seconds * RATE), np.int16)
        self._end = 0
        """Index, since the beginning, of the sample after the last."""
        self._origin: float | None = None
        """Time of index 0. It follows the time stamps slowly, and jumps where they do."""
        self._in = 0

    def add(self, block: PlayedBlock) -> None:
        """Takes the next block that was played."""
        samples = np.asarray(block.samples, np.float32)
        self._in += len(samples)
        # The block's first sample is heard at `at`, which gives the time of the first sample of all.
        origin = block.at + (len(samples) - self._in) / RATE
        if self._origin is None or abs(origin - self._origin) > 0.25:
            self._origin = origin
        else:
            self._origin += 0.02 * (origin - self._origin)
        samples16 = to_int16(samples)[-len(self._samples) :]
        self._end += len(samples16)
        self._samples = np.concatenate([self._samples[len(samples16) :], samples16])

    def index_at(self, at: float) -> int | None:
        """Returns the index that is heard at this time by the time stamps."""
        return None if self._origin is None else round((at - self._origin) * RATE)

    def missing(self, end: int) -> int:
        """Returns how many samples are still to come before this index; 0 or less if all are there."""
        return end - self._end

    def newest(self, length: int) -> Int16:
        """Returns the last `length` samples."""
        return self._samples[-length:]

    def cut(self, start: int, length: int) -> Int16:
        """Returns `length` samples from this index, with zeros if there are none."""
        first = self._end - len(self._samples)
        result = np.zeros(length, np.int16)
        low, high = max(start, first), min(start + length, self._end)
        if low < high:
            result[low - start : high - start] = self._samples[low - first : high - first]
        return result
