"""A plan: an exercise and the listener's choices, as one flat list of cues with their (estimated) lengths.

The values, and what can be asked of them; `planner` makes them. Pure: `plan()` never fails on an Exercise that
`reading` accepted. The engine walks the list; a `Jump` or the answer to an `AskChoice` moves it elsewhere in the same
list. `repeat` and `turns` are unrolled, names and lengths filled in, each line of speech cut into sentences, so that
"repeat" says one sentence and "next" skips one step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from companion.exercise.speech_time import estimate
from companion.session.phrases import Phrases

if TYPE_CHECKING:
    from companion.exercise.model import Exercise


class Section(StrEnum):
    """A stretch of the list that runs on its own; the engine decides which follows which."""

    MAIN = "main"
    ENDING = "ending"
    SOMETHING_ELSE = "something-else"
    """Outward grounding. The engine asks "back, or end" after it."""
    WIND_DOWN = "wind-down"
    """What follows a stop."""
    INSTEAD = "instead"
    """A few minutes together without touch, after a "no" to an agreement. Only where there is one, of two people."""
    BREAK = "break"
    """After "I need a break" in a talk of two: when to come back, the waiting, a bell. Only there."""


Path = tuple[str | int, ...]
"""Where in the YAML a cue comes from, e.g. ("steps", 3, "turns", "steps", 0): `reading` knows its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    path: Path
    seconds: float
    """Planned length, the gap after it included. Estimated for speech until it is rendered."""
    step: int
    """Cues of one step share a number; "next" and "back" go by steps. Unrolled repeats and turns count anew."""
    turn: int | None = None
    """Index into `Plan.turns` while in a turn."""
    touching: bool = False
    """Behind an agreement of two people to touch: never begun unless both have agreed, never again after a stop."""
    areas: frozenset[str] = frozenset()
    """Touch it asks for, as `Plan.touch` names it: left out where one of these is crossed out."""
    instead_of: frozenset[str] = frozenset()
    """Heard only where one of these is crossed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayCue(Cue):
    text: str
    caption: str
    """What the screen shows; the text itself where the author gives nothing else."""
    pace: float = 1.0
    voice: int = 1
    private: bool = False
    """Holds a name."""
    gap: float = 0.0
    """Rest after it, seconds, before the next cue. Grows and shrinks with the pace of silences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCue(Cue):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RestCue(Cue):
    """Silence until the turn has had its length, less what the cues after it in the turn need.

    Where a sign says that the turn is about to end, one stands before it and one after it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class BreatheCue(Cue):
    in_: float
    hold: float
    out: float
    hold_out: float
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCue(Cue):
    name: str
    file: str = ""
    """Set for an author's recording instead of a built-in sound."""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    name: str
    """As spoken, typed and shown."""
    start: int
    """Index of its first cue in `Plan.cues`."""
    ends: bool = False
    """Ends the session, kindly, instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskChoiceCue(Cue):
    """The question was said by the SayCues before it; here the session waits for one of the options."""

    question: str
    options: tuple[Option, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump(Cue):
    """Takes no time: the end of an option goes to what comes after all options."""

    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkCue(Cue):
    """Time to talk, which "ready" or "next" ends early. Nothing is recorded."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCue(Cue):
    """Waits for green, yellow or red. Two people are asked one after the other, a cue each."""

    question: str
    who: str = ""
    """"a" or "b"; empty where it is anybody's to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeCue(Cue):
    """Waits for "yes" or "no"; two people are asked one after the other, a cue each. A "no" ends it, kindly."""

    question: str
    who: str = ""
    """As in CheckCue."""
    areas_from: int = 0
    """Index of the first cue of those that read the areas aloud; that of the asking where there are none."""
    asked_from: int = 0
    """Index of the first cue of those that ask the two by name: from there both are asked anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCue(Cue):
    """Waits for a number from 0 to 10."""

    question: str
    name: str


@dataclass(frozen=True, slots=True)
class Turn:
    giver: str
    receiver: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Stretch:
    start: int
    end: int
    """One past its last cue; start == end where the section is empty."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the two are called. `private` where they are people's own names and must not be cached."""

    a: str = "the one giving"
    b: str = "the one receiving"
    private: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What the listener chose before the start."""

    lengths: dict[str, float] = field(default_factory=dict)
    """Seconds by name of the length; defaults where left out, kept within the author's bounds."""
    names: Names = field(default_factory=Names)
    starts: str = "a"
    """Who gives in the first turn: "a" or "b"."""
    crossed_out: frozenset[str] = frozenset()
    """Areas of touch that one of the two has crossed out for tonight."""
    clothes: str = "on"
    """"on", or "agreed": as the two of them like."""


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    title: str
    kind: str
    people: int
    language: str
    cues: tuple[Cue, ...]
    sections: dict[Section, Stretch]
    turns: tuple[Turn, ...] = ()
    touch: tuple[str, ...] = ()
    """The areas both are asked for; empty where nobody touches anybody."""
    crossed_out: frozenset[str] = frozenset()
    """Those crossed out before the start."""
    called: tuple[str, str] = ("", "")
    """What "a" and "b" are called; empty for one person."""

    def section_of(self, index: int) -> Section:
        return next(name for name, stretch in self.sections.items() if stretch.start <= index < stretch.end)


