"""The policy for phrases that were weighed, and for those that the keyword network suspects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.hearing.child.protocol import Observation
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.decide.spotter import Decision, Policy, Spotter
from tests.hearing.decide.logs import GRAMMAR, TALKING, UNKNOWN_ROOM, alone, decisions, hushes, weighed
from tests.hearing.fakes import seen


@pytest.mark.parametrize(
    ("phrase", "odds", "expected"),
    [
        ("stop", -0.5, [("stop", "partial")]),
        ("stop", -1.5, []),
        ("pause", -0.5, [("pause", "partial")]),
        ("red", 3.5, [("stop", "partial")]),
        ("red", 2.5, []),  # many words sound like it
        ("slow down", -0.5, [("yellow", "partial")]),
    ],
)
def test_a_phrase_that_explains_the_sound_best_is_believed(
    phrase: str, odds: float, expected: list[tuple[str, str]]
) -> None:
    assert decisions(weighed(1.0, phrase, odds), weighed(1.2, phrase, odds)) == expected


def test_what_many_words_sound_like_is_weighed_twice() -> None:
    """ "past" and "pad" are nothing but "pause" until their ends are heard."""
    assert decisions(weighed(1.0, "pause", 20.0)) == []
    assert decisions(weighed(1.0, "pause", 20.0), weighed(1.2, "pause", -1.1)) == []
    assert decisions(weighed(1.0, "pause", 20.0), weighed(1.2, "pause", -1.1), weighed(1.4, "pause", 20.0)) == []
    assert decisions(weighed(1.0, "pause", 20.0), weighed(4.0, "pause", 20.0)) == []  # another word
    assert decisions(weighed(1.0, "stop", 20.0)) == [("stop", "partial")]


def test_weighed_twice_it_is_one_command_though_its_utterance_was_over() -> None:
    assert decisions(weighed(1.0, "stop", 5.0), seen(1.1), replace(seen(1.2), weighed={"stop": 5.0})) == [
        ("stop", "partial")
    ]


def test_a_word_alone_that_was_weighed_and_found_wanting_is_not_believed() -> None:
    """ "Steph", and a pause."""
    assert decisions(weighed(1.0, "stop", -20.0), *alone("stop", "step")) == []


def test_a_sound_alike_at_the_end_of_a_sentence_is_no_command() -> None:
    """Two ears slept through its beginning; the one that did not says so."""
    assert decisions(seen(3.0, "helped", final="helps", sure="help", wary="")) == []
    assert decisions(seen(3.0, "help", final="helps", sure="help", wary="")) == [("help_me", "final")]


def alike(score: float, observation: Observation) -> Observation:
    """The keyword network says this of "stop"."""
    return replace(observation, keyword_scores={"stop": score})


SUSPICION = [seen(1.0), alike(Policy().keyword_score, seen(1.08)), seen(1.12)]


@pytest.mark.parametrize(
    ("odds", "kinds"),
    [(Policy().odds_with_keyword, [("stop", "partial")]), (Policy().odds_with_keyword - 0.1, [])],
)
def test_what_sounds_like_a_phrase_as_a_whole_needs_lower_odds(odds: float, kinds: list[tuple[str, str]]) -> None:
    weighed = replace(seen(1.16), weighed={"stop": odds})
    assert decisions(*SUSPICION, weighed) == kinds
    assert decisions(seen(1.0), weighed) == []


def test_no_likeness_is_enough_where_a_word_explains_the_sound() -> None:
    sure = [seen(1.0), alike(9.0, seen(1.08))]
    weighed = replace(seen(1.16), weighed={"stop": -20.0})
    assert decisions(*sure, weighed) == []
    assert decisions(*sure, replace(weighed, unexplained=True)) == [("stop", "partial")]


def test_some_likeness_is_not_enough_where_nothing_explains_the_sound() -> None:
    weighed = replace(seen(1.16), weighed={"stop": -20.0}, unexplained=True)
    assert decisions(seen(1.0), alike(Policy().keyword_score_alone - 0.1, seen(1.08)), weighed) == []


def test_a_likeness_is_forgotten() -> None:
    weighed = replace(seen(1.1 + Policy().keyword_within), weighed={"stop": Policy().odds_with_keyword})
    assert decisions(*SUSPICION, weighed) == []


def test_a_likeness_hushes_once_and_the_hush_ends_where_nothing_follows() -> None:
    talk = [alike(2.0, seen(1.0 + 0.08 * n)) for n in range(12)]
    assert hushes(*talk) == [(True, 1.0), (False, pytest.approx(1.0 + Policy().hush_limit, abs=0.08))]
    assert hushes(alike(Policy().keyword_score - 0.1, seen(1.0))) == []


def test_a_likeness_to_what_is_left_of_the_narrator_is_nothing() -> None:
    drowned = Surroundings("take a deep breath", -20.0, -40.0)
    shouted = Surroundings("take a deep breath", -20.0, -22.0)
    unknown = Surroundings("take a deep breath", -20.0, -22.0, known=False)

    def heard(around: Surroundings) -> int:
        spotter = Spotter(GRAMMAR)
        weighed = replace(seen(1.16), weighed={"stop": Policy().odds_with_keyword})
        return sum(len(spotter.feed(one, around)) for one in [*SUSPICION, weighed])

    assert [heard(one) for one in (drowned, unknown, shouted)] == [0, 0, 2]  # a hush and a decision


def test_an_ear_that_has_the_word_after_the_decision_has_the_same_word() -> None:
    weighed = replace(seen(1.16), weighed={"stop": Policy().odds_with_keyword})
    late = [seen(1.2), seen(1.24, "stop", "stop"), seen(1.6, final="stop")]
    assert decisions(*SUSPICION, weighed, *late) == [("stop", "partial")]
    again = [seen(3.0), seen(3.2, "stop", "stop")]
    assert decisions(*SUSPICION, weighed, *late, *again) == [("stop", "partial")] * 2


def test_in_a_quiet_room_a_likeness_changes_nothing_of_what_weighing_says() -> None:
    quiet = [seen(0.04 * n, dbfs=-25.0 - Policy().noisy_db - 1) for n in range(40)]
    after = [alike(9.0, seen(1.64)), replace(seen(1.68), weighed={"stop": -20.0}, unexplained=True)]
    assert decisions(*quiet, *after) == []
    noisy = [seen(0.04 * n, dbfs=-25.0 - Policy().noisy_db + 1) for n in range(40)]
    assert decisions(*noisy, *after) == [("stop", "partial")]


def test_what_was_weighed_for_the_network_alone_is_nothing_where_the_network_has_no_say() -> None:
    for_the_network = replace(seen(1.16), weighed={"stop": 5.0})
    for around, much in (
        (UNKNOWN_ROOM, 0),
        (Surroundings(TALKING, -20.0, -40.0), 0),
        (Surroundings(TALKING, -20.0, -22.0), 1),
    ):
        spotter = Spotter(GRAMMAR)
        verdicts = [one for each in (*SUSPICION, for_the_network) for one in spotter.feed(each, around)]
        assert sum(isinstance(one, Decision) for one in verdicts) == much
