"""Somebody over the narrator, or only what the canceller leaves of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.hearing.echo.double_talk import (
    BANDS,
    FRAME,
    FRAME_SECONDS,
    HOLD,
    PATIENCE,
    RATE,
    SURE,
    WARY,
    DoubleTalk,
    Measures,
    Powers,
    measured,
)

NUMBER = len(BANDS) - 1
HELD = round(HOLD / FRAME_SECONDS)


class Room:
    """A narrator whose loudness wanders, and what a canceller leaves of it: in each band a factor of its own."""

    def __init__(self, seed: int = 0, left_db: float = -25.0, wanders: float = 0.2) -> None:
        self._chance = np.random.default_rng(seed)
        self._factors = 10 ** ((left_db + self._chance.uniform(-8, 8, NUMBER)) / 10)
        self._wanders = wanders
        self._loud = np.full(NUMBER, 1e-4)

    def frame(self, person: float | Powers = 0.0, *, cancelling: bool = True) -> Measures:
        """`person`: power in each band."""
        self._loud = np.clip(self._loud * 10 ** self._chance.normal(0, self._wanders, NUMBER), 1e-6, 1e-3)
        left = self._loud * self._factors * 10 ** self._chance.normal(0, 0.2, NUMBER) + person + 1e-10
        return Measures(left, self._loud.copy(), float(self._loud.sum() + left.sum()), cancelling)


def settled(room: Room, **known: bool) -> DoubleTalk:
    talk = DoubleTalk()
    for _ in range(500):
        talk.feed(room.frame(**known))
    return talk


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(-45, -15))
def test_a_narrator_alone_is_nobody(seed: int, left_db: float) -> None:
    room = Room(seed, left_db)
    talk = DoubleTalk()
    assert not any(talk.feed(room.frame()) for _ in range(1500))


@pytest.mark.parametrize("cancelling", [True, False])
def test_a_person_is_noticed_with_the_first_frame_and_let_go_gently(cancelling: bool) -> None:
    room = Room()
    talk = settled(room, cancelling=cancelling)
    said = [talk.feed(room.frame(1e-4, cancelling=cancelling)) for _ in range(20)]
    assert all(said)
    after = [talk.feed(room.frame(cancelling=cancelling)) for _ in range(2 * HELD)]
    assert after.index(False) in (HELD - 1, HELD)
    assert not any(after[HELD:])


def test_another_canceller_is_learnt_anew_before_anybody_is_suspected() -> None:
    before, after = Room(left_db=-30.0), Room(1, left_db=-15.0)
    talk = settled(before)
    said = [talk.feed(replace(after.frame(), canceller=1)) for _ in range(1500)]
    assert not any(said)
    assert any(talk.feed(replace(after.frame(1e-4), canceller=1)) for _ in range(5))


def test_an_s_is_noticed_by_its_bands_alone() -> None:
    room = Room()
    talk = settled(room)
    hiss = np.where(np.arange(NUMBER) >= NUMBER - 2, 1e-3, 0.0)
    assert all(talk.feed(room.frame(hiss)) for _ in range(3))


def test_of_many_clicks_one_is_given_way_to_and_for_a_moment() -> None:
    room = Room()
    talk = settled(room)
    said = [talk.feed(room.frame(1e-3 if n % 10 == 0 else 0.0)) for n in range(round(WARY / FRAME_SECONDS))]
    assert said == [True] + [False] * (len(said) - 1)
    assert not any(talk.feed(room.frame()) for _ in range(5))
    assert talk.feed(room.frame(1e-3)), "it is forgiven"


def test_clicks_do_not_hide_a_person() -> None:
    room = Room()
    talk = settled(room)
    for n in range(100):
        talk.feed(room.frame(1e-3 if n % 10 == 0 else 0.0))
    assert [talk.feed(room.frame(1e-4)) for _ in range(3)] == [False, True, True]


def test_nothing_is_judged_before_it_was_learnt_or_where_nothing_is_known() -> None:
    room = Room()
    talk = DoubleTalk()
    assert not any(talk.feed(room.frame(1e-3)) for _ in range(50))
    assert not any(talk.feed(None) for _ in range(50))


def test_what_is_far_under_the_narrator_is_not_worth_it() -> None:
    room = Room(left_db=-60)
    talk = settled(room)
    assert not any(talk.feed(room.frame(3e-8)) for _ in range(50))


def test_short_bursts_make_it_cautious_and_that_is_forgiven() -> None:
    room = Room(wanders=0.0)
    talk = settled(room)

    def burst() -> bool:
        said = [talk.feed(room.frame(1e-5 if n < 3 else 0.0)) for n in range(4 * SURE)]
        return any(said)

    first = [burst() for _ in range(12)]
    assert first[0]
    assert not any(first[-4:])
    for _ in range(15_000):  # five minutes
        talk.feed(room.frame())
    assert burst()


def test_a_burst_is_let_go_sooner_than_a_word() -> None:
    room = Room()
    talk = settled(room)
    said = [talk.feed(room.frame(1e-4 if n < 3 else 0.0)) for n in range(40)]
    assert said[1]
    assert sum(said) < HELD


def test_words_do_not_make_it_cautious() -> None:
    room = Room()
    talk = settled(room)
    for _ in range(20):
        said = [talk.feed(room.frame(1e-4 if n < 15 else 0.0)) for n in range(200)]
        assert said[1]


def test_another_canceller_is_learnt_anew() -> None:
    room = Room()
    talk = settled(room)
    assert not any(talk.feed(room.frame(1e-4, cancelling=False)) for _ in range(50))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 1e-2), st.integers(1, 400)), min_size=1, max_size=12), st.integers(0, 99))
def test_whatever_is_heard_it_gives_way_so_long_and_no_longer(parts: list[tuple[float, int]], seed: int) -> None:
    room = Room(seed)
    talk = DoubleTalk()
    longest = now = 0
    for power, frames in [(0.0, 150), *parts]:
        for _ in range(frames):
            now = now + 1 if talk.feed(room.frame(power)) else 0
            longest = max(longest, now)
    assert longest <= PATIENCE / FRAME_SECONDS


@settings(max_examples=10)
@given(st.lists(st.sampled_from([0.0, 1e-6, 1e-4, None]), max_size=300))
def test_the_same_frames_are_judged_alike(powers: list[float | None]) -> None:
    def replay() -> list[bool]:
        room, talk = Room(3), settled(Room(3))
        return [talk.feed(None if power is None else room.frame(power)) for power in powers]

    assert replay() == replay()


@pytest.mark.parametrize("band", range(NUMBER))
def test_powers_are_of_full_scale_and_in_their_bands(band: int) -> None:
    hertz = (BANDS[band] + BANDS[band + 1]) / 2
    tone = (8192 * np.sin(2 * np.pi * hertz * np.arange(FRAME) / RATE)).astype(np.int16)
    quiet = np.zeros(FRAME, np.int16)
    found = measured(tone, tone, quiet, cancelling=True)
    assert int(np.argmax(found.left)) == band
    assert found.left[band] == pytest.approx(0.25**2 / 2, rel=0.25)
    assert found.heard == pytest.approx(0.25**2 / 2, rel=0.05)
    assert not found.played.any()
