from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.audio import tones
from companion.ports import Samples
from companion.session.effects import BreathPart

RATE = 16_000
_STEEPEST = {tones.SOFT: 0.04, tones.STRINGS: 0.08, tones.WIND: 0.15}
"""From one sample to the next: more would be a click."""


def pitch(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE / len(samples)


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


@pytest.mark.parametrize("name", [tones.BELL, tones.CLOSING_BELL])
@pytest.mark.parametrize("rate", [8000, 16_000, 44_100, 48_000])
def test_bells_are_heard_and_die_away(name: str, rate: int) -> None:
    bell = tones.sound(name, rate)
    assert bell.dtype == np.float32
    assert 0.2 < np.max(np.abs(bell)) < 0.5
    assert bell[0] == 0
    assert abs(bell[-1]) < 1e-3
    third = len(bell) // 3
    assert loudness(bell[:third]) > loudness(bell[third : 2 * third]) > loudness(bell[2 * third :])


@pytest.mark.parametrize("rate", [8000, 16_000, 44_100, 48_000])
def test_the_alarm_is_three_low_tones(rate: int) -> None:
    alarm = tones.sound(tones.ALARM, rate)
    blocks = np.abs(alarm[: len(alarm) // (rate // 100) * (rate // 100)]).reshape(-1, rate // 100).max(axis=1) > 0.05
    assert np.count_nonzero(np.diff(blocks.astype(int)) == 1) + int(blocks[0]) == 3
    assert 0.2 < np.max(np.abs(alarm)) < 0.5
    assert alarm[0] == alarm[-1] == 0


def test_the_closing_bell_is_deeper() -> None:
    assert pitch(tones.sound(tones.CLOSING_BELL, RATE)) < pitch(tones.sound(tones.BELL, RATE))


def height(samples: Samples) -> float:
    """Finds the middle of a sound's power, in Hz: the pitch of a tone, the brightness of a wind."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    return float(np.sum(power * np.fft.rfftfreq(len(samples), 1 / RATE)) / np.sum(power))


@pytest.mark.parametrize("timbre", tones.TIMBRES)
def test_in_rises_and_out_falls_in_pitch_and_in_loudness(timbre: str) -> None:
    quarter = RATE
    rising = tones.breath(BreathPart.IN, 4.0, RATE, timbre)
    falling = tones.breath(BreathPart.OUT, 4.0, RATE, timbre)
    assert height(rising[-quarter:]) > 1.25 * height(rising[:quarter])
    assert height(falling[-quarter:]) < height(falling[:quarter]) / 1.25
    assert loudness(rising[-quarter:]) > loudness(rising[:quarter])
    assert loudness(falling[-quarter:]) < loudness(falling[:quarter])


@pytest.mark.parametrize("timbre", tones.TIMBRES)
def test_holds_are_near_nothing_high_after_in_and_low_after_out(timbre: str) -> None:
    breath = loudness(tones.breath(BreathPart.IN, 4.0, RATE, timbre))
    high, low = (tones.breath(part, 4.0, RATE, timbre) for part in (BreathPart.HOLD_IN, BreathPart.HOLD_OUT))
    for hold in (high, low):
        assert 0 < loudness(hold) < breath / 10
    assert height(high) > 1.25 * height(low)


def test_the_timbres_are_about_equally_loud_and_none_is_silent() -> None:
    loud = [loudness(tones.breath(BreathPart.IN, 4.0, RATE, timbre)) for timbre in tones.TIMBRES]
    assert max(loud) < 2.5 * min(loud)
    assert len(tones.breath(BreathPart.IN, 4.0, RATE, "none")) == 0


@pytest.mark.parametrize("timbre", tones.TIMBRES)
@pytest.mark.parametrize("rate", [8000, 44_100, 48_000])
def test_every_rate(timbre: str, rate: int) -> None:
    tone = tones.breath(BreathPart.IN, 2.0, rate, timbre)
    assert len(tone) == 2 * rate
    assert loudness(tone) > 0.02


@given(st.sampled_from(BreathPart), st.floats(0.01, 20), st.sampled_from(tones.TIMBRES))
def test_every_part_lasts_as_long_as_asked_and_begins_and_ends_in_silence(
    part: BreathPart, seconds: float, timbre: str
) -> None:
    tone = tones.breath(part, seconds, RATE, timbre)
    assert len(tone) == int(seconds * RATE)
    assert np.all(np.isfinite(tone))
    assert np.max(np.abs(tone), initial=0) < 0.2
    assert np.max(np.abs(tone[[0, -1]]), initial=0) < 0.02
    assert np.max(np.abs(np.diff(tone)), initial=0) < _STEEPEST[timbre]


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("-inf")])
def test_no_length_is_no_sound(seconds: float) -> None:
    assert len(tones.breath(BreathPart.IN, seconds, RATE)) == 0


def test_an_endless_breath_ends() -> None:
    assert len(tones.breath(BreathPart.OUT, float("inf"), 8000)) == 60 * 8000
