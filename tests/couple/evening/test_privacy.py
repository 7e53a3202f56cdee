"""An answer that one of the two gives alone shows only in the touch that fits both; seen with the other one's eyes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.couple import couple_file
from companion.couple.evening.before import Evening
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import A, B, Go, Left, Page, PageKind, Without
from companion.couple.evening.texts import PAGES
from tests.couple.evening.people import CALM, KNOWN, TODAY, evening, name_of, walk

NEW = replace(KNOWN, checked=None)
DONE = replace(KNOWN, done={"feet": TODAY - 4})
KEPT = st.sampled_from([KNOWN, NEW, Kept(), DONE, replace(KNOWN, checked=TODAY - 30, left_out=frozenset({"hands"}))])
NUMBERS = [str(n) for n in range(11)]
REQUIRED = {
    "safety": ["no", "yes", "rather"],
    "number": NUMBERS,
    "drink": ["no", "yes", "rather"],
    "touch": ["yes", "little", "no"],
}
OPTIONAL = {
    "step": ["same", "smaller", "next"],
    "area:hands": ["yes", "no"],
    "area:forearms": ["yes", "no"],
    "clothes": ["on", "agreed"],
    "length:turn": ["60", "180", "600"],
}


@st.composite
def one_persons(draw: st.DrawFn, optional: bool = True) -> dict[str, str]:
    rows = {**REQUIRED, **(OPTIONAL if optional else {})}
    return {name: draw(st.sampled_from(values)) for name, values in rows.items()}


def pressed(machine: Evening, answers: dict[str, str]) -> list[Page]:
    """Every page from here until the present form is handed on; every row is answered, by its key."""
    shown = []
    who = machine.page().who
    while (page := machine.page()).who == who and page.kind is PageKind.FORM:
        shown.append(page)
        name = name_of(page.rows[page.at].label)
        option = next(option for option in page.options if option.value == answers[name])
        machine.answer(option.key, TODAY)
        if page.at == len(page.rows) - 1:
            shown.append(machine.page())
            machine.answer("", TODAY)
    return shown


@given(KEPT, one_persons(), one_persons())
def test_the_pages_look_the_same_and_take_as_many_keys_whatever_is_answered(
    kept: Kept, one: dict[str, str], other: dict[str, str]
) -> None:
    """A partner who looks over a shoulder, takes the screen away or counts the keys learns nothing."""
    kept = replace(kept, done={"feet": 3})
    looks = []
    for answers in (one, other):
        machine = walk(evening(kept=kept), until="private_first").machine
        looks.append((pressed(machine, answers), machine.page(), machine.kept))
    assert looks[0] == looks[1]
    assert looks[0][1].name == "handover_second"


@given(KEPT, one_persons(), one_persons())
def test_both_are_asked_the_same_in_the_same_words(kept: Kept, a: dict[str, str], b: dict[str, str]) -> None:
    kept = replace(kept, done={"feet": 3})
    machine = walk(evening(kept=kept), until="private_first").machine
    mine = pressed(machine, a)
    machine.answer("j", TODAY)
    theirs = pressed(machine, b)
    for first, second in zip(mine, theirs, strict=True):
        assert replace(first, name="", title="", lines=(), who="", called="") == replace(
            second, name="", title="", lines=(), who="", called=""
        )
        assert [len(first.title) - len(first.called), len(first.lines)] == [
            len(second.title) - len(second.called),
            len(second.lines),
        ]


CAUSES = [
    {"safety": "yes"}, {"safety": "rather"}, {"number": "8"}, {"drink": "yes"}, {"drink": "rather"}, {"touch": "no"},
    {"area:hands": "no", "area:forearms": "no"}, {"safety": "yes", "number": "10", "touch": "no"},
]  # fmt: skip


@pytest.mark.parametrize("kept", [KNOWN, NEW, DONE, Kept()], ids=["known", "new", "done", "first"])
def test_nothing_that_both_see_differs_between_the_causes_of_a_smaller_evening(kept: Kept, tmp_path: Path) -> None:
    """Not the page, not the offers on it, not a byte of the file, and not what the next evening asks."""
    seen = []
    for number, cause in enumerate(CAUSES):
        for who in (A, B):
            walked = walk(evening(kept=kept), cause if who == A else None, cause if who == B else None)
            if "safety" in cause and kept.checked is not None:
                continue  # not asked this evening
            file = tmp_path / f"{number}{who}" / "couple.json"
            couple_file.save(walked.machine.kept, TODAY, file)
            tomorrow = walk(evening(kept=walked.machine.kept, today=TODAY + 1), until="private_second").shown
            seen.append((walked.shown[-1], file.read_bytes(), tomorrow, evening(kept=walked.machine.kept).page()))
    assert all(each == seen[0] for each in seen)
    assert seen[0][0].name == "without"
    known = {"known", "names", "starts", "tonight", "done"}
    assert set(json.loads(seen[0][1])) <= known
    assert json.loads(seen[0][1])["tonight"] == {"day": date.fromordinal(TODAY).isoformat(), "touch": False}


@given(KEPT, one_persons(), one_persons(), one_persons())
def test_what_is_shown_and_kept_depends_on_the_intersection_alone(
    kept: Kept, a: dict[str, str], b: dict[str, str], other: dict[str, str]
) -> None:
    """Two pairs of answers with the same result leave the same page and the same file behind."""
    one, two = walk(evening(kept=kept), a, b).machine, walk(evening(kept=kept), other, b).machine
    if one.result == two.result:
        assert one.kept == two.kept
        assert one.page() == two.page()


@given(one_persons(), one_persons())
def test_nobody_comes_back_to_the_page_of_the_other(a: dict[str, str], b: dict[str, str]) -> None:
    machine = walk(evening(), until="private_first").machine
    pressed(machine, a)
    fresh = machine.page()
    for _ in range(10):
        machine.back()
        machine.move(-1)
        machine.turn(1)
        assert machine.page() == fresh
    machine.answer("j", TODAY)
    pressed(machine, b)
    after = machine.page()
    for _ in range(10):
        machine.back()
        machine.move(-1)
        assert machine.page() == after


@given(one_persons())
def test_leaving_in_the_middle_keeps_nothing(a: dict[str, str]) -> None:
    machine = walk(evening(kept=NEW), until="private_first").machine
    pressed(machine, a)
    machine.leave()
    assert machine.result == Left()
    assert machine.kept == NEW


@given(one_persons(), one_persons())
def test_no_answer_can_be_read_in_what_a_crash_would_print(a: dict[str, str], b: dict[str, str]) -> None:
    machine = walk(evening(), {**a, "number": "6"}, {**b, "number": "5"}).machine
    for each in (machine, machine._part):
        assert repr(each).startswith("<")
    assert "number" not in repr(machine.result)


@given(one_persons(), one_persons())
def test_once_the_result_is_there_no_answer_is_left_in_the_machine(a: dict[str, str], b: dict[str, str]) -> None:
    """Found by going through everything that the machine still holds: nothing of it is a form with answers."""
    machine = walk(evening(), a, b).machine
    todo, seen, held = [machine], set(), []
    while todo:
        each = todo.pop()
        if id(each) in seen or not type(each).__module__.startswith("companion."):
            continue
        seen.add(id(each))
        held.append(type(each).__name__)
        names = getattr(type(each), "__slots__", None) or vars(each)
        todo += [getattr(each, name) for name in names]
    assert "Evening" in held
    assert "Form" not in held


def test_the_private_pages_say_so_and_no_other_page_does() -> None:
    shown = walk(evening(kept=Kept())).shown
    assert {page.name for page in shown if page.private} == {"private_first", "private_second"}
    assert all(page.name in PAGES for page in shown)


def test_everybody_finds_the_way_to_help_on_their_own_page() -> None:
    for page in walk(evening()).shown:
        assert page.help is (page.kind is PageKind.FORM)
        assert not page.private or "press C for help" in page.small


def test_a_concern_is_nowhere_once_the_evening_is_over(tmp_path: Path) -> None:
    """The next evening begins as for anybody: that person answers again, or has their way out by any other answer."""
    first = walk(evening(kept=NEW), {"safety": "yes"}).machine
    tomorrow = evening(kept=first.kept, today=TODAY + 1)
    assert isinstance(walk(tomorrow, {}, {}, today=TODAY + 1).machine.result, Go)
    assert isinstance(
        walk(evening(kept=first.kept, today=TODAY + 1), {"touch": "no"}, today=TODAY + 1).machine.result, Without
    )


def test_calm_answers_lead_to_touch() -> None:
    assert isinstance(walk(evening(kept=NEW), CALM, CALM).machine.result, Go)
