"""The format of the sound that is listened to, from the microphone to the recogniser, and the arithmetic on levels that
goes with it. Pure.

The recogniser's process imports this module too and has to start quickly, so NumPy is not imported here; the functions
use the methods of the arrays they are given.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 16_000
"""Hz. The models were trained at this rate, and both the microphone and the loudspeaker's reference are resampled to
it."""
FRAME = 320
"""Samples in a frame of 20 ms, the unit in which the microphone delivers and the echo canceller works."""
FRAME_SECONDS = FRAME / RATE
FULL_SCALE = 32_768
"""The int16 value that counts as 1, and as 0 dBFS."""
SILENT_DBFS = -120.0
"""dBFS of digital silence, and the lowest level of any sound here: below what 16 bits can hold."""


def power(samples: NDArray[np.int16]) -> float:
    """Computes the mean power of samples, full scale 1; 0 if there are none."""
    if not len(samples):
        return 0.0
    exact = samples.astype("float64")
    return float(exact.dot(exact)) / len(samples) / FULL_SCALE**2


def power_of_bytes(block: bytes) -> float:
    """Computes the mean power of int16 samples that are given as bytes, full scale 1. Needs no NumPy."""
    samples = array("h", block)
    return sum(sample * sample for sample in samples) / max(1, len(samples)) / FULL_SCALE**2


def dbfs(power: float) -> float:
    """Converts a power (full scale 1) to dB, not below `SILENT_DBFS`."""
    return max(SILENT_DBFS, 10 * math.log10(power)) if power > 0 else SILENT_DBFS


def level_dbfs(samples: NDArray[np.int16]) -> float:
    """Computes the level (RMS) of int16 samples in dBFS, not below `SILENT_DBFS`."""
    return dbfs(power(samples))


def as_int16(samples: NDArray[np.floating]) -> NDArray[np.int16]:
    """Rounds samples on the scale of int16, and clips those that are too loud for it."""
    return samples.round().clip(-FULL_SCALE, FULL_SCALE - 1).astype("int16")


def to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Converts samples from -1 to 1 to int16; louder ones are clipped."""
    return as_int16(samples * FULL_SCALE)


def amplified(samples: NDArray[np.int16], gain_db: float) -> NDArray[np.int16]:
    """Amplifies int16 samples and clips them at full scale. Without a gain it returns the same array.

    The gain is fixed: the recogniser forgets after each utterance how loud people are, so it recognises little from a
    faint microphone, 23 words of 40, and 34 with 20 dB more."""
    if gain_db == 0.0:
        return samples
    return as_int16(samples * 10.0 ** (gain_db / 20))
