from __future__ import annotations

import numpy as np
import pytest

from companion.audio.levels import QUIETEST_DBFS, DigitalSilence, Meter, dbfs

RATE = 16_000
FRAME = 320


def tone(seconds: float, peak: float) -> np.ndarray:
    return (peak * 32767 * np.sin(2 * np.pi * 400 * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)


def test_a_full_scale_sine_is_three_db_down() -> None:
    assert dbfs(tone(1, 1.0)) == pytest.approx(-3.01, abs=0.05)
    assert dbfs(tone(1, 0.1)) == pytest.approx(-23.01, abs=0.05)


def test_silence_has_a_floor() -> None:
    assert dbfs(np.zeros(100, np.int16)) == QUIETEST_DBFS
    assert dbfs(np.zeros(0, np.int16)) == QUIETEST_DBFS


def test_the_meter_gives_ten_levels_a_second() -> None:
    meter = Meter(RATE)
    samples = tone(2, 0.5)
    levels = [meter.feed(samples[n : n + FRAME]) for n in range(0, len(samples), FRAME)]
    shown = [level for level in levels if level is not None]
    assert len(shown) == 20
    assert shown == pytest.approx([-9.03] * 20, abs=0.1)


def feed(silence: DigitalSilence, samples: np.ndarray) -> list[int]:
    """The frames at which it changed its mind."""
    return [n // FRAME for n in range(0, len(samples), FRAME) if silence.feed(samples[n : n + FRAME])]


def test_three_seconds_of_zeros_are_digital_silence_and_one_sample_ends_it() -> None:
    silence = DigitalSilence(RATE)
    assert feed(silence, np.zeros(4 * RATE, np.int16)) == [149]
    assert silence.silent
    assert feed(silence, np.array([0] * 10 + [1] + [0] * 309, np.int16)) == [0]
    assert not silence.silent


def test_a_quiet_room_is_not_digital_silence() -> None:
    silence = DigitalSilence(RATE)
    room = np.random.default_rng(1).integers(-2, 3, 10 * RATE).astype(np.int16)
    assert feed(silence, room) == []


def test_gaps_of_zeros_shorter_than_three_seconds_do_not_add_up() -> None:
    silence = DigitalSilence(RATE)
    for _ in range(5):
        assert feed(silence, np.zeros(2 * RATE, np.int16)) == []
        assert feed(silence, tone(0.02, 0.1)) == []