# ---- from an exercise to a plan ---------------------------------------------------------------------------------

PACES = {"slow": 0.85, "normal": 1.0, "quick": 1.15}
"""Factors on the usual words a minute. Outside these a system voice begins to sound like a machine."""

SENTENCE_GAP = 0.7
"""Seconds between two sentences of one step: a breath, so that each is taken in before the next begins."""
STEP_GAP = 1.4
"""Seconds after a step's last sentence: twice a breath, so that a new thought is heard as one. Nothing where a
silence, a question or a breath follows: that is its own rest, and `wait: 8s` is eight seconds exactly."""

SWAP_REST = 5.0
"""Seconds after the words between two turns, for changing over."""
SIGN_BEFORE = 15.0
"""Seconds before a turn's end at which it is said that it ends."""
SIGN_BEFORE_TALK = 30.0
LONGEST_UNOFFERED = 48.0
"""Seconds of rest in a turn of touch before a choice is offered: with what is said around it, one every minute."""
SHORTEST_SIGNED = 60.0
"""A shorter turn has no sign: it would be most of it."""

PATIENCE = 12.0
"""Planned seconds for an answer: most people have given it by then. How long is waited in fact is the engine's."""
SOUND_SECONDS = {"bell": 4.0, "closing-bell": 6.0}
RECORDING_SECONDS = 60.0
"""An author's recording, until its real length is known."""

Measure = Callable[[str, float, int], float]
"""Text, pace (a factor), voice (1 or 2) to seconds: `estimate`, or the real lengths once rendered."""


def plan(
    exercise: Exercise,
    choices: Choices,
    phrases: Phrases,
    *,
    includes: Mapping[str, Exercise] | None = None,
    measure: Measure = estimate,
) -> Plan:
    """The cues of a session, in the order main, ending, something else, wind-down.

    `includes` are the exercises of the same pack by id; one that is not there, or that includes itself, adds nothing
    (`crosscheck.include_problems` says so to the author). Never raises on an exercise that `reading` accepted.
    """
    # Only here: the models bring pydantic, and whoever walks a plan needs nothing of it.
    from companion.exercise.planner import make

    return make(exercise, choices, phrases, includes or {}, measure)


def timeline(plan: Plan, section: Section | None = None) -> list[tuple[float, Cue]]:
    """Start (seconds) and cue, in order, where every question gets its default answer.

    Main and then the ending; or one section alone, from 0. Jumps are followed and left out.
    """
    sections = [section] if section is not None else [Section.MAIN, Section.ENDING]
    found: list[tuple[float, Cue]] = []
    at = 0.0
    for name in sections:
        stretch = plan.sections[name]
        index = stretch.start
        while index < stretch.end:
            cue = plan.cues[index]
            if left_out(cue, plan.crossed_out):
                index += 1
                continue
            index = following(cue, index)
            if not isinstance(cue, Jump):
                found.append((round(at, 3), cue))
                at += cue.seconds
    return found


def planned_seconds(plan: Plan, section: Section | None = None) -> float:
    """How long the session (or one section of it) is planned to take, by the same way as `timeline`."""
    return round(sum(cue.seconds for _, cue in timeline(plan, section)), 3)


def following(cue: Cue, index: int) -> int:
    """The index after `cue`, which stands at `index`, where every question gets its default answer."""
    if isinstance(cue, Jump):
        return cue.to
    if isinstance(cue, AskChoiceCue):
        return next((option.start for option in cue.options if option.name == cue.default), index + 1)
    return index + 1


def on_the_clock(cue: Cue) -> float:
    """How much of a cue a turn's clock counts. It stands while the two are asked: no answer costs time."""
    return 0.0 if isinstance(cue, CheckCue | AgreeCue) else cue.seconds


def left_out(cue: Cue, crossed_out: frozenset[str]) -> bool:
    """Whether this cue is not heard with those areas crossed out."""
    if cue.areas & crossed_out:
        return True
    return bool(cue.instead_of) and not cue.instead_of & crossed_out


def in_words(seconds: float, phrases: Phrases) -> str:
    """A length as it is said: 90 is "one minute and thirty seconds"."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [
        _counted(number, one, many, phrases)
        for number, one, many in (
            (hours, phrases.hours_one, phrases.hours_many),
            (minutes, phrases.minutes_one, phrases.minutes_many),
            (left, phrases.seconds_one, phrases.seconds_many),
        )
        if number
    ]
    if not parts:
        return _counted(0, phrases.seconds_one, phrases.seconds_many, phrases)
    said = parts[0]
    for part in parts[1:]:
        said = phrases.and_.format(first=said, second=part)
    return said


def _counted(number: int, one: str, many: str, phrases: Phrases) -> str:
    word = phrases.numbers[number] if number < len(phrases.numbers) else str(number)
    return one.replace("{n}", word) if number == 1 else many.replace("{n}", word)
