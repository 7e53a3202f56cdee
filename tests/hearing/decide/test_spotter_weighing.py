"""What weighing and the keyword network say about a phrase, added to what the ears have. Kinds, no numbers: the weights
are learnt, and change with the recordings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.hearing.child.protocol import Observation
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.decide.spotter import Decision, Policy, Spotter
from tests.hearing.decide.logs import ENGLISH, GRAMMAR, TALKING, UNKNOWN_ROOM, decisions, hushes, weighed
from tests.hearing.fakes import seen

ODDS = range(-20, 21)


def kinds(*observations: Observation, around: Surroundings | None = None) -> list[str]:
    spotter = Spotter(GRAMMAR)
    found = [one for each in observations for one in (spotter.feed(each, around) if around else spotter.feed(each))]
    return [str(one.command) for one in found if isinstance(one, Decision)]


def lowest_odds(phrase: str, around: Surroundings | None = None, *, times: int = 1) -> int:
    """Returns the lowest odds with which the phrase is decided if it is weighed so often; 99 if there are none."""
    for odds in ODDS:
        log = [weighed(1.0 + 0.2 * n, phrase, odds) for n in range(times)]
        if kinds(*log, around=around):
            return odds
    return 99


@pytest.mark.parametrize("phrase", sorted(ENGLISH.safety()))
def test_a_phrase_that_explains_the_sound_best_is_believed(phrase: str) -> None:
    (found,) = kinds(weighed(1.0, phrase, 20.0), weighed(1.2, phrase, 20.0))
    assert found == str(ENGLISH.safety()[phrase])


@pytest.mark.parametrize("phrase", sorted(ENGLISH.safety()))
def test_what_something_else_explains_far_better_is_not(phrase: str) -> None:
    assert kinds(weighed(1.0, phrase, -20.0), weighed(1.2, phrase, -20.0)) == []


@pytest.mark.parametrize("phrase", ["red", "wait"])
def test_what_many_words_sound_like_needs_more(phrase: str) -> None:
    assert lowest_odds(phrase, times=2) > lowest_odds("stop", times=2)


@pytest.mark.parametrize("phrase", ["stop", "pause", "red"])
def test_weighed_twice_it_needs_no_more_than_weighed_once(phrase: str) -> None:
    assert lowest_odds(phrase, times=2) <= lowest_odds(phrase)


def test_weighed_twice_it_is_one_command_though_its_utterance_was_over() -> None:
    again = [replace(seen(at), weighed={"stop": 20.0}) for at in (1.2, 1.9)]
    late = [seen(2.0 + 0.04 * n) for n in range(30)]
    assert decisions(weighed(1.0, "stop", 20.0), seen(1.1), *again, *late) == [("stop", "partial")]


def alike(score: float, observation: Observation) -> Observation:
    """The keyword network says this of "stop"."""
    return replace(observation, keyword_scores={"stop": score})


LIKE = [seen(1.0), alike(8.0, seen(1.08)), seen(1.12)]


def with_odds(at: float, odds: float, *, unexplained: bool = False) -> Observation:
    """What was weighed for the network alone: no ear has the word."""
    return replace(seen(at), weighed={"stop": odds}, unexplained=unexplained)


def test_the_more_it_sounds_like_a_phrase_as_a_whole_the_lower_the_odds_it_needs() -> None:
    def lowest(score: float) -> int:
        log = [seen(1.0), alike(score, seen(1.08)), seen(1.12)]
        return next((odds for odds in ODDS if kinds(*log, with_odds(1.16, odds))), 99)

    found = [lowest(score) for score in (0.0, 2.0, 4.0, 8.0)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < found[0]


def test_a_likeness_by_itself_decides_nothing() -> None:
    """The network is unsure now and then, and knows no other word."""
    assert kinds(*[alike(9.0, seen(1.0 + 0.08 * n)) for n in range(12)]) == []


def test_no_likeness_is_enough_where_a_word_explains_the_sound() -> None:
    assert kinds(*LIKE, with_odds(1.16, -20.0)) == []


def test_a_likeness_is_forgotten() -> None:
    late = with_odds(1.1 + Policy().keyword_within, 20.0)
    assert kinds(*LIKE, late) == []


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
        return sum(len(spotter.feed(one, around)) for one in [*LIKE, with_odds(1.16, 20.0)])

    assert [heard(one) for one in (drowned, unknown, shouted)] == [0, 0, 2]  # a hush and a decision


def test_an_ear_that_has_the_word_after_the_decision_has_the_same_word() -> None:
    late = [seen(1.2), seen(1.24, "stop", "stop"), seen(1.6, final="stop")]
    assert decisions(*LIKE, with_odds(1.16, 20.0), *late) == [("stop", "partial")]
    again = [seen(3.0), seen(3.2, "stop", "stop")]
    assert decisions(*LIKE, with_odds(1.16, 20.0), *late, *again) == [("stop", "partial")] * 2


def test_what_was_weighed_for_the_network_alone_is_nothing_where_the_network_has_no_say() -> None:
    for around, much in (
        (UNKNOWN_ROOM, 0),
        (Surroundings(TALKING, -20.0, -40.0), 0),
        (Surroundings(TALKING, -20.0, -22.0), 1),
    ):
        assert len(kinds(*LIKE, with_odds(1.16, 20.0), around=around)) == much


def test_a_sound_alike_at_the_end_of_a_sentence_is_no_command() -> None:
    """Two ears slept through its beginning; the one that did not says so."""
    assert decisions(seen(3.0, "helped", final="helps", sure="help", wary="")) == []
