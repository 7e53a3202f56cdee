"""The choices of the command line, and the person's choices for one exercise.

Light, because the first frame waits for this module. Modules that need the exercise's model are imported where they are
used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.exercise.model import Exercise
    from companion.exercise.plan import Choices

REHEARSAL_FROM: Final = 2.0
"""Factor on the usual speed from which it is a rehearsal: no person can take part in a session that fast."""


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of the command line, for all sessions of this run; `app.settled` adds those of the settings."""

    plain: bool = False
    voice: str = "best"
    """A voice's name, "best" (the best one installed) or "none"."""
    microphone: bool = True
    speed: float = 1.0
    """Factor on the usual speed."""
    lengths: Mapping[str, float] = field(default_factory=dict)
    """Seconds by the name of the exercise's length."""
    tones: str = "soft"
    """The timbre of the breath's tones, or "none"."""
    bells: bool = True
    bed: str = "none"
    """The name of a sound that plays under the silences, or a sound file."""
    bed_volume: float | None = None
    """From 0 to 1; None for the usual volume."""
    speak_pages: bool = False
    """Reads the pages before and after a session aloud."""
    captions: str = ""
    """When plain lines hold the sentences of a session (`screen.seam.PlainLook`); empty for the usual way."""
    timestamps: bool = False
    """The time stands before each plain line of a session."""
    language: str = ""
    """The language of spoken and typed commands, two letters; empty for each exercise's own."""
    pace: float = 1.0
    """Factor on the usual words a minute, with which a session begins."""
    silences: float = 1.0
    """Factor on the length of silences, with which a session begins."""
    volume: float = 0.8
    """Factor on full loudness, with which a session begins."""
    given: frozenset[str] = frozenset()
    """The names of the choices that the command line made. They win over the settings."""

    @property
    def rehearsal(self) -> bool:
        """Tells whether this is a rehearsal: questions then take their defaults, and nothing is asked beforehand."""
        return self.speed >= REHEARSAL_FROM


def choices_for(exercise: Exercise, lengths: Mapping[str, float]) -> Choices:
    """Makes the choices of lengths for this exercise, from the seconds by name in `lengths`. Raises CompanionError if
    the exercise has no such length."""
    from companion.exercise.plan import Choices
    from companion.exercise.scalars import spell_seconds

    for name, seconds in lengths.items():
        known = exercise.lengths.get(name)
        if known is None:
            names = ", ".join(exercise.lengths)
            raise CompanionError(
                f"{exercise.id} has no part called {name!r} that you could change.",
                hint=f"The parts you can make longer or shorter: {names}."
                if names
                else "Nothing in it can be made longer or shorter. Type the same again without --length.",
            )
        if not known.from_ <= seconds <= known.to:
            raise CompanionError(
                f"{name} can't be {spell_seconds(seconds)} in {exercise.id}.",
                hint=f"Choose from {spell_seconds(known.from_)} to {spell_seconds(known.to)}.",
            )
    return Choices(lengths=dict(lengths))


def known_lengths(exercise: Exercise, lengths: Mapping[str, float]) -> dict[str, float]:
    """Keeps the lengths that this exercise has, because people may go on from the named exercise to another one."""
    return {name: value for name, value in lengths.items() if name in exercise.lengths}
