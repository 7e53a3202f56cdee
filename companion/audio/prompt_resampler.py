"""From a device's rate to 16 kHz as the samples come, at once: for what is listened to while it is being said.

soxr's stream gives back in bursts, 7 to 36 ms late (its variable rate: 12.5), and every word and every hush waited for
that. Here a sample waits for half of one short filter: about a millisecond. What people are to hear is left to soxr.
"""

from __future__ import annotations

from math import gcd
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from companion.ports import Samples

RATE: Final = 16_000
_REJECTION_DB: Final = 70.0
"""What is folded down from above the band is softer by so much."""
_TRANSITION: Final = 0.25
"""Of the band: from an eighth under its edge (7 kHz of 8, beyond which the recogniser does not listen) to one above."""


class PromptResampler:
    """Mono float32 blocks of any length at `rate` Hz in, at 16 kHz out; the first sample of both is of the same
    moment. One thread."""

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
        """Samples given."""

    def resample_chunk(self, block: Samples) -> Samples:
        """Whatever is ready now, shape (n,)."""
        kept = np.concatenate((self._kept, block)) if len(block) else self._kept
        # Sample n lies at n * down / up, and needs the `half` samples after the one at or before it.
        reached = self._first + len(kept) - self._half
        count = max(0, (reached * self._up - 1) // self._down + 1 - self._out)
        starts, rests = np.divmod((self._out + np.arange(count)) * self._down, self._up)
        starts += 1 - self._half - self._first
        if not count:
            ready = np.empty(0, np.float32)
        elif self._up == 1:  # as a slice, which copies nothing
            ready = _windows(kept, self._half)[starts[0] : starts[-1] + 1 : self._down] @ self._filters[0]
        else:
            ready = np.einsum("nt,nt->n", _windows(kept, self._half)[starts], self._filters[rests])
        self._out += count
        used = max(0, self._out * self._down // self._up - self._half + 1 - self._first)
        self._kept = kept[used:].copy()
        self._first += used
        return np.asarray(ready, np.float32)


def _windows(samples: Samples, half: int) -> NDArray[np.float32]:
    return sliding_window_view(samples, 2 * half)


def _filters(rate: int, up: int) -> NDArray[np.float32]:
    """A low pass (windowed by Kaiser's rule) for each of the `up` places that a sample may have between two given ones,
    shape (up, taps), an even number of taps."""
    band = min(rate, RATE) / 2
    width = 2 * np.pi * _TRANSITION * band / rate
    half = int(np.ceil((_REJECTION_DB - 7.95) / (2.285 * width) / 2)) + 1
    beta = 0.1102 * (_REJECTION_DB - 8.7)
    # From a place to the samples around it, in samples.
    away = np.arange(1 - half, half + 1)[np.newaxis, :] - np.arange(up)[:, np.newaxis] / up
    shape = np.i0(beta * np.sqrt(np.clip(1 - (away / half) ** 2, 0, 1))) / np.i0(beta)
    taps = 2 * band / rate * np.sinc(2 * band / rate * away) * shape
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)
