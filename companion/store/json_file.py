"""Reads and writes one small JSON file of the person's own: whole or not at all, and never losing the old one.

The callers (`settings`, `couple.couple_file`) define its keys and values; a file that they cannot use is kept beside,
as `.broken`. Two processes may write at once: one of the two files is then there, whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from companion.store.whole_file import half_written, written_whole

LARGEST = 64 * 1024
"""Bytes of a file that is read at most: many times what Companion ever writes, and read in an instant."""


def read(file: Path, what: str) -> dict[str, Any]:
    """Reads the values. Raises OSError, or ValueError in words for the person: "it is not a list of {what}"."""
    if file.stat().st_size > LARGEST:
        raise ValueError("it is too large")
    try:
        data = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        # A wrong encoding, wrong JSON, or brackets without end.
        raise ValueError("it is not JSON") from error
    if not isinstance(data, dict):
        raise ValueError(f"it is not a list of {what}")
    return data


def write(file: Path, values: Mapping[str, Any], wrong_in: Callable[[Path], Mapping[str, str]]) -> Path | None:
    """Replaces the whole file at once, readable by its owner alone. Raises OSError; the old file is then unchanged.

    `wrong_in` reads the file that stands there now: it raises OSError or ValueError if that cannot be done, and
    returns the complaints about values that fail. In both cases the old file is kept under another name, which is
    returned.
    """
    aside: Path | None = None
    try:
        with written_whole(file, private=True) as half:
            half.write_bytes(_as_json(values))
            aside = _keep_broken(file, wrong_in)
    except OSError:
        if aside is not None:
            _put_back(file, aside)
        raise
    return aside


def remove(file: Path) -> bool:
    """Deletes the file and its leftovers. True if there was anything to delete. Raises OSError."""
    was_there = file.is_file()
    if was_there:
        file.unlink(missing_ok=True)
    return remove_leavings(file) or was_there


def remove_leavings(file: Path) -> bool:
    """Deletes the broken files that were kept, and half-written ones that a power cut left. True if there was anything
    to delete. Raises OSError."""
    there = [path for path in (*file.parent.glob(f"{file.name}.broken*"), *half_written(file)) if path.is_file()]
    for path in there:
        path.unlink(missing_ok=True)
    return bool(there)


def _as_json(values: Mapping[str, Any]) -> bytes:
    """Writes letters unescaped. A lone surrogate, for which UTF-8 has no bytes, stays an escape."""
    try:
        return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(values, indent=2) + "\n").encode()


def _keep_broken(file: Path, wrong_in: Callable[[Path], Mapping[str, str]]) -> Path | None:
    """Gives a file that cannot be read in whole a second name, one that was free, and returns it."""
    try:
        if not wrong_in(file):
            return None
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        pass
    number = 1
    while True:
        aside = file.with_name(f"{file.name}.broken" if number == 1 else f"{file.name}.broken-{number}")
        number += 1
        try:
            # Another process may do the same at this moment: a link, unlike a renaming, never replaces a file.
            os.link(file, aside)
        except FileExistsError:
            continue
        except FileNotFoundError:
            return None
        except OSError:
            # A file system without links, or a folder in the file's place.
            if aside.exists():
                continue
            os.replace(file, aside)
        return aside


def _put_back(file: Path, aside: Path) -> None:
    """Undoes `_keep_broken`, unless another process has written the file since."""
    if not file.exists():
        os.replace(aside, file)
    elif file.samefile(aside):
        aside.unlink()
