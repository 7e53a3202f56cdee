"""Streams are what they say: where a word is over, who speaks over the narrator, and what is known of it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.hearing_scenes import EARLY, TOLD, alone, early, noisy, over, said, said_over, talk
from bench.hearing_sound import LATE, Clip, Int16
from bench.speakers import Speaker
from companion.hearing.replay import QUIET_BEFORE
from companion.sound_format import RATE


def beep(seconds: float) -> Int16:
    """A sound between silences, about in the middle third."""
    samples = np.zeros(int(seconds * RATE), np.int16)
    third = len(samples) // 3
    samples[third : 2 * third] = (8000 * np.sin(np.arange(third) * 0.3)).astype(np.int16)
    return samples


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    path = tmp_path / "stop.wav"
    soundfile.write(path, beep(0.9), RATE)
    return Clip(path, "command", "stop", 1, 0.9)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    path = tmp_path / "room.wav"
    response = np.zeros(800, np.int16)
    response[0], response[400] = 20000, 4000
    soundfile.write(path, response, RATE)
    return path


@pytest.fixture
def narration() -> Int16:
    return np.random.default_rng(2).integers(-2000, 2000, 6 * RATE).astype(np.int16)


def speaker(name: str) -> Speaker:
    return Speaker(name, name.partition("/")[0], lambda text: beep(0.9))


def test_a_clip_alone_knows_where_its_sound_is_over(clip: Clip) -> None:
    sound = alone(clip).make()
    (word,) = sound.words
    assert word.text == "stop"
    assert word.end == pytest.approx(QUIET_BEFORE + 0.6, abs=0.03)
    assert word.until == math.inf


def test_what_nobody_asks_for_has_no_words(clip: Clip) -> None:
    assert alone(clip, wanted=False).make().words == ()


def test_noise_makes_another_stream_of_the_same_length(clip: Clip, room: Path) -> None:
    clean, noise = alone(clip), alone(clip, noisy(room, 5))
    assert clean.identity != noise.identity != alone(clip, noisy(room, 10)).identity
    assert len(clean.make().samples) == len(noise.make().samples)


def test_words_over_the_narrator_come_every_four_seconds(clip: Clip, room: Path, narration: Int16) -> None:
    sound = over([clip, clip], narration, room, room, cancel=True).make()
    assert [word.start for word in sound.words] == [10.0, 14.0]
    assert all(word.end == pytest.approx(word.start + 0.6, abs=0.1) for word in sound.words)
    assert all(word.until == word.end + LATE for word in sound.words)
    # A narrator always says something, but never one of the words.
    assert {known.narration for _, known in sound.around} == {TOLD}
    assert "stop" not in TOLD
    assert sound.cancelling > 0


def test_an_early_word_has_a_room_of_its_own_that_nobody_knows(clip: Clip, room: Path) -> None:
    narration = np.random.default_rng(7).integers(-2000, 2000, 100 * RATE).astype(np.int16)
    items = list(early([clip, clip], narration, [room] * 4))
    assert len({item.identity for item in items}) == len(items) == 2 * len(EARLY)
    sounds = [item.make() for item in items]
    assert [word.start for sound in sounds for word in sound.words] == [*EARLY, *EARLY]
    assert all(not sound.around[0][1].known for sound in sounds)
    assert all(sound.seconds < EARLY[-1] + 4 for sound in sounds)


def test_without_cancelling_nothing_is_known_of_the_narrator(clip: Clip, room: Path, narration: Int16) -> None:
    sound = over([clip], narration, room, room, cancel=False).make()
    assert sound.around == ()
    assert sound.cancelling == 0


def test_talk_is_counted_from_the_narrators_first_word(clip: Clip, room: Path, narration: Int16) -> None:
    (item,) = talk([clip, clip, clip], narration, [room] * 4)
    sound = item.make()
    # Ten seconds alone, then three times what they say, a second between two of them, and two at the end.
    assert sound.seconds == pytest.approx(10 + 3 * 0.9 + 2 * 1.0 + 2, abs=0.1)
    assert sound.words == ()


def test_the_narrator_says_another_thing_in_every_stream(clip: Clip, room: Path) -> None:
    narration = np.random.default_rng(7).integers(-2000, 2000, 100 * RATE).astype(np.int16)
    first, second = talk([Clip(clip.path, "speech", "", 1, 100.0)] * 2, narration, [room] * 4)
    assert first.identity != second.identity


def test_long_talk_is_divided(clip: Clip, room: Path, narration: Int16) -> None:
    hour = [Clip(clip.path, "speech", "", 1, 50.0)] * 5
    assert len(list(talk(hour, narration, [room] * 4))) == 3


def test_a_synthetic_speakers_name_begins_with_its_engine(tmp_path: Path) -> None:
    sound = said(speaker("flite/slt"), "slow down", tmp_path).make()
    assert sound.name == "flite: flite/slt"
    assert sound.words[0].text == "slow down"


def test_synthetic_words_over_the_narrator_are_spread_over_two_rooms(room: Path, narration: Int16) -> None:
    pairs = [(speaker("flite/slt"), "stop"), (speaker("flite/slt"), "red"), (speaker("espeak/en"), "stop")]
    items = list(said_over(pairs, None, narration, [room] * 4, cancel=False))
    words = [word.text for item in items for word in item.make().words]
    assert len(items) == 2
    assert sorted(words) == ["red", "stop", "stop"]
