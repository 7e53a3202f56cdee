"""The evening before a session: names, the ladder, tonight's choices; anything may be answered anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.evening.before import Evening, offered
from companion.evening.memory import Kept
from companion.evening.pages import A, B, Go, Left, Offer, PageKind, Without
from companion.evening.texts import PAGES
from companion.exercise.plan import Names
from tests.evening.people import FLOOR, HANDS, KNOWN, TEXTS, TODAY, evening, move, walk


def gone(machine: Evening) -> Go:
    assert isinstance(machine.result, Go)
    return machine.result


def test_without_touch_there_are_only_names() -> None:
    walked = walk(evening(FLOOR, Kept()), {("name_a", ""): "Ana", ("name_b", ""): "Ben", ("who_starts", ""): "j"})
    assert walked.names()[:-1] == ["name_a", "name_b", "who_starts"]
    go = gone(walked.machine)
    assert go.choices.names == Names("Ana", "Ben", private=True)
    assert (go.choices.starts, go.before, go.choices.lengths) == (B, None, {})
    assert walked.machine.kept == Kept(known=True, a="Ana", b="Ben", starts=A)


def test_after_the_first_time_it_is_one_page_and_the_other_starts() -> None:
    kept = Kept(known=True, a="Ana", b="Ben", starts=B)
    machine = evening(FLOOR, kept)
    page = machine.page()
    assert page.title == "Ben starts this time."
    machine.answer("", TODAY)
    assert gone(machine).choices.starts == B
    assert machine.kept.starts == A


def test_they_may_choose_who_starts_and_change_their_names() -> None:
    kept = Kept(known=True, a="Ana", b="Ben", starts=B)
    machine = evening(FLOOR, kept)
    machine.answer("o", TODAY)
    assert gone(machine).choices.starts == A
    machine = evening(FLOOR, kept)
    machine.answer("n", TODAY)
    assert (machine.page().name, machine.page().value) == ("name_a", "Ana")
    for answer in ("Anna", "Ben", "f"):
        machine.answer(answer, TODAY)
    assert gone(machine).choices.names.a == "Anna"


def test_left_empty_they_are_called_by_what_they_do() -> None:
    go = gone(walk(evening(FLOOR, Kept())).machine)
    assert go.choices.names == Names()
    go = gone(walk(evening(FLOOR, Kept()), {("name_b", ""): "Ben"}).machine)
    assert go.choices.names == Names("the other of you", "Ben", private=True)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x" * 31, "30 letters"),
        ("♥♥", "needs letters"),
        ("{giver}", "needs letters"),
        ("123", "needs letters"),
        ("Stop", "nickname"),
        ("ANA", "both be called Ana"),
        ("Aná", "both be called Ana"),
    ],
)
def test_a_name_that_will_not_do_is_refused_kindly(name: str, told: str) -> None:
    machine = evening(FLOOR, Kept())
    machine.answer("Ana", TODAY)
    machine.answer(name, TODAY)
    assert machine.page().name == "name_b"
    assert told in machine.page().note
    machine.answer("Ben", TODAY)
    assert machine.page().name == "who_starts"


@pytest.mark.parametrize("name", ["Zoë", "Mary-Jane O’Neil", "李", "अनु", "J.", "Ana 2"])
def test_names_of_any_people(name: str) -> None:
    machine = evening(FLOOR, Kept())
    machine.answer(name, TODAY)
    machine.answer("", TODAY)
    machine.answer("f", TODAY)
    assert gone(machine).choices.names.a == name


def test_control_characters_are_gone_before_a_name_is_looked_at() -> None:
    machine = evening(FLOOR, Kept())
    machine.answer("\x1b[31mA\x00na\x1b]0;x\x07  B\n", TODAY)
    machine.answer("\u202e\u200b", TODAY)
    machine.answer("f", TODAY)
    assert (machine.kept.a, machine.kept.b) == ("Ana B", "")


def test_back_from_the_second_name_to_the_first() -> None:
    machine = evening(FLOOR, Kept())
    machine.answer("Anna", TODAY)
    machine.back()
    assert machine.page().value == "Anna"
    machine.answer("Ana", TODAY)
    machine.back()
    machine.back()
    machine.back()
    assert machine.page().name == "name_a"


# ---- the ladder -----------------------------------------------------------------------------------------------------


def climbing(**changes: object) -> list[tuple[str, str]]:
    walked = walk(evening(kept=replace(KNOWN, **changes)))  # type: ignore[arg-type]
    return [(page.name, page.who) for page in walked.shown if page.name.startswith("climb")]


def test_the_next_step_is_offered_the_day_after_and_both_are_asked() -> None:
    assert climbing(rungs={1: TODAY - 1}) == [("climb_next", A), ("climb_next", B)]
    assert climbing(rungs={2: TODAY - 9}) == climbing(rungs={3: TODAY}) == []


def test_anything_else_is_theirs_if_both_say_so_twice() -> None:
    soon = [("climb_soon", A), ("climb_soon", B), ("climb_again", A), ("climb_again", B)]
    assert climbing(rungs={1: TODAY}) == soon
    assert climbing(rungs={}) == [(name.replace("soon", "further"), who) for name, who in soon]


@pytest.mark.parametrize("page", ["climb_further", "climb_again"])
@pytest.mark.parametrize("who", [A, B])
def test_one_not_tonight_is_enough_and_leads_a_step_down(page: str, who: str) -> None:
    machine = walk(evening(kept=replace(KNOWN, rungs={})), {(page, who): "n"}).machine
    assert machine.result == Without(
        TEXTS.word("not_tonight"), (Offer("hand-to-hand", "Hand to hand", 1), *HANDS.without)
    )
    assert machine.kept.touch_from is None


# ---- tonight --------------------------------------------------------------------------------------------------------


def at_tonight() -> Evening:
    return walk(evening(), until="tonight").machine


def test_enter_alone_takes_what_the_author_gave() -> None:
    machine = at_tonight()
    machine.answer("", TODAY)
    choices = gone(machine).choices
    assert (choices.crossed_out, choices.clothes, choices.lengths) == (frozenset(), "on", {"turn": 180.0})
    assert machine.kept.checked == KNOWN.checked
    assert choices.names.private


def test_areas_clothes_and_lengths() -> None:
    machine = at_tonight()
    for key in ("1", "forearms", "2", "3", "4"):
        machine.answer(key, TODAY)
    machine.answer("", TODAY)
    choices = gone(machine).choices
    assert choices.crossed_out == {"hands"}
    assert choices.clothes == "agreed"
    assert 60.0 <= choices.lengths["turn"] <= 600.0
    assert choices.lengths["turn"] != 180.0


def test_crossed_out_down_to_nothing_leads_to_something_without_touch() -> None:
    machine = at_tonight()
    for key in ("1", "2", ""):
        machine.answer(key, TODAY)
    assert machine.result == Without(TEXTS.word("nothing_left"), HANDS.without)
    assert machine.kept.touch_from is None
    assert machine.page().kind is PageKind.CHOICE


def test_a_stop_word_is_checked_tried_and_kept() -> None:
    machine = at_tonight()
    machine.answer("w", TODAY)
    assert machine.page().slow
    machine.answer("yes", TODAY)
    assert machine.page().note == "“yes” means something else. What about “apricot”, “lantern” or “harbour”?"
    machine.answer("Apricot", TODAY)
    assert (machine.page().name, machine.page().aloud) == ("try_word", "apricot")
    machine.answer("orange", TODAY)
    assert "another word" in machine.page().note
    machine.answer("apricot", TODAY)
    machine.answer("", TODAY)
    assert gone(machine).stop_word == machine.kept.stop_word == "apricot"


def test_a_stop_word_that_was_not_tried_is_not_taken_and_one_can_be_given_up() -> None:
    machine = at_tonight()
    for answer in ("w", "apricot", "", ""):
        machine.answer(answer, TODAY)
    assert gone(machine).stop_word == ""
    machine = walk(evening(kept=replace(KNOWN, stop_word="lantern")), until="tonight").machine
    for answer in ("w", "", ""):
        machine.answer(answer, TODAY)
    assert machine.kept.stop_word == ""


# ---- anything, anywhere ---------------------------------------------------------------------------------------------

MOVES = st.lists(
    st.one_of(
        st.sampled_from(["", "y", "n", "r", "f", "j", "o", "w", "1", "2", "10", "Ana", "apricot", "BACK", "LEAVE"]),
        st.text(max_size=40),
    ),
    max_size=60,
)


@given(
    MOVES,
    st.sampled_from([HANDS, FLOOR]),
    st.sampled_from([Kept(), KNOWN, replace(KNOWN, touch_from=TODAY + 1)]),
    st.floats(allow_nan=True),
)
def test_it_answers_anything_in_any_state(moves: list[str], about: object, kept: Kept, chance: float) -> None:
    machine = evening(about, kept, chance=chance)  # type: ignore[arg-type]
    over = machine.result
    for answer in moves:
        move(machine, answer)
        page = machine.page()
        assert page.name in (*PAGES, "handover")
        assert over is None or machine.result == over
        over = machine.result
        if isinstance(over, Go) and about is HANDS:
            assert over.choices.crossed_out < set(HANDS.areas)
            assert 60.0 <= over.choices.lengths["turn"] <= 600.0


def test_no_page_waits_for_anything_but_an_answer() -> None:
    """Looked at as often as one likes, a page stays as it is: nothing hurries."""
    machine = evening()
    assert all(machine.page() == machine.page() for _ in range(100))


def test_leaving_after_the_end_changes_nothing() -> None:
    machine = walk(evening()).machine
    result = machine.result
    machine.leave()
    assert machine.result is result
    other = evening()
    other.leave()
    assert other.result == Left()


def test_an_offer_by_number_id_or_title() -> None:
    assert offered(HANDS.without, "2") == offered(HANDS.without, "Side by side ") == "side-by-side"
    assert offered(HANDS.without, "") == offered(HANDS.without, "enter") == ""
    assert offered(HANDS.without, "3") is None
