"""What can happen to a session. Events go into `Engine.handle(event, now)`; nothing else does.

Plain frozen values: no clock, no IO. Times are seconds on whatever clock the conductor keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.session.commands import Command


@dataclass(frozen=True, slots=True)
class Begin:
    """The person chose this exercise and is ready."""


@dataclass(frozen=True, slots=True)
class Given:
    """A command was given, by voice, key, typed line or test: the engine does not care which."""

    command: Command


@dataclass(frozen=True, slots=True)
class ClipStarted:
    """The first sample of an utterance or sound reached the loudspeaker."""

    id: int
    seconds: float
    """Its real length, which replaces the estimate."""


@dataclass(frozen=True, slots=True)
class ClipEnded:
    """The last sample of an utterance or sound was played. Sent once per clip, never after a `Silence`."""

    id: int


@dataclass(frozen=True, slots=True)
class ClipHeldBack:
    """A hush without a decision held this utterance back for a moment; it was taken up again from its clause."""

    id: int
    seconds: float
    """How long it has to go from now."""


@dataclass(frozen=True, slots=True)
class ClipFailed:
    """No voice could say this utterance: its words are shown for as long as saying them would take."""

    id: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The deadline the engine asked for has come (or something woke the conductor earlier; harmless)."""


@dataclass(frozen=True, slots=True)
class Suspended:
    """The machine slept. The session pauses; it never catches up in a burst."""

    seconds: float


@dataclass(frozen=True, slots=True)
class LoudspeakerLost:
    """The loudspeaker or the sound server went away: hold everything until it is back."""


@dataclass(frozen=True, slots=True)
class LoudspeakerBack:
    """The loudspeaker is there again."""


class CautionKind(StrEnum):
    SILENT = "silent"
    """Nothing reaches the microphone."""
    TOO_QUIET = "too-quiet"
    CLIPPING = "clipping"


@dataclass(frozen=True, slots=True)
class Caution:
    """People are not heard as they think they are: said once in a session, before the next cue."""

    kind: CautionKind


Event = (
    Begin
    | Given
    | ClipStarted
    | ClipHeldBack
    | ClipEnded
    | ClipFailed
    | Tick
    | Suspended
    | LoudspeakerLost
    | LoudspeakerBack
    | Caution
)
