"""The synthesised sounds: bells, and the tones that lead a breath. Pure NumPy.

Every function returns mono float32 samples, shape (n,), within -1 to 1, that begin and end at silence. Nothing is
played, no file is read, and noise is the same noise every time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from companion.ports import Samples
from companion.session.effects import BreathPart

BELL: Final = "bell"
CLOSING_BELL: Final = "closing-bell"
LAST_BELL: Final = "last-bell"
"""The closing bell where a person chose it for the end: it sounds even if other bells are off."""
ALARM: Final = "alarm"
BUILT_IN: Final = frozenset({BELL, CLOSING_BELL, LAST_BELL, ALARM})
"""Names that `sound` understands."""

SOFT: Final = "soft"
STRINGS: Final = "strings"
WIND: Final = "wind"
TIMBRES: Final = (SOFT, STRINGS, WIND)
"""Timbres of the breath: a soft whistle, warm strings, moving air."""

Wave = NDArray[np.float64]

# A struck bowl: partials as (ratio to the fundamental, loudness, seconds until it has fallen by 60 dB).
_PARTIALS: Final = ((1.0, 1.0, 4.5), (2.0, 0.35, 3.2), (2.76, 0.25, 2.4), (5.4, 0.10, 1.2), (8.9, 0.03, 0.6))
_BELLS: Final = {BELL: (440.0, 3.5), CLOSING_BELL: (330.0, 4.5), LAST_BELL: (330.0, 4.5)}
# Three low tones, like no other sound of the program: they warn if no voice can.
_ALARM_HZ: Final = 220.0
_ALARM_TONES: Final = 3
_ALARM_TONE_SECONDS: Final = 0.35
_ALARM_GAP_SECONDS: Final = 0.25
_ALARM_PEAK: Final = 0.35
_ALARM_EDGE_SECONDS: Final = 0.03
_BELL_PEAK: Final = 0.35
_STRIKE_SECONDS: Final = 0.004
_TAIL_SECONDS: Final = 0.3

# Breath tones stay in the middle of a small loudspeaker's range and well below the voice.
_ENDS_HZ: Final = (196.0, 294.0)
_WIND_HZ: Final = (320.0, 700.0, 1500.0)
_TABLE: Final = 4096
_BREATH_PEAK: Final = 0.14
_HOLD_PEAK: Final = 0.008
_BREATH_EDGE_SECONDS: Final = 0.25
_LONGEST_BREATH_SECONDS: Final = 60.0


@lru_cache(maxsize=8)
def sound(name: str, rate: int) -> Samples:
    """Makes a built-in sound at `rate` Hz (read-only, shared). Raises KeyError for a name not in `BUILT_IN`."""
    if name == ALARM:
        return _alarm(rate)
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


def _alarm(rate: int) -> Samples:
    """Makes the three tones. Some overtones keep them audible on a small loudspeaker."""
    t = np.arange(int(_ALARM_TONE_SECONDS * rate)) / rate
    tone = sum(np.sin(2 * np.pi * _ALARM_HZ * n * t) / n for n in (1, 2, 3))
    tone *= _ALARM_PEAK / np.max(np.abs(tone))
    edge = int(_ALARM_EDGE_SECONDS * rate)
    tone[:edge] *= _rise(edge)
    tone[-edge:] *= _rise(edge)[::-1]
    gap = np.zeros(int(_ALARM_GAP_SECONDS * rate))
    samples = np.concatenate([tone, gap] * _ALARM_TONES).astype(np.float32)
    samples.setflags(write=False)
    return samples


@lru_cache(maxsize=16)
def breath(part: BreathPart, seconds: float, rate: int, timbre: str = SOFT) -> Samples:
    """Makes one part of a breath at `rate` Hz (read-only, shared): rising for in, falling for out, nearly silent for
    holds.

    `seconds` is limited to 0 to 60. An invalid number gives an empty array, and so does a timbre that is not one of
    `TIMBRES`.
    """
    count = int(min(max(seconds, 0.0), _LONGEST_BREATH_SECONDS) * rate) if seconds == seconds else 0
    if count == 0 or timbre not in TIMBRES:
        return np.zeros(0, np.float32)
    # The glide eases in and out, so that the turn of a breath is soft.
    glide = _rise(count)
    start, end = _ends(part)
    wave = _wind(start, end, glide, rate) if timbre == WIND else _sung(start, end, glide, rate, timbre)
    peak = _HOLD_PEAK if part in (BreathPart.HOLD_IN, BreathPart.HOLD_OUT) else _BREATH_PEAK
    # In swells and out fades: with eyes closed, loudness tells the part as well as pitch does.
    swell = {BreathPart.IN: 0.45 + 0.55 * glide, BreathPart.OUT: 1.0 - 0.55 * glide}.get(part, np.ones(count))
    wave *= swell * peak
    edge = min(int(_BREATH_EDGE_SECONDS * rate), count // 2)
    wave[:edge] *= _rise(edge)
    wave[count - edge :] *= _rise(edge)[::-1]
    samples = wave.astype(np.float32)
    samples.setflags(write=False)
    return samples


def _sung(start: float, end: float, glide: Wave, rate: int, timbre: str) -> Wave:
    """Makes a gliding pitch, even on a logarithmic scale, with an amplitude of at most 1."""
    low, high = _ENDS_HZ
    pitch = (low * (high / low) ** start) * ((high / low) ** (end - start)) ** glide
    turns = np.cumsum(pitch) / rate
    if timbre == SOFT:
        phase = 2 * np.pi * turns
        return (np.sin(phase) + 0.18 * np.sin(2 * phase) + 0.05 * np.sin(3 * phase)) / 1.15
    # Three players, slightly out of tune with each other, from a table of one period: a sine for each partial would
    # cost ten times as much. They sway around the pitch, since strings with a constant difference cancel out
    # periodically.
    table = _string(rate)
    seconds = np.arange(len(turns)) / rate
    wave = np.zeros(len(turns))
    for player, sway in enumerate((0.61, 0.83, 1.07)):
        place = (turns + 0.09 * np.sin(2 * np.pi * sway * seconds + 2 * player)) % 1.0 * _TABLE
        wave += table[place.astype(np.int32) % _TABLE]
    return wave / 3


@lru_cache(maxsize=2)
def _string(rate: int) -> Wave:
    phase = 2 * np.pi * np.arange(_TABLE) / _TABLE
    partials = [n for n in range(1, 9) if n * _ENDS_HZ[1] * 1.01 < rate * 0.45]
    wave = np.sum([np.sin(n * phase + 0.4 * n) / n**1.25 for n in partials], axis=0)
    made: Wave = wave / np.max(np.abs(wave))
    return made


def _wind(start: float, end: float, glide: Wave, rate: int) -> Wave:
    """Makes moving air, from dark to bright and back: three bands of noise that fade into each other. Amplitude about
    1."""
    bright = (start + (end - start) * glide) * 2  # from 0 to 2: the band
    wave = np.zeros(len(glide))
    for number, band in enumerate(_bands(rate)):
        share = np.clip(1 - np.abs(bright - number), 0, 1)
        wave += np.sqrt(share) * np.resize(band, len(glide))
    return np.clip(wave, -1, 1)


@lru_cache(maxsize=2)
def _bands(rate: int) -> tuple[Wave, ...]:
    """Makes three loops of noise without a seam."""
    count = 8 * rate
    hz = np.fft.rfftfreq(count, 1 / rate)
    phase = np.random.default_rng(11).uniform(0, 2 * np.pi, len(hz))
    made = []
    for middle in _WIND_HZ:
        octaves = np.log2(np.maximum(hz, 1.0) / middle)
        wave = np.fft.irfft(np.exp(-((octaves / 0.45) ** 2) + 1j * phase), count)
        made.append(wave * (0.3 / np.std(wave)))
    return tuple(made)


def _ends(part: BreathPart) -> tuple[float, float]:
    """Returns the pitch at which a part begins and ends, from 0 (low) to 1 (high)."""
    match part:
        case BreathPart.IN:
            return 0.0, 1.0
        case BreathPart.OUT:
            return 1.0, 0.0
        case BreathPart.HOLD_IN:
            return 1.0, 1.0
        case BreathPart.HOLD_OUT:
            return 0.0, 0.0


def _rise(count: int) -> Wave:
    """Returns a raised cosine from 0 towards 1, shape (count,)."""
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / max(count, 1))
