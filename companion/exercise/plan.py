"""A plan: an exercise and people's choices, as one flat list of cues with their (estimated) lengths. Pure.

This module holds the values and the functions that read them. `planner` makes plans; it imports the models, which
reading a plan does not need. The engine walks the list; a `Jump` or the answer to an `AskChoice` moves it elsewhere in
the same list. `repeat` and `turns` are unrolled, names and lengths filled in, and each line of speech is cut into
sentences, so that "repeat" says one sentence, and "next" and "back" go by sentences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import assert_never

from companion.exercise.phrases import Phrases


class Section(StrEnum):
    """A stretch of the list that runs on its own; the engine decides which follows which."""

    MAIN = "main"
    ENDING = "ending"
    SOMETHING_ELSE = "something-else"
    """Outward grounding. The engine asks "back, or end" after it."""
    WIND_DOWN = "wind-down"
    """The words after a stop."""
    INSTEAD = "instead"
    """A few minutes together without touch, after a "no" to an agreement. Only in exercises for two that have an
    agreement."""
    BREAK = "break"
    """After "I need a break" in a talk of two: when to come back, the waiting, a bell. Only in such talks."""
    SPACE = "space"
    """After "something's coming up" in touch: hands off, and space. The plan has it only if the program has an exercise
    for it."""
    CLOSING = "closing"
    """The silence and the bell that the person chose for the end. It follows the ending, but not after an early end.
    The plan has it only if something was chosen."""


Path = tuple[str | int, ...]
"""The place in the YAML that a cue comes from, e.g. ("steps", 3, "turns", "steps", 0): `reading` knows its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCue:
    """The fields that every cue has."""

    path: Path
    seconds: float
    """Planned length, the gap after it included. Estimated for speech until it is rendered."""
    step: int
    """Cues of one step share a number. Unrolled repeats and turns count anew."""
    turn: int | None = None
    """Index into `Plan.turns` while in a turn."""
    touching: bool = False
    """Comes after an agreement of two people to touch: begins only if both have agreed, and never after a stop."""
    areas: frozenset[str] = frozenset()
    """Touch it asks for, as `Plan.touch` names it: left out if one of these is crossed out."""
    instead_of: frozenset[str] = frozenset()
    """Heard only if one of these is crossed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayCue(BaseCue):
    text: str
    caption: str
    """The text on the screen; the spoken text if the author gives no other."""
    pace: float = 1.0
    voice: int = 1
    private: bool = False
    """Set if its sound must not be kept in a file: it holds somebody's own name, would tell what was answered, or is
    about whether touch is safe."""
    language: str = "en"
    """The language of its text: the exercise's, or for the program's own words the one that they are in."""
    gap: float = 0.0
    """Rest after it, seconds, before the next cue. Grows and shrinks with the pace of silences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCue(BaseCue):
    """Silence of a fixed length."""

    longest: float = inf
    """Seconds that more time may make it last at most: the author's, where the length has a name."""
    by_the_clock: bool = False
    """A break between two people: as long as they agreed on, at every pace of silences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestCue(BaseCue):
    """Silence that fills a turn up to its length, and leaves time for the turn's later cues.

    A turn with a sign that it is about to end has two of them, one before the sign and one after it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class BreatheCue(BaseCue):
    """A paced breath, repeated `times` times; its parts are in seconds, 0 without a hold."""

    in_: float
    hold: float
    out: float
    hold_out: float
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCue(BaseCue):
    """A built-in sound, or a recording of the author's."""

    name: str
    file: str = ""
    """Set for an author's recording instead of a built-in sound."""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    name: str
    """The answer as it is spoken, typed and shown."""
    start: int
    """Index of its first cue in `Plan.cues`."""
    ends: bool = False
    """Set if this answer ends the session, kindly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskChoiceCue(BaseCue):
    """The question was said by the SayCues before it; here the session waits for one of the options."""

    question: str
    options: tuple[Option, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump(BaseCue):
    """Leads from the end of an option to the cue after all options, and takes no time."""

    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkCue(BaseCue):
    """Time to talk, which "ready" or "next" ends early. Nothing is recorded."""

    question: str
    longest: float = inf
    """The same as in WaitCue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCue(BaseCue):
    """Waits for green, yellow or red. Two people are asked one after the other, a cue each."""

    question: str
    who: str = ""
    """"a" or "b"; empty if it is anybody's to answer."""
    asked_from: int = 0
    """Index of the first cue of those that ask the two by name, after the question itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeCue(BaseCue):
    """Waits for "yes" or "no"; two people are asked one after the other, a cue each. A "no" ends it, kindly."""

    question: str
    who: str = ""
    """The same as in CheckCue."""
    areas_from: int = 0
    """Index of the first cue that reads the areas aloud; without areas the same as `asked_from`."""
    asked_from: int = 0
    """Index of the first cue that asks the two by name: from there both are asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCue(BaseCue):
    """Waits for a number from 0 to 10."""

    question: str
    name: str


