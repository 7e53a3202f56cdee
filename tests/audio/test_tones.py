from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.audio import tones
from companion.ports import Samples
from companion.session.effects import BreathPart

RATE = 16_000


def pitch(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE / len(samples)


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


@pytest.mark.parametrize("name", sorted(tones.BUILT_IN))
@pytest.mark.parametrize("rate", [8000, 16_000, 44_100, 48_000])
def test_bells_are_heard_and_die_away(name: str, rate: int) -> None:
    bell = tones.sound(name, rate)
    assert bell.dtype == np.float32
    assert 0.2 < np.max(np.abs(bell)) < 0.5
    assert bell[0] == 0
    assert abs(bell[-1]) < 1e-3
    third = len(bell) // 3
    assert loudness(bell[:third]) > loudness(bell[third : 2 * third]) > loudness(bell[2 * third :])


def test_the_closing_bell_is_deeper() -> None:
    assert pitch(tones.sound(tones.CLOSING_BELL, RATE)) < pitch(tones.sound(tones.BELL, RATE))


def test_in_rises_and_out_falls() -> None:
    quarter = RATE
    rising = tones.breath(BreathPart.IN, 4.0, RATE)
    falling = tones.breath(BreathPart.OUT, 4.0, RATE)
    assert pitch(rising[-quarter:]) > pitch(rising[:quarter]) + 40
    assert pitch(falling[-quarter:]) < pitch(falling[:quarter]) - 40


def test_holds_are_near_nothing() -> None:
    breath = loudness(tones.breath(BreathPart.IN, 4.0, RATE))
    for part in (BreathPart.HOLD_IN, BreathPart.HOLD_OUT):
        assert 0 < loudness(tones.breath(part, 4.0, RATE)) < breath / 10


@given(st.sampled_from(BreathPart), st.floats(0.01, 20))
def test_every_part_lasts_as_long_as_asked_and_begins_and_ends_in_silence(part: BreathPart, seconds: float) -> None:
    tone = tones.breath(part, seconds, RATE)
    assert len(tone) == int(seconds * RATE)
    assert np.all(np.isfinite(tone))
    assert np.max(np.abs(tone), initial=0) < 0.2
    assert np.max(np.abs(tone[[0, -1]]), initial=0) < 0.02
    assert np.max(np.abs(np.diff(tone)), initial=0) < 0.04


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("-inf")])
def test_no_length_is_no_sound(seconds: float) -> None:
    assert len(tones.breath(BreathPart.IN, seconds, RATE)) == 0


def test_an_endless_breath_ends() -> None:
    assert len(tones.breath(BreathPart.OUT, float("inf"), 8000)) == 60 * 8000
