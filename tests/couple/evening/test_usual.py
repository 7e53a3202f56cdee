"""A usual evening: kept only while both want it, never more than both saw, and a fresh yes of each on every evening."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from companion.couple import couple_file
from companion.couple.evening.before import Evening
from companion.couple.evening.memory import CHECK_EVERY, Kept, Usual
from companion.couple.evening.pages import Go, Page, PageKind, Without
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, evening, walk

DONE = replace(KNOWN, done={HANDS.id: TODAY - 1})
USUAL = replace(DONE, usual={HANDS.id: Usual(frozenset({"hands"}), 120.0)})


def pressed(kept: Kept, *keys: str, today: int = TODAY) -> Evening:
    machine = evening(kept=kept, today=today)
    for key in keys:
        machine.answer(key, today)
    return machine


def at_their_page(kept: Kept = USUAL, who: str = "a") -> Evening:
    return pressed(kept, "", "f", *(("y", "j") if who == "b" else ()))


# ---- keeping it ---------------------------------------------------------------------------------------------------


def at_fits(kept: Kept) -> Evening:
    machine = walk(evening(kept=kept), until="fits").machine
    assert machine.page().name == "fits"
    return machine


def keys_of(page: Page) -> list[str]:
    return [option.key for option in page.options]


def test_it_is_offered_once_they_have_done_the_exercise_before() -> None:
    assert "u" in keys_of(at_fits(DONE).page())
    for kept in (Kept(), KNOWN, replace(DONE, checked=None)):
        assert "u" not in keys_of(at_fits(kept).page())


@pytest.mark.parametrize(
    ("keys", "kept"),
    [("ufj", True), ("ujf", True), ("uf", False), ("uff", False), ("un", False), ("ufn", False), ("ufnj", False)],
)
def test_it_takes_the_own_keys_of_both(keys: str, kept: bool) -> None:
    machine = at_fits(DONE)
    for key in keys:
        machine.answer(key, TODAY)
    assert (HANDS.id in machine.kept.usual) is kept


def test_what_is_kept_is_what_both_saw() -> None:
    machine = walk(evening(kept=DONE), {"area:forearms": "no", "length:turn": "60"}, until="fits").machine
    for key in "ufj":
        machine.answer(key, TODAY)
    assert machine.kept.usual == {HANDS.id: Usual(frozenset({"hands"}), 60.0)}


def test_either_of_them_can_end_it_with_one_key_at_once() -> None:
    machine = pressed(USUAL, "", "f", "y", "j", "y", "u")
    assert machine.kept.usual == {}
    machine.leave()
    assert machine.kept.usual == {}


def test_new_names_have_none() -> None:
    assert USUAL.called("Ana", "Bob", 1).usual == {}
    assert USUAL.called("Ben", "Ana", 1).usual == USUAL.usual


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "couple.json"
    couple_file.save(USUAL, TODAY, file)
    assert couple_file.load(file).kept.usual == USUAL.usual


@pytest.mark.parametrize(
    "broken", ['"feet"', '{"x": 3}', '{"x": {"areas": "feet"}}', '{"x": {"areas": [], "seconds": -1}}']
)
def test_a_damaged_one_loses_only_itself(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "couple.json"
    file.write_text(f'{{"known": true, "names": ["Ana", "Ben"], "usual": {broken}}}', encoding="utf-8")
    found = couple_file.load(file)
    assert (found.kept.usual, found.kept.a) == ({}, "Ana")
    assert "usual evening" in found.trouble


# ---- an evening as usual --------------------------------------------------------------------------------------------


def test_six_keys_lead_to_the_session() -> None:
    machine = pressed(USUAL, "", "f", "y", "j", "y", "")
    assert isinstance(machine.result, Go)
    assert machine.result.choices.crossed_out == {"forearms"}
    assert machine.result.choices.lengths == {"turn": 120.0}
    assert machine.result.choices.clothes == "on"


def test_enter_answers_nothing_and_the_page_says_which_keys_there_are() -> None:
    for who in ("a", "b"):
        machine = at_their_page(who=who)
        before = machine.page()
        for enter in ("", "enter", "Enter"):
            machine.answer(enter, TODAY)
            page = machine.page()
            assert (page.name, page.rows) == (before.name, before.rows)
            assert all(f"{key.upper()} is" in page.note for key in keys_of(page))
        machine.answer("zzz", TODAY)
        assert machine.page() == before, "the sentence goes with the next key"


def test_enter_takes_only_the_answer_that_the_arrow_keys_show() -> None:
    machine = at_their_page()
    machine.turn(1)
    machine.turn(1)
    assert machine.page().marked == TEXTS.word("a_little")
    machine.answer("", TODAY)
    assert machine.page().name == "handover_second"
    machine.answer("j", TODAY)
    machine.answer("y", TODAY)
    machine.answer("", TODAY)
    assert isinstance(machine.result, Go)
    assert machine.result.choices.lengths == {"turn": 60.0}


def test_the_page_waits_for_the_own_key_of_each() -> None:
    """Enter pressed over and over by one of them answers for neither."""
    machine = pressed(USUAL, *[""] * 20)
    assert machine.page().name == "handover"
    for key in "fy":
        machine.answer(key, TODAY)
    for _ in range(20):
        machine.answer("", TODAY)
    assert machine.page().name == "handover_second"


def test_it_asks_each_of_them_every_evening() -> None:
    """A usual evening is not yet a yes: a person who does nothing, or leaves, has not agreed to anything."""
    for keys in (("",), ("", "f"), ("", "f", "y"), ("", "f", "y", "j")):
        machine = pressed(USUAL, *keys)
        assert machine.result is None
        machine.leave()
        assert not isinstance(machine.result, Go)
        assert machine.kept == USUAL


@pytest.mark.parametrize("who", ["a", "b"])
@pytest.mark.parametrize(("answer", "leads"), [("y", Go), ("a", Go), ("n", Without)])
def test_the_smaller_of_both_answers_counts(who: str, answer: str, leads: type) -> None:
    first, second = (answer, "y") if who == "a" else ("y", answer)
    machine = pressed(USUAL, "", "f", first, "j", second, "")
    assert isinstance(machine.result, leads)
    if answer == "a":
        assert isinstance(machine.result, Go)
        assert machine.result.choices.lengths == {"turn": 60.0}


def test_never_more_than_stands_whatever_the_other_answers() -> None:
    machine = pressed(USUAL, "", "f", "y", "j", "e")
    theirs = {"touch": "yes", "area:forearms": "yes", "clothes": "agreed", "length:turn": "600", "step": "next"}
    machine = walk(machine, {}, theirs, until="fits").machine
    machine.answer("", TODAY)
    assert isinstance(machine.result, Go)
    assert machine.result.choices.crossed_out == {"forearms"}
    assert machine.result.choices.lengths == {"turn": 120.0}
    assert machine.result.choices.clothes == "on"


@pytest.mark.parametrize(
    "kept",
    [
        replace(USUAL, left_out=frozenset({"hands"})),
        replace(USUAL, checked=None),
        replace(USUAL, checked=TODAY - CHECK_EVERY),
        replace(USUAL, done={HANDS.id: TODAY - CHECK_EVERY}),
        replace(USUAL, done={HANDS.id: TODAY}),
    ],
    ids=["left out since", "after a smaller evening", "safety is due", "long ago", "done this evening"],
)
def test_every_question_is_asked_where_something_has_changed(kept: Kept) -> None:
    machine = pressed(kept, "", "f")
    assert machine.page().name == "private_first"
    assert len(machine.page().rows) > 1


def test_after_a_smaller_evening_every_question_comes_again_and_it_is_still_kept() -> None:
    """A no doesn't cost the two what they have set up, and it brings back the question about safety."""
    machine = pressed(USUAL, "", "f", "n", "j", "y")
    assert machine.kept.usual == USUAL.usual
    assert machine.kept.checked is None


