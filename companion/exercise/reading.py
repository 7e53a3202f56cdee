"""Reads the text of an exercise: gives an `Exercise`, or every mistake with its line, its column and what to write
instead.

Pure: text in, value or `ExerciseMistakes` out, nothing else raised. `source` makes plain data of the text (passes
one and two), the models validate it (pass three) and `crosscheck` looks across fields; `complaints` makes
sentences of what the models find.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from companion.exercise.complaints import finding_of
from companion.exercise.crosscheck import Finding, cross_check, markup_findings
from companion.exercise.examples import EXAMPLES, short
from companion.exercise.item_lists import is_item_list, list_instead
from companion.exercise.model import Exercise
from companion.exercise.packwide import too_much
from companion.exercise.problems import ExerciseMistakes, Problem, Remark
from companion.exercise.source import MANY_PROBLEMS, Mark, Path, Source, read_source
from companion.exercise.step_keys import TOP_WORD_KEYS, WORD_KEYS

_SPEECH = WORD_KEYS | TOP_WORD_KEYS
_TOP_KEYS = tuple(field.alias or name for name, field in Exercise.model_fields.items())
"""The keys at the top of an exercise, in the order in which they are usually written."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An exercise and where each part of it stands."""

    exercise: Exercise
    source: Source
    markup: tuple[Problem, ...] = ()
    """Marks in spoken lines that are not words. They are for the author to mend; the voices leave them out."""

    def losses(self) -> list[Problem]:
        """Finds words that would be lost, or said although they were not meant to be; markup is among them."""
        from companion.exercise.recovering import losses  # fifteen modules that a session never needs

        found = losses(self.source)
        told = {problem.line for problem in found}
        return [*found, *(problem for problem in self.markup if problem.line not in told)]

    def problem(self, finding: Finding) -> Problem:
        """Gives a finding its place in the file."""
        return _problem(self.source, finding)

    def remarked(self, remark: Remark) -> Problem:
        """Gives a rule's remark its place in the file."""
        mark = self.source.mark(remark.path)
        if remark.excerpt:
            mark = self.source.mark_of(remark.path, remark.excerpt)
        mark, hint = _placed(self.source, mark, remark.path, remark.missing, remark.hint)
        return Problem(self.source.file, mark.line, mark.column, remark.message, hint, remark.severity, remark.rule)


def read_exercise(text: bytes | str, file: str) -> Exercise:
    """Reads an exercise. Raises ExerciseMistakes with everything that is wrong; `file` is the name in its messages."""
    return read(text, file).exercise


def read(text: bytes | str, file: str) -> Reading:
    """Reads as `read_exercise` does, and keeps the place of every part for further remarks about it.

    For a list of kinds of closeness its `what` is ITEMS_INSTEAD.
    """
    if is_item_list(text):
        raise list_instead(text, file)
    source = read_source(text, file)
    exercise, problems = _attempt(source)
    if exercise is None or problems:
        from companion.exercise.recovering import all_problems

        found = all_problems(source, sorted(problems), lambda again: sorted(_attempt(again)[1]))
        raise ExerciseMistakes(_first_of(set(found)))
    markup = [_problem(source, finding) for finding in markup_findings(source)]
    return Reading(exercise, source, tuple(sorted(markup)[:MANY_PROBLEMS]))


def _attempt(source: Source) -> tuple[Exercise | None, set[Problem]]:
    """Reads an exercise from its data, and finds its problems; there is at least one if there is no exercise."""
    if source.data is None:
        return None, set(source.problems)
    if not isinstance(source.data, dict):
        return None, {*source.problems, _no_exercise(source)}
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
        problems |= {_problem(source, finding) for finding in markup_findings(source)}
    return exercise, problems


def _no_exercise(source: Source) -> Problem:
    if not isinstance(source.data, str):
        hint = "Start with the line: format: 1"
        return Problem(source.file, 1, 1, "This isn't an exercise: it has no 'title:' and no 'steps:'.", hint)
    words = short(" ".join(line.strip() for line in source.lines if line.strip()))
    hint = "`companion new exercise NAME` makes a file to write in. "
    hint += f"There, under 'steps:', each sentence gets its own line with a dash: - {words}"
    return Problem(source.file, 1, 1, "This isn't an exercise: it has no 'title:' and no 'steps:'.", hint)


