"""What a session looks like at one moment: everything a screen needs, nothing it has to work out.

Frozen values made by `Engine.view(now)`. Times are seconds on the session's clock.
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
    """A sentence or a sound is playing, or about to."""
    SILENT = "silent"
    """A silence of the exercise's."""
    BREATHING = "breathing"
    ASKING = "asking"
    """Something was asked; an answer, or patience running out, goes on."""
    PAUSED = "paused"
    YELLOW = "yellow"
    """Held by "yellow"; goes on at "green"."""
    LOST = "lost"
    """Held because the loudspeaker went away; goes on when it is back."""
    FINISHED = "finished"


class Asked(StrEnum):
    CHOICE = "choice"
    CHECK = "check"
    AGREE = "agree"
    RATE = "rate"
    TALK = "talk"
    BACK_OR_END = "back-or-end"


@dataclass(frozen=True, slots=True)
class BreathView:
    part: BreathPart
    started: float
    seconds: float
    cycle: int
    """1 … times."""
    times: int


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    """A value of `Asked`."""
    text: str
    options: tuple[str, ...]
    who: str = ""
    """What the one is called who is asked; empty where it is anybody's to answer."""
    areas: tuple[str, ...] = ()
    """At an agreement to touch: what may be crossed out, or taken in again, by its name."""
    crossed_out: frozenset[str] = frozenset()


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
    """Being spoken, or last spoken."""
    coming: str
    """The next line; empty at the end."""
    elapsed: float
    """Time the session has run, holds left out."""
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
    """What the two are called, "a" (the key F) and "b" (the key J); empty for one person."""
    greens: int | None = None
    """Of the two needed to go on: how many have been given. None where none are needed."""
    checking: bool = False
    """A check is under way: its words are spoken, it waits for an answer, is asked again, or is held."""
    touching: bool = False
    """Both have agreed, and what is going on is what they have agreed to."""