Cue = SayCue | WaitCue | RestCue | BreatheCue | SoundCue | AskChoiceCue | Jump | TalkCue | CheckCue | AgreeCue | RateCue
"""One cue of any kind. A match over them ends in `assert_never`."""


@dataclass(frozen=True, slots=True)
class Turn:
    giver: str
    receiver: str
    seconds: float
    longest: float = inf
    """Seconds that more time may make it last at most: the author's longest, or what the two agreed on for tonight."""


@dataclass(frozen=True, slots=True)
class Stretch:
    start: int
    end: int
    """One past its last cue; start == end if the section is empty."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names for the two. `private` if they are people's own names and must not be cached."""

    a: str = "the one giving"
    b: str = "the one receiving"
    private: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """The silence and the bell that the person wants after the ending."""

    seconds: float = 0.0
    """Silence; 0 for none."""
    bed: bool = True
    """The background sound goes on in that silence, if there is one."""
    bell: bool = False
    """A bell sounds last of all."""

    def __bool__(self) -> bool:
        return self.seconds > 0 or self.bell


@dataclass(frozen=True, slots=True)
class Choices:
    """People's choices before the start."""

    lengths: dict[str, float] = field(default_factory=dict)
    """Seconds by name of the length; defaults if left out, kept within the author's bounds."""
    names: Names = field(default_factory=Names)
    starts: str = "a"
    """The one who gives in the first turn: "a" or "b"."""
    crossed_out: frozenset[str] = frozenset()
    """Areas of touch that one of the two has crossed out for tonight."""
    clothes: str = "on"
    """"on", or "agreed": as the two have agreed."""
    agreed: frozenset[str] = frozenset()
    """Names of the lengths that the two agreed on for tonight: in the session they never grow."""
    familiar: bool = False
    """Both know the introduction from another day, and begin with the agreement."""
    closing: Closing = field(default_factory=Closing)


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
    """The areas that both are asked about; empty without touch."""
    crossed_out: frozenset[str] = frozenset()
    """Those crossed out before the start."""
    called: tuple[str, str] = ("", "")
    """Names for "a" and "b"; empty for one person."""
    before_touch: int = 0
    """The cue in the wind-down that a stop leads to before any touch began; 0 if its first cue is always right."""
    begins_at: int = 0
    """The cue that the session begins with: the first one, or the agreement's first words."""
    closing_bed: bool = True
    """The background sound goes on in the silence after the ending."""

    def section_of(self, index: int) -> Section:
        return next(name for name, stretch in self.sections.items() if stretch.start <= index < stretch.end)


# ---- from an exercise to a plan ---------------------------------------------------------------------------------

PACES = {"slow": 0.85, "normal": 1.0, "quick": 1.15}
"""Factors on the usual words a minute. Outside these a system voice begins to sound like a machine."""

SENTENCE_GAP = 0.7
"""Seconds between two sentences of one step: a breath, so that each is taken in before the next begins."""
STEP_GAP = 1.4
"""Seconds after a step's last sentence: twice a breath, so that a new thought is heard as new. Before a silence, a
question or a breath there is no gap: they are rests by themselves, and `wait: 8s` is exactly eight seconds."""

SWAP_REST = 5.0
"""Seconds after the words between two turns, for changing over."""
SIGN_BEFORE = 15.0
"""Seconds before a turn's end at which its sign is said."""
SIGN_BEFORE_TALK = 30.0
LONGEST_UNOFFERED = 48.0
"""Seconds of rest in a turn of touch before a choice is offered. With the words around it, that makes one choice a
minute."""
SHORTEST_SIGNED = 60.0
"""Seconds of the shortest turn that has a sign; in a shorter one, the sign would take most of the turn."""

ABOUT_SAFETY = "readiness"
"""The kind of the exercises in which one person answers alone if touch is safe for them. No file may show that somebody
played one, unless that person keeps a journal."""
PATIENCE = 12.0
"""Seconds planned for an answer; most people have given it by then. The engine decides how long it really waits."""
BREAK_PATIENCE = 30.0
"""Seconds for the answer to the question about the length of a break. A flooded person needs longer to find one."""
FINDING_A_TIME = 60.0
"""Seconds that two people have to agree on another time for a talk; "ready" ends them early."""
LAST_BELL = "last-bell"
"""The bell that was chosen for the end: it sounds even if other bells are off."""
SOUND_SECONDS = {"bell": 4.0, "closing-bell": 6.0, LAST_BELL: 6.0}
RECORDING_SECONDS = 60.0
"""Seconds planned for an author's recording, until its real length is known."""

