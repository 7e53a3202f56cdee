"""Replaces one small file of the person's own: whole or not at all, and never losing the old one.

A file that cannot be used is kept beside, as `.broken`. Two processes may write at once: one of the two files is then
there, whole. `json_file` and `toml_file` know the formats.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from companion.store.whole_file import half_written, written_whole

LARGEST = 64 * 1024
"""Bytes of a file that is read at most: many times what Companion ever writes, and read in an instant."""


def read_small(file: Path) -> bytes:
    """Reads the file. Raises OSError, or ValueError in words for the person."""
    if file.stat().st_size > LARGEST:
        raise ValueError("it is too large")
    return file.read_bytes()


def replace_whole(file: Path, content: bytes, wrong_in: Callable[[Path], Mapping[str, str]]) -> Path | None:
    """Replaces the whole file at once, readable by its owner alone. Raises OSError; the old file is then unchanged.

    `wrong_in` reads the file that stands there now: it raises OSError or ValueError if that cannot be done, and
    returns the complaints about values that fail. In both cases the old file is kept under another name, which is
    returned.
    """
    aside: Path | None = None
    try:
        with written_whole(file, private=True) as half:
            half.write_bytes(content)
            aside = keep_broken(file, wrong_in)
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


def keep_broken(file: Path, wrong_in: Callable[[Path], Mapping[str, str]]) -> Path | None:
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
    """Undoes `keep_broken`, unless another process has written the file since."""
    if not file.exists():
        os.replace(aside, file)
    elif file.samefile(aside):
        aside.unlink()
