"""After touch: the light and a number, each alone; the ladder's date; and a different word for each way it went."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.evening.after import After
from companion.evening.pages import A, B, Left, Page, PageKind, Ratings, Told
from tests.evening.people import KNOWN, TEXTS, TODAY, move

LIGHTS = st.sampled_from(["green", "yellow", "red"])
NUMBERS = st.integers(0, 10)


def told(
    before: Ratings, lights: dict[str, str], numbers: dict[str, int], *, whole: bool = True
) -> tuple[After, list[Page]]:
    machine = After("feet", 5, KNOWN, TEXTS, before, whole=whole)
    shown: list[Page] = []
    while machine.result is None:
        page = machine.page()
        shown.append(page)
        answer = {"light": lights.get(page.who, ""), "distress_after": str(numbers.get(page.who, 0))}.get(page.name, "")
        machine.answer(answer, TODAY)
        assert len(shown) < 20
    return machine, shown


@given(LIGHTS, LIGHTS, NUMBERS, NUMBERS, st.booleans())
def test_the_date_is_kept_if_and_only_if_it_was_green_for_both_to_the_end(
    a: str, b: str, first: int, second: int, whole: bool
) -> None:
    machine, _ = told(Ratings(5, 5), {A: a, B: b}, {A: first, B: second}, whole=whole)
    green = whole and a == b == "green"
    assert machine.kept.rungs.get(5) == (TODAY if green else None)
    assert machine.kept.greens.get("feet") == (TODAY if green else None)
    assert machine.result == Told()


@given(NUMBERS, NUMBERS, LIGHTS, LIGHTS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_what_one_says_changes_nothing_that_the_other_is_shown(
    before: int, after: int, mine: str, other: str, b: int, other_b: int, first: int, second: int
) -> None:
    _, one = told(Ratings(before, b), {A: mine, B: "green"}, {A: after, B: first})
    _, two = told(Ratings(before, other_b), {A: mine, B: other}, {A: after, B: second})
    seen = [[page for page in shown if page.who != B] for shown in (one, two)]
    assert seen[0] == seen[1]
    assert len(one) == len(two)


@pytest.mark.parametrize(
    ("before", "after", "title", "help"),
    [
        (5, 3, "ending_better", False),
        (3, 3, "ending_same", False),
        (3, 4, "ending_worse", True),
        (9, 7, "ending_better", True),
        (8, 8, "ending_same", True),
    ],
)
def test_better_same_and_worse_end_differently_and_much_finds_help(
    before: int, after: int, title: str, help: bool
) -> None:
    _, shown = told(Ratings(before, 0), {A: "green", B: "green"}, {A: after})
    ending = next(page for page in shown if page.name == "ending" and page.who == A)
    assert ending.title == TEXTS.pages[title].title
    assert ending.help is help
    assert any("do less" in line for line in ending.lines) is help
    assert any("C shows" in line for line in ending.lines) is help


def test_each_is_alone_with_their_pages_and_both_come_back() -> None:
    _, shown = told(Ratings(1, 1), {A: "green", B: "red"}, {})
    assert [(page.name, page.who) for page in shown] == [
        ("handover", A), ("light", A), ("distress_after", A), ("ending", A),
        ("handover", B), ("light", B), ("distress_after", B), ("ending", B),
        ("after_together", ""),
    ]  # fmt: skip
    assert all(page.private == (page.name in ("light", "distress_after", "ending")) for page in shown)


def test_ended_early_the_light_is_not_asked() -> None:
    _, shown = told(Ratings(1, 1), {}, {}, whole=False)
    assert "light" not in {page.name for page in shown}


@given(st.lists(st.one_of(st.sampled_from(["", "g", "11", "-1", "٣", "7", "BACK", "LEAVE"]), st.text()), max_size=30))
def test_it_answers_anything(moves: list[str]) -> None:
    machine = After("feet", None, KNOWN, TEXTS, Ratings(1, 1), whole=True)
    for answer in moves:
        move(machine, answer)
        assert isinstance(machine.page().kind, PageKind)
        assert machine.kept.rungs == KNOWN.rungs
    machine.leave()
    assert machine.result in (Left(), Told())
