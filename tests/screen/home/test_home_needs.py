"""Which exercises fit what a person needs, and in which order."""

from __future__ import annotations

import pytest

from companion import resources
from companion.errors import CompanionError
from companion.exercise.need_matching import plain_need
from companion.packs.shelf import Shelf
from companion.phrases.needs import load_also_said, load_needs, parse_also_said
from companion.screen.home.exercise_order import ListedExercise, by_pack, listed
from companion.screen.home.home_needs import EVERYTHING, FOR_ONE, FOR_TWO, NEEDS, NeedEntry, fitting

SLEEP = NEEDS[1]


def exercise(
    id: str, *needs: str, people: int = 1, heading: str = "", kind: str = "", broken: str = ""
) -> ListedExercise:
    return ListedExercise(id, id, "", "", heading, broken, people, needs=needs, kind=kind)


def ids(need: NeedEntry, *exercises: ListedExercise) -> dict[str, list[str]]:
    return {heading: [each.id for each in some] for heading, some in fitting(need, exercises)}


def test_an_exercise_fits_the_better_the_earlier_it_names_the_need() -> None:
    late, first, other = (
        exercise("late", "sad", "can't sleep"),
        exercise("first", "can’t sleep"),
        exercise("other", "sad"),
    )
    assert ids(SLEEP, late, first, other) == {FOR_ONE: ["first", "late"]}


def test_of_two_wanted_needs_the_first_counts_more_and_equal_ones_keep_their_order() -> None:
    need = NeedEntry("4", "", "", ("angry", "ashamed"))
    some = exercise("b", "ashamed"), exercise("a", "angry"), exercise("c", "ashamed"), exercise("d", "sad", "angry")
    assert ids(need, *some) == {FOR_ONE: ["a", "b", "c", "d"]}


def test_those_for_two_come_after_the_others_and_broken_ones_not_at_all() -> None:
    two, one = exercise("two", "can't sleep", people=2), exercise("one", "x", "can't sleep")
    assert ids(SLEEP, two, one, exercise("broken", "can't sleep", broken="line 3")) == {
        FOR_ONE: ["one"],
        FOR_TWO: ["two"],
    }


def test_all_for_two_stand_under_their_packs_the_gentlest_first() -> None:
    touch = exercise("hand", people=2, heading="Touch", kind="touch")
    quiet = exercise("quiet", people=2, heading="Together", kind="together")
    alone = exercise("alone", heading="Together", kind="settle")
    assert fitting(NEEDS[5], [touch, quiet, alone]) == [("Together", [quiet]), ("Touch", [touch])]


def test_everything_stands_in_the_order_of_the_shelf() -> None:
    some = [exercise("a", heading="A"), exercise("b", heading="B", people=2), exercise("c", heading="A")]
    assert fitting(EVERYTHING, some) == by_pack(some) == [("A", [some[0], some[2]]), ("B", [some[1]])]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> list[ListedExercise]:
    return listed(Shelf([resources.shipped_exercises()], tmp_path_factory.mktemp("cache") / "list.json").entries())


def test_every_need_has_something_for_one_person_alone(shipped: list[ListedExercise]) -> None:
    for need in NEEDS:
        if need.wanted:
            heading, some = fitting(need, shipped)[0]
            assert heading == FOR_ONE, need.text
            assert len(some) >= 3, need.text
        elif need.begins:
            assert need.begins in {each.id for each in shipped}
    assert [each.key for each in NEEDS] == [str(number) for number in range(1, len(NEEDS) + 1)]


def test_every_exercise_can_be_reached_from_a_need(shipped: list[ListedExercise]) -> None:
    reached = {each.id for need in NEEDS if not need.begins for _, some in fitting(need, shipped) for each in some}
    assert reached == {each.id for each in shipped}


def test_the_wanted_needs_and_the_other_words_are_of_the_list() -> None:
    known = {plain_need(each) for each in load_needs("en")}
    assert {plain_need(each) for need in NEEDS for each in need.wanted} <= known
    assert {plain_need(each) for each in load_also_said("en")} <= known
    assert load_also_said("xx") == {}


def test_other_words_that_are_no_list_are_refused() -> None:
    with pytest.raises(CompanionError, match="no list of words"):
        parse_also_said("sad: crying", "also_said.en.yaml")
