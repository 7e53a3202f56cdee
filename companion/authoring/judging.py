"""Judges an exercise that could be read: beside the others of its folder, and by the author's linter.

Pure except for the program's own words, which are loaded by language. No files or folders are read here.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, KeysView, Mapping
from dataclasses import dataclass
from functools import cache

from companion.exercise.check import Words, check
from companion.exercise.model import Exercise
from companion.exercise.packwide import include_problems
from companion.exercise.plan import Choices, Plan
from companion.exercise.planner import plan
from companion.exercise.problems import Problem
from companion.exercise.reading import Reading
from companion.exercise.recorded_sentences import NOTHING, Recordings
from companion.exercise.say_as import SayAs
from companion.phrases import load_phrases
from companion.phrases.needs import load_needs
from companion.phrases.voice import load_voice
from companion.session.commands import Kind

COMMON = 20_000
"""Words of the lexicon, most frequent first: those that count as known. The last of them, such as "hover", come up
less than twice in a million words; after them come "tentatively" and "oblige", which many learners do not know."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The result for one exercise."""

    problems: tuple[Problem, ...]
    plan: Plan | None
    """The plan with the default lengths; None if an included exercise is wrong."""


def judge(
    reading: Reading,
    includes: Mapping[str, Exercise],
    broken: Collection[str] = (),
    say_as: SayAs = (),
    recordings: Recordings = NOTHING,
) -> Judged:
    """Finds all the remarks about one exercise.

    `includes`: the exercises of its folder by id, its own among them; empty if it includes none. `broken`: the
    names of those in the folder that could not be read. `say_as`: the words that the author has respelled.
    `recordings`: the sentences that the author recorded.
    """
    exercise = reading.exercise
    lost = reading.losses()
    if includes and (wrong := include_problems(exercise, includes, broken)):
        return Judged((*lost, *map(reading.problem, wrong)), None)
    phrases = load_phrases(exercise.language)
    planned = plan(exercise, Choices(), phrases, includes=includes, recordings=recordings)
    shortest = planned
    if exercise.lengths and planned.turns:
        # The shortest plan is needed only for the words of turns, which have to fit into it.
        least = {name: bounds.from_ for name, bounds in exercise.lengths.items()}
        shortest = plan(exercise, Choices(lengths=least), phrases, includes=includes, recordings=recordings)
    found = check(
        exercise,
        planned,
        command_words(exercise.language),
        shortest=shortest,
        includes=includes,
        needs=load_needs(exercise.language),
        voice=load_voice(exercise.language),
        common=common_words(exercise.language),
        pronounced=pronounced_words(exercise.language),
        say_as=say_as,
    )
    return Judged((*lost, *map(reading.remarked, found)), planned)


@cache
def command_words(language: str) -> Words:
    """Lists the spoken commands of a language, for the linter; none if the program does not hear it."""
    from companion.errors import SettingsError
    from companion.hearing.words import vocabulary

    try:
        known = vocabulary.load(language)
    except SettingsError:
        return Words()
    return Words(frozenset(phrase for phrase, command in known.commands.items() if command.kind is Kind.STOP))


@cache
def command_phrases(language: str) -> frozenset[str]:
    """Lists everything that can be said to the program in a language; nothing if the program does not hear it."""
    from companion.errors import SettingsError
    from companion.hearing.words import vocabulary

    try:
        return frozenset(vocabulary.load(language).commands)
    except SettingsError:
        return frozenset()


@cache
def pronounced_words(language: str) -> KeysView[str]:
    """The words of a language whose pronunciation is in its lexicon; none where the program hears no such language."""
    from companion.errors import SettingsError
    from companion.hearing.words import vocabulary
    from companion.hearing.words.decoys import frequent_words

    try:
        return frequent_words(vocabulary.load(language).lexicon, sys.maxsize)
    except SettingsError:
        return dict[str, None]().keys()


@cache
def common_words(language: str) -> KeysView[str]:
    """The words that most speakers of a language know, the most frequent first; none if the program hears no such
    language."""
    from companion.errors import SettingsError
    from companion.hearing.words import vocabulary
    from companion.hearing.words.decoys import frequent_words

    try:
        return frequent_words(vocabulary.load(language).lexicon, COMMON)
    except SettingsError:
        return dict[str, None]().keys()
