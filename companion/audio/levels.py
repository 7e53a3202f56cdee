"""The level of microphone samples. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from companion import sound_format

QUIETEST_DBFS: Final = -96.0
"""dBFS given for silence, and for anything quieter: the range of 16 bits."""


def dbfs(samples: NDArray[np.int16]) -> float:
    """Computes the RMS of int16 samples in dBFS, not below `QUIETEST_DBFS`."""
    return max(QUIETEST_DBFS, sound_format.dbfs(sound_format.power(samples)))
