"""The phases of a session, the moves between them, the commands that have a meaning in each, and the lights.

Data only. `docs/architecture.md` draws MOVES as a state diagram, which a test compares with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from companion.exercise.plan import Section
from companion.session.commands import SAFETY_KINDS, Kind
from companion.session.view import Asked, Phase

RUNNING = frozenset({Phase.SPEAKING, Phase.SILENT, Phase.BREATHING, Phase.ASKING})
"""The phases in which time passes and a deadline is set."""
HELD = frozenset({Phase.PAUSED, Phase.YELLOW, Phase.LOST})
"""The phases in which nothing moves until somebody asks for it, or the loudspeaker returns. They have no deadline,
except where two people's greens are waited for in a yellow, and where hands may rest on somebody."""

MOVES: dict[Phase, frozenset[Phase]] = {
    # Begin. A question is never the first cue, because its words come before it.
    Phase.READY: frozenset({Phase.SPEAKING, Phase.SILENT, Phase.BREATHING, Phase.FINISHED}),
    # From each running phase to each, itself too: by the plan, by "next" and "back", by a choice, or by going back in.
    Phase.SPEAKING: RUNNING | HELD | {Phase.FINISHED},
    Phase.SILENT: RUNNING | HELD | {Phase.FINISHED},
    Phase.BREATHING: RUNNING | HELD | {Phase.FINISHED},
    Phase.ASKING: RUNNING | HELD | {Phase.FINISHED},
    # The phase that was held goes on. A hold may become another one, but a loudspeaker lost meanwhile changes nothing.
    Phase.PAUSED: RUNNING | {Phase.PAUSED, Phase.YELLOW, Phase.FINISHED},
    Phase.YELLOW: RUNNING | {Phase.PAUSED, Phase.YELLOW, Phase.FINISHED},
    Phase.LOST: RUNNING | {Phase.PAUSED, Phase.YELLOW, Phase.FINISHED},
    Phase.FINISHED: frozenset(),
}
"""Every move from one phase to the next that can happen, and no other. `PhaseClock.move` asserts it."""

# ---- commands --------------------------------------------------------------------------------------------------------

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
    Kind.COMING_UP,
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
"""The commands that have a meaning in a phase. The question at hand adds its own to them (`parts/open_question`)."""

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
"""The commands that have a meaning after a stop: none of them leads back into the exercise."""


# ---- lights ----------------------------------------------------------------------------------------------------------


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    """The same as "stop"."""


@dataclass(frozen=True, slots=True)
class Leads:
    """The consequences of a light, from either of two people, at any moment."""

    silences: bool
    """Everything is silent in the same step."""
    holds: bool = False
    """Words and turn stand still until everybody present has said green."""
    section: Section | None = None
    """The section that it leads to at once."""
    ends_touch: bool = False
    """No step of touch begins again in this session."""


LIGHTS: dict[Light, Leads] = {
    Light.GREEN: Leads(silences=False),
    Light.YELLOW: Leads(silences=True, holds=True),
    Light.RED: Leads(silences=True, section=Section.WIND_DOWN, ends_touch=True),
}

# ---- patience --------------------------------------------------------------------------------------------------------

PATIENCE = 30.0
"""Seconds that a question which needs an answer waits before it is asked once more, and then before a kind ending;
also the seconds that one of two spoken greens waits for the other. Long enough to think, short enough to wait in
silence."""
FIRST_PATIENCE = 6.0
"""Seconds after the question to the first of two until the second is asked, whether or not the first has answered by
key: the second question must not tell of an answer. Long enough to hold a key or to say a word."""
YELLOW_PATIENCE = 60.0
"""Seconds that two people in a yellow have for each other before they are told once more that green goes on."""
HANDS_PATIENCE = 60.0
"""Seconds that hands may rest where they are in a yellow, a pause or a lost loudspeaker amid touch, without two greens.
It must not be long: the person who said yellow or pause may have a hand on them all that time."""
LAST_YELLOW_PATIENCE = 300.0
"""Seconds that a yellow without two greens then waits before the session ends kindly: it must not wait for ever."""

BREAK_AT_LEAST = 600.0
"""Seconds of a break in a talk before "next" may end it: a heart that races needs at least ten minutes to slow down."""
BREAK_PATIENCE = 300.0
"""Seconds that the question whether to go back in waits after a break, twice: the two may be in different rooms."""

# ---- questions -------------------------------------------------------------------------------------------------------


def resume_answers(asked: Asked) -> bool:
    """Tells whether "continue", or "green", answers a question of this kind."""
    match asked:
        case Asked.CHECK | Asked.TALK | Asked.BACK_OR_END:
            return True
        case Asked.CHOICE | Asked.AGREE | Asked.RATE | Asked.WHAT_HELPS | Asked.HELP | Asked.MORE_TIME:
            return False
        case _:
            assert_never(asked)
