"""The states of a session, the moves between them, and what has a meaning where.

Data only. `docs/architecture.md` draws its state diagram from MOVES (tests hold the two together), and the
engine asserts every move against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.exercise.plan import Section
from companion.session.commands import SAFETY_KINDS, Kind
from companion.session.view import Asked, Phase

RUNNING = frozenset({Phase.SPEAKING, Phase.SILENT, Phase.BREATHING, Phase.ASKING})
"""Time passes, and there is a deadline."""
HELD = frozenset({Phase.PAUSED, Phase.YELLOW, Phase.LOST})
"""Nothing moves until somebody asks (or the loudspeaker returns). No deadline, but where two greens are waited for."""

MOVES: dict[Phase, frozenset[Phase]] = {
    Phase.READY: frozenset({*RUNNING, Phase.FINISHED}),
    **{phase: RUNNING | HELD | {Phase.FINISHED} for phase in RUNNING},
    **{phase: RUNNING | HELD | {Phase.FINISHED} for phase in HELD},
    Phase.FINISHED: frozenset(),
}

_ALWAYS = SAFETY_KINDS | {
    Kind.NEXT,
    Kind.BACK,
    Kind.REPEAT,
    Kind.SLOWER,
    Kind.FASTER,
    Kind.LOUDER,
    Kind.QUIETER,
    Kind.LONGER_SILENCES,
    Kind.SHORTER_SILENCES,
    Kind.SOMETHING_ELSE,
    Kind.HOW_LONG,
    Kind.HELP,
    Kind.CRISIS,
    Kind.BREAK,
    Kind.END,
}

MEANT: dict[Phase, frozenset[Kind]] = {
    Phase.READY: frozenset({Kind.STOP, Kind.END}),
    Phase.SPEAKING: _ALWAYS | {Kind.MORE_TIME},
    Phase.SILENT: _ALWAYS | {Kind.MORE_TIME},
    Phase.BREATHING: _ALWAYS | {Kind.MORE_TIME},
    Phase.ASKING: _ALWAYS | {Kind.MORE_TIME, Kind.ANSWER},
    Phase.PAUSED: _ALWAYS | {Kind.RESUME},
    Phase.YELLOW: _ALWAYS | {Kind.RESUME},
    Phase.LOST: _ALWAYS | {Kind.RESUME},
    Phase.FINISHED: frozenset(),
}
"""Commands that mean something in a phase, before the question at hand adds its own."""

WIND_DOWN_MEANT = SAFETY_KINDS | {
    Kind.RESUME,
    Kind.NEXT,
    Kind.REPEAT,
    Kind.LOUDER,
    Kind.QUIETER,
    Kind.SLOWER,
    Kind.FASTER,
    Kind.HELP,
    Kind.CRISIS,
    Kind.END,
}
"""After a stop nothing leads back into the exercise."""


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    """Also "stop", in all its words."""


@dataclass(frozen=True, slots=True)
class Leads:
    """What a light does, from either of two people, at any moment."""

    silences: bool
    """In the same step."""
    holds: bool = False
    """Narration and turn stand still until everybody present has said green."""
    section: Section | None = None
    """What it leads to at once."""
    ends_touch: bool = False
    """No step that asks for touch is begun again in this session."""


LIGHTS: dict[Light, Leads] = {
    Light.GREEN: Leads(silences=False),
    Light.YELLOW: Leads(silences=True, holds=True),
    Light.RED: Leads(silences=True, section=Section.WIND_DOWN, ends_touch=True),
}

RESUME_ANSWERS = frozenset({Asked.CHECK, Asked.TALK, Asked.BACK_OR_END})
"""Questions that "continue" or "green" answers."""