Measure = Callable[[str, float, int], float]
"""Takes a text, a pace (a factor) and a voice (1 or 2); returns seconds: `estimate`, or the real length once
rendered."""


def timeline(plan: Plan, section: Section | None = None) -> list[tuple[float, Cue]]:
    """Lists the cues with their starts in seconds, with the default answer to every question.

    Main, the ending, and what was chosen after it; or one section alone, from 0. Jumps are followed and left out.
    """
    sections = [section] if section is not None else _heard_sections(plan)
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


def _heard_sections(plan: Plan) -> list[Section]:
    """Lists the sections that a whole session goes through."""
    return [name for name in (Section.MAIN, Section.ENDING, Section.CLOSING) if name in plan.sections]


def planned_seconds(plan: Plan, section: Section | None = None) -> float:
    """Returns the planned length of the session, or of one section of it, by the same way as `timeline`."""
    return round(sum(cue.seconds for _, cue in timeline(plan, section)), 3)


LEFT_OUT_AT_MOST = 0.4
"""Share of the longest way that the default answers may leave out. A silence often means "not now": a talk of a quarter
of an hour would be listed with two minutes."""


def usual_seconds(plan: Plan) -> float:
    """Returns the length that is told to people: the planned one, or that of the longest way through the questions if
    the default answers leave too much of it out."""
    planned, longest = planned_seconds(plan), longest_seconds(plan)
    return longest if planned < (1 - LEFT_OUT_AT_MOST) * longest else planned


def longest_seconds(plan: Plan) -> float:
    """Returns the length with the answers that make it longest."""
    total = 0.0
    for name in _heard_sections(plan):
        stretch = plan.sections[name]
        after: dict[int, float] = {}
        for index in range(stretch.end - 1, stretch.start - 1, -1):
            cue = plan.cues[index]
            if left_out(cue, plan.crossed_out):
                after[index] = after.get(index + 1, 0.0)
                continue
            ways = [option.start for option in cue.options] if isinstance(cue, AskChoiceCue) else []
            seconds = 0.0 if isinstance(cue, Jump) else cue.seconds
            after[index] = seconds + max(after.get(way, 0.0) for way in ways or [following(cue, index)])
        total += after.get(stretch.start, 0.0)
    return round(total, 3)


def following(cue: Cue, index: int) -> int:
    """Returns the index of the cue after `cue`, which is at `index`, with the default answer to a question."""
    if isinstance(cue, Jump):
        return cue.to
    if isinstance(cue, AskChoiceCue):
        return next((option.start for option in cue.options if option.name == cue.default), index + 1)
    return index + 1


def is_silence(cue: Cue) -> bool:
    """Tells whether nothing is said, asked or sounded in this cue, and people have nothing to follow."""
    match cue:
        case WaitCue() | RestCue():
            return True
        case SayCue() | BreatheCue() | SoundCue() | AskChoiceCue() | Jump() | TalkCue() | CheckCue() | AgreeCue():
            return False
        case RateCue():
            return False
        case _:
            assert_never(cue)


MINUTE, HALF_MINUTE, HOUR = 60, 30, 3600
"""Seconds."""


def on_the_clock(cue: Cue) -> float:
    """Returns the seconds of a cue on the turn's clock: none while the two are asked, so that no answer costs time."""
    return 0.0 if isinstance(cue, CheckCue | AgreeCue) else cue.seconds


def left_out(cue: Cue, crossed_out: frozenset[str]) -> bool:
    """Tells whether this cue is not heard with those areas crossed out."""
    if cue.areas & crossed_out:
        return True
    return bool(cue.instead_of) and not cue.instead_of & crossed_out


def in_words(seconds: float, phrases: Phrases) -> str:
    """Returns a length as it is said: 90 is "one minute and thirty seconds"."""
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


def about_in_words(seconds: float, phrases: Phrases) -> str:
    """Returns a length as people say it to each other: 270 is "four and a half minutes", 285 "about five minutes".

    Only lengths from one minute to one hour are rounded, to the nearest half minute.
    """
    if not MINUTE <= seconds < HOUR or seconds % MINUTE == 0:
        return in_words(seconds, phrases)
    minutes, half = divmod(round(seconds / HALF_MINUTE), 2)
    if half:
        said = _counted(minutes, phrases.half_one, phrases.half_many, phrases)
    else:
        said = in_words(minutes * MINUTE, phrases)
    return said if seconds % HALF_MINUTE == 0 else phrases.about.replace("{length}", said)


def _counted(number: int, one: str, many: str, phrases: Phrases) -> str:
    word = phrases.numbers[number] if number < len(phrases.numbers) else str(number)
    return one.replace("{n}", word) if number == 1 else many.replace("{n}", word)
