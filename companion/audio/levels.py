"""The level of microphone samples. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

QUIETEST_DBFS: Final = -96.0
"""dBFS given for silence, and for anything quieter: the range of 16 bits."""

_FULL_SCALE: Final = 32768.0


def dbfs(samples: NDArray[np.int16]) -> float:
    """Computes the RMS of int16 samples in dBFS, not below `QUIETEST_DBFS`."""
    if not len(samples):
        return QUIETEST_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64))) / _FULL_SCALE**2
    return max(QUIETEST_DBFS, 10 * float(np.log10(power))) if power > 0 else QUIETEST_DBFS
