from __future__ import annotations

import pytest

from companion.hearing.child.ear_cascade import split_known
from companion.hearing.words.decoys import Lexicon
from companion.hearing.words.grammar import JUMPY, STRICT, UNKNOWN, WARY, build
from companion.hearing.words.vocabulary import Vocabulary
from companion.session.commands import SAFETY_KINDS, Kind
from companion.session.effects import Listen

MOMENTS = [
    Listen(frozenset()),
    Listen(frozenset(Kind) - {Kind.ANSWER}),
    Listen(frozenset({Kind.NEXT}), ("yes", "no")),
    Listen(frozenset({Kind.END}), tuple(str(number) for number in range(11))),
    Listen(frozenset({Kind.BACK}), ("eyes-open", "eyes-closed")),
]


@pytest.mark.parametrize("allowed", MOMENTS)
def test_grammar_and_parser_agree(english: Vocabulary, lexicon: Lexicon, allowed: Listen) -> None:
    grammar = build(english, lexicon, allowed)
    decoys = {*grammar.decoys.frequent, *grammar.decoys.sound_alikes}
    for phrase in grammar.ears[STRICT]:
        meant = english.parse(phrase, allowed)
        if phrase in decoys or phrase == UNKNOWN:
            assert meant is None, phrase
        else:
            assert meant is not None, phrase
            assert grammar.meant[phrase] == meant
    assert set(grammar.meant) <= set(grammar.ears[STRICT])


@pytest.mark.parametrize("allowed", MOMENTS)
def test_safety_words_are_always_listened_for(english: Vocabulary, lexicon: Lexicon, allowed: Listen) -> None:
    grammar = build(english, lexicon, allowed)
    safety = {phrase for phrase, command in english.commands.items() if command.kind in SAFETY_KINDS}
    assert safety <= set(grammar.ears[STRICT])
    assert safety <= set(grammar.ears[JUMPY])


def test_what_means_nothing_now_becomes_a_decoy(english: Vocabulary, lexicon: Lexicon) -> None:
    grammar = build(english, lexicon, Listen(frozenset()))
    assert "next" not in grammar.meant
    assert "next" in grammar.ears[STRICT]


def test_the_wary_ear_knows_the_common_words_near_stop(english: Vocabulary, lexicon: Lexicon) -> None:
    grammar = build(english, lexicon, Listen(frozenset()))
    assert set(grammar.ears[JUMPY]) < set(grammar.ears[WARY])
    beside = set(grammar.ears[WARY]) - set(grammar.ears[JUMPY])
    assert "start" in beside
    assert len(beside) < 20


@pytest.mark.parametrize(
    ("phrase", "apart"), [("stop", True), ("yellow", True), ("red", False), ("wait", False), ("slow down", False)]
)
def test_which_words_stand_apart(english: Vocabulary, lexicon: Lexicon, phrase: str, apart: bool) -> None:
    assert build(english, lexicon, Listen(frozenset())).stands_apart(phrase) is apart


def test_words_the_model_lacks_are_dropped_and_said() -> None:
    known = {"slow", "down", "stop"}
    assert split_known(["stop", "slow down", "how'd", "slow how'd", "stop"], known.__contains__) == (
        ("stop", "slow down"),
        ("how'd", "slow how'd"),
    )
