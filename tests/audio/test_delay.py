"""The way from the loudspeaker to the microphone: found where there is one, and nothing made up where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.audio.delay import found_at, measure_delay, sweep
from companion.audio.devices import portaudio, renew
from companion.ports import Samples
from companion.sound_format import RATE
from tests.audio.rig import RATE as RIG_RATE
from tests.audio.rig import SoundRig

CHANCE = np.random.default_rng(5)


def room(seconds: float, level: float) -> Samples:
    return CHANCE.normal(0, level * 32768, int(seconds * RATE))


@settings(max_examples=25)
@given(st.integers(0, 12_000), st.floats(0.003, 1.0))
def test_it_is_found_to_the_sample(place: int, loud: float) -> None:
    heard = room(1.6, 0.001)
    heard[place : place + len(sweep())] += loud * 32768 * sweep()
    found = found_at(np.clip(heard, -32768, 32767).astype(np.int16), sweep())
    assert found is not None
    assert abs(found - place) <= 1


def test_it_is_found_in_an_echoing_room_with_a_hum() -> None:
    heard = room(1.6, 0.003) + 3000 * np.sin(2 * np.pi * 50 * np.arange(int(1.6 * RATE)) / RATE)
    for late, share in ((1000, 1.0), (1240, 0.5), (1900, 0.3)):
        heard[late : late + len(sweep())] += 0.1 * share * 32768 * sweep()
    assert found_at(heard.astype(np.int16), sweep()) == pytest.approx(1000, abs=2)


@pytest.mark.parametrize("level", [0.0, 0.001, 0.3])
def test_noise_alone_is_no_find(level: float) -> None:
    for _ in range(20):
        assert found_at(np.clip(room(1.6, level), -32768, 32767).astype(np.int16), sweep()) is None


def test_nothing_is_no_find() -> None:
    assert found_at(np.zeros(0, np.int16), sweep()) is None
    assert found_at(np.zeros(RATE, np.int16), sweep()) is None


@pytest.mark.audio
def test_a_microphone_that_hears_the_loudspeaker(rig: SoundRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SOURCE", "loudspeaker.monitor")
    renew(portaudio())
    measured = measure_delay()
    assert measured.seconds is not None, measured
    assert -0.2 < measured.seconds < 0.5
    assert measured.probe.ok
    assert "seconds from the speaker to the microphone" in measured.probe.detail


@pytest.mark.audio
def test_headphones(rig: SoundRig) -> None:
    rig.play_into_microphone(np.random.default_rng(2).normal(0, 0.001, 6 * RIG_RATE))
    measured = measure_delay()
    assert measured.seconds is None
    assert measured.probe.ok
    assert "normal with headphones" in measured.probe.detail


@pytest.mark.audio
def test_a_room_that_is_too_loud(rig: SoundRig) -> None:
    rig.play_into_microphone(np.random.default_rng(2).normal(0, 0.3, 8 * RIG_RATE))
    measured = measure_delay()
    assert measured.seconds is None
    assert "too loud" in measured.probe.detail
    assert "quieter" in measured.probe.hint


@pytest.mark.audio
def test_no_devices(rig: SoundRig) -> None:
    rig.kill_server()
    measured = measure_delay()
    assert measured.seconds is None
    assert "not measured, because there is no" in measured.probe.detail
