"""Noticing that a file was saved, by looking at its stamp now and then: for every editor, disk and system alike.

Nothing here sleeps or knows the time; whoever polls decides how often. A save is told once it has settled: some
editors empty a file before they fill it, others put a new one in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

POLL = 0.05
"""Seconds from one look to the next. A look costs some microseconds."""


Stamp = tuple[int, int, int]
"""When a file was changed, its size and which file it is: an editor may put a new one in its place."""


class Seen(StrEnum):
    NOTHING = "nothing"
    SAVED = "saved"
    GONE = "gone"
    """The file is not there any more; told once."""


def stamp_of(file: Path) -> Stamp | None:
    """None where there is no such file now."""
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class Watch:
    """Of one file. The first look tells it as saved if it is there."""

    def __init__(self, file: Path, stamp: Callable[[Path], Stamp | None] = stamp_of) -> None:
        self._file = file
        self._stamp = stamp
        self._told: Stamp | None = None
        self._last: Stamp | None = None
        self._gone = False

    def look(self) -> Seen:
        """What has happened since the last look."""
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
