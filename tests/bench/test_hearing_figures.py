"""Counting what was heard: recall, delays, false fires, hushes for nothing, and the intervals around them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.hearing_figures import (
    Outcome,
    Tally,
    Verdicts,
    fires,
    hushes,
    left_out,
    merged,
    percentile,
    poisson,
    recall,
    wilson,
)
from bench.hearing_sound import Word
from companion.hearing.decide.spotter import Decision, Hush
from companion.session.commands import Command, Kind

STOP, NEXT = Command(Kind.STOP), Command(Kind.NEXT)
MEANT = {"stop": STOP, "next": NEXT}


def decided(command: Command, at: float) -> Decision:
    return Decision(command, str(command.kind), at, "final", "said so")


def one(*words: Word, decisions: tuple[Decision, ...] = (), hushed: tuple[Hush, ...] = (), end: float = 9.0) -> Outcome:
    return Outcome("a clip", words[0].text if words else "", 3600.0, words, Verdicts(decisions, hushed), end)


def alone(text: str, why_not: str = "") -> Word:
    return Word(text, 0.0, 1.0, math.inf, why_not)


def test_a_word_is_heard_where_its_own_command_follows() -> None:
    tally = recall([one(alone("stop"), decisions=(decided(NEXT, 1.1), decided(STOP, 1.25)))], MEANT)["stop"]
    assert (tally.asked, tally.heard) == (1, 1)
    assert tally.decided == [pytest.approx(0.25)]


def test_another_command_is_not_hearing_it() -> None:
    tally = recall([one(alone("stop"), decisions=(decided(NEXT, 1.1),))], MEANT)["stop"]
    assert (tally.asked, tally.heard, tally.decided) == (1, 0, [])


def test_where_words_follow_one_another_a_command_belongs_to_the_word_before_it() -> None:
    words = Word("stop", 10.0, 10.5, 12.1), Word("stop", 14.0, 14.5, 16.1)
    tally = recall([one(*words, decisions=(decided(STOP, 12.2), decided(STOP, 14.6)))], MEANT)["stop"]
    assert (tally.asked, tally.heard) == (2, 1)
    assert tally.decided == [pytest.approx(0.1)]


def test_a_narrator_is_silenced_by_the_hush_or_by_the_decision_whichever_is_first() -> None:
    hushed = one(alone("stop"), decisions=(decided(STOP, 1.3),), hushed=(Hush(True, 0.9, ""),))
    at_once = one(alone("stop"), decisions=(decided(STOP, 1.2),))
    assert recall([hushed, at_once], MEANT)["stop"].silenced == [pytest.approx(-0.1), pytest.approx(0.2)]


def test_steering_silences_nobody() -> None:
    assert recall([one(alone("next"), decisions=(decided(NEXT, 1.5),))], MEANT)["next"].silenced == []


def test_whole_clips_are_counted_apart_only_where_some_are_not() -> None:
    whole, broken = one(alone("stop")), one(alone("stop", "cut off"))
    assert list(recall([whole], MEANT)) == ["stop"]
    tallies = recall([whole, broken], MEANT)
    assert (tallies["stop"].asked, tallies["stop (whole clips)"].asked) == (2, 1)
    assert left_out([whole, broken]) == {"cut off": 1}


def test_words_without_a_meaning_are_not_asked_for() -> None:
    assert recall([one(alone("start"))], MEANT) == {}


def test_false_fires_are_what_nobody_said() -> None:
    word = Word("stop", 10.0, 10.5, 12.1)
    found = fires([one(word, decisions=(decided(STOP, 11.0), decided(STOP, 13.0), decided(NEXT, 3.0)))])
    assert (found.safety, found.others, found.sounds, found.hours) == (1, 1, 1, 1.0)
    assert len(found.which) == 2


def test_a_hush_lasts_until_it_is_taken_back() -> None:
    assert hushes(one(hushed=(Hush(True, 2.0, ""), Hush(False, 2.6, "")))) == [(2.0, pytest.approx(0.6))]


def test_a_hush_that_a_safety_word_followed_was_for_something() -> None:
    assert hushes(one(hushed=(Hush(True, 2.0, ""),), decisions=(decided(STOP, 2.3),))) == []


def test_a_hush_under_way_at_the_end_lasts_until_there() -> None:
    assert hushes(one(hushed=(Hush(True, 8.8, ""),), end=9.0)) == [(8.8, pytest.approx(0.2))]


def test_hushes_within_a_word_said_are_not_for_nothing() -> None:
    word = Word("stop", 10.0, 10.5, 12.1)
    said = one(word, hushed=(Hush(True, 10.4, ""), Hush(False, 11.0, ""), Hush(True, 13.0, ""), Hush(False, 13.64, "")))
    found = fires([said])
    assert found.hushes == [pytest.approx(0.64)]
    assert found.too_long == 1


def test_merging_adds_up() -> None:
    every = merged([Tally(2, 1, [0.1], [0.2]), Tally(1, 1, [0.3], [])])
    assert (every.asked, every.heard, every.decided, every.silenced) == (3, 2, [0.1, 0.3], [0.2])


def test_intervals_that_stand_in_books() -> None:
    # Newcombe 1998, method 3: 81 of 263, 15 of 148, 0 of 20.
    assert wilson(81, 263) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))
    assert wilson(15, 148) == (pytest.approx(0.0624, abs=1e-4), pytest.approx(0.1605, abs=1e-4))
    assert wilson(0, 20) == (pytest.approx(0.0, abs=1e-9), pytest.approx(0.1611, abs=1e-4))
    # Garwood's: 0, 3 and 10 events.
    assert poisson(0) == (0.0, pytest.approx(3.689, abs=1e-3))
    assert poisson(3) == (pytest.approx(0.619, abs=1e-3), pytest.approx(8.767, abs=1e-3))
    assert poisson(10) == (pytest.approx(4.795, abs=1e-3), pytest.approx(18.39, abs=1e-2))


def test_an_interval_for_the_hundreds_of_a_jumpy_baseline() -> None:
    low, high = poisson(609)
    assert (low, high) == (pytest.approx(561.6, abs=0.5), pytest.approx(659.4, abs=0.5))


@given(st.integers(0, 200), st.integers(1, 200))
def test_a_share_lies_in_its_interval(hits: int, of: int) -> None:
    hits = min(hits, of)
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of + 1e-9
    assert hits / of - 1e-9 <= high <= 1


def test_percentiles_lie_between_their_neighbours() -> None:
    assert percentile([], 0.5) is None
    assert percentile([3.0], 0.95) == 3.0
    assert percentile([4.0, 1.0, 2.0, 3.0], 0.5) == 2.5
