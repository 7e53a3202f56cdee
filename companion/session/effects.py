"""The effects that a session asks the world for. `Engine.handle` returns them; the conductor routes them.

Plain frozen values. An effect waits for no answer: whatever comes of it comes back as an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.session.commands import Kind


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence and the way it is said. Two equal utterances sound the same, so this is the cache's key too."""

    text: str
    pace: float = 1.0
    """Factor on the usual words per minute: 0.8 is slower."""
    voice: int = 1
    """1 or 2: which of the two parts says it."""
    private: bool = False
    """Holds a person's name: never written to a cache."""
    language: str = "en"
    """The language of its text, two letters. Only a voice of this language ever says it."""
    recording: str = ""
    """The file with the author's own recording of this sentence. A voice says the sentence only if that can't be
    read."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Asks for a sentence to be said now. ClipStarted and ClipEnded, or ClipFailed, come back with the same id."""

    id: int
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Prepare:
    """Asks for sentences to be rendered ahead, the soonest first. It replaces any earlier Prepare."""

    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class PlaySound:
    """Asks for a built-in sound ("bell") or a file of the pack's. The same events come back as for Speak."""

    id: int
    name: str
    """Name of a built-in sound; empty if `file` is given."""
    file: str = ""
    """Path as the pack writes it, relative to the exercise's folder."""


class BreathPart(StrEnum):
    IN = "in"
    HOLD_IN = "hold-in"
    OUT = "out"
    HOLD_OUT = "hold-out"


@dataclass(frozen=True, slots=True)
class BreathTone:
    """Asks for the tone of one part of a breath: rising for in, falling for out, near nothing for a hold.

    No event comes back.
    """

    part: BreathPart
    seconds: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Asks for silence within one output block, with a short fade. A clip cut by it never reports its end."""


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Sets the loudness of everything, as a factor from 0.1 to 1.0."""

    volume: float


@dataclass(frozen=True, slots=True)
class Listen:
    """Tells which commands have a meaning from now on; safety words always have. The recogniser's grammar follows."""

    kinds: frozenset[Kind]
    answers: tuple[str, ...] = ()
    """The answers that would be understood now: "yes", a number from "0" to "10", the names of choices."""
    talk: bool = False
    """People have been asked to speak, and the narrator is silent: a word counts only if it stands alone."""


class NoticeKind(StrEnum):
    """The kinds of things that the screen points out, in words of its own."""

    PAUSED_BY_SUSPEND = "paused-by-suspend"
    LOUDSPEAKER_LOST = "loudspeaker-lost"
    LOUDSPEAKER_BACK = "loudspeaker-back"
    NOTHING_BEFORE = "nothing-before"
    CRISIS_CARD = "crisis-card"
    SLOWEST = "slowest"
    FASTEST = "fastest"
    NOT_NOW = "not-now"
    NOT_YET = "not-yet"
    """A yes to an agreement that has not been read to its end."""
    NO_MORE_TIME = "no-more-time"
    TAKEN = "taken"
    """The own key of one of two people counts. It does not say whose, nor for what."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Asks the screen to point something out."""

    kind: NoticeKind


class Outcome(StrEnum):
    COMPLETED = "completed"
    """Heard through to the end, or ended by "next" past it."""
    ENDED = "ended"
    """Ended early by "end session" or because no answer came."""
    DECLINED = "declined"
    """Somebody said no to an agreement, or left out all of the touch. However it ended after that, the no stays."""
    STOPPED = "stopped"
    """Ended by "stop", or because something was coming up amid touch."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Tells that the session is over. Each session gives exactly one, and nothing after it."""

    outcome: Outcome


Effect = Speak | Prepare | PlaySound | BreathTone | Silence | SetVolume | Listen | Notice | Finished
