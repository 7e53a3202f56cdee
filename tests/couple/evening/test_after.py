"""The page after touch: a number from each, alone, which is not kept; help after a high one; a word to both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.couple.evening.after import After
from companion.couple.evening.pages import A, B, Left, Page, PageKind, Told
from companion.screen.flow import balanced
from tests.couple.evening.people import KNOWN, TEXTS, TODAY, move

NUMBERS = st.integers(0, 10)


def at_the_first_page() -> After:
    machine = After(KNOWN, TEXTS)
    machine.answer("f", TODAY)
    return machine


def told(a: int, b: int) -> tuple[After, list[Page]]:
    machine = After(KNOWN, TEXTS)
    shown: list[Page] = []
    for answer in ("f", str(a), "", "j", str(b), "", ""):
        shown.append(machine.page())
        machine.answer(answer, TODAY)
    return machine, shown


def test_seven_keys_one_handover_and_the_same_rows_for_both() -> None:
    machine, shown = told(2, 9)
    assert machine.result == Told()
    asked = ["handover_after", "after_first", "after_first", "handover_second", "after_second", "after_second"]
    assert [page.name for page in shown] == [*asked, "after_together"]
    assert [page.who for page in shown] == ["", A, A, "", B, B, ""]
    assert [page.private for page in shown] == [False, True, True, False, True, True, False]
    assert all(len(page.rows) == 1 for page in shown if page.private)


@pytest.mark.parametrize("key", ["", "enter", "j", "3", "t", "zzz", "UP", "DOWN", "LEFT", "RIGHT", "BACK"])
def test_the_first_page_waits_until_its_person_takes_the_screen(key: str) -> None:
    """The other one looks away first, as before touch, and no key that was meant for the session reaches the page."""
    machine = After(KNOWN, TEXTS)
    move(machine, key)
    page = machine.page()
    assert (page.name, page.private, page.rows) == ("handover_after", False, ())
    assert any("Ben, please look away." in line for line in page.lines)
    machine.answer("f", TODAY)
    first = machine.page()
    assert (first.name, first.who, first.rows) == ("after_first", A, at_the_first_page().page().rows)


@given(NUMBERS, NUMBERS)
def test_nothing_is_kept_and_nothing_opened_by_a_number(a: int, b: int) -> None:
    machine, _ = told(a, b)
    assert machine.kept == KNOWN


@given(NUMBERS, NUMBERS, NUMBERS)
def test_what_one_says_changes_nothing_that_the_other_is_shown(a: int, other_a: int, b: int) -> None:
    shown, other = told(a, b)[1], told(other_a, b)[1]
    assert [page for page in shown if page.who != A] == [page for page in other if page.who != A]


@given(NUMBERS)
def test_help_is_pointed_out_to_everybody_and_every_number_is_answered_in_the_same_words(number: int) -> None:
    _, shown = told(number, 0)
    before, after = shown[1], shown[2]
    assert all(page.help and "C" in page.small for page in (before, after))
    assert after.small == TEXTS.word("after_told")


@pytest.mark.parametrize("width", range(46, 65))
def test_the_words_after_a_number_take_as_many_lines_whatever_it_was(width: int) -> None:
    """Else a look from the side would tell a high number by the height of the page."""
    words = [TEXTS.word(name) for name in ("after_open", "after_told")]
    assert len({len(balanced(text, width)) for text in words}) == 1


def test_with_the_arrows_the_words_wait_until_the_row_is_left() -> None:
    machine = at_the_first_page()
    for _ in range(9):
        machine.turn(1)
    assert (machine.page().marked, machine.page().small) == ("8", TEXTS.word("after_open"))
    machine.move(1)
    assert (machine.page().marked, machine.page().small) == ("", TEXTS.word("after_told"))


@given(
    st.lists(st.one_of(st.sampled_from(["", "f", "j", "g", "11", "t", "7", "UP", "LEFT", "BACK", "LEAVE"]), st.text()))
)
def test_it_answers_anything(moves: list[str]) -> None:
    machine = After(KNOWN, TEXTS)
    for answer in moves:
        move(machine, answer)
        assert isinstance(machine.page().kind, PageKind)
        assert machine.kept == KNOWN
    machine.leave()
    assert machine.result in (Left(), Told())


@pytest.mark.parametrize("answer", ["11", "-1", "1.5", "٣", "9" * 5000, "ten"])
def test_what_is_no_number_is_not_taken(answer: str) -> None:
    machine = at_the_first_page()
    before = machine.page()
    machine.answer(answer, TODAY)
    assert machine.page() == before
