"""`companion new`: a template as files on the disk. Writes new files only, whole or not at all; asks nothing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from companion.authoring.schema import FILE_NAME, schema_text
from companion.authoring.templates import NOBODY, Answers, exercise_text, id_of, pack_text, settled
from companion.errors import CompanionError
from companion.exercise.source import read_source
from companion.packs.shelf import PACK_FILE, SUFFIXES, read_bytes

FIRST_EXERCISE = "first-exercise"
FIRST_TITLE = "First exercise"


@dataclass(frozen=True, slots=True)
class Target:
    """What a name on the command line stands for."""

    folder: Path
    id: str
    name: str
    """As it was given, without folder and suffix."""

    @property
    def file(self) -> Path:
        return self.folder / f"{self.id}.yaml"

    @property
    def pack(self) -> Path:
        return self.folder / self.id


def target_of(name: str) -> Target:
    """Where "Feet first", "my-pack/feet-first" and "feet-first.yaml" lead.

    Raises CompanionError where there is no such folder, or the name is none.
    """
    path = Path(name.strip())
    if not path.name or "\0" in name:
        raise CompanionError("It needs a name.", hint="Write it like this: companion new exercise feet-first")
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
            hint=f"Make it first (companion new pack {path.parent}), or leave it out.",
        )
    return Target(path.parent, id, stem)


def check_free(path: Path) -> None:
    """Raises CompanionError where something of this name is there already."""
    # lexists: a link that leads nowhere is somebody's too.
    if path.exists() or path.is_symlink():
        raise CompanionError(
            "There is something of this name already, and it stays as it is.",
            place=str(path),
            hint="Choose another name, or move the old one away.",
        )


def with_pack(given: Answers, folder: Path) -> Answers:
    """`given`, and what was not given as the folder's `pack.yaml` says it; one that cannot be read says nothing."""
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


def new_exercise(target: Target, answers: Answers) -> list[Path]:
    """Writes the exercise, and the schema for editors beside it where there is none; what was written, it first."""
    text = exercise_text(target.id, settled(answers, target.name))
    check_free(target.file)
    written = [target.file]
    _write_new(target.file, text)
    schema = target.folder / FILE_NAME
    if not schema.exists():
        _write_new(schema, schema_text())
        written.append(schema)
    return written


def new_pack(target: Target, answers: Answers) -> list[Path]:
    """Writes a folder with `pack.yaml`, a first exercise and the schema, all or nothing; the folder first."""
    answers = settled(answers, target.name)
    if len(target.id) < 2:
        raise CompanionError("A pack's name has at least two letters.", hint="Give it a longer name.")
    check_free(target.pack)
    first = replace(answers, title=FIRST_TITLE)
    texts = {
        PACK_FILE: pack_text(target.id, answers),
        f"{FIRST_EXERCISE}.yaml": exercise_text(FIRST_EXERCISE, first),
        FILE_NAME: schema_text(),
    }
    try:
        with tempfile.TemporaryDirectory(dir=target.folder, prefix=".companion-new-") as scratch:
            made = Path(scratch) / target.id
            made.mkdir()
            for name, text in texts.items():
                _write_new(made / name, text)
            # Within one file system, so it is there whole or not at all; somebody else's folder makes it fail.
            made.rename(target.pack)
    except OSError as error:
        raise _unwritable(target.pack, error) from error
    return [target.pack, *(target.pack / name for name in texts)]


def _write_new(file: Path, text: str) -> None:
    """Raises CompanionError where the file is there, or cannot be written; then there is no half of it."""
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
            "There is something of this name already, and it stays as it is.",
            place=str(path),
            hint="Choose another name, or move the old one away.",
        )
    return CompanionError(
        f"It cannot be written: {error.strerror or 'no reason was given'}.",
        place=str(path),
        hint="Go to a folder that you may write to, and try again there.",
    )
