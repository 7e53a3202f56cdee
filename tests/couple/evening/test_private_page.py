"""The rows of the private page: which have to be answered, and which stand there answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.couple.evening.chosen_exercise import ChosenExercise
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Go, OfferedExercise
from companion.couple.evening.private_page import AREA, CLOTHES, rows
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, evening, walk

PLACES = ("hands", "forearms", "back", "feet")
OTHERS = (
    OfferedExercise("lying-close", "Lying close", 3, ("back", "feet"), 60.0),
    OfferedExercise("exploring-hands", "Exploring hands", 1, ("hands",), 60.0),
)
SETS = st.frozensets(st.sampled_from(PLACES))
DONE = st.frozensets(st.sampled_from(["lying-close", "exploring-hands", "hand-and-forearm", "gone-from-the-list"]))


def defaults(about: ChosenExercise, kept: Kept) -> dict[str, str]:
    """The answers that stand for silence, by area; "" where there is none."""
    made = rows(about.scope(kept, TODAY), TEXTS)
    return {row.name.removeprefix(AREA): row.default for row in made if row.name.startswith(AREA)}


@given(areas=SETS.filter(bool), done=DONE, left_out=SETS)
def test_silence_is_a_yes_only_where_they_have_touched_together(
    areas: frozenset[str], done: frozenset[str], left_out: frozenset[str]
) -> None:
    about = replace(HANDS, areas=tuple(sorted(areas)), touch=OTHERS)
    kept = replace(KNOWN, done=dict.fromkeys(done, TODAY - 9), left_out=left_out)
    touched = set().union(
        *(other.areas for other in OTHERS if other.id in done), about.areas if about.id in done else ()
    )
    for area, default in defaults(about, kept).items():
        assert default != "yes" or (area in touched and area not in left_out), area


def test_a_first_evening_does_not_go_on_while_an_area_is_open() -> None:
    for who in ("private_first", "private_second"):
        machine = walk(evening(), until=who).machine
        for key in ("3", "n", "y", ""):
            machine.answer(key, TODAY)
        page = machine.page()
        assert (page.name, page.rows[page.at].label) == (who, "hands")
        assert "“hands”" in page.note
        assert "no hurry" in page.note
        machine.answer("y", TODAY)
        machine.answer("", TODAY)
        page = machine.page()
        assert (page.name, page.rows[page.at].label) == (who, "forearms")
        assert "“forearms”" in page.note


def test_new_names_have_touched_nowhere_yet() -> None:
    kept = replace(KNOWN, done={"hand-and-forearm": TODAY - 9})
    assert defaults(HANDS, kept) == {"hands": "yes", "forearms": "yes"}
    assert defaults(HANDS, kept.called("Ana", "Bob", 1)) == {"hands": "", "forearms": ""}


def test_an_area_left_out_aloud_comes_back_on_another_day_only_if_both_say_so() -> None:
    kept = replace(KNOWN, done={"hand-and-forearm": TODAY - 9}).leaving_out(["forearms"], TODAY - 1)
    assert defaults(HANDS, kept) == {"hands": "yes", "forearms": "no"}
    for a, b, out in (({}, {}, {"forearms"}), ({"area:forearms": "yes"}, {}, {"forearms"})):
        result = walk(evening(kept=kept), a, b).machine.result
        assert isinstance(result, Go)
        assert result.choices.crossed_out == out
    result = walk(evening(kept=kept), {"area:forearms": "yes"}, {"area:forearms": "yes"}).machine.result
    assert isinstance(result, Go)
    assert result.choices.crossed_out == set()


@pytest.mark.parametrize(
    ("areas", "asked"),
    [(("hands",), False), (("Hands", "hair"), False), (("hands", "forearms"), True), (("feet",), True)],
)
def test_clothes_are_asked_only_where_some_may_be_worn(areas: tuple[str, ...], asked: bool) -> None:
    about = replace(HANDS, areas=areas)
    assert (CLOTHES in [row.name for row in rows(about.scope(KNOWN, TODAY), TEXTS)]) is asked
    walked = walk(evening(about))
    assert isinstance(walked.machine.result, Go)
    assert walked.machine.result.choices.clothes == "on"
    assert "Clothes stay on." in " ".join(walked.shown[-2].lines)
