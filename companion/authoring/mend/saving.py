"""Writes a mended file, with a copy of the old one beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from companion.errors import CompanionError, told_by_system
from companion.store.whole_file import written_whole


def save_mended(file: Path, data: bytes, name: str) -> tuple[Path, Path]:
    """Writes `data` under `name` beside `file`, and keeps the old file as a copy. Returns the new file and the copy.

    Nothing else that is already there is replaced. Raises CompanionError if it cannot be written; then nothing is lost.
    """
    target = file.with_name(name)
    if name != file.name and target.exists() and not target.samefile(file):
        raise CompanionError(
            f"There is already a file called {name} here.",
            place=str(file),
            hint="Nothing was changed. Give one of the two a different name.",
        )
    copy = _free(file)
    try:
        shutil.copy2(file, copy)
        with written_whole(target.resolve() if name == file.name else target) as half:
            half.write_bytes(data)
        if name != file.name:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise CompanionError(
            f"It can't be saved: {told_by_system(error)}.",
            place=str(file),
            hint="Your file is as it was. Choose a folder that you can write to.",
        ) from error
    return target, copy


def _free(file: Path) -> Path:
    """Finds a name for the copy that is not taken. No folder counts the copy as an exercise."""
    copy = file.with_name(f"{file.name}.before")
    number = 2
    while copy.exists():
        copy = file.with_name(f"{file.name}.before-{number}")
        number += 1
    return copy
