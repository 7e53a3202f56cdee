"""The seams: the Protocols through which the conductor uses devices and screens, and the reports it gets.

Protocols and plain values only; the adapters (speech, audio, hearing, screen) implement these without importing each
other, and `app` puts them together. Every method here returns at once, from any state, except `Voice.render`. None
raises for a device that went away: that is reported through `post`.
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


class Flaw(StrEnum):
    """A fault of a recorded sentence."""

    SILENT = "silent"
    """Nothing but zeros: the microphone is muted, or not allowed."""
    NO_VOICE = "no-voice"
    """Nothing that could be a voice."""
    CLIPPED = "clipped"
    """Too loud: the tops of its waves are cut off."""
    TOO_QUIET = "too-quiet"
    HUM = "hum"
    """The room, or the microphone, hums at the frequency of the mains."""
    NOISE = "noise"
    """The room is so loud that every pause of the voice has noise in it."""


# ---- what the world reports besides session events --------------------------------------------------------------


class Hearing(StrEnum):
    OFF = "off"
    """Switched off (--no-mic)."""
    STARTING = "starting"
    LISTENING = "listening"
    NO_MICROPHONE = "no-microphone"
    NO_MODEL = "no-model"
    DIGITAL_SILENCE = "digital-silence"
    """The microphone delivers nothing but zeros: muted, or not allowed."""
    TOO_QUIET = "too-quiet"
    """It listens, but voices arrive so faintly that words may be missed."""
    CLIPPING = "clipping"
    """It listens, but voices arrive so loud that they are distorted."""
    BEHIND = "behind"
    """The recogniser answers too late to be relied on, because the machine is too busy."""
    RESTARTING = "restarting"
    """The recogniser died or hung and is being started again."""
    FAILED = "failed"
    """The recogniser could not be kept running; keys go on working."""


@dataclass(frozen=True, slots=True)
class HearingChanged:
    hearing: Hearing
    detail: str = ""
    """One sentence on what to do; empty if all is well."""
    missed: float = 0.0
    """Seconds of sound in this session that were not decoded, because the machine was too busy."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words the recogniser just understood, whether or not they meant anything: for the screen's "last heard"."""

    text: str
    meant: bool
    """True if they made a command, which is posted apart, as `Given`."""


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness at the microphone, dBFS (RMS over about 0.1 s), for the meter; sent at most ten times a second."""

    dbfs: float


class Speaking(StrEnum):
    OFF = "off"
    """Switched off (--voice none): words are shown for as long as saying them would take."""
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
"""Passes a report on. May be called on any thread, and returns at once (`app.reports`)."""


# ---- what the conductor asks of the world -----------------------------------------------------------------------


class Voice(Protocol):
    """Turns text into sound. Used by one thread only. `speech/` has a module for each engine."""

    @property
    def name(self) -> str:
        """A name that never changes, because it is part of the cache's key: "system/en-gb"."""

    @property
    def language(self) -> str:
        """The language in which it speaks, and by which texts are normalised: "en"."""

    def render(self, text: str, words_per_minute: int) -> Pcm:
        """Renders a text, and returns once the sound is complete, which may take seconds. Raises NoVoice if this voice
        cannot say it."""

    def close(self) -> None: ...


class Speaker(Protocol):
    """Renders ahead and speaks. Posts ClipStarted, ClipEnded (through the player) or ClipFailed."""

    def prepare(self, utterances: tuple[Utterance, ...]) -> None: ...

    def speak(self, id: int, utterance: Utterance) -> None: ...

    def speak_file(self, id: int, file: Path) -> None:
        """Plays an author's recording. Posts ClipFailed if it cannot be read."""

    def hush(self) -> None:
        """Forgets all that was to be spoken. A sentence that renders now may be cached, but is not said."""

    def close(self) -> None: ...


class Player(Protocol):
    """The mixer and its output stream. Posts ClipStarted, ClipEnded, LoudspeakerLost, LoudspeakerBack."""

    def play(self, id: int, pcm: Pcm, generation: int) -> None:
        """Queues a clip; dropped if `generation` is older than the last `silence()`."""

    def generation(self) -> int:
        """The present generation, which grows with every `silence()`."""

    def play_sound(self, id: int, name: str) -> None:
        """Plays a built-in sound: "bell", "closing-bell", "last-bell"."""

    def breath(self, part: BreathPart, seconds: float) -> None: ...

    def silence(self) -> None:
        """Silences everything within one block and a fade of a few milliseconds. A clip that was cut posts no
        ClipEnded."""

    def hush(self, on: bool) -> None:
        """Holds everything that sounds, provisionally, or lets it go on from the start of its clause.

        The hearing calls this as soon as it suspects a command. A command that it is sure of goes to the engine as a
        Command.
        """

    def duck(self, on: bool) -> None:
        """Makes everything softer while somebody speaks over it; with False, raises it gently to its usual loudness
        again."""

    def set_volume(self, volume: float) -> None: ...

    def close(self) -> None: ...


class Listener(Protocol):
    """Turns the microphone's sound into commands. Posts Given, Heard, HearingChanged, Level."""

    def listen(self, allowed: Listen) -> None: ...

    def close(self) -> None: ...


# ---- who shows a session -------------------------------------------------------------------------------------------


class Observer(Protocol):
    """A screen that shows the session: the Textual screen, plain lines, or a test. Called on the loop's thread."""

    def view_changed(self, view: View) -> None: ...

    def notice(self, kind: NoticeKind) -> None: ...

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...

    def finished(self, outcome: Outcome) -> None: ...


class SoundObserver(Protocol):
    """A screen that shows the sound check. Called on the loop's thread."""

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...

    def saying(self, now: bool) -> None:
        """Called with True when the voice begins its sentence, with False when it is quiet again."""
