"""The choices of the command line, and the lengths that an exercise lets people choose."""

from __future__ import annotations

import pytest

from companion.app.options import REHEARSAL_FROM, Options, choices_for, known_lengths
from companion.errors import CompanionError
from companion.packs.shelf import Shelf


@pytest.mark.parametrize(("speed", "rehearsal"), [(1.0, False), (1.9, False), (REHEARSAL_FROM, True), (20.0, True)])
def test_nobody_sits_through_a_session_at_twice_its_speed(speed: float, rehearsal: bool) -> None:
    assert Options(speed=speed).rehearsal is rehearsal


def test_a_length_that_there_is_is_chosen() -> None:
    exercise = Shelf().find("hand-to-hand").exercise
    (name, length), *_ = exercise.lengths.items()
    assert choices_for(exercise, {name: length.to}).lengths == {name: length.to}
    assert choices_for(exercise, {}).lengths == {}


def test_a_length_that_there_is_not_or_that_is_too_long_is_refused_with_what_there_is() -> None:
    exercise = Shelf().find("hand-to-hand").exercise
    (name, length), *_ = exercise.lengths.items()
    with pytest.raises(CompanionError, match="no part called 'breath'") as unknown:
        choices_for(exercise, {"breath": 5.0})
    assert name in unknown.value.hint
    with pytest.raises(CompanionError, match=f"{name} can't be"):
        choices_for(exercise, {name: length.to + 1})


def test_a_length_of_another_exercise_is_left_out() -> None:
    exercise = Shelf().find("right-now").exercise
    assert known_lengths(exercise, {"turn": 120.0}) == {}
    two = Shelf().find("hand-to-hand").exercise
    (name, length), *_ = two.lengths.items()
    assert known_lengths(two, {name: length.to, "breath": 5.0}) == {name: length.to}
