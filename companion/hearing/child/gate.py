"""The gate in front of the recogniser: opens for blocks in which somebody may be speaking, so that only those are
decoded. Pure arithmetic on levels.

Most of a session is quiet or the narrator alone, and decoding all of it takes a seventh of a core. The gate opens for
far less than an intelligible word: 7 dB over the room's noise in any band of speech. The recogniser also decodes the
half second before it opened (`ear_cascade.py`), so no word loses its beginning.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from companion.sound_format import FULL_SCALE, RATE, dbfs

BANDS = (200.0, 600.0, 1500.0, 3500.0, 7500.0)
"""Edges of the bands, Hz. A fan hums in the lowest; an "s" is heard in the highest alone."""
OVER_NOISE = 7.0
"""dB over its own noise at which a band opens the gate."""
FAINTEST = -66.0
"""Lowest level of a block, dBFS, that opens the gate: 6 dB below the quietest utterance that the policy acts on
(`Policy.gate_dbfs`)."""
BELOW_NARRATOR = 20.0
"""dB below the loudest echo at which sound opens the gate while the echo is being cancelled. A canceller that knows the
room leaves less of the echo than that."""
HOLD = 1.2
"""Seconds for which the gate stays open after the last loud block: longer than every endpoint rule and the delay of the
network."""
LOOKS_BACK = 3.0
"""Seconds over which the quietest moment is taken as the room's noise."""
PARTS = 6
"""Number of parts of those seconds. Only each part's minimum is kept, not every block."""
SHORTEST = 320
"""Samples that a spectrum needs at least. A shorter block, at the end of a file, is padded."""
SMOOTH = 5
"""Blocks over which the noise is averaged, so that a single quiet block does not set it."""


class Gate:
    """The gate over one stream: feed it every block in order. It begins open, since at first it knows nothing about the
    room."""

    def __init__(self) -> None:
        self._clock = 0.0
        self._open_until = HOLD
        self._smooth = np.zeros(len(BANDS) - 1)
        self._count = 0
        self._lowest: deque[NDArray[np.float64]] = deque(maxlen=PARTS)
        self._part_began = 0.0
        self._narrator: deque[tuple[float, float]] = deque()

    def open(self, block: NDArray[np.int16], narrator_dbfs: float | None = None) -> bool:
        """Returns whether the block may hold speech. `block`: int16 mono 16 kHz, some tens of milliseconds, as the
        recogniser gets it. `narrator_dbfs`: the block's level before echo cancellation; None if no echo is being
        cancelled."""
        self._clock += len(block) / RATE
        powers = band_powers(block)
        total = dbfs(float(powers.sum()))
        over = powers > self._noise(powers) * 10 ** (OVER_NOISE / 10)
        loud = total > FAINTEST and bool(over.any())
        if narrator_dbfs is not None:
            self._narrator.append((self._clock, narrator_dbfs))
        while self._narrator and self._narrator[0][0] < self._clock - LOOKS_BACK:
            self._narrator.popleft()
        if narrator_dbfs is not None:
            loud = loud and total > max(level for _, level in self._narrator) - BELOW_NARRATOR
        if loud:
            self._open_until = self._clock + HOLD
        return self._clock <= self._open_until

    def _noise(self, powers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns the room's noise in each band before this block; the block's own powers until enough was heard."""
        self._count += 1
        self._smooth = self._smooth + (powers - self._smooth) / min(self._count, SMOOTH)
        if self._count <= SMOOTH:
            return powers
        noise: NDArray[np.float64] = np.min(self._lowest, axis=0) if self._lowest else self._smooth
        if not self._lowest or self._clock - self._part_began >= LOOKS_BACK / PARTS:
            self._part_began = self._clock
            self._lowest.append(self._smooth)
        self._lowest[-1] = np.minimum(self._lowest[-1], self._smooth)
        return noise


def band_powers(block: NDArray[np.int16]) -> NDArray[np.float64]:
    """Computes the power in each band, full scale 1; shape (4,)."""
    if len(block) < SHORTEST:  # the end of a file
        block = np.pad(block, (0, SHORTEST - len(block)))
    window, edges = _window(len(block))
    spectrum = np.abs(np.fft.rfft(block * window)) ** 2
    sums = np.add.reduceat(spectrum[: edges[-1]], edges[:-1])
    # The window reduces the power to three eighths, and half of the spectrum stands for all of it.
    powers: NDArray[np.float64] = sums * 2 / (0.375 * len(block) ** 2)
    return powers


@lru_cache(maxsize=4)
def _window(length: int) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Returns a window scaled to full scale 1, and the indices of the bands' edges."""
    return np.hanning(length) / FULL_SCALE, np.searchsorted(np.fft.rfftfreq(length, 1 / RATE), BANDS)
