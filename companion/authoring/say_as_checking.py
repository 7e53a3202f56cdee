"""Checks a list of words that are said in another way against its exercises and the spoken commands. Pure.

`exercise/say_as` finds the mistakes in the list itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from companion.exercise.model import Exercise
from companion.exercise.problems import Problem, Severity
from companion.exercise.say_as import SayAs, respelled
from companion.exercise.source import Source
from companion.exercise.steps import step_lists, texts, within

_STANDS_FOR_NOTHING = "\ue000"
"""A private character, which no exercise has: it shows whether an entry changes a text."""


def say_as_remarks(
    source: Source, say_as: SayAs, exercises: Iterable[Exercise], commands: Collection[str], stops: Collection[str]
) -> Iterator[Problem]:
    """Yields what an author should look at in a list that could be read.

    `commands`: the phrases that people can say to Companion. `stops`: those of them that stop it.
    """
    spoken = "\n".join(text for exercise in exercises for text in _spoken(exercise))
    for written, said in say_as:
        found = _remark(written, said, commands, stops)
        if found is None and spoken and respelled(spoken, ((written, _STANDS_FOR_NOTHING),)) == spoken:
            found = (
                f"No exercise here has '{written}', so this changes nothing.",
                "Check the spelling. A word with a capital letter is only found as it is written here.",
                Severity.NOTE,
            )
        if found is not None:
            mark = source.key_mark((written,))
            yield Problem(source.file, mark.line, mark.column, *found)


def _remark(
    written: str, said: str, commands: Collection[str], stops: Collection[str]
) -> tuple[str, str, Severity] | None:
    word, sound = _plain(written), _plain(said)
    if word == sound:
        return (
            f"'{written}' is to be said as it is written, so this changes nothing.",
            "Write it as it sounds, or remove the line.",
            Severity.NOTE,
        )
    if word in stops:
        return (
            f"'{written}' is a word that stops Companion. People have to hear it as it is.",
            "Remove this line.",
            Severity.WARNING,
        )
    longest_first = sorted(stops, key=lambda stop: (-len(stop), stop))
    heard = next((stop for stop in longest_first if re.search(rf"(?<!\w){re.escape(stop)}(?!\w)", sound)), None)
    if heard is None and sound in commands:
        heard = sound
    if heard is not None:
        return (
            f"'{written}' would sound like '{heard}', which is a command. If somebody said it just then, Companion "
            "could miss it.",
            "Write it in another way, so that it doesn't sound like a command.",
            Severity.WARNING,
        )
    return None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split()).strip(" .,")


def _spoken(exercise: Exercise) -> Iterator[str]:
    for name, steps in step_lists(exercise):
        for path, step in within(steps, (name,)):
            for _, text in texts(step, path):
                yield text
