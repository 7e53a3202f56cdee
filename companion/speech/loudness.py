"""Makes rendered speech even: trims quiet ends, and brings every sentence to the same loudness by EBU R128. No files,
no devices."""

from __future__ import annotations

from typing import Final

import numpy as np

from companion.ports import Pcm, Samples

SPEECH_LUFS: Final = -20.0
"""LUFS of every sentence, integrated: pauses do not count, and deep tones count for less, as they do to the ear."""
_HIGHEST_PEAK: Final = 0.9
"""Highest peak of a clip, full scale 1."""
_MOST_GAIN: Final = 100.0
"""Factor of amplification at most. A softer clip is not speech, and would only become amplified noise."""
_QUIET: Final = 0.004
"""Amplitude up to which the ends of a clip count as silence."""
_KEPT_SECONDS: Final = 0.02
_SHORTEST_SECONDS: Final = 1.0
"""Seconds that the measurement needs, since it works in blocks of 0.4 s. A shorter clip is measured as if it were
repeated."""
_LEAST_LUFS: Final = -70.0
"""LUFS below which loudness is not measured."""
_LIMITER_SECONDS: Final = 0.003
"""Seconds over which the limiter's gain falls and rises."""


def trimmed(pcm: Pcm) -> Pcm:
    """Removes the silence at both ends except for 20 ms. A clip that is all silence gets no samples."""
    loud = np.flatnonzero(np.abs(pcm.samples) > _QUIET)
    if not loud.size:
        return Pcm(pcm.samples[:0], pcm.rate)
    kept = int(_KEPT_SECONDS * pcm.rate)
    return Pcm(pcm.samples[max(0, int(loud[0]) - kept) : int(loud[-1]) + 1 + kept], pcm.rate)


def lufs(pcm: Pcm) -> float:
    """Measures the integrated loudness by EBU R128 (ITU-R BS.1770), in LUFS; -70 for silence."""
    import loudness

    samples = np.asarray(pcm.samples, np.float32)
    if not len(samples):
        return _LEAST_LUFS
    shortest = int(_SHORTEST_SECONDS * pcm.rate)
    if len(samples) < shortest:
        samples = np.tile(samples, -(-shortest // len(samples)))
    return max(_LEAST_LUFS, float(loudness.integrated_loudness(samples, pcm.rate)))


def levelled(pcm: Pcm, wanted: float = SPEECH_LUFS) -> Pcm:
    """Brings a clip to this loudness in LUFS; single peaks that would exceed 0.9 are turned down for a few
    milliseconds."""
    measured = lufs(pcm)
    if measured <= _LEAST_LUFS:
        return pcm
    factor = min(10 ** ((wanted - measured) / 20), _MOST_GAIN)
    return Pcm(_limited((pcm.samples * np.float32(factor)).astype(np.float32), pcm.rate), pcm.rate)


def _limited(samples: Samples, rate: int) -> Samples:
    """Limits peaks to 0.9. The gain falls before a peak and rises after it without a step, so that nothing clicks."""
    size = np.abs(samples)
    if float(np.max(size, initial=0.0)) <= _HIGHEST_PEAK:
        return samples
    gain = np.minimum(1.0, _HIGHEST_PEAK / np.maximum(size, 1e-9))
    reach = max(1, int(_LIMITER_SECONDS * rate))
    # The least gain within reach on either side, smoothed over the same reach, never exceeds what a peak allows.
    around = np.lib.stride_tricks.sliding_window_view(np.pad(gain, reach, constant_values=1.0), reach + 1)
    least = around.min(axis=1)
    curve = np.hanning(reach + 3)[1:-1]
    smooth = np.convolve(least, curve / curve.sum(), "valid")
    return np.clip(samples * smooth[: len(samples)], -_HIGHEST_PEAK, _HIGHEST_PEAK).astype(np.float32)
