"""The seams of the house: what the conductor needs of the world, and what the world may tell it.

Protocols and plain values only; the adapters (speech, audio, hearing, screen) implement these without importing
each other, and wiring puts them together. Every method here returns at once, from any state, and never raises
for a device that went away: that is reported through `post`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from companion.session.effects import BreathPart, Listen, NoticeKind, Outcome, Utterance
from companion.session.events import Event
from companion.session.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
else:
    Samples = Any  # NumPy takes a tenth of a second, and the first frame does not need it
"""Mono, shape (n,), -1 … 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Pcm:
    """Rendered sound: mono samples and their rate in Hz."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


# ---- what the world reports besides session events --------------------------------------------------------------


class Hearing(StrEnum):
    OFF = "off"
    """Not wanted (--no-mic)."""
    STARTING = "starting"
    LISTENING = "listening"
    NO_MICROPHONE = "no-microphone"
    NO_MODEL = "no-model"
    DIGITAL_SILENCE = "digital-silence"
    """The microphone delivers nothing but zeros: muted, or not allowed."""
    TOO_QUIET = "too-quiet"
    """It listens, but what people say arrives so faintly that a word may be missed."""
    CLIPPING = "clipping"
    """It listens, but what people say arrives so loud that it is distorted."""
    RESTARTING = "restarting"
    """The recogniser died or hung and is being started again."""
    FAILED = "failed"
    """It would not stay up; keys go on working."""


@dataclass(frozen=True, slots=True)
class HearingChanged:
    hearing: Hearing
    detail: str = ""
    """What to do, one sentence; empty where all is well."""
    missed: float = 0.0
    """Seconds of sound in this session that a busy machine could not keep up with, and that nobody heard."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words the recogniser just understood, whether or not they meant anything: for the screen's "last heard"."""

    text: str
    meant: bool
    """They made a command (which is posted apart, as `Given`)."""


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness at the microphone, dBFS (RMS over about 0.1 s), for the meter; sent at most ten times a second."""

    dbfs: float


class Speaking(StrEnum):
    OFF = "off"
    """Not wanted (--voice none): words are shown for as long as saying them would take."""
    READY = "ready"
    NO_LOUDSPEAKER = "no-loudspeaker"
    NO_VOICE = "no-voice"


@dataclass(frozen=True, slots=True)
class SpeakingChanged:
    speaking: Speaking
    detail: str = ""


Report = Event | HearingChanged | Heard | Level | SpeakingChanged
"""Everything that may be posted to the conductor."""

Post = Callable[[Report], None]
"""Thread-safe, returns at once: wiring makes it of loop.call_soon_threadsafe(conductor.feed, report)."""


# ---- what the conductor asks of the world -----------------------------------------------------------------------


class Voice(Protocol):
    """Text to sound. Used by one thread only. `speech/` has one file per engine behind this."""

    @property
    def name(self) -> str:
        """Stable, and part of the cache's key: "system/en-gb"."""

    def render(self, text: str, words_per_minute: int) -> Pcm:
        """Raises NoVoice where this text cannot be said by it."""

    def close(self) -> None: ...


class Speaker(Protocol):
    """Renders ahead and speaks. Posts ClipStarted, ClipEnded (through the player) or ClipFailed."""

    def prepare(self, utterances: tuple[Utterance, ...]) -> None: ...

    def speak(self, id: int, utterance: Utterance) -> None: ...

    def speak_file(self, id: int, file: Path) -> None:
        """Play an author's recording. ClipFailed where it cannot be read."""

    def hush(self) -> None:
        """Forget what was to be spoken; what renders now is dropped when ready (it may still be cached)."""

    def close(self) -> None: ...


class Player(Protocol):
    """The mixer and its output stream. Posts ClipStarted, ClipEnded, LoudspeakerLost, LoudspeakerBack."""

    def play(self, id: int, pcm: Pcm, generation: int) -> None:
        """Queue a clip; dropped where `generation` is older than the last `silence()`."""

    def generation(self) -> int:
        """The present one; it grows with every `silence()`."""

    def play_sound(self, id: int, name: str) -> None:
        """A built-in sound: "bell", "closing-bell"."""

    def breath(self, part: BreathPart, seconds: float) -> None: ...

    def silence(self) -> None:
        """Everything quiet within one block and a fade of a few milliseconds; no ClipEnded for what was cut."""

    def hush(self, on: bool) -> None:
        """Provisional, from the hearing: hold what sounds at once, or take it up again from the start of its clause.

        Never decides anything: a decision is a Command, and comes to the engine.
        """

    def duck(self, on: bool) -> None:
        """Everything softer while somebody speaks over it, then gently as loud as before."""

    def set_volume(self, volume: float) -> None: ...

    def close(self) -> None: ...


class Listener(Protocol):
    """Microphone to commands. Posts Given, Heard, HearingChanged, Level."""

    def listen(self, allowed: Listen) -> None: ...

    def close(self) -> None: ...


# ---- who shows a session -------------------------------------------------------------------------------------------


class Observer(Protocol):
    """Somebody who shows the session: the Textual screen, the plain lines, a test. Called on the loop's thread."""

    def view_changed(self, view: View) -> None: ...

    def notice(self, kind: NoticeKind) -> None: ...

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...

    def finished(self, outcome: Outcome) -> None: ...


class SoundObserver(Protocol):
    """Who shows the sound check. Called on the loop's thread."""

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...

    def saying(self, now: bool) -> None:
        """The voice began its sentence, or is quiet again."""
