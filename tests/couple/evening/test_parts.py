"""The small parts: lengths to go through, matching answers, filling in names, the file of words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import companion.phrases
from companion.couple.evening.lengths import MOST_LENGTHS, Length, lengths_of
from companion.couple.evening.memory import CHECK_EVERY, Kept
from companion.couple.evening.page_answers import chosen
from companion.couple.evening.pages import PageOption
from companion.couple.evening.texts import fill
from companion.couple.page_words import load_evening, parse_evening
from companion.errors import CompanionError


@given(st.floats(1, 3600), st.floats(1, 3600), st.floats(1, 3600))
def test_a_handful_of_lengths_within_the_bounds(a: float, b: float, c: float) -> None:
    shortest, middle, longest = sorted((a, b, c))
    found = lengths_of(Length(middle, shortest, longest))
    assert set(found) >= {shortest, middle, longest}
    assert list(found) == sorted(set(found))
    assert found[0] == shortest
    assert found[-1] == longest
    assert len(found) <= MOST_LENGTHS


def test_lengths_are_round_where_they_can_be() -> None:
    assert lengths_of(Length(180, 60, 300)) == (60, 120, 180, 240, 300)
    assert lengths_of(Length(60, 60, 60)) == (60,)


OPTIONS = (PageOption("y", "yes", "yes, please"), PageOption("enter", "on", "continue"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("y", "yes"), (" YES ", "yes"), ("Yes, please", "yes"), ("", "on"), ("enter", "on"), ("no", None)],
)
def test_an_answer_by_key_value_or_words(typed: str, meant: str | None) -> None:
    assert chosen(typed, OPTIONS) == meant


def test_a_key_comes_before_an_equal_value() -> None:
    assert chosen("2", (PageOption("1", "2", "2s"), PageOption("2", "30", "30s"))) == "30"


def test_names_are_filled_in_and_never_looked_into() -> None:
    assert fill("{Who}, {who} and {other}.", {"who": "ann {other}"}) == "Ann {other}, ann {other} and {other}."


@pytest.mark.parametrize(("asked", "whole"), [(None, True), (0, False), (CHECK_EVERY - 1, False), (CHECK_EVERY, True)])
def test_safety_is_asked_the_first_time_and_every_thirty_days(asked: int | None, whole: bool) -> None:
    checked = None if asked is None else 1000 - asked
    assert Kept(checked=checked).safety_due(1000) is whole
    assert Kept(checked=1001).safety_due(1000)  # the clock was ahead


def test_a_clock_that_was_ahead_once_locks_nobody_out() -> None:
    kept = Kept().without_touch(1000)
    assert [kept.resting(day) for day in (999, 1000, 1001)] == [False, True, False]


# ---- the file of words ----------------------------------------------------------------------------------------------


def english() -> str:
    return (Path(companion.phrases.__file__).parent / "evening.en.yaml").read_text(encoding="utf-8")


def test_every_language_has_every_word() -> None:
    texts = load_evening()
    assert load_evening("xx") == texts
    holes = "".join(line for page in texts.pages.values() for line in (page.title, *page.lines))
    for name, values in {
        "as_last_time": {"a": "X", "b": "X"},
        "who_starts_tonight": {"a": "X", "b": "X"},
        "handover": {"who": "X", "key": "F", "other": "X"},
        "handover_second": {"who": "X", "key": "J", "other": "X"},
        "row_usual": {"areas": "X"},
        "own_line": {"who": "X", "other": "X"},
        "own_line_passphrase": {"who": "X", "other": "X"},
        "passphrase": {"who": "X", "other": "X"},
        "row_ready_part": {"area": "X"},
        "private_first": {"who": "X", "other": "X"},
        "private_second": {"who": "X", "other": "X"},
        "handover_after": {"who": "X", "key": "F", "other": "X"},
        "after_first": {"who": "X", "other": "X"},
        "after_second": {"who": "X", "other": "X"},
        "row_area": {"area": "X"},
        "row_touch_here": {"area": "X"},
        "row_length": {"which": "X"},
        "both_next": {"title": "X"},
        "try_word": {"word": "X"},
    }.items():
        page = texts.page(name, **values)
        assert "{" not in "".join((page.title, *page.lines))
    assert "{" in holes


def test_the_words_shame_nobody() -> None:
    said = english().casefold()
    for word in (
        "should",
        "must",
        "failed",
        "wrong answer",
        "streak",
        "well done",
        "congratulations",
        "locked",
        "unlock",
        "went up",
        "a lot to carry",
        "random",
    ):
        assert word not in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing"),
        ("[", "can't be read"),
        ("pages: {}\nwords: {}\n", "'cautions' is missing"),
        ("+begin", "'begin' is missing"),
        ("+more", "'more' can't be used"),
        ("+title", "'fits' isn't a page"),
    ],
)
def test_a_broken_file_is_named(text: str, message: str) -> None:
    changed = {
        "+begin": lambda: english().replace("  begin: begin", "  beginn: begin"),
        "+more": lambda: english() + "  more: x\n",
        "+title": lambda: english().replace("  fits:\n    title:", "  fits:\n    titel:"),
    }
    with pytest.raises(CompanionError, match=r".") as caught:
        parse_evening(changed[text]() if text in changed else text, "evening.en.yaml")
    assert message in str(caught.value)
    assert caught.value.place == "evening.en.yaml"
