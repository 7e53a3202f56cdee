from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from companion.ports import Pcm
from companion.speech.loudness import SPEECH_LUFS, levelled, lufs, trimmed

RATE = 8000


def wave(seconds: float, peak: float) -> np.ndarray:
    return (peak * np.sin(2 * np.pi * 200 * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def test_silence_at_the_ends_goes_but_not_within() -> None:
    quiet = np.zeros(RATE, np.float32)
    pcm = trimmed(Pcm(np.concatenate([quiet, wave(0.5, 0.3), quiet, wave(0.5, 0.3), quiet]), RATE))
    assert pcm.seconds == pytest.approx(2.04, abs=0.01)


def test_all_silence_is_nothing() -> None:
    assert len(trimmed(Pcm(np.zeros(RATE, np.float32), RATE)).samples) == 0


@pytest.mark.parametrize("peak", [0.02, 0.2, 0.9])
def test_loud_and_soft_come_out_alike_and_pauses_do_not_count(peak: float) -> None:
    spoken = np.concatenate([wave(1, peak), np.zeros(3 * RATE, np.float32), wave(1, peak)])
    even = levelled(Pcm(spoken, RATE))
    assert lufs(even) == pytest.approx(SPEECH_LUFS, abs=0.1)
    assert lufs(Pcm(even.samples[:RATE], RATE)) == pytest.approx(SPEECH_LUFS, abs=1.0)


def test_the_measure_is_the_standards_own() -> None:
    """EBU Tech 3341: a 1 kHz sine at -23 dBFS in one of two channels is -26.0 LUFS, give or take 0.1."""
    tone = 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * np.arange(20 * 48000) / 48000)
    assert lufs(Pcm(tone.astype(np.float32), 48000)) == pytest.approx(-26.0, abs=0.1)


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.6, 0.9])
def test_one_short_word_is_as_loud_as_a_sentence(seconds: float) -> None:
    assert lufs(levelled(Pcm(wave(seconds, 0.01), RATE))) == pytest.approx(
        lufs(levelled(Pcm(wave(3, 0.01), RATE))), abs=0.5
    )


def test_a_peak_is_turned_down_and_the_rest_is_left() -> None:
    samples = wave(2, 0.05)
    samples[RATE] = 0.9
    even = levelled(Pcm(samples, RATE)).samples
    assert 0.5 < np.max(np.abs(even)) <= 0.9 + 1e-6
    far = np.abs(np.arange(len(samples)) - RATE) > RATE // 50
    factors = even[far & (np.abs(samples) > 0.01)] / samples[far & (np.abs(samples) > 0.01)]
    assert factors.min() == pytest.approx(factors.max(), rel=1e-3)


@given(npst.arrays(np.float32, st.integers(0, 2000), elements=st.floats(-1, 1, width=32)))
def test_nothing_is_ever_louder_than_it_may_be(samples: np.ndarray) -> None:
    even = levelled(Pcm(samples, RATE)).samples
    assert even.shape == samples.shape
    assert np.all(np.isfinite(even))
    assert np.max(np.abs(even), initial=0) <= max(0.9, float(np.max(np.abs(samples), initial=0))) + 1e-6
