"""The narrator alone says every sentence once, and the text is known at every moment."""

from __future__ import annotations

import numpy as np
import pytest

from bench.hearing_self import LATE, LOUD, Spoken, echo_of, readings
from bench.hearing_sound import speech_power
from companion.sound_format import RATE


def test_a_sentence_is_read_once_and_the_programs_own_words_come_first() -> None:
    found = list(readings())
    assert found[0].name == "the program's own words"
    assert len(found) > 50
    every = [utterance for reading in found for utterance in reading.utterances]
    assert len(every) == len(set(every))


def test_a_few_of_them_are_fewer() -> None:
    assert 2 <= len(list(readings(3))) < 8


def test_what_is_being_said_at_every_moment() -> None:
    spoken = Spoken(np.zeros(0, np.int16), (2.0, 5.0), ("one", "two"))
    assert [spoken.text_at(at) for at in (0.5, 2.5, 9.0)] == ["one", "two", "two"]


def test_an_echo_comes_later_and_as_loud_as_a_person() -> None:
    played = np.concatenate([np.zeros(RATE), 9000 * np.sin(np.arange(RATE) * 0.3), np.zeros(RATE)]).astype(np.int16)
    echo = echo_of(played, np.array([20000], np.int16))
    assert np.sqrt(speech_power(echo)) == pytest.approx(LOUD, rel=0.05)
    assert not echo[: RATE + LATE - 1].any()
    assert echo[RATE + LATE : RATE + LATE + 100].any()
