"""The small parts: the ladder, lengths to go through, matching answers, filling in names, the file of words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import companion.phrases
from companion.errors import CompanionError
from companion.evening.asking import chosen, number
from companion.evening.ladder import Climb, climb
from companion.evening.memory import CHECK_EVERY, Kept
from companion.evening.pages import Option
from companion.evening.texts import fill
from companion.evening.tonight import MOST_LENGTHS, Length, lengths_of
from companion.phrases.evening import load_evening, parse_evening

DAYS = st.dictionaries(st.integers(1, 9), st.integers(90, 110), max_size=5)


@given(st.none() | st.integers(1, 9), st.frozensets(st.integers(1, 9)), DAYS, st.integers(90, 110))
def test_down_is_always_open_and_nothing_is_ever_locked(
    rung: int | None, there: frozenset[int], rungs: dict[int, int], today: int
) -> None:
    found = climb(rung, there, rungs, today)
    lowest = rung is None or not any(step < rung for step in there)
    been = rung is not None and any(done >= rung for done in rungs)
    assert (found is Climb.OPEN) == (lowest or been)
    if found is Climb.NEXT:
        below = max(step for step in there if rung is not None and step < rung)
        assert any(done >= below and day < today for done, day in rungs.items())


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


OPTIONS = (Option("y", "yes", "yes, I'd like that"), Option("enter", "on", "go on"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("y", "yes"), (" YES ", "yes"), ("Yes, I'd like that", "yes"), ("", "on"), ("enter", "on"), ("no", None)],
)
def test_an_answer_by_key_value_or_words(typed: str, meant: str | None) -> None:
    assert chosen(typed, OPTIONS) == meant


@given(st.text())
def test_a_number_is_one_from_nought_to_ten(text: str) -> None:
    assert number(text) in {None, *map(str, range(11))}


def test_numbers() -> None:
    assert [number(text) for text in ("0", " 10 ", "007", "11", "-1", "1.5", "٣", "9" * 5000)] == [
        "0", "10", "7", None, None, None, None, None,
    ]  # fmt: skip


def test_names_are_filled_in_and_never_looked_into() -> None:
    assert fill("{Who}, {who} and {other}.", {"who": "ann {other}"}) == "Ann {other}, ann {other} and {other}."


@pytest.mark.parametrize(("asked", "whole"), [(None, True), (0, False), (CHECK_EVERY - 1, False), (CHECK_EVERY, True)])
def test_the_whole_check_the_first_time_and_every_thirty_days(asked: int | None, whole: bool) -> None:
    checked = None if asked is None else 1000 - asked
    assert Kept(checked=checked).whole_check(1000) is whole
    assert Kept(checked=1001).whole_check(1000)  # the clock was ahead


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
        "as_last_time": {"starter": "X", "a": "X", "b": "X"},
        "handover_first": {"who": "X"},
        "try_word": {"word": "X"},
        "without": {"sentence": "X"},
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
    ):
        assert word not in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing"),
        ("[", "cannot be read"),
        ("pages: {}\nwords: {}\n", "'name_a' is missing"),
        ("+neutral", "'neutral' is missing"),
        ("+more", "'more' is not known"),
        ("+title", "'fear' is no page"),
    ],
)
def test_a_broken_file_is_named(text: str, message: str) -> None:
    changed = {
        "+neutral": lambda: english().replace("  neutral: >-", "  neutrall: >-"),
        "+more": lambda: english() + "  more: x\n",
        "+title": lambda: english().replace("    title: Are you sometimes", "    titel: Are you sometimes"),
    }
    with pytest.raises(CompanionError, match=r".") as caught:
        parse_evening(changed[text]() if text in changed else text, "evening.en.yaml")
    assert message in str(caught.value)
    assert caught.value.place == "evening.en.yaml"
