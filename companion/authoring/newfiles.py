"""`companion new`: writes a template as new files, whole or not at all. Asks nothing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from companion.authoring.schema import FILE_NAME, schema_text
from companion.authoring.templates import NOBODY, TemplateAnswers, exercise_text, id_of, pack_text, settled
from companion.errors import CompanionError, told_by_system
from companion.exercise.scalars import clean_text
from companion.exercise.source import read_source
from companion.packs.loading import PACK_FILE, SUFFIXES, read_bytes

FIRST_EXERCISE = "first-exercise"
FIRST_TITLE = "First exercise"


@dataclass(frozen=True, slots=True)
class Target:
    """The place that a name on the command line stands for."""

    folder: Path
    id: str
    name: str
    """The name as it was given, without folder and suffix."""

    @property
    def file(self) -> Path:
        return self.folder / f"{self.id}.yaml"

    @property
    def pack(self) -> Path:
        return self.folder / self.id


def target_of(name: str) -> Target:
    """Finds the place of "Warm hands", "my-pack/warm-hands" or "warm-hands.yaml".

    Raises CompanionError if the folder does not exist, or the name cannot be one.
    """
    path = Path(name.strip())
    if not path.name or "\0" in name:
        raise CompanionError("Please give it a name.", hint="For example: companion new exercise warm-hands")
    stem = path.stem if path.suffix.lower() in SUFFIXES else path.name
    id = id_of(stem)
    try:
        there = path.parent.is_dir()
    except OSError:
        there = False
    if not there:
        raise CompanionError(
            "There is no such folder.",
            place=str(path.parent),
            hint=f"Make it first (companion new pack {path.parent}), or type only the name of the exercise.",
        )
    return Target(path.parent, id, stem)


def check_free(path: Path) -> None:
    """Checks that the place is free. Raises CompanionError if something of this name exists already."""
    # lexists: a broken link must not be overwritten either.
    if path.exists() or path.is_symlink():
        raise CompanionError(
            "There is already a file or folder with this name. Nothing was changed.",
            place=str(path),
            hint="Choose another name, or move the old one.",
        )


def with_pack(given: TemplateAnswers, folder: Path) -> TemplateAnswers:
    """Fills the gaps of `given` from the folder's `pack.yaml`, if that can be read."""
    file = folder / PACK_FILE
    try:
        data = read_source(read_bytes(file), str(file)).data if file.is_file() else None
    except CompanionError:
        return given
    if not isinstance(data, dict):
        return given

    def said(key: str) -> str:
        value = data.get(key)
        return value if isinstance(value, str) else ""

    author = said("author")
    return replace(
        given,
        author=given.author or ("" if author == NOBODY else author),
        license=given.license or said("license"),
        language=given.language or said("language"),
    )


def new_exercise(target: Target, answers: TemplateAnswers) -> list[Path]:
    """Writes the exercise, and the editors' schema if it is missing; returns the files, the exercise first."""
    text = exercise_text(target.id, settled(answers, target.name), noted(target.file))
    check_free(target.file)
    written = [target.file]
    write_new(target.file, text)
    return [*written, *add_schema(target.folder)]


def add_schema(folder: Path) -> list[Path]:
    """Writes the editors' schema into a folder if it is missing; returns the new file."""
    schema = folder / FILE_NAME
    if schema.exists():
        return []
    write_new(schema, schema_text())
    return [schema]


def new_pack(target: Target, answers: TemplateAnswers) -> list[Path]:
    """Writes a folder with `pack.yaml`, an exercise and the schema, all or nothing; returns them, the folder first."""
    answers = settled(answers, target.name)
    if len(target.id) < 2:
        raise CompanionError("A pack's name needs at least two letters.", hint="Give it a longer name.")
    check_free(target.pack)
    first = replace(answers, title=FIRST_TITLE)
    file = f"{FIRST_EXERCISE}.yaml"
    texts = {
        PACK_FILE: pack_text(target.id, answers),
        file: exercise_text(FIRST_EXERCISE, first, noted(target.pack / file)),
        FILE_NAME: schema_text(),
    }
    try:
        with tempfile.TemporaryDirectory(dir=target.folder, prefix=".companion-new-") as scratch:
            made = Path(scratch) / target.id
            made.mkdir()
            for name, text in texts.items():
                write_new(made / name, text)
            # A rename within one file system makes the folder appear whole or not at all. It fails if the folder
            # exists.
            made.rename(target.pack)
    except OSError as error:
        raise _unwritable(target.pack, error) from error
    return [target.pack, *(target.pack / name for name in texts)]


def as_typed(file: Path) -> str:
    """Writes a path as people type it: in quotes if there is a space in it."""
    text = str(clean_text(str(file)))
    return f'"{text}"' if " " in text else text


def noted(file: Path) -> str:
    """Writes a path for a note in a file that may be given away: without the folders of this computer."""
    return as_typed(Path(file.name) if file.is_absolute() else file)


def write_new(file: Path, text: str) -> None:
    """Writes a new file. Raises CompanionError if it exists or cannot be written; no half file is left."""
    try:
        with file.open("xb") as stream:
            try:
                stream.write(text.encode("utf-8"))
            except OSError:
                file.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(path: Path, error: OSError) -> CompanionError:
    if isinstance(error, FileExistsError):
        return CompanionError(
            "There is already a file or folder with this name. Nothing was changed.",
            place=str(path),
            hint="Choose another name, or move the old one.",
        )
    return CompanionError(
        f"It can't be saved: {told_by_system(error)}.",
        place=str(path),
        hint="Save it in one of your own folders instead, such as Documents.",
    )
