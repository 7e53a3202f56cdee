"""The fixed gain in front of everything that listens. Pure.

The recogniser forgets after each utterance how loud people are, so it recognises little from a faint microphone: 23
words of 40, and 34 with 20 dB more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def amplified(samples: NDArray[np.int16], gain_db: float) -> NDArray[np.int16]:
    """Amplifies int16 samples and clips them at full scale. Without a gain it returns the same array."""
    if gain_db == 0.0:
        return samples
    louder: NDArray[np.float64] = samples * 10.0 ** (gain_db / 20)
    return np.clip(np.rint(louder), -32768, 32767).astype(np.int16)
