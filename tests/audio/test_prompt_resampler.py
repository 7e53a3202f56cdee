"""To 16 kHz at once: as good as soxr, and nothing waits for more than a moment."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.audio.prompt_resampler import PromptResampler
from companion.sound_format import RATE

RATES = (8000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000)


def sound(rate: int, seconds: float = 1.0) -> np.ndarray:
    """Noise that both rates can carry."""
    noise = np.random.default_rng(rate).normal(0, 0.1, int(rate * seconds)).astype(np.float32)
    spectrum = np.fft.rfft(noise)
    spectrum[np.fft.rfftfreq(len(noise), 1 / rate) > 0.85 * min(rate, RATE) / 2] = 0
    return np.fft.irfft(spectrum, len(noise)).astype(np.float32)


def resampled(samples: np.ndarray, rate: int, block: int) -> np.ndarray:
    resampler = PromptResampler(rate)
    return np.concatenate([resampler.resample_chunk(samples[at : at + block]) for at in range(0, len(samples), block)])


@pytest.mark.parametrize("rate", RATES)
def test_it_is_as_good_as_soxr_and_at_the_same_moments(rate: int) -> None:
    samples = sound(rate)
    ready, best = resampled(samples, rate, rate // 100), soxr.resample(samples, rate, RATE, quality="VHQ")
    middle = slice(RATE // 10, RATE * 9 // 10)
    apart = np.sqrt(np.mean((ready[middle] - best[middle]) ** 2)) / np.sqrt(np.mean(best[middle] ** 2))
    assert 20 * np.log10(apart) < -65


@pytest.mark.parametrize("rate", RATES)
def test_nothing_waits(rate: int) -> None:
    resampler, taken, given_ = PromptResampler(rate), 0, 0
    for block in np.array_split(sound(rate), 97):
        taken += len(block)
        given_ += len(resampler.resample_chunk(block))
        assert 0 <= taken / rate - given_ / RATE < (0.0013 if rate > RATE else 0.003)


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
def test_what_16_khz_cannot_carry_is_not_folded_down(rate: int) -> None:
    whistle = np.sin(2 * np.pi * 9100 * np.arange(rate) / rate).astype(np.float32)
    assert np.max(np.abs(resampled(whistle, rate, 441)[RATE // 10 :])) < 10 ** (-65 / 20)


@settings(max_examples=60)
@given(rate=st.sampled_from(RATES), sizes=st.lists(st.integers(0, 3000), max_size=20))
def test_how_it_is_cut_makes_no_difference(rate: int, sizes: list[int]) -> None:
    samples = sound(rate)[: sum(sizes)]
    edges = [0, *itertools.accumulate(sizes)]
    resampler = PromptResampler(rate)
    pieces = [resampler.resample_chunk(samples[a:b]) for a, b in itertools.pairwise(edges)]
    ready = np.concatenate([np.empty(0, np.float32), *pieces])
    assert ready.dtype == np.float32
    np.testing.assert_allclose(ready, PromptResampler(rate).resample_chunk(samples), atol=1e-6)


def test_silence_stays_silence() -> None:
    assert not resampled(np.zeros(4410, np.float32), 44_100, 441).any()
