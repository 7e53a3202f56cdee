"""`companion check --mend`: shows what would be changed in a file, asks, and keeps a copy of the old one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from companion.authoring.checking import files_to_check
from companion.authoring.mend.file_endings import better_name
from companion.authoring.mend.mending import Mended, mended
from companion.authoring.mend.saving import save_mended
from companion.cli import prompts
from companion.fitting import fitted
from companion.packs.loading import NO_EXERCISES, read_bytes


def run_mend(paths: Sequence[Path], *, without_asking: bool) -> list[Path]:
    """Mends the files at these paths, one by one. Returns the paths to check afterwards. Raises CompanionError."""
    after: list[Path] = []
    for path in paths:
        found = files_to_check(path)
        new = [_mend(file, without_asking=without_asking) for file in found]
        after += new if not path.is_dir() else [path]
    return after


def _mend(file: Path, *, without_asking: bool) -> Path:
    """Mends one file. Returns its path, which is a new one if it was renamed."""
    name = better_name(file.name) or file.name
    data = read_bytes(file)
    change = mended(data) if name not in NO_EXERCISES else Mended("", "", ())
    if not change.changed and name == file.name:
        _say(f"{file}: there is nothing that I can mend.")
        return file
    _say(f"{file}: I would change this:")
    renamed = [f"The file gets the name {name}, so that Companion finds it."] if name != file.name else []
    for line in [*renamed, *change.changes]:
        _say(f"  {line}")
    sys.stdout.write("".join(f"{line}\n" for line in change.difference()))
    question = f"Save it like this? The file as it is now stays beside it, as {file.name}.before."
    if not without_asking and not prompts.yes(question, "Add --yes to save it without being asked."):
        _say("Nothing was changed.")
        return file
    new = change.after.encode("utf-8") if change.changed else data
    saved, copy = save_mended(file, new, name)
    _say(f"Saved: {saved}\nAs it was before: {copy}")
    return saved


def _say(text: str) -> None:
    sys.stdout.write(f"{fitted(text, sys.stdout)}\n")
    sys.stdout.flush()
