"""Reads an exercise from its file, with those that it includes, or all exercises of one folder.

It also refuses exercises that must not be played to people. The list of exercises is in `shelf`. The reader and the
rules are imported only when a file has to be read.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import CompanionError, UnknownExercise
from companion.exercise.recorded_sentences import NOTHING, Recordings
from companion.packs.file_names import SAY_AS_FILE
from companion.packs.walking import inside, is_file

if TYPE_CHECKING:
    from companion.exercise.model import Exercise
    from companion.exercise.problems import ExerciseMistakes
    from companion.exercise.reading import Reading

SUFFIXES = (".yaml", ".yml")
PACK_FILE = "pack.yaml"
NO_EXERCISES = frozenset({PACK_FILE, SAY_AS_FILE})
"""Names of YAML files in a pack that are never exercises."""


@dataclass(frozen=True, slots=True)
class LoadedExercise:
    """An exercise ready to be planned."""

    exercise: Exercise
    file: Path
    """A `play` step's recording is found from this file's folder."""
    pack: str
    includes: Mapping[str, Exercise] = field(default_factory=dict)
    """The exercise itself and all that it includes, each under the ids used for it; empty if it includes none."""
    refused: ExerciseMistakes | None = None
    """The mistakes for which it must not be played to people. Only a rehearsal gets such an exercise at all."""
    recordings: Recordings = NOTHING
    """The sentences that its author recorded."""


def load(file: Path, *, rehearsing: bool = False) -> LoadedExercise:
    """Reads an exercise, with those of its folder that it includes.

    Raises UnknownExercise if there is no such file, ExerciseMistakes if it or one it includes has mistakes. A rehearsal
    still gets an exercise that only breaks safety rules (`exercise.certain`).
    """
    from companion.exercise.certain import certain_remarks
    from companion.exercise.packwide import included
    from companion.exercise.problems import ExerciseMistakes
    from companion.packs.recording_files import recordings_beside

    reading = read_file(file)
    exercise = reading.exercise
    includes = _includes_of(reading, file.parent) if included(exercise) else {}
    refused: ExerciseMistakes | None = None
    if remarks := certain_remarks(exercise, includes):
        refused = ExerciseMistakes(map(reading.remarked, remarks), _whom_to_tell(file.parent))
        if not rehearsing:
            raise refused
    recordings = recordings_beside(file.parent, [exercise, *includes.values()])
    return LoadedExercise(exercise, file, file.resolve().parent.name, includes, refused, recordings)


def _includes_of(reading: Reading, folder: Path) -> dict[str, Exercise]:
    """Returns this exercise and those that it includes, by the ids that are used. Raises as `load` does."""
    from companion.exercise.packwide import by_any_id, include_problems, included
    from companion.exercise.problems import ExerciseMistakes

    exercise = reading.exercise
    others, broken = read_folder(folder)
    others[exercise.id] = reading
    named = by_any_id(other.exercise for other in others.values())
    waiting, seen = [exercise.id], set[str]()
    while waiting:
        here = waiting.pop()
        if here in broken and here not in named:
            raise broken[here]
        if here not in named or here in seen:
            continue
        seen.add(here)
        waiting += [name for _, name, _ in included(named[here])]
    used = sorted({named[name].id for name in seen})
    found = [others[id].problem(each) for id in used for each in include_problems(named[id], named)]
    if found:
        raise ExerciseMistakes(found)
    return {name: named[name] for name in seen}


def unplayable(readings: Mapping[str, Reading]) -> Iterator[ExerciseMistakes]:
    """Yields the reasons why exercises of one pack must not be played to people. `readings`: all of the pack's, by id.

    If an exercise has problems with its includes, yields those of the first such exercise and nothing else: the safety
    rules cannot be checked through a broken include.
    """
    from companion.exercise.certain import certain_remarks
    from companion.exercise.packwide import by_any_id, include_problems, included
    from companion.exercise.problems import ExerciseMistakes

    named = by_any_id(reading.exercise for reading in readings.values())
    for reading in readings.values():
        if included(reading.exercise) and (found := include_problems(reading.exercise, named)):
            yield ExerciseMistakes(map(reading.problem, found))
            return
    # The includes were checked above, so there is no cycle.
    for reading in readings.values():
        if remarks := certain_remarks(reading.exercise, named):
            yield ExerciseMistakes(map(reading.remarked, remarks))


def _whom_to_tell(folder: Path) -> str:
    """Returns a sentence that tells the user whom to write to, if the exercise came in an installed pack; else ""."""
    from companion.packs.receipts import RECEIPT, read_installed
    from companion.packs.refusals import PackRefused

    if not is_file(folder / RECEIPT):
        return ""
    try:
        author = read_installed(folder).manifest.author
    except PackRefused:
        author = "its author"
    return (
        f"This exercise came in a pack by {author}. It has a mistake, so I can't play it. "
        f"You haven't done anything wrong. You could send {author} the lines above. "
        f"(For {author}: `companion check` shows what to change.)"
    )


def read_file(file: Path, shown: str = "") -> Reading:
    """Reads one file, without its includes. `shown` is how messages name it. Raises as `load` does."""
    from companion.exercise.reading import read

    return read(read_bytes(file), shown or str(file))


def read_bytes(file: Path) -> bytes:
    """Reads at most `LARGEST` + 1 bytes of the file, so that the reader can tell that a file is too large.

    Raises UnknownExercise for a folder, for anything else that is not a file, and if the file cannot be opened.
    """
    from companion.exercise.source import LARGEST

    try:
        if file.is_dir():
            raise UnknownExercise(
                "This is a folder, not an exercise.", place=str(file), hint="Give the name of a file in it."
            )
        if file.exists() and not file.is_file():
            raise UnknownExercise(
                "I can't use this kind of file.", place=str(file), hint="Give a file whose name ends in .yaml."
            )
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except FileNotFoundError as error:
        near = difflib.get_close_matches(file.name, _names_beside(file), n=1, cutoff=0.5)
        hint = f"Did you mean '{file.with_name(near[0])}'?" if near else "Check the spelling and the folder."
        raise UnknownExercise("There is no such file.", place=str(file), hint=hint) from error
    except (OSError, ValueError) as error:
        raise UnknownExercise(
            "I can't open this file.", place=str(file), hint="Check that you have permission to read it."
        ) from error


def read_folder(folder: Path) -> tuple[dict[str, Reading], dict[str, CompanionError]]:
    """Returns the exercises of one folder by id, and the errors of the others by file name (without suffix).

    Of two files with the same id, the first by name counts. Lists of kinds of closeness are left out. Raises
    UnknownExercise if the folder cannot be read.
    """
    from companion.exercise.item_lists import is_item_list_instead
    from companion.exercise.problems import ExerciseMistakes

    good: dict[str, Reading] = {}
    broken: dict[str, CompanionError] = {}
    try:
        files = exercise_files(folder)
    except OSError as error:
        raise UnknownExercise(
            "I can't open this folder.", place=str(folder), hint="Check that you have permission to read it."
        ) from error
    for file in files:
        try:
            reading = read_file(file)
        except (UnknownExercise, ExerciseMistakes) as error:
            if not is_item_list_instead(error):
                broken[file.stem] = error
        else:
            good.setdefault(reading.exercise.id, reading)
    return good, broken


def exercise_files(folder: Path) -> list[Path]:
    """Returns the files in a folder that should be exercises, by name.

    A link whose file has gone is among them, so that it is reported as broken. Raises OSError if the folder cannot be
    read.
    """
    return [
        file
        for file in inside(folder)
        if file.suffix.lower() in SUFFIXES
        and file.name not in NO_EXERCISES
        and not file.name.startswith(".")
        and (is_file(file) or not _is_something_else(file))
    ]


def _is_something_else(path: Path) -> bool:
    """Tells whether this is certainly not a file, but a folder or a device. False if it cannot be looked at."""
    try:
        return path.exists() and not path.is_file()
    except OSError:
        return False


def _names_beside(file: Path) -> list[str]:
    try:
        return [other.name for other in inside(file.parent)]
    except OSError:
        return []
