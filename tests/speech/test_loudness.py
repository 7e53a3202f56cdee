from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from companion.ports import Pcm
from companion.speech.loudness import SPEECH_RMS, levelled, trimmed

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
    even = levelled(Pcm(spoken, RATE)).samples
    assert np.sqrt(np.mean(even[:RATE] ** 2)) == pytest.approx(SPEECH_RMS, rel=0.02)


@given(npst.arrays(np.float32, st.integers(0, 2000), elements=st.floats(-1, 1, width=32)))
def test_nothing_is_ever_louder_than_it_may_be(samples: np.ndarray) -> None:
    even = levelled(Pcm(samples, RATE)).samples
    assert even.shape == samples.shape
    assert np.all(np.isfinite(even))
    assert np.max(np.abs(even), initial=0) <= max(0.9, float(np.max(np.abs(samples), initial=0))) + 1e-6
