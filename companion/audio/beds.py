"""The beds, soft sounds under the voice: noise, rain, a low drone, or an author's own sound, as loops without a seam.

They are synthesised from a fixed seed, so nothing is fetched, and every machine makes the same sound. Every loop is
mono float32 at the loudness `BED_DBFS` (RMS). Nothing is played here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from companion.ports import Pcm, Samples

NOISE: Final = "noise"
RAIN: Final = "rain"
DRONE: Final = "drone"
BEDS: Final = (NOISE, RAIN, DRONE)

BED_DBFS: Final = -36.0
"""dBFS (RMS) at full volume: 16 dB below the voice."""
DEFAULT_VOLUME: Final = 0.6
"""Factor on a bed, from 0 to 1, if none was chosen."""
LONGEST_SECONDS: Final = 300.0
"""Seconds of an author's own sound that are used; the loop begins again there."""

_SECONDS: Final = 24
_PEAK: Final = 0.25
"""Highest peak of a loop, full scale 1."""
_CROSSFADE_SECONDS: Final = 4.0
_SEED: Final = 20_11


@lru_cache(maxsize=3)
def bed(name: str, rate: int) -> Samples:
    """Makes a loop of 24 s (read-only, shared). Raises KeyError for a name not in `BEDS`."""
    loop = _levelled({NOISE: _noise, RAIN: _rain, DRONE: _drone}[name](rate * _SECONDS, rate))
    loop.setflags(write=False)
    return loop


def own_bed(pcm: Pcm, rate: int) -> Samples:
    """Makes a loop of an author's own sound at `rate` Hz, with its end cross-faded into its beginning."""
    samples = np.nan_to_num(np.asarray(pcm.samples[: int(LONGEST_SECONDS * pcm.rate)], np.float32))
    if pcm.rate != rate and len(samples):
        import soxr

        samples = soxr.resample(samples, pcm.rate, rate, quality="HQ")
    over = min(int(_CROSSFADE_SECONDS * rate), len(samples) // 3)
    if over:
        # Equal power, since the two ends are uncorrelated.
        angle = np.linspace(0, np.pi / 2, over, endpoint=False)
        head = samples[:over] * np.sin(angle) + samples[-over:] * np.cos(angle)
        samples = np.concatenate([head, samples[over:-over]])
    return _levelled(samples)


def _noise(count: int, rate: int) -> Any:
    """Makes soft noise, like a distant waterfall: falling by 5 dB an octave, with nothing below the range of small
    loudspeakers."""
    return _shaped(count, rate, lambda hz: (hz / 200) ** -0.85 / (1 + (hz / 3500) ** 4) / (1 + (60 / hz) ** 4))


def _rain(count: int, rate: int) -> Any:
    """Makes a steady hiss that swells a little, with single drops on leaves in it."""
    hiss = _shaped(count, rate, lambda hz: (hz / 1000) ** -0.35 / (1 + (hz / 9000) ** 6) / (1 + (350 / hz) ** 4))
    t = np.arange(count) / count
    hiss *= 1 + 0.12 * np.sin(2 * np.pi * 3 * t) + 0.08 * np.sin(2 * np.pi * 7 * t + 1)
    drops = np.zeros(count)
    chance = np.random.default_rng(_SEED + 1)
    length = min(int(0.03 * rate), count)
    at = np.arange(length) / rate
    for _ in range(_SECONDS * 22):
        pitch = chance.uniform(1400, 4200)
        drop = chance.uniform(0.2, 1.0) ** 2 * np.sin(2 * np.pi * pitch * at) * np.exp(-at * chance.uniform(180, 420))
        drop[: length // 16] *= np.linspace(0, 1, length // 16)
        place = int(chance.integers(count))
        ahead = min(length, count - place)
        drops[place : place + ahead] += drop[:ahead]
        drops[: length - ahead] += drop[ahead:]  # past the end of the loop, so that it has no seam
    return hiss / np.std(hiss) + 0.45 * drops / max(float(np.std(drops)), 1e-9)


def _drone(count: int, rate: int) -> Any:
    """Makes a fifth and its octaves, each swelling slowly at its own pace."""
    t = np.arange(count) / rate
    wave = np.zeros(count)
    for number, (pitch, loud) in enumerate(((110.0, 1.0), (165.0, 0.55), (220.0, 0.45), (330.0, 0.16), (440.0, 0.08))):
        for detuned in (-1, 1):
            # Whole numbers of periods in the loop, so that its end meets its beginning.
            turns = round(pitch * _SECONDS) + detuned * (1 + number)
            slow = 1 + 0.35 * np.sin(2 * np.pi * (1 + number % 3) * t / _SECONDS + number + detuned)
            wave += loud * slow * np.sin(2 * np.pi * turns * t / _SECONDS + 1.7 * number)
    return wave


def _shaped(count: int, rate: int, gain_at: Any) -> Any:
    """Makes noise with this spectrum (Hz to factor). It is periodic, so the loop has no seam."""
    chance = np.random.default_rng(_SEED)
    hz = np.fft.rfftfreq(count, 1 / rate)
    gain = np.zeros(len(hz))
    gain[1:] = gain_at(hz[1:])
    phase = chance.uniform(0, 2 * np.pi, len(hz))
    return np.fft.irfft(gain * np.exp(1j * phase), count)


def _levelled(samples: Any) -> Samples:
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    if level < 1e-6:
        return np.zeros(len(samples), np.float32)
    made = np.asarray(samples, np.float64) * (10 ** (BED_DBFS / 20) / level)
    return np.clip(made, -_PEAK, _PEAK).astype(np.float32)
