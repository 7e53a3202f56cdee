"""Writes a file beside its place and then renames it: the file is there whole, or as it was."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def written_whole(target: Path, *, private: bool = False) -> Iterator[Path]:
    """Yields a path beside `target` to write to; it takes the target's place only if nothing was raised.

    `private`: only its owner may read it. Raises OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=_prefix(target), suffix=_SUFFIX)
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
        flush_folder(target.parent)
    finally:
        half.unlink(missing_ok=True)


def half_written(target: Path) -> list[Path]:
    """Lists what a power cut may have left of earlier writing."""
    return list(target.parent.glob(f"{glob.escape(_prefix(target))}*{_SUFFIX}"))


_SUFFIX = ".tmp"


def _prefix(target: Path) -> str:
    # No system takes a name of more than 255 bytes.
    return f".half-{target.name[:40]}-"


def flush_folder(folder: Path) -> None:
    """Has the names in a folder written to the disk. Does nothing where folders cannot be opened, as on Windows."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _flush(file: Path) -> None:
    with file.open("r+b") as written:
        os.fsync(written.fileno())
