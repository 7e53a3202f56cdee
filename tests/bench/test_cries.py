"""The ways in which a word is cried: made by arithmetic, each from the same reading, and each another sound."""

from __future__ import annotations

import numpy as np
import pytest

from bench.cries import WAYS, stretched
from bench.espeak import say
from bench.hearing_sound import clip, speech_power
from companion.sound_format import RATE


@pytest.fixture(scope="module")
def word() -> np.ndarray:
    return say("help", "en-us", words_per_minute=140).astype(float)


def pitch(samples: np.ndarray) -> float:
    """The strongest repetition between 70 and 400 Hz in the loudest tenth of a second, Hz."""
    size = RATE // 10
    starts = range(0, len(samples) - size, size // 4)
    part = max((samples[at : at + size] for at in starts), key=lambda one: float(np.dot(one, one)))
    likeness = np.correlate(part, part, "full")[size - 1 :]
    low, high = RATE // 400, RATE // 70
    return float(RATE / (low + int(np.argmax(likeness[low:high]))))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_a_sound_that_is_not_cut_off(way: str, word: np.ndarray) -> None:
    made = WAYS[way](word)
    assert np.isfinite(made).all()
    assert 0.8 * len(word) < len(made) < 4 * len(word) + RATE
    assert speech_power(clip(made)) > 100
    assert np.abs(made).max() < 32768 * 2


def test_stretched_is_longer_at_the_same_pitch_and_shouted_is_higher(word: np.ndarray) -> None:
    assert len(stretched(word, 2.0)) > 1.8 * len(word)
    assert pitch(stretched(word, 2.0)) == pytest.approx(pitch(word), rel=0.1)
    assert pitch(WAYS["shouted"](word)) > 1.1 * pitch(word)


def test_a_whisper_is_softer_and_has_no_voice(word: np.ndarray) -> None:
    whisper = WAYS["whispered"](word)
    assert speech_power(clip(whisper)) < speech_power(clip(word)) / 8
    size = RATE // 20

    def voiced(samples: np.ndarray) -> float:
        at = int(np.argmax(np.abs(samples)))
        part = samples[max(0, at - size // 2) :][:size]
        likeness = np.correlate(part, part, "full")[len(part) - 1 :]
        return float(likeness[RATE // 400 : RATE // 70].max() / likeness[0])

    assert voiced(whisper) < voiced(word)


def test_the_same_word_is_whispered_the_same_each_time(word: np.ndarray) -> None:
    assert (WAYS["whispered"](word) == WAYS["whispered"](word)).all()
