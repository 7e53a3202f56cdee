"""Makes the engine of a session: the exercise becomes a plan, with the choices of the command line and of the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.app.aftercare import aftercare_for
from companion.app.options import Options, choices_for, known_lengths
from companion.app.preparing import closing_of
from companion.exercise.plan import Section
from companion.exercise.planner import plan
from companion.exercise.said_by_key import plan_by_key, plan_by_line
from companion.phrases import load_phrases
from companion.session.engine import Engine
from companion.session.parts.dials import Dials
from companion.session.parts.phase_clock import Timing

if TYPE_CHECKING:
    from companion.couple.evening.pages import Go
    from companion.exercise.model import Exercise
    from companion.exercise.plan import Choices
    from companion.packs.loading import LoadedExercise
    from companion.screen.seam import Chosen


def engine_for(
    loaded: LoadedExercise,
    options: Options,
    go: Go | None,
    chosen: Chosen | None,
    *,
    find: Callable[[str], LoadedExercise],
    deaf: bool,
    place: int,
) -> Engine:
    """Makes the engine.

    `deaf`: no spoken word could be heard in the last session, so the program's own words name keys only. `place`: the
    index of the cue that it begins with; 0 for the first one.
    """
    deaf = deaf or not options.microphone
    two = loaded.exercise.people == 2
    phrases = load_phrases(loaded.exercise.language, by_key=deaf, typed=options.plain, two=two)
    choices = _choices(loaded.exercise, options, go, chosen)
    care = aftercare_for(loaded.exercise, lambda name: find(name).exercise)
    planned = plan(
        loaded.exercise, choices, phrases, includes=loaded.includes, aftercare=care, recordings=loaded.recordings
    )
    if planned.people == 1 and place < planned.sections[Section.MAIN].end:  # the file may have become shorter
        planned = replace(planned, begins_at=max(planned.begins_at, place))
    if deaf:
        planned = plan_by_key(planned, typed=options.plain)
    if options.plain:
        planned = plan_by_line(planned)
    usual, faster = Timing(), max(1.0, options.speed)
    return Engine(
        planned,
        phrases,
        timing=Timing(usual.drift_within * faster, usual.suspended_after * faster),
        unattended=options.rehearsal,
        dials=Dials(options.pace, options.silences, options.volume),
    )


def _choices(exercise: Exercise, options: Options, go: Go | None, chosen: Chosen | None) -> Choices:
    """Returns the choices for the plan: the lengths of the pages before the exercise, and the command line's for those
    that were left open there."""
    choices = choices_for(exercise, known_lengths(exercise, options.lengths))
    if chosen is not None:
        lengths = {**choices.lengths, **known_lengths(exercise, chosen.lengths)}
        choices = replace(choices, lengths=lengths, closing=closing_of(chosen))
    if go is not None:
        agreed = frozenset(go.choices.lengths)  # the lengths on the page that both have seen
        choices = replace(go.choices, lengths={**choices.lengths, **go.choices.lengths}, agreed=agreed)
    return choices
