"""`companion check`: finds every problem of files, folders and built packs, and makes one report of them.

Reads files, and decides nothing about exercises: mistakes come from `exercise.reading`, the rest from `judging`.
`check_report` prints the report.
"""

from __future__ import annotations

import gc
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from companion.authoring.judging import judge
from companion.authoring.mend.file_endings import better_name
from companion.authoring.overlooked import overlooked
from companion.authoring.pack_checking import heading_problems, order_problems, say_as_problems, unbuildable
from companion.authoring.recorded_script import recording_remarks
from companion.authoring.to_dos import to_dos
from companion.errors import EXIT_GOOD, EXIT_YOURS, CompanionError
from companion.exercise.item_lists import is_item_list_instead
from companion.exercise.model import Exercise
from companion.exercise.packwide import by_any_id, formerly_problems, included
from companion.exercise.problems import ExerciseMistakes, Problem, Severity
from companion.exercise.reading import Reading
from companion.exercise.source import read_source
from companion.packs.archive import open_archive
from companion.packs.file_names import SAY_AS_FILE
from companion.packs.item_shelf import load_list
from companion.packs.loading import NO_EXERCISES, PACK_FILE, SUFFIXES, read_bytes, read_file, read_folder
from companion.packs.manifest import is_exercise
from companion.packs.pronunciations import say_as_beside
from companion.packs.recording_files import recorded_words, recordings_beside

ARCHIVE = ".companion.zip"


