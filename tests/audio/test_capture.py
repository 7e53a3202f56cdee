from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from companion.audio.capture import Framer, SampleClock
from companion.sound_format import FRAME, RATE


def tone(rate: int, seconds: float, hz: float = 400.0) -> np.ndarray:
    return (8000 * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)).astype(np.int16)


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000])
def test_any_rate_becomes_frames_of_twenty_milliseconds(rate: int) -> None:
    framer = Framer(rate)
    samples, block = tone(rate, 2.0), rate // 50
    frames = [
        frame
        for n in range(0, len(samples), block)
        for frame in framer.feed(samples[n : n + block].tobytes(), n / rate)
    ]
    assert all(frame.samples.shape == (FRAME,) and frame.samples.dtype == np.int16 for frame in frames)
    assert len(frames) == pytest.approx(100, abs=4)
    whole = np.concatenate([frame.samples for frame in frames])
    spectrum = np.abs(np.fft.rfft(whole[RATE // 2 : RATE]))
    assert np.argmax(spectrum) * 2 == pytest.approx(400, abs=4)


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_frames_carry_the_time_they_were_heard(rate: int) -> None:
    framer = Framer(rate)
    samples = np.zeros(rate, np.int16)
    knock = rate * 6 // 10
    samples[knock : knock + rate // 100] = 20_000
    block = rate // 50
    frames = [
        frame
        for n in range(0, len(samples), block)
        for frame in framer.feed(samples[n : n + block].tobytes(), 50.0 + n / rate)
    ]
    heard = next(frame for frame in frames if np.max(np.abs(frame.samples)) > 10_000)
    onset = heard.at + int(np.argmax(np.abs(heard.samples) > 10_000)) / RATE
    assert onset == pytest.approx(50.6, abs=0.002)
    times = [frame.at for frame in frames]
    assert np.diff(times) == pytest.approx([0.02] * (len(times) - 1), abs=0.001)


def test_zeros_stay_zeros_at_any_rate() -> None:
    for rate in (RATE, 44_100, 48_000):
        frames = Framer(rate).feed(bytes(rate), 0.0)
        assert len(frames) > 10
        assert not any(np.any(frame.samples) for frame in frames)


def heard_of(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.int16]:
    """A second of a microphone with two channels, as mono; the last half of it, when it has settled."""
    framer = Framer(RATE, channels=2)
    both = np.stack([left, right], axis=1).astype(np.int16)
    blocks = [both[start : start + 160].tobytes() for start in range(0, len(both), 160)]
    frames = [frame for number, block in enumerate(blocks) for frame in framer.feed(block, number * 0.01)]
    return np.concatenate([frame.samples for frame in frames])[RATE // 2 :]


VOICE = 3000 * np.sin(2 * np.pi * 500 * np.arange(RATE) / RATE)
NOTHING = np.zeros(RATE)


@pytest.mark.parametrize(
    ("left", "right"),
    [(VOICE, NOTHING), (NOTHING, VOICE), (VOICE, VOICE), (VOICE, -VOICE), (VOICE / 20, VOICE)],
    ids=["the first", "the second", "both", "opposite signs", "the second is louder"],
)
def test_a_voice_in_either_of_two_channels_is_heard_as_loud_as_it_is(
    left: NDArray[np.float64], right: NDArray[np.float64]
) -> None:
    heard = heard_of(left, right)
    assert np.sqrt(np.mean(heard.astype(float) ** 2)) == pytest.approx(3000 / np.sqrt(2), rel=0.06)


def test_a_change_from_one_channel_to_a_mix_does_not_click() -> None:
    left = np.concatenate([NOTHING, VOICE, VOICE])
    right = np.concatenate([VOICE, VOICE, VOICE])
    framer = Framer(RATE, channels=2)
    both = np.stack([left, right], axis=1).astype(np.int16)
    blocks = [both[start : start + 160].tobytes() for start in range(0, len(both), 160)]
    frames = [frame for block in blocks for frame in framer.feed(block, 0.0)]
    steps = np.abs(np.diff(np.concatenate([frame.samples for frame in frames]).astype(float)))
    assert steps.max() < 1.5 * np.abs(np.diff(VOICE)).max()


def test_two_silent_channels_are_digital_silence() -> None:
    assert not heard_of(NOTHING, NOTHING).any()


@given(st.lists(st.integers(0, 2000), max_size=30))
def test_at_its_own_rate_no_sample_is_lost_or_made_up(sizes: list[int]) -> None:
    framer, fed, got = Framer(RATE), 0, []
    for size in sizes:
        block = np.arange(fed, fed + size).astype(np.int16)
        fed += size
        got += [frame.samples for frame in framer.feed(block.tobytes(), 0.0)]
    assert len(got) == fed // FRAME
    joined = np.concatenate([np.zeros(0, np.int16), *got])
    np.testing.assert_array_equal(joined, np.arange(len(joined)).astype(np.int16))


def test_the_clock_takes_the_block_that_waited_least() -> None:
    clock = SampleClock(1000)
    late = np.random.default_rng(3).uniform(0, 0.05, 500)
    late[::20] = 0.0
    told = [clock.heard_at(20, 7.0 + (n + 1) * 0.02 + late[n]) for n in range(500)]
    np.testing.assert_allclose(told[40:], 7.0 + np.arange(40, 500) * 0.02, atol=1e-6)


def test_the_clock_follows_a_gap_within_two_seconds_or_at_once_when_told() -> None:
    clock = SampleClock(1000)
    for n in range(200):
        clock.heard_at(20, (n + 1) * 0.02)
    unannounced = [clock.heard_at(20, 0.5 + (n + 1) * 0.02) for n in range(200, 400)]
    np.testing.assert_allclose(unannounced[110:], 0.5 + np.arange(310, 400) * 0.02, atol=1e-6)
    clock.gap()
    assert clock.heard_at(20, 0.9 + 401 * 0.02) == pytest.approx(0.9 + 400 * 0.02)
