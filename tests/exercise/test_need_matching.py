"""Needs are compared as people write them, and a slip of the pen is told from a word of somebody's own."""

from __future__ import annotations

import pytest

from companion.exercise.need_matching import near_need, plain_need
from companion.phrases.needs import load_needs

KNOWN = load_needs("en")


@pytest.mark.parametrize("need", ["Can’t Sleep", "can't sleep", "CAN'T SLEEP"])
def test_case_and_apostrophes_make_no_difference(need: str) -> None:
    assert plain_need(need) == "can't sleep"
    assert near_need(need, KNOWN) is None


@pytest.mark.parametrize("need", KNOWN)
def test_no_known_need_is_near_another(need: str) -> None:
    assert near_need(need, KNOWN) is None


@pytest.mark.parametrize(
    ("need", "meant"),
    [
        ("cant sleep", "can't sleep"),
        ("panick", "panic"),
        ("anger", "angry"),
        ("urge", "an urge"),
        ("the trigger", "a trigger"),
        ("after a slip", "a slip"),
        ("daily checkin", "daily check-in"),
        ("selfworth", "self-worth"),
        ("Lonley", "lonely"),
    ],
)
def test_a_slip_of_the_pen(need: str, meant: str) -> None:
    assert near_need(need, KNOWN) == meant


@pytest.mark.parametrize(
    "need", ["after a row", "hard day", "jealous", "a relapse", "my own words", "tired eyes", "after a night out"]
)
def test_words_of_somebodys_own(need: str) -> None:
    assert near_need(need, KNOWN) is None


def test_a_language_without_a_list_has_nothing_to_be_near_to() -> None:
    assert load_needs("xx") == ()
    assert near_need("panick", ()) is None
