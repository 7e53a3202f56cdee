"""What the loudspeaker plays, on the microphone's clock: its last seconds. Time stamps go in; nothing is cancelled."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]

RATE = 16000


class PlayedBlock(Protocol):
    @property
    def samples(self) -> NDArray[np.float32]: ...
    @property
    def at(self) -> float: ...


class ReferenceSource(Protocol):
    """What the loudspeaker plays, at 16 kHz (companion.audio.loopback.Loopback)."""

    def take(self) -> PlayedBlock | None: ...


class Timeline:
    """The reference as int16 at 16 kHz on the microphone's clock; its last few seconds."""

    def __init__(self, seconds: float = 6.0) -> None:
        self._samples = np.zeros(int(seconds * RATE), np.int16)
        self._end = 0
        """Index, since the beginning, of the sample after the last."""
        self._origin: float | None = None
        """The time of index 0. Follows the claims slowly; jumps where they do."""
        self._in = 0

    def add(self, block: PlayedBlock) -> None:
        samples = np.asarray(block.samples, np.float32)
        self._in += len(samples)
        # The block's first sample is heard at `at`: where does that put the first sample of all?
        origin = block.at + (len(samples) - self._in) / RATE
        if self._origin is None or abs(origin - self._origin) > 0.25:
            self._origin = origin
        else:
            self._origin += 0.02 * (origin - self._origin)
        samples16 = np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)[-len(self._samples) :]
        self._end += len(samples16)
        self._samples = np.concatenate([self._samples[len(samples16) :], samples16])

    def index_at(self, at: float) -> int | None:
        """The index that is heard at this time, by what was claimed."""
        return None if self._origin is None else round((at - self._origin) * RATE)

    def missing(self, end: int) -> int:
        """So many samples are still to come before this index; 0 or less where all are there."""
        return end - self._end

    def newest(self, length: int) -> Int16:
        return self._samples[-length:]

    def cut(self, start: int, length: int) -> Int16:
        """`length` samples from this index, zeros where there are none."""
        first = self._end - len(self._samples)
        result = np.zeros(length, np.int16)
        low, high = max(start, first), min(start + length, self._end)
        if low < high:
            result[low - start : high - start] = self._samples[low - first : high - first]
        return result
