"""What is to be said about one exercise that could be read: beside its neighbours, and by the author's linter.

Pure but for the program's own words, which are loaded by language. Nothing of files or folders here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from companion.exercise.check import Words, check
from companion.exercise.model import Exercise
from companion.exercise.packwide import include_problems
from companion.exercise.plan import Choices, Plan, plan
from companion.exercise.problems import Problem
from companion.exercise.reading import Reading
from companion.phrases import load_phrases


@dataclass(frozen=True, slots=True)
class Judged:
    problems: tuple[Problem, ...]
    plan: Plan | None
    """With the default lengths; None where what it includes is wrong."""


def judge(reading: Reading, includes: Mapping[str, Exercise], broken: Collection[str] = ()) -> Judged:
    """Everything to be said about one exercise.

    `includes` are the exercises of its folder by id, its own among them; empty where it includes none. `broken` are
    the names of those of its folder that could not be read.
    """
    exercise = reading.exercise
    if includes and (wrong := include_problems(exercise, includes, broken)):
        return Judged(tuple(map(reading.problem, wrong)), None)
    phrases = load_phrases(exercise.language)
    planned = plan(exercise, Choices(), phrases, includes=includes)
    shortest = planned
    if exercise.lengths and planned.turns:
        # Only what is said in a turn has to fit into the shortest one.
        least = {name: bounds.from_ for name, bounds in exercise.lengths.items()}
        shortest = plan(exercise, Choices(lengths=least), phrases, includes=includes)
    problems: list[Problem] = []
    for remark in check(exercise, planned, command_words(exercise.language), shortest=shortest, includes=includes):
        mark = reading.source.mark(remark.path)
        problems.append(
            Problem(
                reading.source.file, mark.line, mark.column, remark.message, remark.hint, remark.severity, remark.rule
            )
        )
    return Judged(tuple(problems), planned)


@cache
def command_words(language: str) -> Words:
    """The spoken commands of a language, for the linter; none where the program hears no such language."""
    from companion.errors import SettingsError
    from companion.hearing import vocabulary

    try:
        known = vocabulary.load(language)
    except SettingsError:
        return Words()
    safety = frozenset(known.safety())
    return Words(safety=safety, steering=frozenset(known.commands) - safety)
