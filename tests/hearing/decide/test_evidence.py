"""The sum of evidence: what kind of thing speaks for a safety word, and what against it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.hearing.decide.evidence import AGAINST, FOR, NONE, Clue, Evidence, Suggestion, Weights, learnt
from companion.hearing.decide.spotter import holds
from companion.hearing.words.grammar import JUMPY, STRICT, WARY
from tests.hearing.decide.logs import ENGLISH, GRAMMAR
from tests.hearing.fakes import seen

NOTHING = Suggestion("stop", dict.fromkeys((JUMPY, WARY, STRICT), ""), frozenset(), None, NONE, NONE, *[False] * 6)
EARS = (JUMPY, WARY, STRICT)


def said(text: str, *, ears: tuple[str, ...] = EARS, phrase: str = "stop") -> Suggestion:
    """These ears have this text, and the others have nothing."""
    texts = {ear: text if ear in ears else "" for ear in EARS}
    return replace(NOTHING, phrase=phrase, texts=texts, persons=frozenset(ears if holds(text, phrase) else ()))


def total(heard: Suggestion) -> float:
    return learnt().sum(heard.pieces(GRAMMAR, 2))


def test_every_weight_is_known_and_has_the_right_sign() -> None:
    assert set(learnt().worth) == {*FOR, *AGAINST}
    assert all(learnt().worth[name] >= 0 for name in FOR)
    assert all(learnt().worth[name] <= 0 for name in AGAINST)
    assert set(learnt().bounds) == {"silence", "narrator", "unknown", "talk"}


def test_nothing_is_decided_on_nothing() -> None:
    assert total(NOTHING) < min(learnt().bounds.values())
    assert NOTHING.pieces(GRAMMAR, 2) == {}


numbers = st.floats(-20, 20)


@given(st.sampled_from(sorted(ENGLISH.safety())), numbers, numbers, st.floats(-1, 9), st.booleans(), st.booleans())
def test_a_surer_weighing_or_a_better_likeness_never_makes_a_word_less_likely(
    phrase: str, odds: float, more: float, like: float, noisy: bool, unexplained: bool
) -> None:
    heard = replace(said(phrase, phrase=phrase), odds=odds, noisy=noisy, unexplained=unexplained)
    assert total(replace(heard, odds=max(odds, more))) >= total(heard)
    assert total(replace(heard, like=like)) >= total(heard)
    assert total(replace(heard, twice=max(odds, more))) >= total(replace(heard, twice=odds))


@pytest.mark.parametrize("flag", ["narrator", "unknown", "faint"])
def test_what_may_be_the_narrators_is_never_likelier_for_it(flag: str) -> None:
    assert flag in {field.name for field in fields(Suggestion)}
    assert total(replace(said("stop"), **{flag: True})) <= total(said("stop"))


@pytest.mark.parametrize("phrase", sorted(ENGLISH.safety()))
def test_alone_in_every_ear_and_weighed_it_is_decided(phrase: str) -> None:
    heard = replace(said(phrase, phrase=phrase), odds=20.0, twice=20.0)
    for situation, bound in learnt().bounds.items():
        assert (
            total(replace(heard, narrator=situation in ("narrator", "unknown"), unknown=situation == "unknown"))
            >= bound
        )


@pytest.mark.parametrize("phrase", sorted(ENGLISH.safety()))
def test_one_quick_ear_by_itself_decides_nothing(phrase: str) -> None:
    assert total(said(phrase, ears=(JUMPY,), phrase=phrase)) < learnt().bounds["silence"]


def test_an_ear_that_has_something_else_speaks_against_it() -> None:
    heard = replace(said("stop", ears=(JUMPY, WARY)), odds=0.0)
    other = replace(heard, texts={**heard.texts, STRICT: "the shopping"})
    assert total(other) < total(heard)


def test_a_reason_names_the_sum_and_what_it_is_made_of() -> None:
    weights = Weights(-1.0, {"weighed": 2.0, "both": 1.5, "narrator": -0.5}, {"narrator": 0.5})
    clue = Clue(1.0, "stop", {"weighed": 1.0, "both": 1.0, "narrator": 1.0}, "narrator")
    told = weights.reason(clue, "")
    assert told == (
        "I heard “stop”: +2.0 of +0.5 needed "
        "(it explains the sound +2.0, both ears have it +1.5, the narrator speaks -0.5)"
    )
    assert weights.enough(clue)


def test_what_was_weighed_is_remembered_for_a_while_and_forgotten_after_a_decision() -> None:
    evidence = Evidence(patience=1.0, remembered=0.6)
    first, second = (replace(seen(at), weighed={"stop": odds}) for at, odds in ((1.0, 5.0), (1.2, 3.0)))
    evidence.take(first, lambda phrase: True)
    assert evidence.odds("stop") == (5.0, False)
    assert evidence.twice("stop") == NONE
    evidence.take(second, lambda phrase: True)
    assert (evidence.odds("stop"), evidence.twice("stop")) == ((3.0, False), 3.0)
    evidence.take(seen(2.1), lambda phrase: True)
    assert evidence.twice("stop") == NONE  # the first one is too long ago
    evidence.forget({"stop"})
    assert evidence.odds("stop") is None
    evidence.take(replace(seen(2.2), weighed={"stop": 5.0}), lambda phrase: False)
    assert evidence.odds("stop") is None
