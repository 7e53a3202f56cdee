"""Keeps one JSON file that trust depends on: one process changes it at a time, and an older copy of it is never
accepted.

Each writing raises the file's number by one. The highest number is kept in a second file beside it, so that an older
copy in the file's place is noticed.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from companion.packs.keeping import locked, read_json, write_bytes, write_json

_LONGEST_NUMBER = 15
"""Digits of a number, at most: enough for a change every second for a million years, and read in an instant."""


class WentBack(ValueError):
    """The file is an older copy than the one that was written last."""


class StateFile:
    """One such file. The caller decides what is in it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.mark = file.with_name(f"{file.stem}.number")
        """The file that holds the highest number."""
        self._number = 0

    def read(self) -> dict[str, Any] | None:
        """Reads the file; None if there is none.

        Raises WentBack if it is an older copy, ValueError if Companion did not write it, OSError if it cannot be read.
        """
        # The mark first: it is written last, so a file that is read after it is never behind it by a race.
        highest = self._highest()
        data = read_json(self.file)
        if data is None:
            # It was moved away, as an error message advises. Its next copy is still newer than all before.
            self._number = highest
            return None
        number = data.get("number", 0)
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise ValueError("its copy number can't be read")
        if number < highest:
            raise WentBack(f"it's an older copy ({number}); the newest one is {highest}")
        self._number = number
        return data

    def locked(self) -> AbstractContextManager[None]:
        """Keeps other processes from changing the file. Read it again inside. Raises as `keeping.locked` does."""
        return locked(self.file.parent)

    def write(self, data: dict[str, Any]) -> None:
        """Writes the file with a higher number. Called under the lock, after `read`. Raises OSError."""
        number = self._number + 1
        write_json(self.file, {**data, "number": number})
        self._number = number
        write_bytes(self.mark, f"{number}\n".encode())

    def _highest(self) -> int:
        """Returns the highest number that was written; 0 if it cannot be read, because the next writing mends that."""
        try:
            text = self.mark.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return 0
        return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0
