"""Sounds made from sounds: where a word ends, what cannot be asked of anybody, how loud noise and echo are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.hearing_sound import (
    RATE,
    Clip,
    Int16,
    cancelled,
    in_room,
    left_out,
    over_narrator,
    power,
    sound_end,
    speech_power,
    with_noise,
)


def tone(seconds: float, amplitude: float = 8000) -> Int16:
    return (amplitude * np.sin(np.arange(int(seconds * RATE)) * 0.3)).astype(np.int16)


def quiet(seconds: float) -> Int16:
    return np.zeros(int(seconds * RATE), np.int16)


WORD = np.concatenate([quiet(0.3), tone(0.4), quiet(0.3)])
ROOM = np.array([20000, *[0] * 400, 5000], np.int16)


def test_a_word_ends_where_its_sound_does() -> None:
    assert sound_end(WORD) == pytest.approx(0.7, abs=0.011)


@pytest.mark.parametrize(
    ("samples", "why"),
    [
        (WORD, ""),
        (np.concatenate([quiet(0.4), tone(0.4, 60), quiet(0.4)]), "nearly silent"),
        (tone(1.0), "no word stands out"),
        (np.concatenate([tone(0.3), quiet(0.4)]), "cut off"),
    ],
)
def test_what_cannot_be_asked_of_anybody(samples: Int16, why: str) -> None:
    assert left_out(samples).startswith(why)
    assert bool(left_out(samples)) is bool(why)


def test_noise_is_as_loud_as_asked_against_the_speech() -> None:
    noise = np.random.default_rng(3).integers(-1000, 1000, 3000).astype(np.int16)
    added = with_noise(WORD, noise, 10).astype(float) - WORD
    assert 10 * np.log10(speech_power(WORD) / power(added)) == pytest.approx(10, abs=0.1)


def test_a_room_changes_the_sound_and_not_its_loudness() -> None:
    there = in_room(WORD, ROOM)
    assert not np.array_equal(there, WORD)
    assert speech_power(there) == pytest.approx(speech_power(WORD), rel=0.05)


def clip() -> Clip:
    return Clip(Path("word"), "command", "stop", 1, 1.0)


def test_the_narrators_echo_is_as_loud_as_the_person() -> None:
    narration = np.random.default_rng(4).integers(-4000, 4000, RATE).astype(np.int16)
    scene = over_narrator([clip()], narration, ROOM, ROOM, lambda path: WORD)
    alone = scene.microphone[5 * RATE : 6 * RATE]
    (placed,) = scene.placed
    both = scene.microphone[int(placed.start * RATE) :][: len(WORD)]
    said = both[int(0.35 * RATE) : int(0.65 * RATE)]
    assert 10 * np.log10(power(said) / power(alone)) == pytest.approx(3, abs=0.7)  # twice the power
    assert (placed.start, placed.end) == (10.0, pytest.approx(10.7, abs=0.05))


def test_people_speak_when_they_are_told_to() -> None:
    scene = over_narrator([clip(), clip()], tone(1.0), ROOM, ROOM, lambda path: WORD, starts=[3.0, 7.5])
    assert [placed.start for placed in scene.placed] == [3.0, 7.5]
    assert len(scene.microphone) == len(scene.played) == int(10.5 * RATE)


def test_the_canceller_takes_the_narrator_out_and_says_so() -> None:
    narration = np.random.default_rng(5).integers(-4000, 4000, 3 * RATE).astype(np.int16)
    scene = over_narrator([clip()], narration, ROOM, ROOM, lambda path: WORD)
    clean, around = cancelled(scene.microphone, scene.played)
    before = around[9 * RATE // 320]
    assert before.clean_dbfs < before.raw_dbfs - 10
    assert power(clean[9 * RATE : 10 * RATE]) < power(scene.microphone[9 * RATE : 10 * RATE]) / 10
