"""Rendered speech made even: quiet ends trimmed, every sentence at the same loudness. Pure NumPy."""

from __future__ import annotations

from typing import Final

import numpy as np

from companion.ports import Pcm

SPEECH_RMS: Final = 0.1
"""-20 dB below full scale, measured where there is speech."""
_HIGHEST_PEAK: Final = 0.9
_MOST_GAIN: Final = 100.0
"""What is softer than that is no speech, and louder it would be noise."""
_QUIET: Final = 0.004
_KEPT_SECONDS: Final = 0.02
_WINDOW_SECONDS: Final = 0.02


def trimmed(pcm: Pcm) -> Pcm:
    """Without the silence at both ends (20 ms of it stay). All silence: no samples."""
    loud = np.flatnonzero(np.abs(pcm.samples) > _QUIET)
    if not loud.size:
        return Pcm(pcm.samples[:0], pcm.rate)
    kept = int(_KEPT_SECONDS * pcm.rate)
    return Pcm(pcm.samples[max(0, int(loud[0]) - kept) : int(loud[-1]) + 1 + kept], pcm.rate)


def levelled(pcm: Pcm, rms: float = SPEECH_RMS) -> Pcm:
    """At this RMS, counted over the parts that are not pauses; less where a peak would pass 0.9."""
    window = max(1, int(_WINDOW_SECONDS * pcm.rate))
    whole = len(pcm.samples) // window * window
    if whole == 0:
        return pcm
    powers = np.mean(np.square(pcm.samples[:whole].reshape(-1, window), dtype=np.float64), axis=1)
    speech = powers[powers > powers.max() * 1e-3]
    if not speech.size or speech.max() <= 0:
        return pcm
    peak = float(np.max(np.abs(pcm.samples)))
    factor = min(rms / float(np.sqrt(speech.mean())), _HIGHEST_PEAK / peak, _MOST_GAIN)
    return Pcm((pcm.samples * np.float32(factor)).astype(np.float32), pcm.rate)
