"""Finds an exercise to go on with: something like another one, or for two people something without touch. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from companion.exercise.need_matching import plain_need
from companion.screen.home.exercise_order import ListedExercise


def similar(exercise_id: str, exercises: Sequence[ListedExercise]) -> ListedExercise | None:
    """Finds the exercise for one person that is most like this one, and is not this one; None if nothing is like it.

    The needs that both have count first, more the earlier they stand in both; then the same kind; then a like length.
    """
    one = next((each for each in exercises if each.id == exercise_id), None)
    if one is None:
        return None
    others = [each for each in exercises if each.id != one.id and each.people == 1 and not each.broken]
    others = [each for each in others if each.language == one.language]
    alike = [each for each in others if each.kind == one.kind or _shared(one, each)]
    return min(alike, key=lambda each: _distance(one, each), default=None)


def without_touch(exercise_id: str, exercises: Sequence[ListedExercise]) -> ListedExercise | None:
    """Finds something quiet for two people that asks for no touch and no talk, the one most like this exercise; None if
    there is none."""
    one = next((each for each in exercises if each.id == exercise_id), None)
    calm = [
        each
        for each in exercises
        if each.people == 2 and each.kind == "together" and "touch" not in each.asks and not each.broken
    ]
    others = [each for each in calm if one is not None and each.id != exercise_id and each.language == one.language]
    return min(others, key=lambda each: _distance(one, each), default=None) if one is not None else None


def named(titles: Sequence[str], exercises: Sequence[ListedExercise]) -> ListedExercise | None:
    """Finds the first exercise for one person that has one of these titles; None if none has."""
    fitting = (each for title in titles for each in exercises if each.title == title and not each.broken)
    return next((each for each in fitting if each.people == 1), None)


def _distance(one: ListedExercise, other: ListedExercise) -> tuple[float, bool, float]:
    return -_shared(one, other), one.kind != other.kind, abs(one.minutes - other.minutes)


def _shared(one: ListedExercise, other: ListedExercise) -> float:
    """Adds up the needs that both have; one that stands first in both counts 1, and less the further down it is."""
    theirs = [plain_need(need) for need in other.needs]
    return sum(
        1 / (1 + place + theirs.index(plain_need(need)))
        for place, need in enumerate(one.needs)
        if plain_need(need) in theirs
    )
