"""Notices that a file was saved by looking at its stamp, which works for every editor, disk and system.

The caller decides how often. A save is reported once it has settled, because some editors empty a file before they fill
it, and others put a new one in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

POLL = 0.05
"""Seconds from one look to the next: quick enough after a save, and a look costs some microseconds."""


Stamp = tuple[int, int, int]
"""Time of change, size, and the file's identity, because an editor may put a new file in its place."""


class Seen(StrEnum):
    """The change of the file since the last look."""

    NOTHING = "nothing"
    SAVED = "saved"
    GONE = "gone"
    """The file does not exist any more; reported once."""


def stamp_of(file: Path) -> Stamp | None:
    """Reads the stamp of a file; None if there is none."""
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class Watch:
    """Watches one file. The first look reports it as saved if it exists."""

    def __init__(self, file: Path, stamp: Callable[[Path], Stamp | None] = stamp_of) -> None:
        self._file = file
        self._stamp = stamp
        self._told: Stamp | None = None
        self._last: Stamp | None = None
        self._gone = False

    def look(self) -> Seen:
        """Reports any change since the last look."""
        now, before = self._stamp(self._file), self._last
        self._last = now
        if now != before and self._told is not None:
            return Seen.NOTHING  # still being written, or taken away for a moment
        if now is None:
            told, self._gone = self._gone, True
            return Seen.NOTHING if told else Seen.GONE
        if now == self._told and not self._gone:
            return Seen.NOTHING
        self._told, self._gone = now, False
        return Seen.SAVED
