"""Reads the benchmark's own recordings: thousands of harmless files, without a process for each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.sound_format import RATE, to_int16


def read_sound(path: Path) -> NDArray[np.int16]:
    """Reads any file that soundfile can read, at any rate and with any number of channels, as int16 mono at 16 kHz."""
    import soundfile
    import soxr

    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono: NDArray[np.float32] = samples.mean(axis=1)
    return to_int16(mono if rate == RATE else soxr.resample(mono, rate, RATE))
