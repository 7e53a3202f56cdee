"""Something like it: the same need first, then the same kind, never the same exercise, never one for two."""

from __future__ import annotations

from companion.screen.after.similar import similar
from companion.screen.home.exercise_order import ListedExercise


def exercise(id: str, kind: str, *needs: str, people: int = 1, minutes: float = 5, broken: str = "") -> ListedExercise:
    return ListedExercise(
        id, id.title(), "", "", "", kind=kind, needs=needs, people=people, minutes=minutes, broken=broken
    )


ONE = exercise("one", "body", "can't sleep", "tense")


def like(*others: ListedExercise) -> str:
    found = similar("one", [ONE, *others])
    return found.id if found is not None else ""


def test_the_need_that_stands_first_counts_most() -> None:
    first, second = exercise("first", "breath", "can’t sleep"), exercise("second", "breath", "tense")
    assert like(second, first) == "first"


def test_a_shared_need_goes_before_the_kind() -> None:
    assert like(exercise("kind", "body"), exercise("need", "breath", "tense")) == "need"


def test_of_the_same_kind_the_one_of_like_length() -> None:
    assert like(exercise("long", "body", minutes=30), exercise("short", "body", minutes=6)) == "short"


def test_never_the_same_never_for_two_never_broken() -> None:
    two, broken = exercise("two", "body", "tense", people=2), exercise("broken", "body", "tense", broken="line 3")
    assert like(two, broken, exercise("other", "breath", "angry")) == ""


def test_an_exercise_that_is_in_no_list_is_like_none() -> None:
    assert similar("my-own.yaml", [ONE]) is None
