"""Rules about what is heard: sentences, command words, silences, and whether it takes as long as it says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from companion.exercise.check import english
from companion.exercise.check.base import Checked, Remark, Rule, own_speech, texts, with_crossed_out
from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    CheckCue,
    Cue,
    RestCue,
    WaitCue,
    planned_seconds,
    timeline,
)
from companion.exercise.problems import Severity
from companion.exercise.scalars import spell_seconds
from companion.exercise.source import Path

LONGEST_SENTENCE_WORDS = 30
"""More than this is read with the eyes, not heard."""
LONGEST_SILENCE = 180.0
"""Seconds without a word, after which people wonder whether the program is still there."""
LONGEST_WITHOUT_CHOICE = 60.0
"""Seconds of attention to the body, or of touch, from one offered choice to the next."""
OFF_BY = 0.25
"""The part of the real length by which a stated one may be wrong; and never less than OFF_AT_LEAST seconds."""
OFF_AT_LEAST = 60.0
_STATED_IN = 3
"""The length is stated in the summary or in the first steps; later on minutes mean something else."""


def long_sentences(checked: Checked) -> Iterator[Remark]:
    for cue in own_speech(checked.plan):
        words = len(cue.text.split())
        if words > LONGEST_SENTENCE_WORDS:
            yield Remark(
                "long-sentence",
                Severity.WARNING,
                cue.path,
                f"A sentence of {words} words is hard to follow by ear.",
                f"Make two of it, each under {LONGEST_SENTENCE_WORDS} words.",
            )


def command_words(checked: Checked) -> Iterator[Remark]:
    safety = sorted(checked.words.safety)
    begins = _beginnings(checked.words.safety)
    longest = max(map(len, checked.words.steering), default=0)
    for cue in own_speech(checked.plan):
        text = cue.text.casefold()
        # What has no such word in it, and is longer than any that has to stand alone, is nearly everything.
        if begins.search(text) is None and len(text) > 2 * longest:
            continue
        said = _plain(text)
        around = f" {said} "
        for word in safety:
            if f" {word} " in around:
                yield Remark(
                    "command-word",
                    Severity.WARNING,
                    cue.path,
                    f"'{word}' is a command, and the narrator says it.",
                    "Use another word where one does as well.",
                )
        if said in checked.words.steering:
            yield Remark(
                "command-word",
                Severity.WARNING,
                cue.path,
                f"'{said}' alone is a command, and the narrator says it.",
                "Say it in a longer sentence.",
            )


def long_silences(checked: Checked) -> Iterator[Remark]:
    for path, seconds in _silences(checked):
        if seconds > LONGEST_SILENCE:
            yield Remark(
                "long-silence",
                Severity.NOTE,
                path,
                f"{spell_seconds(seconds)} without a word.",
                "Say a short sentence in between, so that nobody wonders whether the voice is still there.",
            )


def _silences(checked: Checked) -> Iterator[tuple[Path, float]]:
    """Each silence of this file, several in a row as one, at its first step.

    The rest of a turn is none where people talk: then somebody is speaking in it.
    """
    talk = checked.exercise.kind == "talk"
    before: Cue | None = None
    path: Path = ()
    seconds = 0.0
    for cue in checked.plan.cues:
        silent = isinstance(cue, WaitCue | RestCue) and cue.path[0] != "phrases" and "include" not in cue.path
        if silent and not (talk and cue.turn is not None):
            if not isinstance(before, WaitCue | RestCue) or seconds == 0:
                path = cue.path
            seconds += cue.seconds
        elif seconds:
            yield path, seconds
            seconds = 0.0
        before = cue
    if seconds:
        yield path, seconds


def length_as_said(checked: Checked) -> Iterator[Remark]:
    if checked.exercise.language != "en":
        return
    real = planned_seconds(checked.plan)
    for path, text in _where_a_length_is_stated(checked):
        stated = english.stated_seconds(text)
        if stated is None:
            continue
        if abs(stated - real) > max(OFF_AT_LEAST, OFF_BY * real):
            yield Remark(
                "length-as-said",
                Severity.WARNING,
                path,
                f"It says {spell_seconds(stated)}, and it takes {spell_seconds(round(real))}.",
                "Say the real length, or change the silences.",
            )
        return


def _where_a_length_is_stated(checked: Checked) -> Iterator[tuple[Path, str]]:
    for index, step in enumerate(checked.exercise.steps[:_STATED_IN]):
        yield from texts(step, ("steps", index))
    yield ("summary",), checked.exercise.summary


def choices_in_a_minute(checked: Checked) -> Iterator[Remark]:
    """Where attention goes to the body, or hands to another's: a choice is offered at least once a minute."""
    if checked.exercise.kind not in ("body", "touch") or checked.exercise.language != "en":
        return
    told: set[Path] = set()
    areas = checked.plan.touch if len(checked.plan.touch) > 1 else ()
    for out in ("", *areas):
        cues = list(with_crossed_out(checked.plan, out)) if out else timeline(checked.plan)
        for path, seconds in _without_choice(cues):
            if path in told or "include" in path:
                continue
            told.add(path)
            where = f" where '{out}' is crossed out" if out else ""
            yield Remark(
                "choice-in-a-minute",
                Severity.WARNING,
                path,
                f"{spell_seconds(round(seconds))} without an offered choice{where}.",
                "Offer one at least once a minute, such as: if you like; or leave it out; or look around instead.",
            )


def _without_choice(cues: list[tuple[float, Cue]]) -> Iterator[tuple[Path, float]]:
    """Each stretch that is too long, once: where it begins to be, and its seconds by then."""
    asking = {cue.step for _, cue in cues if isinstance(cue, AskChoiceCue | CheckCue | AgreeCue)}
    since = 0.0
    told = False
    for at, cue in cues:
        end = at + cue.seconds
        if cue.step in asking or english.offers_a_choice(getattr(cue, "text", "")):
            since, told = end, False
        elif end - since > LONGEST_WITHOUT_CHOICE and not told and cue.path[0] != "phrases":
            told = True
            yield cue.path, end - since


_WORD = re.compile(r"(?:[^\W_]|')+")


def _plain(text: str) -> str:
    """The words of a text in small letters, one space between them."""
    return " ".join(_WORD.findall(text))


@cache
def _beginnings(phrases: frozenset[str]) -> re.Pattern[str]:
    """Finds what may be the first word of one of these; nothing where there are none."""
    return re.compile("|".join(re.escape(phrase.split()[0]) for phrase in sorted(phrases)) or "(?!)")


RULES: dict[str, Rule] = {
    "long-sentence": long_sentences,
    "command-word": command_words,
    "long-silence": long_silences,
    "length-as-said": length_as_said,
    "choice-in-a-minute": choices_in_a_minute,
}
