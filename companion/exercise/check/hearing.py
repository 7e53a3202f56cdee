"""Rules about the sound of an exercise: sentences, command words, silences, and the length that it states. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from companion.exercise.check import english
from companion.exercise.check.base import Checked, Rule, with_crossed_out
from companion.exercise.check.voice import quotes
from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    CheckCue,
    Cue,
    is_silence,
    planned_seconds,
    timeline,
)
from companion.exercise.problems import Remark, Severity
from companion.exercise.say_as import respelled
from companion.exercise.scalars import spell_seconds
from companion.exercise.source import Path
from companion.exercise.steps import texts

LONGEST_SENTENCE = 30
"""Words of one sentence above which it is a warning: such a sentence can be read, but not followed by ear."""
LONG_SENTENCE = 20
"""Words of one sentence above which it is a note, a name counting as one: by its end, its beginning is forgotten."""
LONGEST_SILENCE = 180.0
"""Seconds without a word, after which people wonder whether the program is still there."""
LONGEST_WITHOUT_CHOICE = 75.0
"""Seconds of attention to the body, or of touch, from one offered choice to the next: a rest of one minute fits in,
with the sentences before it that say how long it is and what to do."""
OFF_BY = 0.25
"""Share of the real length by which a stated one may be wrong; differences under OFF_AT_LEAST seconds never count."""
OFF_AT_LEAST = 60.0
_STATED_IN = 3
"""Number of first steps that may state the length, besides the summary; later on, minutes mean something else."""


def long_sentences(checked: Checked) -> Iterator[Remark]:
    """Finds sentences that are too long to follow by ear."""
    for path, sentence in checked.authored:
        words = len(_NAME.sub("name", sentence).split())
        if words > LONG_SENTENCE:
            yield Remark(
                "long-sentence",
                Severity.WARNING if words > LONGEST_SENTENCE else Severity.NOTE,
                path,
                f"A sentence of {words} words is hard to follow by ear.",
                f"Split it in two, with at most {LONG_SENTENCE} words each.",
            )


def unsayable(checked: Checked) -> Iterator[Remark]:
    """Finds numbers, signs and capitals that can be read aloud in several ways: the voice chooses one, perhaps not the
    one that was meant."""
    for path, sentence in checked.authored:
        shout = next((word for word in _CAPITALS.findall(sentence) if word.lower() in checked.common), None)
        found = _UNSAID.search(sentence)
        if found is not None or shout is not None:
            yield Remark(
                "unsayable",
                Severity.NOTE,
                path,
                f"'{found[0] if found is not None else shout}' may not be read the way you mean it.",
                "Spell it out in lowercase words, the way you would say it.",
            )


def unknown_names(checked: Checked) -> Iterator[Remark]:
    """Finds names that voices have to guess how to say, each once."""
    if not checked.pronounced:
        return
    listed = tuple((written, ".") for written, _ in checked.say_as)
    told: set[str] = set()
    for path, sentence in checked.authored:
        for found in _CAPITALIZED.finditer(_BRACES.sub(".", respelled(sentence, listed))):
            name = found[0]
            first = name.split()[0]
            if found.start() == 0 and english.is_known(first.casefold(), checked.pronounced, ()):
                name = name.removeprefix(first).lstrip()  # any word may begin a sentence with a capital
            words = re.split("[ -]", name) if name else []
            strange = [word for word in words if not english.is_known(word.casefold(), checked.pronounced, ())]
            # Another rule looks for rare words at the beginning.
            if not strange or name in told or (found.start() == 0 and name == found[0] and strange == words[:1]):
                continue
            told.add(name)
            yield Remark(
                "unknown-name",
                Severity.NOTE,
                path,
                f"Voices may not know how to say '{name}'.",
                f"Listen to it. If it's wrong, write a line into say-as.yaml: '{name}: ' and how it sounds.",
            )


def command_words(checked: Checked) -> Iterator[Remark]:
    """Finds "stop" and its like in touch: while the narrator says such a word, the hearing ignores it and may miss a
    real one."""
    if not checked.plan.touch:
        return
    for path, sentence in checked.authored:
        around = f" {_plain(sentence.casefold())} "
        # A sentence that teaches the word has to say it, and a check asks for the colours.
        if path[-1] == "check" or (checked.voice is not None and quotes(checked.voice, sentence)):
            continue
        for word in sorted(checked.words.stops):
            if f" {word} " in around:
                yield Remark(
                    "command-word",
                    Severity.WARNING,
                    path,
                    f"'{word}' is a command word, said here while people are touching.",
                    "Use a different word if you can.",
                )


def long_silences(checked: Checked) -> Iterator[Remark]:
    """Finds silences in which people wonder whether the program is still there."""
    for path, seconds in _silences(checked):
        if seconds > LONGEST_SILENCE:
            yield Remark(
                "long-silence",
                Severity.NOTE,
                path,
                f"{spell_seconds(seconds)} without a word.",
                "Say something short in between, so that people know the voice is still there.",
            )


def _silences(checked: Checked) -> Iterator[tuple[Path, float]]:
    """Yields each silence of this file, several in a row as one, at its first step.

    The silence that fills a turn of a talk (`wait: rest`) does not count: somebody is speaking then.
    """
    talk = checked.exercise.kind == "talk"
    before: Cue | None = None
    path: Path = ()
    seconds = 0.0
    for cue in checked.plan.cues:
        silent = is_silence(cue) and cue.path[0] != "phrases" and "include" not in cue.path
        if silent and not (talk and cue.turn is not None):
            if before is None or not is_silence(before) or seconds == 0:
                path = cue.path
            seconds += cue.seconds
        elif seconds:
            yield path, seconds
            seconds = 0.0
        before = cue
    if seconds:
        yield path, seconds


def length_as_said(checked: Checked) -> Iterator[Remark]:
    """Compares the length that the exercise states with the planned one."""
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
    """Finds stretches of attention to the body, or of touch, in which no choice is offered for too long."""
    if checked.exercise.kind not in ("body", "touch") or checked.exercise.language != "en":
        return
    told: set[Path] = set()
    areas = checked.plan.touch if len(checked.plan.touch) > 1 else ()
    for out in ("", *areas):
        cues = list(with_crossed_out(checked.plan, out)) if out else timeline(checked.plan)
        for path, seconds in without_choice(cues):
            if path in told or "include" in path:
                continue
            told.add(path)
            where = f" where '{out}' is crossed out" if out else ""
            yield Remark(
                "choice-in-a-minute",
                Severity.WARNING,
                path,
                f"{spell_seconds(round(seconds))} without offering a choice{where}.",
                "Offer a choice at least once a minute, such as: if you like; or leave it out; or look around instead.",
            )


def without_choice(cues: list[tuple[float, Cue]]) -> Iterator[tuple[Path, float]]:
    """Yields each stretch that is too long, once: the place where it becomes so, and its seconds by then."""
    asking = {cue.step for _, cue in cues if isinstance(cue, AskChoiceCue | CheckCue | AgreeCue)}
    since = 0.0
    told = False
    for at, cue in cues:
        end = round(at + cue.seconds, 3)
        if cue.step in asking or english.offers_a_choice(getattr(cue, "text", "")):
            since, told = end, False
        elif round(end - since, 3) > LONGEST_WITHOUT_CHOICE and not told and cue.path[0] != "phrases":
            told = True
            yield cue.path, round(end - since, 3)


# Two numbers with a sign between them: fractions, dates, times and ranges look alike. A word in capitals is found only
# if it is an ordinary one.
_UNSAID = re.compile(r"(?<![\d:/–—-])\d+[:/–—-]\d+(?![:/–—-]?\d)|[^\W\d_]+/[^\W\d_]+|[§#@]")
_CAPITALIZED = re.compile(r"\b[^\W\d_a-zà-ÿ][a-zà-ÿ']+(?:[ -][^\W\d_a-zà-ÿ][a-zà-ÿ']+)*\b")
_BRACES = re.compile(r"\{[^{}]*\}")
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
_NAME = re.compile(r"\{\w+\}")
_WORD = re.compile(r"(?:[^\W_]|')+")


def _plain(text: str) -> str:
    """Returns the words of a text in small letters, one space between them."""
    return " ".join(_WORD.findall(text))


RULES: dict[str, Rule] = {
    "long-sentence": long_sentences,
    "unsayable": unsayable,
    "unknown-name": unknown_names,
    "command-word": command_words,
    "long-silence": long_silences,
    "length-as-said": length_as_said,
    "choice-in-a-minute": choices_in_a_minute,
}
