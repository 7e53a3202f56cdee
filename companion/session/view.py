"""The view of a session at one moment: everything that a screen needs, and nothing it would have to work out.

Frozen values made by `Engine.view(now)`. Times are seconds on the session's clock. Nothing in a view tells of one
person's yes or green before both have answered: it would push the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.exercise.plan import Section
from companion.session.effects import BreathPart, Listen, Outcome


class Phase(StrEnum):
    READY = "ready"
    """Before Begin."""
    SPEAKING = "speaking"
    """Plays a sentence or a sound, or is about to."""
    SILENT = "silent"
    """Keeps a silence of the exercise's, or the short gap after a sentence."""
    BREATHING = "breathing"
    ASKING = "asking"
    """Waits for an answer. When patience runs out, it goes on without one or asks again."""
    PAUSED = "paused"
    YELLOW = "yellow"
    """Held by "yellow", until "green" lifts it."""
    LOST = "lost"
    """Held because the loudspeaker went away, until it is back."""
    FINISHED = "finished"


class Asked(StrEnum):
    CHOICE = "choice"
    CHECK = "check"
    AGREE = "agree"
    RATE = "rate"
    TALK = "talk"
    BACK_OR_END = "back-or-end"
    WHAT_HELPS = "what-helps"
    """Asked in a yellow amid touch, while everything is held."""
    HELP = "help"
    """Asked after a cry for help, while everything is held: go on, stop, or see people who can help."""
    MORE_TIME = "more-time"
    """Asked of two people amid touch, while the silence that may last longer goes on."""


@dataclass(frozen=True, slots=True)
class BreathView:
    part: BreathPart
    started: float
    seconds: float
    cycle: int
    """The number of this breath, from 1 to `times`."""
    times: int


@dataclass(frozen=True, slots=True)
class Question:
    kind: Asked
    text: str
    options: tuple[str, ...]
    who: str = ""
    """The name of the person who is asked; empty if anybody may answer."""
    areas: tuple[str, ...] = ()
    """At an agreement to touch: the areas that may be left out, by their names."""
    crossed_out: frozenset[str] = frozenset()
    named: str = ""
    """The sentence that asks this person by name, after the question itself; empty if there is none."""


@dataclass(frozen=True, slots=True)
class TurnView:
    giver: str
    receiver: str
    number: int
    """1 or 2."""
    of: int
    left: float


@dataclass(frozen=True, slots=True)
class View:
    now: float
    phase: Phase
    section: Section
    title: str
    words: str
    """The words that are being said, or were said last."""
    coming: str
    """The next line; empty at the end."""
    elapsed: float
    """Seconds that the session has run, holds left out."""
    total: float
    left: float
    silence_left: float | None
    breath: BreathView | None
    turn: TurnView | None
    question: Question | None
    allowed: Listen
    speech_pace: float
    silence_pace: float
    volume: float
    outcome: Outcome | None
    called: tuple[str, str] = ("", "")
    """The names of the two, "a" (the key F) and "b" (the key J); empty for one person."""
    needs_both: bool = False
    """True if two people's greens are needed to go on. Nothing tells whether one of them is there: it would push the
    other."""
    checking: bool = False
    """True while a check is under way: its words are said, it waits for an answer, is asked again, or is held."""
    agreeing: bool = False
    """True while an agreement to touch is read out: nothing else may come between its sentences."""
    touching: bool = False
    """True while both have agreed to touch and this is the touch they have agreed to."""
    broken_off: bool = False
    """True while the program's own words have broken into a sentence, which is said again after them."""
    caption_stays: bool = False
    """True while a further sentence is said to the caption that stood there before."""
    bed: bool = False
    """A bed of sound may lie under this moment: the session runs, and there was no stop."""
    said_over: float = 0.0
    """Seconds for which words that are said over a hold may still be sounding; 0 if the voice is quiet."""
