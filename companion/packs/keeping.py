"""Keeping small things on the disk so that nothing is ever half there: files written beside and renamed, one lock."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from companion.errors import CompanionError
from companion.file_lock import try_lock
from companion.packs.refusals import PackRefused

_LARGEST = 16 * 1024 * 1024
_LOCK_WAIT = 60.0


@contextlib.contextmanager
def written_whole(target: Path, *, private: bool = False) -> Iterator[Path]:
    """A path beside `target` to write to; it takes the target's place only where nothing was raised.

    `private`: only its owner may read it. Raises OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".half-", suffix=".tmp")
    os.close(descriptor)
    half = Path(name)
    try:
        yield half
        _flush(half)
        if not private and os.name != "nt":
            # mkstemp makes files that only their owner can read.
            umask = os.umask(0)
            os.umask(umask)
            half.chmod(0o666 & ~umask)
        os.replace(half, target)
    finally:
        half.unlink(missing_ok=True)


def write_bytes(target: Path, data: bytes, *, private: bool = False) -> None:
    """Raises OSError; the old file then stands as it was."""
    with written_whole(target, private=private) as half:
        half.write_bytes(data)


def write_json(target: Path, data: Any) -> None:
    write_bytes(target, (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def read_json(file: Path) -> dict[str, Any] | None:
    """None where there is no such file. Raises ValueError where it is none of ours, OSError where it cannot be read."""
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
        raise ValueError("it is nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("it is not what Companion wrote")
    return found


def in_words(error: OSError, place: Path, kind: type[CompanionError] = PackRefused) -> CompanionError:
    """The same sentence wherever the disk is at fault."""
    return kind(
        f"The disk did not let us: {error.strerror or error}.",
        place=str(error.filename or place),
        hint="Nothing was changed. Make room, or look who may write there; then try again.",
    )


@contextlib.contextmanager
def locked(folder: Path, wait: float = _LOCK_WAIT) -> Iterator[None]:
    """One change at a time below `folder`. Raises PackRefused after `wait` seconds, OSError where it cannot be made.

    The system lets go of the lock when its process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".packs.lock").open("a+b") as file:
        until = time.monotonic() + wait
        while not try_lock(file):
            if time.monotonic() >= until:
                raise PackRefused(
                    "Another Companion is installing packs at this moment.", hint="Wait for it to end, then try again."
                )
            time.sleep(0.1)
        yield


def _flush(file: Path) -> None:
    with file.open("r+b") as written:
        os.fsync(written.fileno())
