"""The standing limits of yes, no, maybe on a private page: they only make it smaller, and the other can't tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.closeness.half import MINUTES
from companion.couple.evening.before import Evening
from companion.couple.evening.lengths import Length, lengths_of, usual_or_shortest
from companion.couple.evening.pages import Go, Page, PageKind, Without
from companion.couple.evening.private_page import Given, what_fits
from companion.couple.evening.standing_limits import LimitsAtHand, StandingLimits, limited
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, any_word, kindly, row_name

SECRET = "four words that rhyme never"
BENS = StandingLimits(frozenset({"forearms"}), clothes_on=True, minutes=5)


def unlock(who: str, passphrase: str) -> StandingLimits | None:
    return BENS if (who, passphrase) == ("b", SECRET) else None


def made(there: str = "b") -> Evening:
    at_hand = LimitsAtHand(frozenset(there), unlock)
    return Evening(HANDS, KNOWN, TEXTS, TODAY, check_word=any_word, limits=at_hand)


def played(*typed: str, there: str = "b", use: bool = True, **own: str) -> tuple[Evening, list[Page]]:
    """Plays to the shared page. Ben uses his limits, types these passphrases, and answers yes to everything else."""
    machine, shown, left = made(there), [], list(typed)
    for _ in range(80):
        page = machine.page()
        shown.append(page)
        if machine.result is not None or page.name == "fits":
            return machine, shown
        if page.name == "passphrase":
            machine.answer(left.pop(0), TODAY)
        elif page.kind is PageKind.FORM and page.rows[page.at].label == TEXTS.word("label_limits"):
            fresh = page.rows[page.at].state == TEXTS.word("form_optional")
            machine.answer("u" if fresh and use else "", TODAY)
        elif page.kind is PageKind.FORM and page.who == "b" and (answer := own.pop(row_name(page), "")):
            machine.answer(answer, TODAY)
        elif page.kind is PageKind.FORM and page.at < len(page.rows) - 1 and not kindly(page):
            machine.move(1)
        else:
            machine.answer(kindly(page), TODAY)
    raise AssertionError("an evening without end")


def test_what_is_never_touched_is_left_out_although_both_said_yes() -> None:
    machine, shown = played(SECRET)
    assert any("Touch: hands. Clothes stay on." in line for line in shown[-1].lines)
    machine.answer("", TODAY)
    assert isinstance(machine.result, Go)
    assert machine.result.choices.crossed_out == {"forearms"}
    assert machine.result.choices.lengths == {"turn": 120.0}


def test_the_shared_page_is_the_same_as_after_a_no_by_hand() -> None:
    with_limits = played(SECRET)[1][-1]
    by_hand = played(use=False, **{"area:forearms": "n", "length:turn": "2"})
    assert by_hand[1][-1].lines[0] == "Touch: hands. Clothes stay on. Each turn: 2 min."
    assert with_limits == by_hand[1][-1]


@given(st.sampled_from(MINUTES), st.booleans(), st.sampled_from(["60", "180", "600"]))
def test_a_limit_leads_only_to_lengths_that_can_be_chosen_by_hand(minutes: int, first: bool, chosen: str) -> None:
    """Any other would show that there is a limit, and which."""
    scope = HANDS.scope(KNOWN, TODAY, first_evening=first)
    given = {"touch": "yes"} if first else {"touch": "yes", "length:turn": chosen}
    to_choose = usual_or_shortest if first else lengths_of
    small = limited(given, StandingLimits(minutes=minutes), scope.lengths, to_choose)
    length = scope.lengths["turn"]
    by_hand = {length.seconds, length.shortest} if first else set(lengths_of(length))
    assert float(small["length:turn"]) in by_hand
    assert float(small["length:turn"]) <= min(minutes * 30.0, length.seconds if first else float(chosen))


def test_a_wrong_passphrase_is_one_kind_sentence_and_never_a_lock() -> None:
    _, shown = played("wrong", "wrong again", *["no"] * 10, SECRET)
    pages = [page for page in shown if page.name == "passphrase"]
    assert len(pages) == 13
    assert {page.note for page in pages[1:]} == {TEXTS.word("passphrase_wrong")}
    assert all(page.private and page.who == "b" and page.slow and not page.value for page in pages)


def test_left_empty_the_answers_count_as_they_are() -> None:
    _, shown = played("wrong", "")
    assert any("Touch: hands, forearms." in line for line in shown[-1].lines)


def test_the_row_is_there_only_for_a_person_with_a_list_and_only_theirs() -> None:
    label = TEXTS.word("label_limits")
    for there in ("", "a", "b", "ab"):
        _, shown = played(there=there, use=False)
        rows = {page.who for page in shown if any(row.label == label for row in page.rows)}
        assert rows == set(there)


def test_back_from_the_passphrase_leads_to_the_rows_and_no_passphrase_of_the_other_counts() -> None:
    machine = made("a")
    machine.answer("", TODAY)
    machine.answer("f", TODAY)
    while machine.page().name != "passphrase":
        page = machine.page()
        last = page.rows[page.at].label == TEXTS.word("label_limits")
        answered = page.rows[page.at].state == TEXTS.word("form_answered")
        if last:
            machine.answer("" if answered else "u", TODAY)
        elif kindly(page):
            machine.answer(kindly(page), TODAY)
        else:
            machine.move(1)
    machine.back()
    assert machine.page().name == "private_first"
    machine.answer("", TODAY)
    machine.answer(SECRET, TODAY)
    assert machine.page().note == TEXTS.word("passphrase_wrong")


def test_an_exercise_that_is_too_long_for_the_limit_becomes_an_evening_without_touch() -> None:
    lengths = {"turn": Length(300.0, 240.0, 600.0)}
    assert limited({"touch": "yes"}, StandingLimits(minutes=5), lengths)["touch"] == "no"
    assert limited({"touch": "yes"}, StandingLimits(minutes=8), lengths)["touch"] == "yes"


def test_a_limit_holds_for_the_only_area_too_which_has_no_row_of_its_own() -> None:
    """It counts as a no to that area, although touch was answered with yes."""
    at_hand = LimitsAtHand(frozenset("b"), lambda who, passphrase: StandingLimits(frozenset({"hands"})))
    hands = replace(HANDS, areas=("hands",))
    machine = Evening(hands, KNOWN, TEXTS, TODAY, check_word=any_word, limits=at_hand)
    while machine.result is None:
        page = machine.page()
        assert not any(row.label == "hands" for row in page.rows)
        if page.name == "passphrase":
            machine.answer(SECRET, TODAY)
        elif page.kind is PageKind.FORM and page.rows[page.at].label == TEXTS.word("label_limits"):
            machine.answer("u" if page.rows[page.at].state == TEXTS.word("form_optional") else "", TODAY)
        elif page.kind is PageKind.FORM and not kindly(page):
            machine.move(1) if page.at < len(page.rows) - 1 else machine.answer("", TODAY)
        else:
            machine.answer(kindly(page), TODAY)
    assert machine.result == Without("without", HANDS.without)


ANSWERS = st.fixed_dictionaries(
    {
        "number": st.sampled_from("0369"),
        "drink": st.sampled_from(["no", "yes"]),
        "touch": st.sampled_from(["yes", "little", "no"]),
        "area:hands": st.sampled_from(["yes", "no"]),
        "area:forearms": st.sampled_from(["yes", "no"]),
        "clothes": st.sampled_from(["on", "agreed"]),
        "length:turn": st.sampled_from(["60", "180", "600"]),
    }
)
LIMITS = st.builds(
    StandingLimits,
    st.frozensets(st.sampled_from(["hands", "forearms", "feet"])),
    st.booleans(),
    st.sampled_from([None, 5, 10, 30]),
)


@given(ANSWERS, ANSWERS, LIMITS)
def test_limits_only_ever_make_an_evening_smaller(first: Given, second: Given, limits: StandingLimits) -> None:
    scope = HANDS.scope(KNOWN, TODAY)
    free = what_fits(first, second, scope)
    less = what_fits(first, limited(second, limits, scope.lengths), scope)
    if less is None:
        return
    assert free is not None
    assert set(less.areas) <= set(free.areas) - limits.never
    assert less.lengths["turn"] <= free.lengths["turn"]
    assert (less.clothes, free.clothes) != ("agreed", "on")
    assert not (limits.clothes_on and less.clothes == "agreed")


@pytest.mark.parametrize("text", ["repr", "str"])
def test_no_limit_shows_where_a_program_prints_them(text: str) -> None:
    for each in (BENS, made()):
        assert "forearms" not in {"repr": repr, "str": str}[text](each)


def test_once_both_have_handed_on_nothing_of_the_limits_is_left() -> None:
    machine, _ = played(SECRET)
    todo, seen = [machine], set()
    while todo:
        each = todo.pop()
        if id(each) in seen or not type(each).__module__.startswith("companion."):
            continue
        seen.add(id(each))
        assert not isinstance(each, StandingLimits)
        names = getattr(type(each), "__slots__", None) or vars(each)
        todo += [getattr(each, name) for name in names]


def test_without_any_area_left_it_is_the_same_smaller_evening_as_ever() -> None:
    at_hand = LimitsAtHand(frozenset("b"), lambda who, passphrase: StandingLimits(frozenset({"hands", "forearms"})))
    machine = Evening(HANDS, KNOWN, TEXTS, TODAY, check_word=any_word, limits=at_hand)
    while machine.result is None:
        page = machine.page()
        if page.name == "passphrase":
            machine.answer(SECRET, TODAY)
        elif page.kind is PageKind.FORM and page.rows[page.at].label == TEXTS.word("label_limits"):
            machine.answer("u" if page.rows[page.at].state == TEXTS.word("form_optional") else "", TODAY)
        elif page.kind is PageKind.FORM and not kindly(page):
            machine.move(1) if page.at < len(page.rows) - 1 else machine.answer("", TODAY)
        else:
            machine.answer(kindly(page), TODAY)
    assert machine.result == Without("without", HANDS.without)
    assert machine.kept == KNOWN.without_touch(TODAY)
