"""`companion check`: every problem of files, folders and built packs, as one report.

Reads files; decides nothing about exercises: mistakes come from `exercise.reading`, the rest from `judging`. How a
report is printed is `reports`' business.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from companion.authoring.judging import judge
from companion.errors import EXIT_GOOD, EXIT_YOURS, CompanionError
from companion.exercise.model import Exercise
from companion.exercise.packwide import included
from companion.exercise.problems import ExerciseMistakes, Problem, Severity
from companion.exercise.reading import Reading
from companion.exercise.source import read_source
from companion.packs.about import read_about
from companion.packs.archive import open_archive
from companion.packs.manifest import is_exercise
from companion.packs.shelf import PACK_FILE, SUFFIXES, read_bytes, read_file, read_folder

ARCHIVE = ".companion.zip"


@dataclass(slots=True)
class Report:
    files: list[str] = field(default_factory=list)
    """Every exercise that could be opened, as it is named in messages."""
    problems: list[Problem] = field(default_factory=list)
    """Sorted by place."""
    outside: list[CompanionError] = field(default_factory=list)
    """What is wrong with a path itself, which has no line."""

    @property
    def bad(self) -> set[str]:
        """The exercises that cannot be used."""
        return {each.file for each in self.problems if each.severity is Severity.ERROR}

    def count(self, severity: Severity) -> int:
        return sum(each.severity is severity for each in self.problems)

    @property
    def code(self) -> int:
        """0 where everything can be used (warnings allowed), 1 otherwise."""
        return EXIT_YOURS if self.outside or self.bad else EXIT_GOOD


def check_all(paths: Sequence[str | Path]) -> Report:
    """Every problem of files, folders and built packs. Never raises for what is in them."""
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
            if file.name == PACK_FILE:
                report.problems += _heading_problems(file, shown)
        _check({file: shown for file, shown in found.items() if file.name != PACK_FILE}, report)
    report.problems.sort()
    return report


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Everything that is read is kept until the end: to look again and again for what could go costs an eighth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _gather(path: Path, stack: ExitStack, found: dict[Path, str]) -> None:
    """Adds what stands at `path` to `found`: each file, and how messages name it."""
    if path.is_dir():
        for file in _files_in(path):
            found.setdefault(file, str(file))
    elif path.name.lower().endswith(ARCHIVE) and path.is_file():
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="companion-check-")))
        with open_archive(path) as archive:
            archive.check()
            for name in archive.manifest.files:
                if is_exercise(name) or name == PACK_FILE:
                    (folder / name).write_bytes(b"".join(archive.blocks(name)))
                    found[folder / name] = str(path / name)
    else:
        found.setdefault(path, str(path))


def _heading_problems(file: Path, shown: str) -> Sequence[Problem]:
    """What is wrong with a `pack.yaml`.

    One without a version only gives its folder a title: it is not meant to be given out, and may lack the rest.
    """
    try:
        text = read_bytes(file)
        data = read_source(text, shown).data
        if isinstance(data, dict) and "version" not in data:
            return ()
        read_about(text, shown)
    except ExerciseMistakes as error:
        return error.problems
    except CompanionError as error:
        return (Problem(shown, 1, 1, error.message, error.hint),)
    return ()


def _files_in(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    except OSError as error:
        raise CompanionError(
            "The folder cannot be read.", place=str(folder), hint="Look whether you are allowed to open it."
        ) from error
    if not any(file.name != PACK_FILE for file in files):
        raise CompanionError(
            "There are no exercises in this folder.", place=str(folder), hint="Exercises are files that end in .yaml."
        )
    return files


def _check(files: dict[Path, str], report: Report) -> None:
    readings: dict[Path, Reading] = {}
    for file, shown in files.items():
        try:
            readings[file] = read_file(file, shown)
        except ExerciseMistakes as error:
            report.problems += error.problems
        except CompanionError as error:
            report.outside.append(error)
            continue
        report.files.append(shown)
    folders = _Folders(readings, {file for file in files if file not in readings})
    for file, reading in readings.items():
        report.problems += _beyond_the_file(file, reading, folders)


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
        """Those that are checked."""
        return self._named[folder]

    def whole(self, folder: Path) -> tuple[dict[str, Exercise], set[str]]:
        """Also those that nobody asked to check but that may be included; and the names of the broken ones."""
        if folder not in self._whole:
            good, broken = read_folder(folder)
            by_id = {id: reading.exercise for id, reading in {**good, **self._named[folder]}.items()}
            self._whole[folder] = (by_id, {*broken, *self._broken.get(folder, ())})
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
    broken: set[str] = set()
    if included(exercise):
        whole, broken = folders.whole(file.parent)
        includes = {**whole, exercise.id: exercise}
    yield from judge(reading, includes, broken).problems
