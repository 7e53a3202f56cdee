"""After touch has begun, something gentler stays possible that evening, and nothing else is added."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import pytest

from companion.couple import couple_file
from companion.couple.evening.memory import Kept
from companion.couple.evening.tonight import GENTLE, Tonight
from companion.exercise.model import Exercise
from companion.packs.loading import load
from tests.couple.evening.people import HANDS, KNOWN, TODAY, evening
from tests.shipped import EXERCISES

TOUCH = {each.id: each for each in (load(file).exercise for file in EXERCISES) if each.touch and each.rung}
HANDS_OR_ARMS = {"hands", "forearms"}
"""The areas of the shipped exercises that are no more than hands and arms."""


def after(*ids: str, kept: Kept = KNOWN) -> Kept:
    """Returns the memory once touch began with these exercises, one after the other, with all areas still left."""
    for id in ids:
        if left := left_of(id, kept):
            kept = kept.touching(left, TODAY, TOUCH[id].rung)
    return kept


def left_of(id: str, kept: Kept) -> set[str]:
    return set(kept.of_tonight(TODAY).areas(TOUCH[id].touch, TOUCH[id].rung))


def lower(one: Exercise, other: Exercise) -> bool:
    return (one.rung or 0) < (other.rung or 0)


def test_after_a_cuddle_holding_hands_is_still_there() -> None:
    kept = after("kiss-and-cuddle")
    assert left_of("holding-hands", kept) == {"hands"}
    assert left_of("kiss-and-cuddle", kept) == {"cuddling", "kissing"}
    assert not left_of("long-hug", kept), "a hug is another kind of touch"


@pytest.mark.parametrize("began", sorted(TOUCH))
def test_only_hands_and_arms_further_down_the_ladder_are_added(began: str) -> None:
    kept = after(began)
    for id, exercise in TOUCH.items():
        more = left_of(id, kept) - set(TOUCH[began].touch)
        assert more <= HANDS_OR_ARMS
        if set(exercise.touch) <= HANDS_OR_ARMS and lower(exercise, TOUCH[began]):
            assert left_of(id, kept) == set(exercise.touch), f"{id} is gentler than {began}"
        elif more:
            pytest.fail(f"{id} adds {more} to {began}")


def test_it_never_leads_up_again() -> None:
    """The areas of each exercise are at most those from before, in whatever order touch begins."""
    for ids in permutations(TOUCH, 3):
        kept = after(*ids[:2])
        before = {id: left_of(id, kept) for id in TOUCH}
        if left_of(ids[2], kept):
            kept = after(ids[2], kept=kept)
            for id in TOUCH:
                assert left_of(id, kept) <= before[id], (ids, id)


def test_an_area_that_was_left_out_stays_out_and_a_no_closes_everything() -> None:
    kept = after("kiss-and-cuddle")
    assert not left_of("holding-hands", kept.leaving_out({"hands"}, TODAY))
    assert not left_of("holding-hands", kept.always_without({"hands"}))
    assert not kept.without_touch(TODAY).of_tonight(TODAY).touch


def test_two_windows_that_began_apart_leave_the_gentler_of_both() -> None:
    for one, other in product(("kiss-and-cuddle", "long-hug", "feet"), ("holding-hands", "hand-and-forearm")):
        for first, second in ((one, other), (other, one)):
            kept = after(first).also(after(second), TODAY)
            assert left_of(one, kept) == set()
            assert left_of(other, kept) == set(TOUCH[other].touch)
            assert kept.also(after(first), TODAY) == kept


def test_touch_without_a_place_on_the_ladder_adds_nothing_and_leaves_nothing_gentler() -> None:
    began = Tonight(TODAY).begun_with({"hug"}, None)
    assert began.areas(("hands",), 1) == ()
    assert Tonight(TODAY).begun_with({"hug"}, 11).areas(("hands",), None) == ()


def test_the_file_keeps_it(tmp_path: Path) -> None:
    file = tmp_path / "couple.json"
    couple_file.save(after("kiss-and-cuddle"), TODAY, file)
    assert left_of("holding-hands", couple_file.load(file).kept) == {"hands"}


def test_the_pages_ask_about_it() -> None:
    kept = KNOWN.touching({"feet"}, TODAY, 9)
    machine = evening(HANDS, kept)
    assert machine.result is None
    assert HANDS.scope(kept, TODAY).areas == HANDS.areas
    assert evening(HANDS, KNOWN.touching({"feet"}, TODAY, 1)).result is not None


def test_all_areas_here_are_known_to_the_program() -> None:
    assert HANDS_OR_ARMS <= GENTLE
    assert all(set(each.touch) & GENTLE <= {*HANDS_OR_ARMS, "arms"} for each in TOUCH.values())
