"""The sounds the program makes itself: bells, and the tones that lead a breath. Pure NumPy.

Every function returns mono float32 samples of its own, shape (n,), within -1 … 1, that begin and end at silence.
No playing, no files, no randomness.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from companion.ports import Samples
from companion.session.effects import BreathPart

BELL: Final = "bell"
CLOSING_BELL: Final = "closing-bell"
BUILT_IN: Final = frozenset({BELL, CLOSING_BELL})
"""Names that `sound` understands."""

# A struck bowl: partials as (ratio to the fundamental, loudness, seconds until it has fallen by 60 dB).
_PARTIALS: Final = ((1.0, 1.0, 4.5), (2.0, 0.35, 3.2), (2.76, 0.25, 2.4), (5.4, 0.10, 1.2), (8.9, 0.03, 0.6))
_BELLS: Final = {BELL: (440.0, 3.5), CLOSING_BELL: (330.0, 4.5)}
_BELL_PEAK: Final = 0.35
_STRIKE_SECONDS: Final = 0.004
_TAIL_SECONDS: Final = 0.3

# Breath tones stay in the middle of a small loudspeaker's range and well below the voice.
_LOW_HZ: Final = 196.0
_HIGH_HZ: Final = 294.0
_BREATH_PEAK: Final = 0.14
_HOLD_PEAK: Final = 0.008
_BREATH_EDGE_SECONDS: Final = 0.25
_LONGEST_BREATH_SECONDS: Final = 60.0


@lru_cache(maxsize=8)
def sound(name: str, rate: int) -> Samples:
    """A built-in sound at `rate` Hz (read-only, shared). Raises KeyError for a name not in `BUILT_IN`."""
    fundamental, seconds = _BELLS[name]
    t = np.arange(int(seconds * rate)) / rate
    wave = np.zeros(len(t))
    for ratio, loudness, fall in _PARTIALS:
        if fundamental * ratio < rate * 0.45:
            wave += loudness * np.exp(-6.9 * t / fall) * np.sin(2 * np.pi * fundamental * ratio * t)
    wave *= _BELL_PEAK / np.max(np.abs(wave))
    strike, tail = int(_STRIKE_SECONDS * rate), int(_TAIL_SECONDS * rate)
    wave[:strike] *= _rise(strike)
    wave[-tail:] *= _rise(tail)[::-1]
    samples = wave.astype(np.float32)
    samples.setflags(write=False)
    return samples


@lru_cache(maxsize=16)
def breath(part: BreathPart, seconds: float, rate: int) -> Samples:
    """One part of a breath at `rate` Hz (read-only, shared): rising for in, falling for out, near nothing for holds.

    `seconds` is cut to 0 … 60; anything that is no number gives an empty array.
    """
    count = int(min(max(seconds, 0.0), _LONGEST_BREATH_SECONDS) * rate) if seconds == seconds else 0
    if count == 0:
        return np.zeros(0, np.float32)
    start, end = _ends(part)
    # A glide that eases in and out, so that the turn of a breath is soft; the pitch is even on a logarithmic scale.
    glide = _rise(count)
    pitch = start * (end / start) ** glide
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    wave = np.sin(phase) + 0.18 * np.sin(2 * phase) + 0.05 * np.sin(3 * phase)
    peak = _HOLD_PEAK if part in (BreathPart.HOLD_IN, BreathPart.HOLD_OUT) else _BREATH_PEAK
    # In swells, out ebbs: with eyes closed the loudness tells the part as well as the pitch does.
    swell = {BreathPart.IN: 0.45 + 0.55 * glide, BreathPart.OUT: 1.0 - 0.55 * glide}.get(part, np.ones(count))
    wave *= swell * (peak / 1.15)
    edge = min(int(_BREATH_EDGE_SECONDS * rate), count // 2)
    wave[:edge] *= _rise(edge)
    wave[count - edge :] *= _rise(edge)[::-1]
    samples = wave.astype(np.float32)
    samples.setflags(write=False)
    return samples


def _ends(part: BreathPart) -> tuple[float, float]:
    match part:
        case BreathPart.IN:
            return _LOW_HZ, _HIGH_HZ
        case BreathPart.OUT:
            return _HIGH_HZ, _LOW_HZ
        case BreathPart.HOLD_IN:
            return _HIGH_HZ, _HIGH_HZ
        case BreathPart.HOLD_OUT:
            return _LOW_HZ, _LOW_HZ


def _rise(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A raised cosine from 0 towards 1, shape (count,)."""
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / max(count, 1))
