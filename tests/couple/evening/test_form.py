"""A form: rows, covered answers, arrows, going back, handing on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.couple.evening.form import Form, FormQuestion
from companion.couple.evening.pages import PageOption
from tests.couple.evening.people import TEXTS

YES_NO = (PageOption("y", "yes", "yes"), PageOption("n", "no", "no"), PageOption("r", "rather", "rather not say"))
QUESTIONS = (
    FormQuestion("first", "first", "First?", YES_NO),
    FormQuestion("second", "second", "Second?", YES_NO),
    FormQuestion("third", "third", "Third?", YES_NO, default="yes"),
)


def form() -> Form:
    return Form(QUESTIONS, TEXTS)


def states(machine: Form) -> list[str]:
    return [row.state for row in machine.rows]


def test_each_answer_goes_on_to_the_next_row_and_is_covered() -> None:
    machine = form()
    machine.answer("y")
    assert (machine.at, states(machine)) == (1, ["answered", "please answer", "if you like"])
    machine.answer("n")
    machine.answer("")
    assert machine.done
    assert machine.given == {"first": "yes", "second": "no", "third": "yes"}


def test_an_open_row_is_not_handed_on() -> None:
    machine = form()
    machine.move(1)
    machine.answer("n")
    machine.answer("")
    assert (machine.done, machine.at) == (False, 0)
    assert machine.note
    machine.answer("n")
    assert not machine.note


def test_until_it_is_handed_on_every_row_can_be_answered_again() -> None:
    machine = form()
    for answer in ("y", "y", "n"):
        machine.answer(answer)
    machine.move(-2)
    machine.answer("n")
    assert machine.given["first"] == "yes", "it is covered: the first key changes nothing"
    machine.answer("n")
    machine.answer("")
    assert machine.given == {"first": "no", "second": "yes", "third": "no"}
    machine.answer("y")
    machine.turn(1)
    assert machine.given["first"] == "no"


def test_arrows_change_an_answer_and_leaving_the_row_covers_it() -> None:
    machine = form()
    for by, shown in ((1, "yes"), (1, "no"), (1, "rather not say"), (1, "rather not say"), (-1, "no")):
        machine.turn(by)
        assert machine.marked == shown
    machine.answer("")
    assert (machine.at, machine.marked, machine.note, machine.given["first"]) == (1, "", "", "no")


def test_coming_back_with_the_arrows_never_shows_what_was_answered() -> None:
    shown = set()
    for answer in ("y", "n", "r"):
        machine = form()
        machine.answer(answer)
        machine.move(-1)
        shown.add((machine.rows, machine.marked))
        machine.turn(1)
        shown.add((machine.rows, machine.marked))
        assert machine.given["first"] == {"y": "yes", "n": "no", "r": "rather"}[answer], "one arrow changes nothing"
        assert machine.note == TEXTS.word("form_anew")
        machine.turn(1)
        shown.add((machine.rows, machine.marked))
    assert len(shown) == 2


def test_the_first_arrow_backward_stands_at_the_last_answer() -> None:
    """A person who wants to go back, and presses the arrow for it, has not answered what leads to touch."""
    machine = form()
    machine.turn(-1)
    assert machine.marked == machine.question.options[-1].text


def test_an_arrow_too_many_after_a_row_was_covered_does_not_answer_it_anew() -> None:
    machine = form()
    for _ in range(3):
        machine.turn(1)
    answered = machine.given["first"]
    machine.move(1)
    machine.move(-1)
    machine.turn(1)
    assert (machine.marked, machine.given["first"]) == ("", answered)


def test_a_letter_in_a_covered_row_changes_nothing_before_it_is_pressed_again() -> None:
    """After the last row there is none to go on to: one key too many must not change a hidden answer."""
    machine = form()
    machine.move(2)
    machine.answer("y")
    assert (machine.at, machine.given["third"]) == (2, "yes")
    machine.answer("n")
    assert (machine.given["third"], machine.note) == ("yes", TEXTS.word("form_anew"))
    machine.answer("n")
    assert (machine.given["third"], machine.note) == ("no", "")
    machine.move(-1)
    machine.move(1)
    machine.answer("y")
    assert machine.given["third"] == "no", "also after coming back to it"


def test_a_row_that_need_not_be_answered_shows_that_it_was_and_never_what() -> None:
    """Also the answer that stands there anyway is shown as answered: a glance can't tell it from another one."""
    shown = set()
    for answer in ("y", "n", "r"):
        machine = form()
        machine.move(2)
        machine.answer(answer)
        assert states(machine) == ["please answer", "please answer", "answered"]
        shown.add(machine.rows)
    assert len(shown) == 1


def test_the_sentence_about_an_open_row_names_it_and_does_not_hurry() -> None:
    for before, missing in (((), "first"), (("y",), "second")):
        machine = form()
        for answer in (*before, ""):
            machine.answer(answer)
        assert not machine.done
        assert f"“{missing}”" in machine.note
        assert "no hurry" in machine.note


MOVES = st.lists(st.sampled_from(["y", "n", "r", "", "up", "down", "left", "right", "what"]), max_size=30)


@given(MOVES, st.lists(st.sampled_from("ynr"), min_size=30, max_size=30))
def test_with_letters_it_looks_the_same_whatever_is_answered(moves: list[str], others: list[str]) -> None:
    one, two = form(), form()
    for move, other in zip(moves, others, strict=False):
        if move in ("left", "right"):
            continue
        for machine, answer in ((one, move), (two, other if move in "ynr" and move else move)):
            if move in ("up", "down"):
                machine.move(-1 if move == "up" else 1)
            else:
                machine.answer(answer)
        looks = [(machine.rows, machine.at, machine.marked, machine.note, machine.done) for machine in (one, two)]
        assert looks[0] == looks[1]


@given(MOVES)
def test_it_is_handed_on_if_and_only_if_every_open_row_was_answered(moves: list[str]) -> None:
    machine = form()
    answered: set[int] = set()
    at = 0
    for move in moves:
        if machine.done:
            break
        if move in ("up", "down"):
            machine.move(-1 if move == "up" else 1)
        elif move in ("left", "right"):
            answered.add(machine.at)
            machine.turn(-1 if move == "left" else 1)
        else:
            at = machine.at
            machine.answer(move)
            if move in ("y", "n", "r"):
                answered.add(at)
            assert machine.done == (move == "" and {0, 1} <= answered)
