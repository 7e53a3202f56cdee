"""Finds the ready agreements of “tonight, the two of us”: the exercises of touch that two people can choose as they
are.

It works out how long each one takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from companion.app.stop_word import ENGLISH, command_words
from companion.couple.around import HearWord
from companion.couple.around_tonight import AGREEMENTS, AroundTonight, ReadyExercise, around_tonight
from companion.couple.couple_file import this_evening
from companion.couple.evening.own_line import OwnLines, no_lines
from companion.couple.evening.pages import Day
from companion.couple.evening.standing_limits import NO_LIMITS, LimitsAtHand

if TYPE_CHECKING:
    from companion.exercise.first_turn import Addressed
    from companion.packs.loading import LoadedExercise
    from companion.packs.shelf import ShelfEntry


def tonight(
    entries: Sequence[ShelfEntry],
    find: Callable[[str], LoadedExercise],
    hear: HearWord,
    evening: Callable[[], Day] = this_evening,
    *,
    language: str = ENGLISH,
    limits: LimitsAtHand = NO_LIMITS,
    own_lines: OwnLines = no_lines,
) -> AroundTonight:
    """Makes the pages on which two people choose their exercise, in `language`. `find` reads an exercise by its id,
    `hear` waits for a spoken word, `evening` gives the present day."""
    there = {entry.id: entry for entry in entries if not entry.broken}
    ready = [_ready(find(id), there[id].minutes) for id in AGREEMENTS if id in there]
    return around_tonight(
        entries,
        ready,
        first_turn=lambda id: _first_turn(find(id)),
        hear=hear,
        reserved=command_words(ENGLISH) | command_words(language),
        language=language,
        limits=limits,
        evening=evening,
        own_lines=own_lines,
    )


def _first_turn(loaded: LoadedExercise) -> Sequence[Addressed]:
    from companion.exercise.first_turn import first_turn

    return first_turn(loaded.exercise, loaded.includes)


def _ready(loaded: LoadedExercise, minutes: float) -> ReadyExercise:
    from companion.exercise.packwide import cautions_of, touch_of
    from companion.exercise.plan import Choices, planned_seconds
    from companion.exercise.planner import plan
    from companion.phrases import load_phrases

    exercise = loaded.exercise.model_copy(
        update={
            "touch": touch_of(loaded.exercise, loaded.includes),
            "cautions": cautions_of(loaded.exercise, loaded.includes),
        }
    )
    shortest = Choices(lengths={name: length.from_ for name, length in exercise.lengths.items()})
    made = plan(loaded.exercise, shortest, load_phrases(exercise.language), includes=loaded.includes)
    return ReadyExercise(exercise, minutes, planned_seconds(made) / 60)
