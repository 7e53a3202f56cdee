"""Sounds of a household: the same each time, at the level that was asked for, alone and over a narrator."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.hearing_ears import Heard
from bench.hearing_sound import clip
from bench.household import LEVELS, MADE, SPEECH, alone, as_data, levelled, over, sounds, suspicious
from companion.hearing.child.protocol import Observation
from companion.sound_format import RATE


@pytest.mark.parametrize("kind", MADE)
def test_a_made_sound_is_the_same_each_time_and_of_household_length(kind: str) -> None:
    one, again, other = MADE[kind](0), MADE[kind](0), MADE[kind](1)
    assert (one == again).all()
    assert len(one) != len(other) or (one != other).any()
    assert 0.3 * RATE < len(one) < 5 * RATE
    assert np.isfinite(one).all()


@pytest.mark.parametrize("level", LEVELS)
def test_the_loudest_tenth_of_a_second_has_the_level(level: float) -> None:
    made = levelled(MADE["cough"](0), level).astype(float)
    size = RATE // 10
    blocks = made[: len(made) // size * size].reshape(-1, size)
    loudest = math.sqrt(float((blocks**2).mean(axis=1).max()))
    assert 20 * math.log10(loudest / SPEECH) == pytest.approx(level, abs=0.5)


def test_without_recordings_the_made_sounds_are_left(tmp_path: Path) -> None:
    assert len(list(sounds(tmp_path))) == 2 * len(MADE)


def test_alone_there_is_quiet_around_it_and_over_the_narrator_the_echo_is_cancelled(tmp_path: Path) -> None:
    cough = ("cough 0", "cough 0", lambda: MADE["cough"](0))
    sound = alone(*cough, -6.0).make()
    assert not sound.samples[: RATE // 3].any()
    room = tmp_path / "room.wav"
    soundfile.write(room, np.array([0.9, 0.0, 0.3], np.float32), RATE)
    narrator = clip(np.random.default_rng(3).normal(0, 2000, 4 * RATE))
    stream = over([cough], -6.0, narrator, [room, room]).make()
    assert len(stream.around) == len(stream.samples) // 320
    assert all(known.narration for _, known in stream.around)


def test_only_streams_in_which_an_ear_heard_a_word_are_kept() -> None:
    sound = alone("door 0", "door 0", lambda: MADE["door"](0), 0.0).make()
    quiet = Observation(0.04, -60.0, {"jumpy": ""})
    noise = Observation(0.08, -30.0, {"jumpy": "[unk]"})
    word = Observation(0.12, -30.0, {"jumpy": "[unk] stop"})
    assert not suspicious(Heard(sound, [quiet, noise]))
    assert suspicious(Heard(sound, [quiet, noise, word]))
    data = as_data(Heard(sound, [word]))
    assert data["seen"][0]["partials"] == {"jumpy": "[unk] stop"}
    assert "samples" not in data
