"""Levels and words in, "too faint" and "distorted" out: once each, and never for sounds that are not speech."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.hearing.decide.microphone_watch import DETAILS, MicrophoneLimits, MicrophoneWatch, cut_off
from companion.ports import Hearing
from companion.screen import words

FRAME = 0.02
BOUNDS = MicrophoneLimits()


class Room:
    """Plays frames to a watch, and says what it says."""

    def __init__(self) -> None:
        self.watch = MicrophoneWatch()
        self.at = 0.0
        self.seen: list[Hearing | None] = []

    def sound(self, seconds: float, dbfs: float, *, cut: int = 0, narrated: bool = False) -> Room:
        for _ in range(round(seconds / FRAME)):
            self.at += FRAME
            self.watch.level(self.at, dbfs, cut, narrated=narrated)
            self._look()
        return self

    def word(self, dbfs: float, text: str = "hello", *, narrated: bool = False) -> Room:
        start = self.at
        self.sound(0.4, dbfs, narrated=narrated)
        self.watch.understood(start, self.at, text)
        self._look()
        return self.sound(1.0, -70)

    def _look(self) -> None:
        if not self.seen or self.seen[-1] != self.watch.trouble:
            self.seen.append(self.watch.trouble)


def test_people_who_are_heard_well_are_not_bothered() -> None:
    room = Room().sound(5, -65)
    for _ in range(10):
        room.word(-30)
    assert room.seen == [None]


def test_faint_people_are_told_once_and_it_is_taken_back() -> None:
    room = Room().sound(5, -70)
    for _ in range(4):
        room.word(-56)
    assert room.seen == [None, Hearing.TOO_QUIET]
    room.word(-30)
    for _ in range(6):
        room.word(-56)
    assert room.seen == [None, Hearing.TOO_QUIET, None]


def test_one_faint_word_or_two_mean_nothing() -> None:
    room = Room().sound(5, -70).word(-56).word(-56).word(-30).word(-56).word(-56)
    assert room.seen == [None]


@pytest.mark.parametrize("text", ["", "[unk]", "[unk] [unk]"])
def test_faint_noises_are_no_faint_people(text: str) -> None:
    room = Room().sound(5, -70)
    for _ in range(10):
        room.word(-56, text)
    assert room.seen == [None]


def test_what_is_left_of_the_narrator_is_nobody() -> None:
    room = Room().sound(5, -70)
    for _ in range(10):
        room.word(-56, narrated=True)
    assert room.seen == [None]


def test_a_long_silence_in_a_quiet_room_is_no_trouble() -> None:
    assert Room().sound(300, -72).seen == [None]


def test_a_microphone_that_gives_next_to_nothing_is_told_and_taken_back() -> None:
    room = Room().sound(BOUNDS.dead_seconds + 1, -85)
    assert room.seen == [None, Hearing.TOO_QUIET]
    assert room.sound(1, -40).seen == [None, Hearing.TOO_QUIET, None]


def test_a_shout_or_a_bump_is_not_a_loud_microphone() -> None:
    room = Room().sound(5, -60).sound(1, -1, cut=40).sound(5, -60).sound(0.06, -1, cut=200).sound(5, -60)
    assert room.seen == [None]


def test_a_microphone_that_is_too_loud_is_told_once_and_taken_back() -> None:
    room = Room().sound(5, -40)
    for _ in range(4):
        room.sound(0.4, -1, cut=40).sound(3, -40)
    assert room.seen == [None, Hearing.CLIPPING]
    room.sound(BOUNDS.cut_over + 1, -40)
    for _ in range(4):
        room.sound(0.4, -1, cut=40).sound(3, -40)
    assert room.seen == [None, Hearing.CLIPPING, None]


def test_shouts_far_apart_do_not_add_up() -> None:
    room = Room()
    for _ in range(5):
        room.sound(0.4, -1, cut=40).sound(40, -60)
    assert room.seen == [None]


def test_another_microphone_is_judged_anew_but_nothing_is_said_twice() -> None:
    room = Room().sound(5, -70)
    for _ in range(3):
        room.word(-56)
    room.watch.restarted()
    assert room.watch.trouble is None
    for _ in range(3):
        room.word(-56)
    assert room.watch.trouble is None


@given(
    st.lists(
        st.tuples(st.floats(-96, 0), st.integers(0, 320), st.booleans(), st.sampled_from(["", "stop", "[unk]"])),
        max_size=400,
    )
)
def test_whatever_comes_each_trouble_begins_at_most_once(frames: list[tuple[float, int, bool, str]]) -> None:
    room = Room()
    for dbfs, cut, narrated, text in frames:
        room.sound(0.2, dbfs, cut=cut, narrated=narrated)
        if text:
            room.word(dbfs, text, narrated=narrated)
    begun = [trouble for trouble in room.seen if trouble is not None]
    assert len(begun) == len(set(begun))


def test_only_samples_at_the_end_of_the_scale_are_cut_off() -> None:
    assert cut_off(np.array([32767, -32768, 32600, -32600, 0], np.int16)) == 2


def test_every_trouble_has_words_on_the_screen() -> None:
    for hearing in Hearing:
        assert hearing.value in words.HEARING
    assert all(detail.count(".") == 3 for detail in DETAILS.values())
