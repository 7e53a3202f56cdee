"""Rules about time: how much of it is speech, and how silences follow each other. Pure.

Time to talk and to answer is neither speech nor silence here. The pace of a talk is that of the two people in it, so
most of this is about exercises in which only the narrator speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from companion.exercise.check.base import Checked, Rule, Way, heard, ways
from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Jump,
    RateCue,
    RestCue,
    SayCue,
    SoundCue,
    TalkCue,
    WaitCue,
    is_silence,
    timeline,
)
from companion.exercise.problems import Remark, Severity
from companion.exercise.scalars import spell_seconds
from companion.exercise.source import Path

LEAST_SPEECH = 0.15
MOST_SPEECH = 0.65
"""Share of speech in the time that is speech, silence or breathing. A third to a half is the aim. With less than
LEAST_SPEECH people are left alone in a long silence; with more than MOST_SPEECH they have no time to do what they
hear."""
JUDGED_FROM = 120.0
"""Seconds of speech, silence and breathing together from which an exercise is judged: a shorter one has no pace yet."""
LEFT_ALONE_FROM = 300.0
"""Seconds, counted as for JUDGED_FROM, from which an exercise may have too little speech. A shorter one may be a single
long look out of the window. The kind `practice` is left out: it asks something and leaves people to think."""
SAME_RUNNING = 3
"""Silences of one length in a row, at most: with one more, people begin to count along."""
LONG_SESSION = 480.0
LONG_REST = 60.0
"""Seconds: a session longer than LONG_SESSION needs one silence of at least LONG_REST, to settle in."""
_UNPACED = frozenset({"talk", "readiness"})
"""Kinds of exercise in which the people who talk or answer set the pace."""


def speech_shares(checked: Checked) -> Iterator[Remark]:
    """Finds an exercise in which too much or too little is said."""
    if checked.exercise.kind in _UNPACED:
        return
    shares = _shares(timeline(checked.plan))
    if shares.whole < JUDGED_FROM:
        return
    share = shares.speech / shares.whole
    alone = (shares.speech + shares.breathing) / shares.whole
    if share > MOST_SPEECH:
        said = "Leave more time after things people should do or feel."
    elif alone < LEAST_SPEECH and shares.whole >= LEFT_ALONE_FROM and checked.exercise.kind != "practice":
        said = "Say a little more: what people might notice, or that the silence is intended."
    else:
        return
    yield Remark(
        "speech-share",
        Severity.NOTE,
        ("steps",),
        f"{round(100 * share)} % of the time is speech, and the rest is silence or breathing.",
        f"{said} A third to a half is a good share of speech, less where people touch.",
    )


@dataclass(frozen=True, slots=True)
class _Shares:
    """Seconds of each. The gap after a sentence counts as silence; a breath that people follow is neither silence nor
    speech."""

    speech: float
    silence: float
    breathing: float

    @property
    def whole(self) -> float:
        return self.speech + self.silence + self.breathing


def _shares(way: Way) -> _Shares:
    cues = [cue for _, cue in way]
    gaps = sum(cue.gap for cue in cues if isinstance(cue, SayCue))
    return _Shares(
        speech=sum(cue.seconds for cue in cues if isinstance(cue, SayCue)) - gaps,
        silence=sum(cue.seconds for cue in cues if is_silence(cue)) + gaps,
        breathing=sum(cue.seconds for cue in cues if isinstance(cue, BreatheCue)),
    )


def equal_silences(checked: Checked) -> Iterator[Remark]:
    """Finds rows of silences of one length, each at the silence that is one too many."""
    told: set[Path] = set()
    for way in ways(checked.plan):
        for run in _equal_runs(way):
            path = run[SAME_RUNNING].path
            if path in told:
                continue
            told.add(path)
            yield Remark(
                "equal-silences",
                Severity.NOTE,
                path,
                f"{len(run)} silences of {spell_seconds(run[0].seconds)} one after the other.",
                "Make some shorter, after a small instruction, and some longer, where people feel something.",
            )


def _equal_runs(way: Way) -> Iterator[list[Cue]]:
    """Yields silences of one length with nothing but speech between them, if there are too many."""
    run: list[Cue] = []
    for _, cue in way:
        if isinstance(cue, SayCue):
            continue
        same = _authored_wait(cue)
        if not (same and run and run[-1].seconds == cue.seconds and run[-1].turn == cue.turn):
            if len(run) > SAME_RUNNING:
                yield run
            run = []
        if same:
            run.append(cue)
    if len(run) > SAME_RUNNING:
        yield run


def no_long_rest(checked: Checked) -> Iterator[Remark]:
    """Finds a long exercise that never leaves people a minute to themselves."""
    # In touch a choice is offered every minute, so that no silence gets that long.
    if checked.exercise.kind in (*_UNPACED, "touch"):
        return
    cues = [cue for _, cue in timeline(checked.plan)]
    longest = max((cue.seconds for cue in cues if _leaves_time(cue)), default=0.0)
    whole = sum(cue.seconds for cue in cues)
    if whole > LONG_SESSION and longest < LONG_REST:
        yield Remark(
            "no-long-rest",
            Severity.NOTE,
            ("steps",),
            f"The longest silence is {spell_seconds(longest)}, in {spell_seconds(round(whole))}.",
            f"Add a silence of {spell_seconds(LONG_REST)} or more. Before it, say how long it is and what to do.",
        )


def _leaves_time(cue: Cue) -> bool:
    """Tells whether people have nothing to listen to or to answer in this cue."""
    match cue:
        case WaitCue() | RestCue() | BreatheCue() | TalkCue():
            return True
        case SayCue() | SoundCue() | AskChoiceCue() | Jump() | CheckCue() | AgreeCue() | RateCue():
            return False
        case _:
            assert_never(cue)


def unannounced_rests(checked: Checked) -> Iterator[Remark]:
    """Finds long silences that no sentence has announced: people think that something is broken."""
    voice = checked.voice
    if voice is None or checked.exercise.kind in _UNPACED:
        return
    announced = re.compile(rf"\b(?:{voice.length})\b", re.I)
    each_time = re.compile(rf"\b(?:{voice.each_time})\b", re.I)
    found: dict[Path, float] = {}
    for way in ways(checked.plan):
        said = {at: sentence for at, _, sentence in heard(checked, way)}
        lately: list[str] = []
        always = False
        for at, cue in way:
            if isinstance(cue, SayCue):
                lately.append(said.get(at, ""))
                always = always or each_time.search(lately[-1]) is not None
                continue
            if _authored_wait(cue) and cue.seconds >= LONG_REST and not (always or any(map(announced.search, lately))):
                found.setdefault(cue.path, cue.seconds)
            lately = [] if cue.seconds >= LONG_REST else lately[-1:]
    if found:
        path, seconds = next(iter(found.items()))
        more = f" (the first of {len(found)})" if len(found) > 1 else ""
        yield Remark(
            "rest-unannounced",
            Severity.NOTE,
            path,
            f"{spell_seconds(seconds)} of silence, without a word about it before{more}.",
            "Say how long it is and what to do, such as: I'll be quiet for one minute. Keep noticing your hands.",
        )


def _authored_wait(cue: Cue) -> bool:
    """Tells whether a cue is a `wait` of this file: not added by the program, nor of an included exercise."""
    own = cue.path[0] != "phrases" and "include" not in cue.path and cue.path[-1] == "wait"
    return own and isinstance(cue, WaitCue)


RULES: dict[str, Rule] = {
    "speech-share": speech_shares,
    "equal-silences": equal_silences,
    "no-long-rest": no_long_rest,
    "rest-unannounced": unannounced_rests,
}
