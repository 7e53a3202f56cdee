"""The text of an exercise to an `Exercise`, or every mistake in it with its line, its column and what to write instead.

Pure: text in, value or `ExerciseMistakes` out, nothing else raised. `source` makes plain data of the text (passes
one and two), the models validate it (pass three) and `crosscheck` looks across fields; `complaints` makes
sentences of what the models find.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from companion.exercise.complaints import finding_of
from companion.exercise.crosscheck import Finding, cross_check
from companion.exercise.model import Exercise
from companion.exercise.packwide import too_much
from companion.exercise.problems import ExerciseMistakes, Problem
from companion.exercise.source import MANY_PROBLEMS, Mark, Path, Source, read_source

_SPEECH = frozenset(
    {"say", "agree", "check", "caption", "each", "ask", "title", "summary", "author", "license", "rate", "swap", "sign"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An exercise and where each part of it stands."""

    exercise: Exercise
    source: Source

    def problem(self, finding: Finding) -> Problem:
        """A finding at its place in the file."""
        return _problem(self.source, finding)


def read_exercise(text: bytes | str, file: str) -> Exercise:
    """Raises ExerciseMistakes with everything that is wrong. `file` is only the name messages begin with."""
    return read(text, file).exercise


def read(text: bytes | str, file: str) -> Reading:
    """As `read_exercise`, with the place of every part for those who have more to say about it."""
    source = read_source(text, file)
    if source.data is None:
        raise ExerciseMistakes(source.problems)
    if not isinstance(source.data, dict):
        problem = Problem(
            file, 1, 1, "This is not an exercise: it has no 'title:' and no 'steps:'.", "Begin with the line: format: 1"
        )
        raise ExerciseMistakes([*source.problems, problem])
    exercise, findings = _validate(source)
    complained = {finding.path for finding in findings}
    for finding in [*_bare_words(source, source.data, ()), *cross_check(source)]:
        if finding.path not in complained or finding.at_key:
            findings.append(finding)
            complained.add(finding.path)
    problems = {*source.problems, *(_problem(source, finding) for finding in findings)}
    if exercise is not None and not problems and (big := too_much(exercise)) is not None:
        problems.add(_problem(source, big))
    if problems or exercise is None:
        raise ExerciseMistakes(_first_of(problems))
    return Reading(exercise, source)


def _first_of(problems: set[Problem]) -> list[Problem]:
    """No more than somebody would read; how many are left out is said at the last place."""
    ordered = sorted(problems)
    if len(ordered) <= MANY_PROBLEMS:
        return ordered
    last = ordered[MANY_PROBLEMS - 1]
    left = len(ordered) - MANY_PROBLEMS
    return [
        *ordered[:MANY_PROBLEMS],
        Problem(last.file, last.line, last.column + 1, f"And {left} more after this.", "Mend the first ones first."),
    ]


def _problem(source: Source, finding: Finding) -> Problem:
    mark: Mark = source.key_mark(finding.path) if finding.at_key else source.mark(finding.path)
    return Problem(source.file, mark.line, mark.column, finding.message, finding.hint)


# ---- pass three -------------------------------------------------------------------------------------------------


def _validate(source: Source) -> tuple[Exercise | None, list[Finding]]:
    try:
        return Exercise.model_validate(source.data), []
    except ValidationError as error:
        # One complaint a place; but several keys may be missing from the same one.
        findings: dict[tuple[Path, str], Finding] = {}
        for one in error.errors(include_url=False):
            finding = finding_of(source, dict(one))
            if finding is not None:
                findings.setdefault((finding.path, finding.message if one["type"] == "missing" else ""), finding)
        if not findings:
            findings[(), ""] = Finding(
                (), "This is not an exercise.", "Compare it with one that came with the program."
            )
        return None, list(findings.values())


def _bare_words(source: Source, value: Any, path: Path) -> list[Finding]:
    """A spoken line that is nothing but no, yes, on, off …: half of all YAML programs read these as true or false.

    They are text here, and the answers of `choose` may be called so; as speech they are asked for in quotes, so that
    an exercise says the same wherever it is read.
    """
    if isinstance(value, dict):
        return [found for key in value for found in _bare_words(source, value[key], (*path, key))]
    if isinstance(value, tuple):
        return [found for index, item in enumerate(value) for found in _bare_words(source, item, (*path, index))]
    if not isinstance(value, str) or path not in source.written:
        return []
    if isinstance(path[-1], int) or path[-1] in _SPEECH:
        written = source.written[path]
        return [
            Finding(
                path,
                f"A bare {written} is a yes-or-no value to many programs, not something to say.",
                f'Put it in quotes: "{written}"',
            )
        ]
    return []
