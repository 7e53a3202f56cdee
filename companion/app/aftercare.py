"""The exercises that begin automatically when touch is broken off: after a stop, or after a person says "something's
coming up".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.exercise.model import Exercise
    from companion.exercise.planner import Aftercare

AFTER_A_STOP: Final = "separate-and-settle"
COMING_UP: Final = "hands-off-and-space"
"""Ids of the two exercises."""


def aftercare_for(exercise: Exercise, find: Callable[[str], Exercise]) -> Aftercare | None:
    """Finds the two exercises that may follow this one; None if there is no touch in it. `find` reads an exercise by
    its id; one that it can't read is left out."""
    from companion.exercise.planner import Aftercare

    if not exercise.touch:
        return None
    language = exercise.language
    return Aftercare(_settling(AFTER_A_STOP, language, find), _settling(COMING_UP, language, find))


def _settling(exercise_id: str, language: str, find: Callable[[str], Exercise]) -> Exercise | None:
    """Finds an exercise for two that asks for no touch. None if it is missing, broken or in another language: then
    the program's own words are enough."""
    try:
        found = find(exercise_id)
    except CompanionError:
        return None
    return found if found.language == language and found.people == 2 and not found.touch else None