def _first_of(problems: set[Problem]) -> list[Problem]:
    """Keeps as many problems as somebody would read, and reports the number of the others at the last place."""
    ordered = sorted(problems)
    if len(ordered) <= MANY_PROBLEMS:
        return ordered
    last = ordered[MANY_PROBLEMS - 1]
    left = len(ordered) - MANY_PROBLEMS
    return [
        *ordered[:MANY_PROBLEMS],
        Problem(last.file, last.line, last.column + 1, f"And {left} more after this.", "Fix the first ones first."),
    ]


def _problem(source: Source, finding: Finding) -> Problem:
    mark: Mark = source.key_mark(finding.path) if finding.at_key else source.mark(finding.path)
    if finding.excerpt:
        mark = source.mark_of(finding.path, finding.excerpt)
    mark, hint = _placed(source, mark, finding.path, finding.missing, finding.hint)
    return Problem(source.file, mark.line, mark.column, finding.message, hint)


def _placed(source: Source, mark: Mark, path: Path, missing: str, hint: str) -> tuple[Mark, str]:
    """Returns the place of a problem, and its hint. A problem of the file as a whole is at its very beginning, and not
    at the first key behind some notes; a missing key is where it should be."""
    if not missing:
        return mark if path else Mark(1, 1), hint
    mark, here = _place_of_missing(source, missing)
    return mark, hint.replace("{here}", here)


def _place_of_missing(source: Source, key: str) -> tuple[Mark, str]:
    """Returns the place where a key should be written, and its name in a sentence: at a note that asks for it, or
    above the key that usually comes next."""
    for number, line in enumerate(source.lines, 1):
        if line.lstrip().startswith("#") and f"`{key}:`" in line:
            return Mark(number, line.index("#") + 1), "in place of this note"
    written = source.lines[0].lstrip() if source.lines else ""
    after = _TOP_KEYS[_TOP_KEYS.index(key) + 1 :] if key in _TOP_KEYS and not written.startswith("{") else ()
    following = next((each for each in after if (each,) in source.keys), None)
    if following is None:
        return Mark(1, 1), "near the top"
    return source.keys[following,], "above this line"


# ---- pass three -------------------------------------------------------------------------------------------------


def _validate(source: Source) -> tuple[Exercise | None, list[Finding]]:
    try:
        return Exercise.model_validate(source.data), []
    except ValidationError as error:
        # One problem for each place; but several keys may be missing at the same one.
        findings: dict[tuple[Path, str], Finding] = {}
        for one in error.errors(include_url=False):
            finding = finding_of(source, dict(one))
            if finding is not None:
                findings.setdefault((finding.path, finding.message if one["type"] == "missing" else ""), finding)
        if not findings:
            findings[(), ""] = Finding(
                (), "This isn't an exercise.", "Compare it with an exercise that came with Companion."
            )
        return None, list(findings.values())


def _bare_words(source: Source, value: Any, path: Path) -> list[Finding]:
    """Finds spoken lines that are nothing but no, yes, on or off, which many YAML programs read as true or false.

    Here they are text, and answers of `choose` may have these names. As speech they have to be quoted, so that every
    YAML program reads the same words.
    """
    if isinstance(value, dict):
        return [found for key in value for found in _bare_words(source, value[key], (*path, key))]
    if isinstance(value, tuple):
        return [found for index, item in enumerate(value) for found in _bare_words(source, item, (*path, index))]
    if not isinstance(value, str) or path not in source.written:
        return []
    if isinstance(path[-1], int) or path[-1] in _SPEECH:
        written = source.written[path]
        if written in ("~", "null"):
            example = EXAMPLES.get(str(path[-1]), "words")
            return [
                Finding(
                    path,
                    f"Without quotes, many programs read {written} as empty, not as a word.",
                    f"Write words, such as: {example}",
                )
            ]
        return [
            Finding(
                path,
                f"Without quotes, many programs read {written} as a yes-or-no value, not as words.",
                f'Put it in quotes: "{written}"',
            )
        ]
    return []
