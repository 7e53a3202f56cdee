"""The events that can happen to a session. They go into `Engine.handle(event, now)`, and nothing else does.

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
    """Somebody gave a command, by voice, key, typed line or test. The engine does not know which."""

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
    """The narrator was hushed for a moment in this utterance, no command came of it, and its clause was begun anew."""

    id: int
    seconds: float
    """Seconds it has to go from now."""


@dataclass(frozen=True, slots=True)
class ClipFailed:
    """No voice could say this utterance: its words are shown for as long as saying them would take."""

    id: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The deadline that the engine asked for has come. One that comes too early does no harm."""


@dataclass(frozen=True, slots=True)
class Suspended:
    """The machine slept for `seconds`. The session pauses, and never catches up in a burst."""

    seconds: float


@dataclass(frozen=True, slots=True)
class LoudspeakerLost:
    """The loudspeaker or the sound server went away. Everything is held until it is back."""


@dataclass(frozen=True, slots=True)
class LoudspeakerBack:
    """The loudspeaker is there again."""


@dataclass(frozen=True, slots=True)
class VoiceLost:
    """No voice can speak any more, so that a tone has to warn."""


@dataclass(frozen=True, slots=True)
class VoiceBack:
    """A voice can speak again."""


class CautionKind(StrEnum):
    """The troubles with the hearing. In all but the last two no word is heard, not even "stop"."""

    OFF = "off"
    """Somebody switched the microphone off."""
    STARTING = "starting"
    """The recogniser is still loading."""
    NOT_LISTENING = "not-listening"
    """The recogniser died, hangs, or answers too late to be relied on."""
    NO_MODEL = "no-model"
    NO_MICROPHONE = "no-microphone"
    SILENT = "silent"
    """Nothing reaches the microphone."""
    TOO_QUIET = "too-quiet"
    CLIPPING = "clipping"


@dataclass(frozen=True, slots=True)
class Caution:
    """The hearing changed: people are heard badly or not at all, or (None) as they should be."""

    kind: CautionKind | None


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
    | VoiceLost
    | VoiceBack
    | Caution
)
