"""Rendered speech made even: quiet ends trimmed, every sentence equally loud by EBU R128. No files, no devices."""

from __future__ import annotations

from typing import Final

import numpy as np

from companion.ports import Pcm, Samples

SPEECH_LUFS: Final = -20.0
"""Integrated loudness of every sentence: pauses do not count, and deep tones count for less, as they do to the ear."""
_HIGHEST_PEAK: Final = 0.9
_MOST_GAIN: Final = 100.0
"""What is softer than that is no speech, and louder it would be noise."""
_QUIET: Final = 0.004
_KEPT_SECONDS: Final = 0.02
_SHORTEST_SECONDS: Final = 1.0
"""The measure goes by blocks of 0.4 s; what is shorter than a second is measured as if it were said again and again."""
_LEAST_LUFS: Final = -70.0
_LIMITER_SECONDS: Final = 0.003


def trimmed(pcm: Pcm) -> Pcm:
    """Without the silence at both ends (20 ms of it stay). All silence: no samples."""
    loud = np.flatnonzero(np.abs(pcm.samples) > _QUIET)
    if not loud.size:
        return Pcm(pcm.samples[:0], pcm.rate)
    kept = int(_KEPT_SECONDS * pcm.rate)
    return Pcm(pcm.samples[max(0, int(loud[0]) - kept) : int(loud[-1]) + 1 + kept], pcm.rate)


def lufs(pcm: Pcm) -> float:
    """Integrated loudness by EBU R128 (ITU-R BS.1770), in LUFS; -70 for silence."""
    import loudness

    samples = np.asarray(pcm.samples, np.float32)
    if not len(samples):
        return _LEAST_LUFS
    shortest = int(_SHORTEST_SECONDS * pcm.rate)
    if len(samples) < shortest:
        samples = np.tile(samples, -(-shortest // len(samples)))
    return max(_LEAST_LUFS, float(loudness.integrated_loudness(samples, pcm.rate)))


def levelled(pcm: Pcm, wanted: float = SPEECH_LUFS) -> Pcm:
    """At this loudness in LUFS; single peaks that would pass 0.9 are turned down for a few milliseconds."""
    measured = lufs(pcm)
    if measured <= _LEAST_LUFS:
        return pcm
    factor = min(10 ** ((wanted - measured) / 20), _MOST_GAIN)
    return Pcm(_limited((pcm.samples * np.float32(factor)).astype(np.float32), pcm.rate), pcm.rate)


def _limited(samples: Samples, rate: int) -> Samples:
    """No peak above 0.9. The gain goes down before a peak and up after it, without a step, so that nothing clicks."""
    size = np.abs(samples)
    if float(np.max(size, initial=0.0)) <= _HIGHEST_PEAK:
        return samples
    gain = np.minimum(1.0, _HIGHEST_PEAK / np.maximum(size, 1e-9))
    reach = max(1, int(_LIMITER_SECONDS * rate))
    # The least gain within reach on either side, then smoothed over the same reach: never above what a peak allows.
    around = np.lib.stride_tricks.sliding_window_view(np.pad(gain, reach, constant_values=1.0), reach + 1)
    least = around.min(axis=1)
    curve = np.hanning(reach + 3)[1:-1]
    smooth = np.convolve(least, curve / curve.sum(), "valid")
    return np.clip(samples * smooth[: len(samples)], -_HIGHEST_PEAK, _HIGHEST_PEAK).astype(np.float32)
