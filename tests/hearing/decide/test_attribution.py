"""The speaker of a word, by texts and loudness alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.hearing.decide.attribution import JUDGED_FOR, Attributed, NarratorWatch, Surroundings, times


def watch() -> NarratorWatch:
    return NarratorWatch(lingers=1.5, within=0.8, person_db=-8.0)


def test_its_words_linger_and_are_forgotten() -> None:
    one = watch()
    one.remember(1.0, Surroundings("Stop, whenever you like.", -30.0, -50.0))
    one.remember(2.4, Surroundings())
    assert one.spoke
    assert one.said("whenever you")
    assert not one.said("you stop")
    one.remember(2.6, Surroundings())
    assert not one.spoke


@pytest.mark.parametrize(("left", "drowned"), [(-30.0, False), (-36.0, False), (-40.0, True)])
def test_what_the_canceller_left_tells_a_person_from_the_narrator(left: float, drowned: bool) -> None:
    one = watch()
    one.remember(1.0, Surroundings("so", -30.0, left))
    assert one.drowned() is drowned
    assert watch_of(Surroundings("so", -30.0, left, known=False)).drowned()


def watch_of(*all_around: Surroundings) -> NarratorWatch:
    one = watch()
    for n, around in enumerate(all_around):
        one.remember(n * 0.04, around)
    return one


TOLD = Surroundings("so", -20.0, -35.0)
SOFTLY = Surroundings("so", -20.0, -26.0)
RESTS = Surroundings("so", -60.0, -61.0)
IN_A_REST = Surroundings("so", -44.0, -44.0)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([TOLD] * 30, -15),
        ([TOLD] * 30 + [RESTS] * 9, -15),  # a decaying echo is not a person
        ([TOLD] * 10 + [SOFTLY] * 4 + [TOLD] * 10, -6),
        ([TOLD] * 30 + [RESTS] * 9 + [IN_A_REST] * 6, 0),
        ([TOLD] * 30 + [Surroundings("so", -30.0, -40.0)] * 4, -15),  # the remainder lasts longer than the sound
        ([replace(one, narration="") for one in [TOLD] * 30], 0),
        ([Surroundings("so", -20.0, -20.0)] * 30, 0),  # headphones
        ([Surroundings("so")] * 30, 0),  # and a microphone that gives nothing
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_what_is_left_tells_whether_there_was_anybody(said: list[Surroundings], left: float, known: bool) -> None:
    assert watch_of(*(replace(one, known=known) for one in said)).most_left() == pytest.approx(left, abs=0.7)


@pytest.mark.parametrize("first", range(13))
def test_a_short_word_as_loud_as_the_narrator_is_heard_over_it(first: int) -> None:
    """0.3 s, at any moment of the 0.8 s that are looked at."""
    one = watch()
    for n in range(20):
        person = first <= n < first + 7
        one.remember(n * 0.04, Surroundings("so", -27.0 if person else -30.0, -30.0 if person else -48.0))
    assert not one.drowned()


def test_one_loud_block_is_no_person() -> None:
    """A click, or the moment before the canceller has caught up."""
    one = watch()
    for n in range(20):
        one.remember(n * 0.04, Surroundings("so", -30.0, -33.0 if n == 10 else -50.0))
    assert one.drowned()


def test_a_room_is_unknown_while_the_narrator_speaks_and_a_little_longer() -> None:
    one = watch()
    one.remember(1.0, Surroundings("so", -30.0, -32.0, known=False))
    one.remember(2.0, Surroundings("", -60.0, -60.0))
    assert one.unknown(2.0)
    assert not one.unknown(2.6)
    other = watch()
    other.remember(1.0, Surroundings("", -60.0, -32.0, known=False))  # silence: there is nothing to be mistaken for
    assert not other.unknown(1.0)


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("stop stop stop", "stop", 3),
        ("nonstop", "stop", 0),
        ("slow down slow down", "slow down", 2),
        ("slow it down", "slow down", 0),
        ("", "stop", 0),
    ],
)
def test_phrases_are_counted_on_word_boundaries(text: str, phrase: str, found: int) -> None:
    assert times(text, phrase) == found


def test_an_occurrence_is_judged_once() -> None:
    one = Attributed()
    for n in range(40):
        one.remember(n * 0.04, {"ear": "stop"}, ["stop"], ["stop"] if n < 20 else [])
    assert one.persons("ear", "stop", "stop") == 0
    assert one.persons("ear", "stop stop", "stop") == 1
    one.remember(2.0, {"ear": ""}, ["stop"], [])
    one.remember(2.1, {"ear": "stop"}, ["stop"], [])
    assert one.persons("ear", "stop", "stop") == 1


def test_what_once_was_a_persons_stays_a_persons() -> None:
    one = Attributed()
    one.remember(1.0, {"ear": "stop"}, ["stop"], [])
    for n in range(40):
        one.remember(1.04 + n * 0.04, {"ear": "stop"}, ["stop"], ["stop"])
    assert one.persons("ear", "stop", "stop") == 1


def test_a_result_that_is_taken_back_takes_its_judgement_along() -> None:
    one = Attributed()
    for n in range(20):
        one.remember(n * 0.04, {"ear": "stop stop"}, ["stop"], ["stop"])
    assert one.persons("ear", "stop stop", "stop") == 0
    one.remember(0.9, {"ear": "stop"}, ["stop"], [])
    one.remember(1.0, {"ear": "stop stop"}, ["stop"], [])
    assert one.persons("ear", "stop stop", "stop") == 1


@given(st.lists(st.sampled_from(["", "stop", "stop a stop"]), max_size=60))
def test_where_nothing_is_the_narrators_everything_is_a_persons(steps: list[str]) -> None:
    """And what is the narrator's from its first moment on is nobody else's, once it was judged."""
    free, bound = Attributed(), Attributed()
    since = 0.0
    previous = 0
    for n, text in enumerate(steps):
        at = n * 0.1
        free.remember(at, {"ear": text}, ["stop"], [])
        bound.remember(at, {"ear": text}, ["stop"], ["stop"])
        count = times(text, "stop")
        since = at if count > previous else since
        previous = count
        assert free.persons("ear", text, "stop") == count
        assert 0 <= bound.persons("ear", text, "stop") <= count
        if at - since >= JUDGED_FOR + 0.05:
            assert bound.persons("ear", text, "stop") == 0
