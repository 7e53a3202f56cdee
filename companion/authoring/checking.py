"""`companion check`: every problem of files and folders, as lines that editors understand, and the exit code.

Reads files; decides nothing about exercises: mistakes come from `exercise.reading` and `crosscheck`, what is harmful
or worth a second look from `exercise.check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from companion.errors import EXIT_GOOD, EXIT_YOURS, CompanionError
from companion.exercise.check import Words, check
from companion.exercise.crosscheck import include_problems, included
from companion.exercise.model import Exercise
from companion.exercise.plan import Choices, plan
from companion.exercise.problems import ExerciseMistakes, Problem, Severity
from companion.exercise.reading import Reading
from companion.exercise.scalars import clean_text
from companion.packs.shelf import PACK_FILE, SUFFIXES, read_file, read_folder
from companion.phrases import load_phrases


def check_paths(paths: Sequence[str | Path]) -> tuple[list[str], int]:
    """Lines to print and the exit code: 0 where every exercise can be used (warnings allowed), 1 otherwise.

    A problem is `file:line:column: error: …` and a hint below it. The last line sums up.
    """
    lines: list[str] = []
    files: list[Path] = []
    failed = False
    for path in map(Path, paths):
        try:
            files += [file for file in _files_of(path) if file not in files]
        except CompanionError as error:
            lines += _outside(error)
            failed = True
    problems: list[Problem] = []
    readings: dict[Path, Reading] = {}
    unread: set[Path] = set()
    for file in files:
        try:
            readings[file] = read_file(file, str(file))
        except ExerciseMistakes as error:
            problems += error.problems
        except CompanionError as error:
            lines += _outside(error)
            failed = True
            unread.add(file)
    bad = {problem.file for problem in problems}
    folders = _Folders(readings, {file for file in files if file not in readings})
    for file, reading in readings.items():
        found = list(_beyond_the_file(file, reading, folders))
        problems += found
        if any(problem.severity is Severity.ERROR for problem in found):
            bad.add(str(file))
    lines += [line for problem in sorted(problems) for line in str(problem).split("\n")]
    if read := len(files) - len(unread):
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        warnings = sum(problem.severity is Severity.WARNING for problem in problems)
        lines.append(_summary(read, len(bad), errors, warnings))
    return lines, EXIT_YOURS if failed or bad else EXIT_GOOD


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        files = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES and file.name != PACK_FILE and file.is_file()
        )
    except OSError as error:
        raise CompanionError(
            "The folder cannot be read.", place=str(path), hint="Look whether you are allowed to open it."
        ) from error
    if not files:
        raise CompanionError(
            "There are no exercises in this folder.", place=str(path), hint="Exercises are files that end in .yaml."
        )
    return files


class _Folders:
    """The exercises of each folder by id, as one check needs them."""

    def __init__(self, readings: dict[Path, Reading], broken: set[Path]) -> None:
        self._named: dict[Path, dict[str, Reading]] = {}
        for file, reading in readings.items():
            self._named.setdefault(file.parent, {}).setdefault(reading.exercise.id, reading)
        self._broken = {folder: {file.stem for file in broken if file.parent == folder} for folder in self._named}
        self._whole: dict[Path, tuple[dict[str, Reading], set[str]]] = {}

    def named(self, folder: Path) -> dict[str, Reading]:
        """Those that are checked."""
        return self._named[folder]

    def whole(self, folder: Path) -> tuple[dict[str, Reading], set[str]]:
        """Also those that nobody asked to check but that may be included; and the names of the broken ones."""
        if folder not in self._whole:
            good, broken = read_folder(folder)
            self._whole[folder] = ({**good, **self._named[folder]}, {*broken, *self._broken[folder]})
        return self._whole[folder]


def _beyond_the_file(file: Path, reading: Reading, folders: _Folders) -> Iterator[Problem]:
    """What only shows beside the other exercises of the folder, and what the linter has to say."""
    exercise = reading.exercise
    twin = folders.named(file.parent)[exercise.id]
    if twin.source.file != reading.source.file:
        mark = reading.source.mark(("id",))
        yield Problem(
            reading.source.file,
            mark.line,
            mark.column,
            f"'{exercise.id}' is the id of {Path(twin.source.file).name} as well.",
            "Give each exercise of a pack its own id.",
        )
    includes: dict[str, Exercise] = {}
    if included(exercise):
        pack, broken = folders.whole(file.parent)
        includes = {id: other.exercise for id, other in pack.items()} | {exercise.id: exercise}
        wrong = include_problems(exercise, includes, broken)
        yield from map(reading.problem, wrong)
        if wrong:
            return
    phrases = load_phrases(exercise.language)
    planned = plan(exercise, Choices(), phrases, includes=includes)
    least = {name: bounds.from_ for name, bounds in exercise.lengths.items()}
    shortest = plan(exercise, Choices(lengths=least), phrases, includes=includes)
    words = command_words(exercise.language)
    for remark in check(exercise, planned, words, shortest=shortest, includes=includes):
        mark = reading.source.mark(remark.path)
        message = f"{remark.message} [{remark.rule}]"
        yield Problem(reading.source.file, mark.line, mark.column, message, remark.hint, remark.severity)


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


def _outside(error: CompanionError) -> list[str]:
    """A problem with the path itself, which has no line."""
    lines = [f"{clean_text(error.place)}: error: {error.message}"]
    return [*lines, f"    {error.hint}"] if error.hint else lines


def _summary(files: int, bad: int, errors: int, warnings: int) -> str:
    checked = f"{files} exercise{'s' if files != 1 else ''} checked"
    told = f", {warnings} warning{'s' if warnings != 1 else ''}" if warnings else ""
    if not bad:
        return f"{checked}: all can be used{told}." if files > 1 else f"{checked}: it can be used{told}."
    return f"{checked}: {bad} cannot be used, {errors} error{'s' if errors != 1 else ''}{told}."
