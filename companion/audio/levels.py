"""How loud the microphone is, and whether it delivers anything at all. Pure: samples in, numbers out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

QUIETEST_DBFS: Final = -96.0
"""What is given for silence, and for anything quieter."""

_FULL_SCALE: Final = 32768.0


def dbfs(samples: NDArray[np.int16]) -> float:
    """RMS of int16 samples in dB below full scale, not under `QUIETEST_DBFS`."""
    if not len(samples):
        return QUIETEST_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64))) / _FULL_SCALE**2
    return max(QUIETEST_DBFS, 10 * float(np.log10(power))) if power > 0 else QUIETEST_DBFS


class Meter:
    """RMS over about `seconds`: feed it frames, and now and then it gives a level to show."""

    def __init__(self, rate: int, seconds: float = 0.1) -> None:
        self._wanted = max(1, int(rate * seconds))
        self._count = 0
        self._power = 0.0

    def feed(self, samples: NDArray[np.int16]) -> float | None:
        """dBFS when another stretch is complete, otherwise None."""
        self._power += float(np.sum(np.square(samples, dtype=np.float64)))
        self._count += len(samples)
        if self._count < self._wanted:
            return None
        power = self._power / self._count / _FULL_SCALE**2
        self._count, self._power = 0, 0.0
        return max(QUIETEST_DBFS, 10 * float(np.log10(power))) if power > 0 else QUIETEST_DBFS


class DigitalSilence:
    """Notices a microphone that is muted or not allowed: nothing but zeros for `seconds`."""

    def __init__(self, rate: int, seconds: float = 3.0) -> None:
        self._wanted = int(rate * seconds)
        self._zeros = 0
        self.silent = False
        """Zeros, and nothing else, for the whole stretch."""

    def feed(self, samples: NDArray[Any]) -> bool:
        """True when `silent` has just changed."""
        was = self.silent
        loud = np.flatnonzero(samples)
        self._zeros = len(samples) - 1 - int(loud[-1]) if loud.size else self._zeros + len(samples)
        self.silent = self._zeros >= self._wanted if not loud.size else False
        return self.silent != was
