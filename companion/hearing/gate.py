"""Whether anybody may be speaking: the blocks worth decoding. Pure arithmetic on levels; nothing is recognised here.

Most of a session is quiet or the narrator alone, and a recogniser that decodes it costs a seventh of a core. The gate
is far more easily opened than a word is understood: 7 dB over the room's own noise in any band of speech will do. What
came shortly before it opened is decoded too (`ears.py` keeps it), so no word loses its beginning.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 16000
BANDS = (200.0, 600.0, 1500.0, 3500.0, 7500.0)
"""Edges, Hz. A fan hums in the lowest; an "s" is heard in the highest alone."""
OVER_NOISE = 7.0
"""dB over its noise in which a band opens the gate."""
FAINTEST = -66.0
"""dBFS under which a block never opens it: 6 dB below what the policy hears at all (`Policy.gate_dbfs`)."""
BELOW_NARRATOR = 20.0
"""While the narrator's echo is being cancelled: what is left opens the gate from so many dB under the loudest of it. A
canceller that knows the room leaves less."""
HOLD = 1.2
"""Seconds it stays open after the last loud block: more than any endpoint rule waits, and the network's delay."""
LOOKS_BACK = 3.0
"""Seconds over which the quietest moment is the room's noise."""
PARTS = 6
"""… looked at in so many parts, so that nothing is kept for each block."""
SHORTEST = 320
"""Samples that a spectrum is made of at least."""
SMOOTH = 5
"""Blocks averaged for the noise, so that it is not the luckiest block's."""


class Gate:
    """Feed it every block in order. It begins open: for the first hold it knows nothing about the room."""

    def __init__(self) -> None:
        self._clock = 0.0
        self._open_until = HOLD
        self._smooth = np.zeros(len(BANDS) - 1)
        self._count = 0
        self._lowest: deque[NDArray[np.float64]] = deque(maxlen=PARTS)
        self._part_began = 0.0
        self._narrator: deque[tuple[float, float]] = deque()

    def open(self, block: NDArray[np.int16], narrator_dbfs: float | None = None) -> bool:
        """`block`: int16 mono 16 kHz, some tens of milliseconds, as the recogniser gets it. `narrator_dbfs`: its
        loudness before the echo canceller took the narrator out; None where nothing was taken out."""
        self._clock += len(block) / RATE
        powers = band_powers(block)
        total = 10 * np.log10(powers.sum() + 1e-12)
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
        """The room's own, for each band, before this block; this block itself while too little was heard."""
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
    """Power in each band, full scale 1; shape (4,)."""
    if len(block) < SHORTEST:  # the end of a file
        block = np.pad(block, (0, SHORTEST - len(block)))
    window, edges = _window(len(block))
    spectrum = np.abs(np.fft.rfft(block * window)) ** 2
    sums = np.add.reduceat(spectrum[: edges[-1]], edges[:-1])
    # A window halves the power by three eighths, and half of the spectrum stands for all of it.
    powers: NDArray[np.float64] = sums * 2 / (0.375 * len(block) ** 2)
    return powers


@lru_cache(maxsize=4)
def _window(length: int) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """A window to full scale 1, and where the bands begin and end."""
    return np.hanning(length) / 32768, np.searchsorted(np.fft.rfftfreq(length, 1 / RATE), BANDS)
