"""Finds the problems of files that belong to a whole pack: `pack.yaml`, `say-as.yaml`, names and subfolders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from companion.authoring.judging import command_phrases, command_words
from companion.authoring.say_as_checking import say_as_remarks
from companion.errors import CompanionError
from companion.exercise.crosscheck import did_you_mean
from companion.exercise.problems import ExerciseMistakes, Problem, Severity
from companion.exercise.reading import Reading
from companion.exercise.say_as import read_say_as
from companion.exercise.scalars import clean_text
from companion.exercise.source import read_source
from companion.packs.about import read_about
from companion.packs.building import files_refused, is_nobody
from companion.packs.loading import read_bytes


def heading_problems(file: Path, shown: str) -> Sequence[Problem]:
    """Finds the problems of a `pack.yaml`.

    One without a version only gives its folder a title. It is not meant to be given out, so the rest may be missing.
    """
    try:
        text = read_bytes(file)
        data = read_source(text, shown).data
        if isinstance(data, dict) and "version" not in data:
            return ()
        about = read_about(text, shown)
        if is_nobody(about.author):
            mark = read_source(text, shown).mark(("author",))
            message = f"The pack says its author is “{about.author}”. It can't be built like this."
            hint = "Before you build it, write your own name, so that people know who it comes from."
            return (Problem(shown, mark.line, mark.column, message, hint, Severity.WARNING),)
    except ExerciseMistakes as error:
        return error.problems
    except CompanionError as error:
        return (Problem(shown, 1, 1, error.message, error.hint),)
    return ()


def order_problems(file: Path, shown: str, readings: Mapping[Path, Reading]) -> Iterator[Problem]:
    """Finds ids in the order of a `pack.yaml` that no exercise of its folder has."""
    with suppress(CompanionError):
        source = read_source(read_bytes(file), shown)
        order = source.data.get("order") if isinstance(source.data, dict) else None
        ids = {reading.exercise.id for path, reading in readings.items() if path.parent == file.parent}
        for index, id in enumerate(order if isinstance(order, tuple) else ()):
            if ids and isinstance(id, str) and id not in ids:
                mark = source.mark(("order", index))
                hint = did_you_mean(id, ids) or "Write the id of an exercise in this folder, or remove it."
                message = f"No exercise here has the id '{clean_text(id)}'."
                yield Problem(shown, mark.line, mark.column, message, hint, Severity.WARNING)


def unbuildable(file: Path) -> Sequence[CompanionError]:
    """Returns an error for each file that would keep `companion pack build` from building the folder of this
    `pack.yaml`; none if the folder isn't meant to be built."""
    try:
        data = read_source(read_bytes(file), "").data
        return files_refused(file.parent) if isinstance(data, dict) and "version" in data else ()
    except CompanionError as error:
        return (error,)


def say_as_problems(file: Path, shown: str, readings: Mapping[Path, Reading]) -> Sequence[Problem]:
    """Finds the problems of a list of words that are said in another way, beside the exercises of its folder."""
    try:
        text = read_bytes(file)
        say_as = read_say_as(text, shown)
        beside = [reading.exercise for path, reading in readings.items() if path.parent == file.parent]
        languages = sorted({"en", *(exercise.language for exercise in beside)})
        commands = {phrase for language in languages for phrase in command_phrases(language)}
        stops = {phrase for language in languages for phrase in command_words(language).stops}
        return tuple(say_as_remarks(read_source(text, shown), say_as, beside, commands, stops))
    except ExerciseMistakes as error:
        return error.problems
    except CompanionError as error:
        return (Problem(shown, 1, 1, error.message, error.hint),)
    return ()
