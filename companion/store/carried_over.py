"""The settings of earlier versions, `settings.json`: read as long as there is no `settings.toml`, then carried over.

Nothing of them is lost. A file that could not be carried over in whole is kept beside, as `.broken`; otherwise it is
deleted, because it may hold a word that the person wants forgotten later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from companion.store import own_file, toml_file

if TYPE_CHECKING:
    from companion.store.settings import Settings

OLD: Final = ".json"
"""The ending of the old file's name."""

Read = Callable[[Path], "tuple[Settings, Mapping[str, str]]"]
Write = Callable[["Settings", Path], Path | None]


def read(file: Path) -> dict[str, Any]:
    """Reads the values of the old file. Raises OSError, or ValueError in words for the person."""
    from companion.store import json_file  # most people have no such file, and the first frame needs none

    return json_file.read(file, "settings")


def old(file: Path) -> Path:
    """Returns the place of the old file."""
    return file.with_suffix(OLD)


def newest(file: Path) -> Path:
    """Returns the old file where there is no new one yet, else the new one."""
    return old(file) if not file.exists() and old(file).exists() else file


def carry_over(file: Path, checked: Read, write: Write) -> Path | None:
    """Writes the old file's values to the new one, and puts the old one away. Returns the place of the old file if it
    is kept. Raises OSError; the old file is then still there.

    Call it while no other process changes the files. If both are there, the new one wins: either the program was ended
    in between, or an earlier version has written the old one since.
    """
    before = old(file)
    if not before.exists():
        return None
    whole = False
    try:
        kept, wrong = checked(before)
        if not file.exists():
            able = _able(kept)
            write(able, file)
            whole = able == kept and not wrong
        else:
            whole = checked(file) == (kept, wrong) and not wrong
    except ValueError:
        whole = False
    if whole:
        before.unlink()
        return None
    aside = own_file.keep_broken(before, _not_carried)
    before.unlink(missing_ok=True)
    return aside


def _not_carried(file: Path) -> Mapping[str, str]:
    raise ValueError("it was not carried over")


def _able(kept: Settings) -> Settings:
    """Leaves out the values that TOML cannot hold: null and lone surrogates, which JSON could hold."""
    calibration = kept.calibration if toml_file.writable(kept.calibration) else None
    others = {name: value for name, value in kept.others.items() if toml_file.writable({name: value})}
    return replace(kept, calibration=calibration, others=others)
