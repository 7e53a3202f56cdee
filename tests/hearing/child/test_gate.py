from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from companion.hearing.child.gate import HOLD, LOOKS_BACK, Gate, band_powers

BLOCK = 640
"""40 ms."""


def noise(seconds: float, rms: float, seed: int = 1) -> NDArray[np.int16]:
    return np.random.default_rng(seed).normal(0, rms, int(seconds * 16000)).astype(np.int16)


def tone(seconds: float, hertz: float, rms: float) -> NDArray[np.int16]:
    wave = np.sin(2 * np.pi * hertz * np.arange(int(seconds * 16000)) / 16000)
    return (wave * rms * np.sqrt(2)).astype(np.int16)


def run(gate: Gate, samples: NDArray[np.int16], narrator: float | None = None) -> list[bool]:
    return [gate.open(samples[start : start + BLOCK], narrator) for start in range(0, len(samples), BLOCK)]


def test_it_begins_open_and_closes_in_a_steady_room() -> None:
    gate = Gate()
    seen = run(gate, noise(10, 30))
    assert all(seen[: int((HOLD - 0.04) / 0.04)])
    assert not any(seen[int((HOLD + 0.1) / 0.04) :])


@pytest.mark.parametrize("hertz", [300, 900, 2500, 5000])
@pytest.mark.parametrize("room", [3, 30, 300])
def test_a_little_over_the_room_opens_it_in_any_band_of_speech(hertz: float, room: float) -> None:
    gate = Gate()
    run(gate, noise(5, room))
    soft = noise(0.2, room, seed=2) + tone(0.2, hertz, max(2 * room, 30))
    assert any(run(gate, soft))


def test_it_holds_for_longer_than_an_utterance_takes_to_end_and_closes_again() -> None:
    gate = Gate()
    run(gate, noise(5, 30))
    run(gate, noise(0.2, 30, seed=2) + tone(0.2, 900, 1000))
    after = run(gate, noise(3, 30, seed=3))
    assert all(after[: int((HOLD - 0.04) / 0.04)])
    assert not after[-1]


def test_a_noise_that_stays_becomes_the_room() -> None:
    gate = Gate()
    run(gate, noise(5, 10))
    louder = run(gate, noise(LOOKS_BACK + HOLD + 2, 300))
    assert louder[0]
    assert not louder[-1]


def test_what_the_canceller_left_of_the_narrator_does_not_open_it_and_a_person_does() -> None:
    gate = Gate()
    run(gate, noise(5, 10))
    residue = noise(4, 30, seed=4)  # about -61 dBFS, of a narrator at -30
    assert not any(run(gate, residue, -30.0))
    assert any(run(gate, residue[:8000] + tone(0.5, 900, 200), -29.0))


def test_a_soft_sound_counts_again_once_the_narrator_is_silent() -> None:
    gate = Gate()
    run(gate, noise(5, 10))
    run(gate, noise(1, 30), -30.0)
    assert any(run(gate, noise(0.5, 80, seed=5)))


def test_digital_silence_and_the_end_of_a_file_are_no_sound() -> None:
    gate = Gate()
    assert not any(run(gate, np.zeros(160000, np.int16))[int(HOLD / 0.04) + 1 :])
    assert not gate.open(np.zeros(1, np.int16))


@given(st.integers(1, 2000), st.integers(0, 2**32 - 1))
def test_power_is_the_blocks_own(length: int, seed: int) -> None:
    powers = band_powers(noise(length / 16000, 1000, seed))
    assert powers.shape == (4,)
    assert np.isfinite(powers).all()
    assert (powers >= 0).all()


def test_the_power_of_a_tone_is_in_its_band() -> None:
    powers = band_powers(tone(0.04, 1000, 3276.8))
    assert powers.argmax() == 1
    assert 10 * np.log10(powers.sum()) == pytest.approx(-20, abs=0.5)
