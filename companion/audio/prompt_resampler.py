"""A resampler to 16 kHz with almost no delay, for sound that is listened to while it arrives.

soxr's stream returns samples in bursts, 7 to 36 ms late, and every recognised word and every hush would wait for that.
Here a sample waits for half of one short filter: about a millisecond. Sound that people hear is left to soxr.
"""

from __future__ import annotations

from math import gcd
from typing import Final

import numpy as np
from numpy.typing import NDArray

from companion.ports import Samples
from companion.sound_format import RATE

_REJECTION_DB: Final = 70.0
"""dB by which frequencies above the band are attenuated, so that they do not alias into it."""
_TRANSITION: Final = 0.25
"""Width of the transition, as a share of the band: from an eighth below its edge (7 kHz of 8, above which the
recogniser does not listen) to an eighth above."""


class PromptResampler:
    """Takes mono float32 blocks of any length at `rate` Hz and returns them at 16 kHz; the first samples of both are of
    the same moment. One thread."""

    def __init__(self, rate: int) -> None:
        common = gcd(rate, RATE)
        self._up, self._down = RATE // common, rate // common
        self._filters = _filters(rate, self._up)
        self._half = self._filters.shape[1] // 2
        # As if there had been silence before.
        self._kept = np.zeros(self._half - 1, np.float32)
        self._first = 1 - self._half
        """Index of the first sample that is kept, since the beginning."""
        self._out = 0
        """Samples returned so far."""

    def resample_chunk(self, block: Samples) -> Samples:
        """Returns whatever is ready now, shape (n,)."""
        kept = np.concatenate((self._kept, block)) if len(block) else self._kept
        # Sample n lies at n * down / up, and needs the `half` samples after the one at or before it.
        reached = self._first + len(kept) - self._half
        count = max(0, (reached * self._up - 1) // self._down + 1 - self._out)
        shift = 1 - self._half - self._first
        if not count:
            ready = np.empty(0, np.float32)
        elif self._up == 1:
            first = self._out * self._down + shift
            windows = _windows(kept, self._half)[first : first + count * self._down : self._down]
            ready = np.ascontiguousarray(windows) @ self._filters[0]  # three times as fast as with overlapping rows
        else:
            starts, rests = np.divmod((self._out + np.arange(count)) * self._down, self._up)
            ready = np.einsum("nt,nt->n", _windows(kept, self._half)[starts + shift], self._filters[rests])
        self._out += count
        used = max(0, self._out * self._down // self._up - self._half + 1 - self._first)
        self._kept = kept[used:].copy()
        self._first += used
        return np.asarray(ready, np.float32)


def _windows(samples: Samples, half: int) -> NDArray[np.float32]:
    """Returns every run of `2 * half` samples, shape (n, 2 * half), without a copy. `sliding_window_view` takes fifteen
    times as long, a hundred times a second."""
    step, length = samples.itemsize, 2 * half
    return np.ndarray((len(samples) - length + 1, length), samples.dtype, samples.data, 0, (step, step))


def _filters(rate: int, up: int) -> NDArray[np.float32]:
    """Makes a low-pass filter (Kaiser window) for each of the `up` positions that an output sample may have between two
    input samples; shape (up, taps), with an even number of taps."""
    band = min(rate, RATE) / 2
    width = 2 * np.pi * _TRANSITION * band / rate
    half = int(np.ceil((_REJECTION_DB - 7.95) / (2.285 * width) / 2)) + 1
    beta = 0.1102 * (_REJECTION_DB - 8.7)
    # Distances from each position to the samples around it, in samples.
    away = np.arange(1 - half, half + 1)[np.newaxis, :] - np.arange(up)[:, np.newaxis] / up
    shape = np.i0(beta * np.sqrt(np.clip(1 - (away / half) ** 2, 0, 1))) / np.i0(beta)
    taps = 2 * band / rate * np.sinc(2 * band / rate * away) * shape
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)