# ---- if a partner tries to find out ---------------------------------------------------------------------------------


def test_the_page_looks_the_same_and_takes_one_key_whatever_is_answered() -> None:
    looks = []
    for answer in ("y", "a", "n"):
        machine = at_their_page()
        before = machine.page()
        machine.answer(answer, TODAY)
        looks.append((before, machine.page(), machine.kept))
    assert all(each == looks[0] for each in looks)
    assert looks[0][1].name == "handover_second"


def test_both_get_the_same_page() -> None:
    one, other = at_their_page().page(), at_their_page(who="b").page()
    assert (one.asked, one.hints, one.options, one.rows) == (other.asked, other.hints, other.options, other.rows)
    assert one.kind is other.kind is PageKind.FORM
    assert (one.private, other.private) == (True, True)


def test_a_no_leaves_the_same_behind_as_any_other_reason(tmp_path: Path) -> None:
    """The evening as usual, and the one with every question: the same page and the same bytes after a no."""
    seen = []
    for keys in (("n", "j", "y"), ("y", "j", "n"), ("n", "j", "n")):
        seen.append(pressed(USUAL, "", "f", *keys))
    seen.append(walk(pressed(USUAL, "", "f", "e"), {"number": "9"}, {}).machine)
    seen.append(walk(pressed(USUAL, "", "f", "e"), {"drink": "yes"}, {}).machine)
    files = []
    for number, machine in enumerate(seen):
        assert isinstance(machine.result, Without)
        couple_file.save(machine.kept, TODAY, tmp_path / f"{number}" / "couple.json")
        files.append(((tmp_path / f"{number}" / "couple.json").read_bytes(), machine.page()))
    assert all(each == files[0] for each in files)


def test_no_answer_is_in_the_file(tmp_path: Path) -> None:
    """The file after an evening as usual tells nothing but what the file before it told, who starts and tonight."""
    machine = pressed(USUAL, "", "f", "y", "j", "y", "")
    assert replace(machine.kept, starts=USUAL.starts, tonight=None) == replace(
        USUAL, left_out=frozenset({"forearms"}), seconds=120.0
    )


# ---- the usual length -----------------------------------------------------------------------------------------------


def test_the_usual_length_shortens_where_the_row_begins_and_never_lengthens_it() -> None:
    for seconds, stands in ((60.0, 60.0), (120.0, 120.0), (600.0, 180.0), (None, 180.0)):
        kept = replace(DONE, usual={"another": Usual(frozenset({"feet"}), seconds)})
        assert HANDS.scope(kept, TODAY).lengths["turn"].seconds == stands


def test_the_usual_length_stays_after_one_longer_evening() -> None:
    machine = pressed(USUAL, "", "f", "e")
    longer = {"length:turn": "600"}
    machine = walk(machine, longer, {}, until="handover_second").machine
    machine.answer("j", TODAY)
    machine.answer("e", TODAY)
    machine = walk(machine, longer, longer, until="fits").machine
    machine.answer("", TODAY)
    assert isinstance(machine.result, Go)
    assert machine.result.choices.lengths == {"turn": 600.0}
    assert HANDS.scope(machine.kept, TODAY + 1).lengths["turn"].seconds == 120.0


def test_the_row_says_what_a_yes_says() -> None:
    page = at_their_page().page()
    assert "hands" in page.asked
    assert any("below 7" in hint and "alcohol" in hint for hint in page.hints)
    assert page.small == TEXTS.word("private_below")