@dataclass(slots=True)
class Report:
    """The result of a check."""

    files: list[str] = field(default_factory=list)
    """The name in messages of every exercise and every list that could be opened."""
    problems: list[Problem] = field(default_factory=list)
    """All problems with a place, sorted by it."""
    outside: list[CompanionError] = field(default_factory=list)
    """Errors about a path itself, which have no line."""
    lists: set[str] = field(default_factory=set)
    """The lists of kinds of closeness among `files`; the others are exercises."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    """The lines of each file with problems, by its name in messages."""

    @property
    def bad(self) -> set[str]:
        """The exercises that cannot be used because of errors."""
        return {each.file for each in self.problems if each.severity is Severity.ERROR}

    def count(self, severity: Severity) -> int:
        return sum(each.severity is severity for each in self.problems)

    @property
    def code(self) -> int:
        """The exit code: 0 if everything can be used, even with warnings; otherwise 1."""
        return EXIT_YOURS if self.outside or self.bad else EXIT_GOOD


STANDARD_INPUT: Final = "-"
"""The path that stands for an exercise that comes through a pipe."""
_LARGEST_PIPED: Final = 10_000_000
"""Bytes that are read of a pipe: far more than any exercise has."""


def check_all(paths: Sequence[str | Path]) -> Report:
    """Checks files, folders and built packs. Never raises for their content."""
    report = Report()
    with ExitStack() as stack:
        stack.enter_context(_without_collecting())
        found: dict[Path, str] = {}
        for path in map(Path, paths):
            try:
                _gather(path, stack, found)
            except CompanionError as error:
                if not error.place:
                    error.place = str(path)
                report.outside.append(error)
        for file, shown in found.items():
            report.problems += _name_problems(file, shown)
            if _means(file) == PACK_FILE:
                report.problems += heading_problems(file, shown)
                if shown == str(file):  # a built pack has been through this
                    report.outside += unbuildable(file)
        readings = _check({file: shown for file, shown in found.items() if _means(file) not in NO_EXERCISES}, report)
        for file, shown in found.items():
            if _means(file) == PACK_FILE:
                report.problems += order_problems(file, shown, readings)
            if _means(file) == SAY_AS_FILE:
                report.problems += say_as_problems(file, shown, readings)
        named = {problem.file for problem in report.problems}
        report.texts = {shown: lines_of(file) for file, shown in found.items() if shown in named}
    report.problems.sort()
    return report


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Turns garbage collection off: everything read is kept until the end, and looking for garbage costs an eighth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _means(file: Path) -> str:
    """Returns the name of a file, or the one that it should have."""
    return better_name(file.name) or file.name


def files_to_check(path: Path) -> list[Path]:
    """Lists the file at a path, or those of a folder. Raises CompanionError for a folder without exercises."""
    return _files_in(path) if path.is_dir() else [path]


def _gather(path: Path, stack: ExitStack, found: dict[Path, str]) -> None:
    """Adds the files at `path` to `found`, each with its name in messages."""
    if str(path) == STANDARD_INPUT:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="companion-check-")))
        file = _piped(sys.stdin.buffer.read(_LARGEST_PIPED), folder)
        found[file] = STANDARD_INPUT
    elif path.is_dir():
        for file in _files_in(path):
            found.setdefault(file, str(file))
    elif path.name.lower().endswith(ARCHIVE) and path.is_file():
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="companion-check-")))
        with open_archive(path) as archive:
            archive.check()
            for name in archive.manifest.files:
                if is_exercise(name) or name in NO_EXERCISES:
                    (folder / name).write_bytes(b"".join(archive.blocks(name)))
                    found[folder / name] = str(path / name)
                else:
                    # Only the names of the other files are needed, to see that each recording is there.
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    (folder / name).touch()
    else:
        found.setdefault(path, str(path))


def _piped(content: bytes, folder: Path) -> Path:
    """Writes an exercise that came through a pipe into a file with the name of its id, and returns the file."""
    id = re.search(rb"^id:[ \t]*([a-z0-9-]{1,80})", content, re.MULTILINE)
    file = folder / f"{id[1].decode() if id else 'exercise'}.yaml"
    file.write_bytes(content)
    return file


def _name_problems(file: Path, shown: str) -> Iterator[Problem]:
    """Finds a file that is not found because of its name."""
    better = better_name(file.name)
    if better is not None:
        yield Problem(
            shown,
            1,
            1,
            f"Companion doesn't find this file under the name {file.name}.",
            f"Rename it to {better}. `companion check --mend` can do it.",
        )


def lines_of(file: Path) -> list[str]:
    """Reads the lines of a file for excerpts; none if it is not text in UTF-8."""
    try:
        return read_source(read_bytes(file), "").lines
    except CompanionError:
        return []


def _files_in(folder: Path) -> list[Path]:
    try:
        files = sorted(
            file
            for file in folder.rglob("*")
            if (file.suffix.lower() in SUFFIXES or better_name(file.name) is not None) and file.is_file()
        )
    except OSError as error:
        raise CompanionError(
            "I can't open this folder.", place=str(folder), hint="Check that you have permission to open it."
        ) from error
    if not any(_means(file) not in NO_EXERCISES for file in files):
        raise CompanionError(
            "There are no exercises in this folder.", place=str(folder), hint="Exercise files end in .yaml."
        )
    return files


def _check(files: dict[Path, str], report: Report) -> dict[Path, Reading]:
    """Checks exercises and lists. Returns the exercises that could be read."""
    readings: dict[Path, Reading] = {}
    lists: set[Path] = set()
    for file, shown in files.items():
        try:
            readings[file] = read_file(file, shown)
        except ExerciseMistakes as error:
            if is_item_list_instead(error):
                lists.add(file)
            else:
                report.problems += error.problems
        except CompanionError as error:
            report.outside.append(error)
            continue
        report.files.append(shown)
    _check_lists({file: shown for file, shown in files.items() if file in lists}, report)
    folders = _Folders(readings, {file for file in files if file not in readings and file not in lists})
    for file, reading in readings.items():
        report.problems += _beyond_the_file(file, reading, folders)
    told: dict[str, set[int]] = {}
    for problem in report.problems:
        told.setdefault(problem.file, set()).add(problem.line)
    for file, shown in files.items():
        lines = readings[file].source.lines if file in readings else lines_of(file)
        report.problems += to_dos(lines, shown, told.get(shown, ()))
    return readings


def _check_lists(files: dict[Path, str], report: Report) -> None:
    """Adds the problems of lists of kinds of closeness: those of each, and two in one folder with the same id."""
    ids: dict[tuple[Path, str], str] = {}
    for file, shown in files.items():
        report.lists.add(shown)
        try:
            made = load_list(file, shown)
        except ExerciseMistakes as error:
            report.problems += error.problems
            continue
        twin = ids.setdefault((file.parent, made.id), file.name)
        if twin != file.name:
            line = f"'{made.id}' is already the id of {twin}."
            report.problems.append(Problem(shown, 1, 1, line, "Give each list in a pack its own id."))


class _Folders:
    """The exercises of each folder by id, as one check needs them."""

    def __init__(self, readings: dict[Path, Reading], broken: set[Path]) -> None:
        self._named: dict[Path, dict[str, Reading]] = {}
        for file, reading in readings.items():
            self._named.setdefault(file.parent, {}).setdefault(reading.exercise.id, reading)
        self._broken: dict[Path, set[str]] = {}
        for file in broken:
            self._broken.setdefault(file.parent, set()).add(file.stem)
        self._whole: dict[Path, tuple[dict[str, Exercise], set[str]]] = {}

    def named(self, folder: Path) -> dict[str, Reading]:
        """Reads the files that are to be checked."""
        return self._named[folder]

    def whole(self, folder: Path) -> tuple[dict[str, Exercise], set[str]]:
        """Reads the whole folder, because its files may be included. Returns the broken ones by name."""
        if folder not in self._whole:
            good, broken = read_folder(folder)
            named = by_any_id(reading.exercise for reading in {**good, **self._named[folder]}.values())
            self._whole[folder] = (named, {*broken, *self._broken.get(folder, ())})
        return self._whole[folder]

    def ids_beside(self, exercise: Exercise, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
        """Maps the present and the former ids of the other checked exercises to the names of their files."""
        others = [each for each in self._named[folder].values() if each.exercise.id != exercise.id]
        present = {each.exercise.id: Path(each.source.file).name for each in others}
        return present, {id: Path(each.source.file).name for each in others for id in each.exercise.formerly}


def _beyond_the_file(file: Path, reading: Reading, folders: _Folders) -> Iterator[Problem]:
    """Finds the problems that show only beside the folder's other exercises, and the linter's remarks."""
    exercise = reading.exercise
    twin = folders.named(file.parent)[exercise.id]
    if twin.source.file != reading.source.file:
        mark = reading.source.mark(("id",))
        yield Problem(
            reading.source.file,
            mark.line,
            mark.column,
            f"'{exercise.id}' is already the id of {Path(twin.source.file).name}.",
            "Give each exercise in a pack its own id.",
        )
    if exercise.formerly:
        present, old = folders.ids_beside(exercise, file.parent)
        yield from map(reading.problem, formerly_problems(exercise, present, old))
    yield from map(reading.remarked, overlooked(exercise, lambda name: (file.parent / name).is_file()))
    yield from map(reading.remarked, recording_remarks(exercise, recorded_words(file.parent, exercise)))
    includes: dict[str, Exercise] = {}
    broken: set[str] = set()
    if included(exercise):
        whole, broken = folders.whole(file.parent)
        includes = {**whole, exercise.id: exercise}
    recordings = recordings_beside(file.parent, {exercise.id: exercise, **includes}.values())
    yield from judge(reading, includes, broken, say_as_beside(file.parent), recordings).problems
