"""What a session asks the world to do. `Engine.handle` returns these; the conductor routes them.

Plain frozen values. An effect never asks for an answer: what comes of it returns as an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.session.commands import Kind


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence to be said, and how. Two equal utterances sound the same, so it is the cache's key too."""

    text: str
    pace: float = 1.0
    """Factor on the usual words per minute: 0.8 is slower."""
    voice: int = 1
    """1 or 2: which of the two parts says it."""
    private: bool = False
    """Holds a person's name: never written to a cache."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this now. Answered by ClipStarted and ClipEnded (or ClipFailed) with the same id."""

    id: int
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Prepare:
    """These will probably be said next, soonest first: render them ahead. Replaces any earlier Prepare."""

    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class PlaySound:
    """Play a built-in sound ("bell") or a file of the pack's. Answered like Speak."""

    id: int
    name: str
    """Name of a built-in sound; empty where `file` is given."""
    file: str = ""
    """Path as the pack writes it, relative to the exercise's folder."""


class BreathPart(StrEnum):
    IN = "in"
    HOLD_IN = "hold-in"
    OUT = "out"
    HOLD_OUT = "hold-out"


@dataclass(frozen=True, slots=True)
class BreathTone:
    """Sound one part of a breath: rising for in, falling for out, near nothing for a hold. Not answered."""

    part: BreathPart
    seconds: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Everything quiet within one output block, with a short fade; what was playing never reports its end."""


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Loudness of everything, as a factor from 0.1 to 1.0."""

    volume: float


@dataclass(frozen=True, slots=True)
class Listen:
    """From now on these mean something (safety words always do): the recogniser's grammar follows."""

    kinds: frozenset[Kind]
    answers: tuple[str, ...] = ()
    """The answers that would be understood now: "yes", "0" … "10", names of choices."""


class NoticeKind(StrEnum):
    """What the screen should point out. Its words are the screen's own."""

    PAUSED_BY_SUSPEND = "paused-by-suspend"
    LOUDSPEAKER_LOST = "loudspeaker-lost"
    LOUDSPEAKER_BACK = "loudspeaker-back"
    NOTHING_BEFORE = "nothing-before"
    NOTHING_AFTER = "nothing-after"
    CRISIS_CARD = "crisis-card"
    SLOWEST = "slowest"
    FASTEST = "fastest"
    NOT_NOW = "not-now"


@dataclass(frozen=True, slots=True)
class Notice:
    kind: NoticeKind


class Outcome(StrEnum):
    COMPLETED = "completed"
    """Heard through to the end, or ended by "next" past it."""
    ENDED = "ended"
    """Ended early by "end session" or because nobody answered."""
    STOPPED = "stopped"
    """Ended by "stop"."""


@dataclass(frozen=True, slots=True)
class Rated:
    """Somebody gave a number from 0 to 10. Kept by nobody unless the journal is on."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The session is over. Exactly one per session, and nothing after it."""

    outcome: Outcome


Effect = Speak | Prepare | PlaySound | BreathTone | Silence | SetVolume | Listen | Notice | Rated | Finished
