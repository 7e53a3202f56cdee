"""Writes small files whole, by writing beside the target and renaming, and lets one process at a time change a
folder."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from companion.errors import CompanionError
from companion.packs.refusals import PackRefused
from companion.store.lock import take_lock
from companion.store.whole_file import written_whole

_LARGEST = 16 * 1024 * 1024
LOCK_WAIT = 60.0
"""Seconds to wait for another process that installs packs."""


def write_bytes(target: Path, data: bytes, *, private: bool = False) -> None:
    """Writes a whole file. Raises OSError; the old file then stands as it was."""
    with written_whole(target, private=private) as half:
        half.write_bytes(data)


def write_json(target: Path, data: Any) -> None:
    """Writes values as lines that people can read, in ASCII, because a path among the values need not be UTF-8."""
    write_bytes(target, (json.dumps(data, indent=1, sort_keys=True) + "\n").encode("ascii"))


def read_json(file: Path) -> dict[str, Any] | None:
    """Reads a JSON object.

    None if there is no such file. Raises ValueError if Companion did not write it, OSError if it cannot be read.
    """
    try:
        with file.open("rb") as source:
            data = source.read(_LARGEST + 1)
    except FileNotFoundError:
        return None
    if len(data) > _LARGEST:
        raise ValueError("it is too large")
    try:
        found = json.loads(data)
    except RecursionError as error:
        raise ValueError("Companion didn't write it") from error
    if not isinstance(found, dict):
        raise ValueError("Companion didn't write it")
    return found


def in_words(error: OSError, place: Path, kind: type[CompanionError] = PackRefused) -> CompanionError:
    """Makes an error that says that the disk is at fault, in the same words everywhere."""
    return kind(
        f"The disk reported a problem: {error.strerror or error}.",
        place=str(error.filename or place),
        hint="Nothing was changed. Free some space, or check that you can write there. Then try again.",
    )


@contextlib.contextmanager
def locked(folder: Path, wait: float = LOCK_WAIT) -> Iterator[None]:
    """Holds the lock on `folder`, so that one process at a time changes what is below it.

    Raises PackRefused if the lock is not free after `wait` seconds, OSError if its file cannot be made. The system
    frees the lock when its process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".packs.lock").open("a+b") as file:
        if not take_lock(file, wait):
            raise PackRefused(
                "Companion is already installing packs in another window.",
                hint="Wait until it has finished, then try again.",
            )
        yield
