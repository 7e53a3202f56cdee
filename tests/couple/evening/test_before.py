"""The evening before a session: names, the private pages, what fits both; anything may be answered anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.couple.evening.before import Evening
from companion.couple.evening.chosen_exercise import ChosenExercise
from companion.couple.evening.lengths import Length
from companion.couple.evening.memory import Kept
from companion.couple.evening.offers import offered, without_page
from companion.couple.evening.pages import A, B, Go, Instead, Left, OfferedExercise, Page, Without
from companion.couple.evening.texts import PAGES
from companion.couple.evening.tonight import Tonight
from companion.exercise.cautions import sorted_out
from companion.exercise.first_turn import GIVER, Addressed
from companion.exercise.plan import Names
from tests.couple.evening.people import FLOOR, HANDS, KNOWN, TEXTS, TODAY, evening, move, name_of, walk

TALK = replace(FLOOR, first_turn=(Addressed(GIVER, "{giver}, what is on your mind?"),))
"""A talk in which the two take turns."""


def gone(machine: Evening) -> Go:
    assert isinstance(machine.result, Go)
    return machine.result


def test_without_touch_there_are_only_names() -> None:
    walked = walk(evening(TALK, Kept()), pages={"name_a": "Ana", "name_b": "Ben", "who_starts": "j"})
    assert walked.names() == ["name_a", "name_b", "who_starts"]
    go = gone(walked.machine)
    assert go.choices.names == Names("Ana", "Ben", private=True)
    assert (go.choices.starts, go.choices.lengths) == (B, {})
    assert walked.machine.kept == Kept(known=True, a="Ana", b="Ben", starts=B)


def test_after_the_first_time_it_is_one_page_and_the_other_starts() -> None:
    kept = Kept(known=True, a="Ana", b="Ben", starts=B)
    machine = evening(TALK, kept)
    assert machine.page().lines == ("First turn: “Ben, what is on your mind?”",)
    machine.answer("", TODAY)
    assert gone(machine).choices.starts == B
    assert machine.kept.starts == B, "until the second turn has begun"


def test_they_may_choose_who_starts_and_change_their_names() -> None:
    kept = Kept(known=True, a="Ana", b="Ben", starts=B)
    machine = evening(TALK, kept)
    machine.answer("o", TODAY)
    machine.answer("", TODAY)
    assert gone(machine).choices.starts == A
    machine = evening(TALK, kept)
    machine.answer("n", TODAY)
    assert (machine.page().name, machine.page().value) == ("name_a", "Ana")
    for answer in ("Anna", "Ben", "f"):
        machine.answer(answer, TODAY)
    assert gone(machine).choices.names.a == "Anna"


def test_left_empty_they_are_called_by_what_they_do_and_one_of_them_by_their_key() -> None:
    go = gone(walk(evening(FLOOR, Kept())).machine)
    assert go.choices.names == Names()
    go = gone(walk(evening(FLOOR, Kept()), pages={"name_b": "Ben"}).machine)
    assert go.choices.names == Names("the person at the F key", "Ben", private=True)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x" * 31, "30 letters"),
        ("♥♥", "only letters"),
        ("{giver}", "only letters"),
        ("123", "only letters"),
        ("Stop", "nickname"),
        ("ANA", "both be called Ana"),
        ("Aná", "both be called Ana"),
    ],
)
def test_a_name_that_will_not_do_is_refused_kindly(name: str, told: str) -> None:
    machine = evening(TALK, Kept())
    machine.answer("Ana", TODAY)
    machine.answer(name, TODAY)
    assert machine.page().name == "name_b"
    assert told in machine.page().note
    machine.answer("Ben", TODAY)
    assert machine.page().name == "who_starts"


def test_enter_takes_the_one_that_is_marked_to_start() -> None:
    machine = evening(TALK, Kept())
    machine.answer("Ana", TODAY)
    machine.answer("Ben", TODAY)
    assert (machine.page().name, machine.page().enter) == ("who_starts", "f")
    machine.answer("", TODAY)
    assert gone(machine).choices.starts == "a"


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


# ---- the private pages, and what fits both --------------------------------------------------------------------------


def rows_of(page: Page) -> list[str]:
    return [name_of(row.label) for row in page.rows]


def private_rows(kept: Kept = KNOWN, about: ChosenExercise = HANDS, today: int = TODAY) -> list[str]:
    return rows_of(walk(evening(about, kept, today=today), until="private_first").machine.page())


EVERY_TIME = ["number", "drink", "touch", "area:hands", "area:forearms", "clothes", "length:turn"]


def test_the_first_time_and_every_thirty_days_and_for_new_names_safety_comes_first() -> None:
    assert private_rows() == EVERY_TIME
    for kept in (replace(KNOWN, checked=None), replace(KNOWN, checked=TODAY - 30)):
        assert private_rows(kept) == ["safety", *EVERY_TIME]
    assert private_rows(Kept()) == ["safety", *EVERY_TIME[:-1]]
    assert private_rows(replace(KNOWN, checked=TODAY - 29)) == EVERY_TIME


def test_a_new_name_inherits_nothing_but_this_evening() -> None:
    tonight = Tonight(TODAY, left_out=frozenset({"forearms"}))
    kept = replace(KNOWN, done={"feet": TODAY - 4}, left_out=frozenset({"hands"}), seconds=60.0, tonight=tonight)
    machine = evening(kept=kept)
    for answer in ("n", "Ana", "Bob", "f"):
        machine.answer(answer, TODAY)
    assert machine.page().name == "private_first"
    assert rows_of(machine.page()) == ["safety", "number", "drink", "touch", "clothes"]
    new = machine.kept
    assert (new.checked, new.done, new.left_out, new.seconds) == (None, {}, frozenset(), None)
    assert new.tonight == tonight
    same = evening(kept=kept)
    same.answer("", TODAY)
    assert same.kept == kept


def test_the_same_two_at_each_others_keys_are_nobody_new() -> None:
    kept = replace(KNOWN, done={"feet": TODAY - 4})
    assert kept.called("Ben", "Ana", 1) == replace(kept, a="Ben", b="Ana")
    assert kept.called("Ana", "Ana B", 1).done == {}


def test_enter_alone_takes_what_the_author_gave() -> None:
    choices = gone(walk(evening()).machine).choices
    assert (choices.crossed_out, choices.clothes, choices.lengths) == (frozenset(), "on", {"turn": 180.0})
    assert choices.names.private


def test_what_fits_is_the_smaller_of_each() -> None:
    walked = walk(
        evening(),
        {"area:forearms": "no", "clothes": "agreed", "length:turn": "10 min"},
        {"clothes": "agreed", "length:turn": "2 min"},
    )
    choices = gone(walked.machine).choices
    assert (choices.crossed_out, choices.clothes, choices.lengths) == ({"forearms"}, "agreed", {"turn": 120.0})
    fits = next(page for page in walked.shown if page.name == "fits")
    clothes = "Some clothes can come off, if you both say which. You can always keep more on."
    assert fits.lines[0] == f"Touch: hands. {clothes} Each turn: 2 min."
    one = gone(walk(evening(), {"clothes": "agreed", "length:turn": "10 min"}).machine).choices
    assert (one.clothes, one.lengths) == ("on", {"turn": 180.0})


@pytest.mark.parametrize("who", [A, B])
def test_a_little_and_smaller_are_the_shortest_that_the_author_allows(who: str) -> None:
    done = replace(KNOWN, done={"feet": TODAY - 4})
    for answer in ({"touch": "little"}, {"step": "smaller"}, {"touch": "little", "length:turn": "10 min"}):
        machine = walk(evening(kept=done), answer if who == A else None, answer if who == B else None).machine
        assert gone(machine).choices.lengths == {"turn": 60.0}


SMALLER = [
    {"number": "7"}, {"number": "10"}, {"drink": "yes"}, {"drink": "rather"}, {"touch": "no"},
    {"area:hands": "no", "area:forearms": "no"}, {"safety": "yes"}, {"safety": "rather"},
]  # fmt: skip


@pytest.mark.parametrize("who", [A, B])
@pytest.mark.parametrize("answer", SMALLER, ids=str)
def test_each_cause_of_either_leads_to_the_same_smaller_evening(who: str, answer: dict[str, str]) -> None:
    kept = replace(KNOWN, checked=None)
    machine = walk(evening(kept=kept), answer if who == A else None, answer if who == B else None).machine
    assert machine.result == Without("without", HANDS.without)
    assert machine.kept == replace(kept, tonight=Tonight(TODAY, touch=False))
    assert machine.page().title == "Here’s what fits tonight for both of you."


def test_a_number_of_six_and_usual_medicine_change_nothing() -> None:
    assert isinstance(walk(evening(), {"number": "6"}, {"number": "6"}).machine.result, Go)


def test_different_areas_from_each_leave_nothing() -> None:
    machine = walk(evening(), {"area:hands": "no"}, {"area:forearms": "no"}).machine
    assert machine.result == Without("without", HANDS.without)


# ---- the shared page ------------------------------------------------------------------------------------------------


def at_fits(kept: Kept = KNOWN, about: ChosenExercise = HANDS, **own: dict[str, str]) -> Evening:
    return walk(evening(about, kept), own.get("a"), own.get("b"), until="fits").machine


def options_of(machine: Evening) -> dict[str, str]:
    return {option.key: option.text for option in machine.page().options}


def test_the_result_is_kept_before_it_is_shown() -> None:
    machine = at_fits(a={"area:forearms": "no", "length:turn": "1 min"})
    assert machine.kept.tonight == Tonight(TODAY, True, frozenset({"forearms"}), True, 60.0)
    machine.leave()
    assert machine.result == Left()


def test_either_may_choose_something_without_touch_there() -> None:
    machine = at_fits()
    machine.answer("n", TODAY)
    assert machine.result == Without("without", HANDS.without)
    assert machine.kept.resting(TODAY)


PRACTICE = OfferedExercise("no-without-touch", "Saying no, without touch")


@pytest.mark.parametrize("kept", [KNOWN, Kept(), replace(KNOWN, checked=None, done={"hand-and-forearm": TODAY - 9})])
def test_on_every_evening_with_touch_both_may_first_practice_saying_no(kept: Kept) -> None:
    machine = walk(evening(replace(HANDS, practice=PRACTICE), kept=kept), until="fits").machine
    assert "p" in [option.key for option in machine.page().options]
    machine.answer("p", TODAY)
    assert machine.result == Instead("no-without-touch")
    assert not machine.kept.resting(TODAY)


def test_someone_who_begins_high_up_is_offered_gentler_ones() -> None:
    high = replace(
        HANDS,
        rung=9,
        touch=tuple(OfferedExercise(f"step-{n}", f"Step {n}", n, ("hands",), 60.0) for n in (5, 1, 3, 2, 12)),
    )
    machine = at_fits(Kept(), high)
    assert [options_of(machine)[key] for key in "123"] == ["Step 1", "Step 2", "Step 3"]
    assert any("gentler" in line for line in machine.page().lines)
    machine.answer("2", TODAY)
    assert machine.result == Instead("step-2")
    for kept, about in ((replace(KNOWN, done={"feet": TODAY - 9}), high), (Kept(), HANDS)):
        assert "1" not in options_of(at_fits(kept, about))


def test_the_next_one_takes_both_privately_and_both_again_with_their_own_keys() -> None:
    done = replace(KNOWN, done={"feet": TODAY - 4})
    nxt = {"step": "next"}
    assert "x" not in options_of(at_fits(done, a=nxt))
    assert "x" not in options_of(at_fits(done, b=nxt))
    machine = at_fits(done, a=nxt, b=nxt)
    assert options_of(machine)["x"] == "the next one: Lying close"
    for answer in ("x", "f", "f"):
        machine.answer(answer, TODAY)
        assert machine.result is None
    machine.answer("j", TODAY)
    assert machine.result == Instead("lying-close")
    machine = at_fits(done, a=nxt, b=nxt)
    for answer in ("x", "f", "n", "x", "j"):
        machine.answer(answer, TODAY)
    assert machine.page().name == "both_next"
    machine.back()
    assert machine.page().name == "fits"


def test_the_shared_page_of_a_first_evening_points_out_the_longer_questions() -> None:
    assert any("Are we safe enough" in line for line in at_fits(Kept()).page().lines)
    assert not any("Are we safe enough" in line for line in at_fits().page().lines)


def test_a_stop_word_is_checked_tried_and_kept() -> None:
    machine = at_fits()
    machine.answer("w", TODAY)
    assert machine.page().slow
    machine.answer("yes", TODAY)
    assert machine.page().note == "“yes” means something else. How about “apricot”, “lantern” or “harbour”?"
    machine.answer("Apricot", TODAY)
    assert (machine.page().name, machine.page().aloud) == ("try_word", "apricot")
    machine.answer("orange", TODAY)
    assert "a different word" in machine.page().note
    machine.answer("apricot", TODAY)
    machine.answer("", TODAY)
    assert gone(machine).stop_word == machine.kept.stop_word == "apricot"


def test_a_stop_word_that_was_not_tried_is_not_taken_and_one_can_be_given_up() -> None:
    machine = at_fits()
    for answer in ("w", "apricot", "", ""):
        machine.answer(answer, TODAY)
    assert gone(machine).stop_word == ""
    machine = at_fits(replace(KNOWN, stop_word="lantern"))
    for answer in ("w", "", ""):
        machine.answer(answer, TODAY)
    assert machine.kept.stop_word == ""
    machine = at_fits()
    machine.answer("w", TODAY)
    machine.answer("apricot", TODAY)
    for name in ("stop_word", "fits"):
        machine.back()
        assert machine.page().name == name


# ---- only smaller ---------------------------------------------------------------------------------------------------


def test_after_an_evening_without_touch_every_touch_exercise_says_what_was_decided() -> None:
    first = walk(evening(), {"touch": "no"}).machine
    again = evening(kept=first.kept)
    assert again.result == Without("decided", HANDS.without)
    assert again.page().title == "There’s no touch for the rest of tonight."
    assert evening(kept=first.kept, today=TODAY + 1).result is None
    assert evening(about=FLOOR, kept=first.kept).result is None


def test_what_was_left_out_is_not_asked_again_and_a_longer_time_cannot_be_chosen() -> None:
    kept = at_fits(a={"area:forearms": "no", "length:turn": "1 min"}).kept
    assert private_rows(kept) == ["number", "drink", "touch"]
    assert gone(walk(evening(kept=kept)).machine).choices.lengths == {"turn": 60.0}
    longer = replace(HANDS, lengths={"turn": Length(180.0, 120.0, 600.0)})
    elsewhere = replace(HANDS, areas=("forearms",))
    for about in (longer, elsewhere):
        result = evening(about, kept).result
        assert result == Without("too_much", (HANDS.touch[1], HANDS.touch[0], *HANDS.without))


def test_other_evenings_remember_only_what_was_smaller_and_only_as_both_saw_it() -> None:
    kept = at_fits(a={"area:forearms": "no", "length:turn": "1 min", "clothes": "agreed"}).kept
    assert (kept.left_out, kept.seconds) == ({"forearms"}, 60.0)
    tomorrow = walk(evening(kept=kept, today=TODAY + 1), today=TODAY + 1).machine
    choices = gone(tomorrow).choices
    assert (choices.crossed_out, choices.lengths, choices.clothes) == ({"forearms"}, {"turn": 60.0}, "on")
    wider = {"area:forearms": "yes", "length:turn": "10 min"}
    alone = walk(evening(kept=kept, today=TODAY + 1), wider, today=TODAY + 1).machine
    assert gone(alone).choices == choices
    both = walk(evening(kept=kept, today=TODAY + 1), wider, wider, today=TODAY + 1).machine
    assert gone(both).choices.crossed_out == frozenset()
    assert (both.kept.left_out, both.kept.seconds) == (frozenset(), None)


def test_cautions_have_a_page_until_they_have_done_the_exercise_and_then_a_place() -> None:
    about = replace(HANDS, cautions=sorted_out(["Not reviewed by a clinician.", "Not late."]))
    assert evening(about).page().name == "cautions"
    done = replace(KNOWN, done={HANDS.id: TODAY - 1})
    page = evening(about, done).page()
    assert (page.name, page.small) == ("as_last_time", "Not late. Not reviewed by a clinician.")
    machine = evening(about, done)
    for answer in ("n", "Ana", "Bob"):
        machine.answer(answer, TODAY)
    assert machine.page().name == "cautions"
    machine.answer("", TODAY)
    assert machine.page().name == "handover"


# ---- the screen changes hands, and the one to start -----------------------------------------------------------------


def test_the_page_of_the_second_waits_for_their_own_key() -> None:
    """No key of the first person, who may still be at the keys, gets to the page of the second."""
    machine = walk(evening(), until="handover_second").machine
    for key in ("", "enter", "f", "y", "n", "3", "t", "UP", "DOWN", "RIGHT", "BACK"):
        move(machine, key)
        page = machine.page()
        assert (page.name, page.private, page.rows) == ("handover_second", False, ())
    assert page.title == "Please give the screen to Ben."
    assert page.note == "This page waits for Ben: press J."
    machine.answer("j", TODAY)
    page = machine.page()
    assert page.name == "private_second"
    assert {row.state for row in page.rows} <= {TEXTS.word("form_open"), TEXTS.word("form_optional")}


def test_the_page_of_the_first_waits_for_theirs_on_a_first_evening() -> None:
    machine = walk(evening(kept=Kept()), until="handover").machine
    for key in ("", "j", "y"):
        machine.answer(key, TODAY)
        assert machine.page().name == "handover"
    machine.answer("f", TODAY)
    assert machine.page().name == "private_first"


def test_after_a_stop_nobody_is_named_as_the_one_to_start() -> None:
    machine = evening(TALK, KNOWN.without_touch(TODAY))
    page = machine.page()
    assert page.lines[0] == "If Ana starts, the first turn is: “Ana, what is on your mind?”"
    assert [option.key for option in page.options] == ["f", "j", "n"]
    machine.answer("", TODAY)
    assert machine.page() == page
    machine.answer("j", TODAY)
    assert gone(machine).choices.starts == "b"


def test_before_the_private_pages_of_a_first_evening_there_is_not_a_word_of_touch() -> None:
    """Neither of the two has said yes to any touch yet."""
    shown = walk(evening(kept=Kept()), until="handover").shown
    said = " ".join(text for page in shown for text in (page.title, *page.lines, *(o.text for o in page.options)))
    assert [page.name for page in shown] == ["name_a", "name_b", "handover"]
    assert "touch" not in said


def test_on_a_first_evening_the_shared_page_says_who_does_what_and_either_can_change_it() -> None:
    turns = replace(HANDS, first_turn=TALK.first_turn)
    machine = walk(evening(turns, Kept()), pages={"name_a": "Ana", "name_b": "Ben"}, until="fits").machine
    for starter in ("Ana", "Ben", "Ana"):
        assert f"{starter}, what is on your mind?" in machine.page().lines[1]
        assert options_of(machine)["o"] == "the other way around"
        machine.answer("o", TODAY)
    machine.answer("", TODAY)
    assert gone(machine).choices.starts == B
    assert machine.kept.starts == B, "until the second turn has begun"
    assert "o" not in options_of(at_fits())


def test_the_first_private_page_waits_for_its_person_on_every_evening() -> None:
    """Started again the same evening, no key of the page before leads to it while the other one still looks."""
    again = KNOWN.decided(HANDS.areas, HANDS.areas, "on", {"turn": 180.0}, HANDS.lengths, TODAY)
    for kept in (Kept(), KNOWN, again, again.touching(HANDS.areas, TODAY, HANDS.rung), again.did(HANDS.id, TODAY)):
        shown = walk(evening(kept=kept), until="private_first").shown
        assert [page.name for page in shown[-2:]] == ["handover", "private_first"]
        machine = walk(evening(kept=kept), until="handover").machine
        for key in ("", "j", "y", "n", "o", "x", "1"):
            machine.answer(key, TODAY)
            assert machine.page().name == "handover"
        machine.answer("f", TODAY)
        assert machine.page().name == "private_first"


def test_a_first_evening_does_not_ask_how_long_and_says_it_beside_the_question_about_touch() -> None:
    machine = walk(evening(kept=Kept()), until="private_first").machine
    for key in ("n", "3", "n"):
        machine.answer(key, TODAY)
    assert machine.page().hints == ("Each turn: 3 min. “A little”: 1 min.",)
    assert "Every answer is okay, and none needs a reason." in machine.page().lines
    for a, b, seconds in (("yes", "yes", 180.0), ("little", "yes", 60.0), ("yes", "little", 60.0)):
        machine = walk(evening(kept=Kept()), {"touch": a}, {"touch": b}).machine
        assert gone(machine).choices.lengths == {"turn": seconds}


def test_the_only_area_is_named_in_the_question_about_touch_and_a_no_there_closes_touch() -> None:
    hands = replace(HANDS, areas=("hands",))
    machine = walk(evening(hands), until="private_first").machine
    assert rows_of(machine.page()) == ["number", "drink", "touch", "length:turn"]
    machine.move(2)
    assert machine.page().asked == "Would you like this touch tonight: hands?"
    for answer, fits in (("yes", True), ("little", True), ("no", False)):
        for a, b in (({"touch": answer}, {}), ({}, {"touch": answer})):
            result = walk(evening(hands), a, b).machine.result
            assert isinstance(result, Go) is fits
            assert fits or result == Without("without", HANDS.without)


def test_an_only_area_that_was_left_out_on_another_day_comes_back_only_with_a_yes_of_both() -> None:
    """The question names it, and has no answer until somebody gives one."""
    kept = replace(KNOWN, done={HANDS.id: TODAY - 9}, left_out=frozenset({"hands"}))
    machine = walk(evening(replace(HANDS, areas=("hands",)), kept), until="private_first").machine
    states = {name_of(row.label): row.state for row in machine.page().rows}
    assert states["touch"] == TEXTS.word("form_open")
    assert "area:hands" not in states


# ---- anything, anywhere ---------------------------------------------------------------------------------------------

MOVES = st.lists(
    st.one_of(
        st.sampled_from(["", "y", "n", "r", "a", "o", "f", "j", "w", "x", "t", "1", "2", "3", "10", "Ana", "apricot"]),
        st.sampled_from(["BACK", "LEAVE", "UP", "DOWN", "LEFT", "RIGHT"]),
        st.text(max_size=40),
    ),
    max_size=80,
)


@given(
    MOVES,
    st.sampled_from([HANDS, FLOOR]),
    st.sampled_from(
        [
            Kept(),
            KNOWN,
            replace(KNOWN, done={"feet": 3}),
            KNOWN.without_touch(TODAY),
            replace(KNOWN, tonight=Tonight(TODAY, seconds=70.0)),
        ]
    ),
)
def test_it_answers_anything_in_any_state(moves: list[str], about: ChosenExercise, kept: Kept) -> None:
    machine = evening(about, kept)
    over = machine.result
    for answer in moves:
        move(machine, answer)
        page = machine.page()
        assert page.name in PAGES
        assert over is None or machine.result == over
        over = machine.result
        if isinstance(over, Go) and about is HANDS:
            assert over.choices.crossed_out < set(HANDS.areas)
            assert 60.0 <= over.choices.lengths["turn"] <= (kept.of_tonight(TODAY).seconds or 600.0)


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


def test_one_persons_yes_to_more_shows_nowhere_before_the_other_has_said_theirs() -> None:
    """The page is the same for either of the two, and the sign that a key counts has no name."""
    pages = []
    for by in ("f", "j"):
        nxt = {"step": "next"}
        machine = at_fits(replace(KNOWN, done={"feet": TODAY - 4}), a=nxt, b=nxt)
        machine.answer("x", TODAY)
        before = machine.page()
        machine.answer(by, TODAY)
        pages.append(machine.page())
        assert machine.page().options == before.options
        assert machine.page().note == TEXTS.word("noted")
        assert not any(name in machine.page().note for name in ("Ana", "Ben"))
    assert pages[0] == pages[1]


def test_every_page_of_a_result_says_in_the_same_words_that_there_can_be_many_reasons() -> None:
    """If only the pages without touch said it, it would tell that touch is out for a reason."""
    reasons = TEXTS.word("reasons")
    for name in ("without", "decided", "too_much", "always_without"):
        assert reasons in without_page(TEXTS, Without(name)).lines
    assert reasons in at_fits(KNOWN).page().lines
    said = [line for text in TEXTS.pages.values() for line in text.lines]
    assert not any("many reasons" in line for line in said), "on all of them, or on none"
