"""Keeps the headings of exercises in a file of the cache, so that the list is there at once.

Any program may have written to the file. An entry is used only if it has the form that the list writes; every other one
is made anew from its exercise.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from companion import __version__, resources

_FORMAT: Final = 9
"""Number of the cache's format, raised when the same file would give another entry, so that no old entry is shown."""
_MOST_MINUTES: Final = 100_000
"""Minutes of an exercise, at most: far more than any plan has. "Not a number" fails the comparison too."""
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of the file that are read at most: more than twenty thousand exercises need."""


class ListCache:
    """The cache's file. Reading and writing never raise."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> dict[str, Any]:
        """Reads the entries by their files' paths. Those that do not have the right form are left out."""
        try:
            if self._file.stat().st_size > _LARGEST:
                return {}
            kept = json.loads(self._file.read_bytes())
            usable = kept["version"] == [_FORMAT, __version__] and isinstance(kept["files"], dict)
            return {file: one for file, one in kept["files"].items() if _is_sound(one)} if usable else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            # A cache may be missing, half-written or somebody else's: everything is read anew.
            return {}

    def save(self, files: dict[str, Any]) -> None:
        """Writes the entries."""
        # In ASCII, because a name of a file need not be UTF-8.
        whole = json.dumps({"version": [_FORMAT, __version__], "files": files})
        half = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            resources.made(self._file.parent)
            half.write_text(whole, encoding="utf-8")
            half.replace(self._file)
        except OSError:
            # Read-only home, full disk: the next start is slower by some milliseconds, nothing else.
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)


def _is_sound(one: Any) -> bool:
    """Tells whether this is an entry as the list writes it: of an exercise, of a list of kinds of closeness, which is
    not shown, or of a pack's title and order."""
    if not isinstance(one, dict) or not _is_stamp(one.get("stamp")):
        return False
    if one.keys() == {"stamp", "title", "order"}:
        return _is_line(one["title"]) and _is_lines(one["order"])
    if one.keys() == {"stamp", "list"}:
        return one["list"] is True
    if one.keys() != {"stamp", "whole", "entry"} or not isinstance(one["whole"], list):
        return False
    entry = one["entry"]
    return (
        all(map(_is_stamp, one["whole"]))
        and isinstance(entry, dict)
        and entry.keys() <= _FIELDS.keys()
        and entry.keys() >= _NEEDED
        and all(_FIELDS[name](value) for name, value in entry.items())
        and (bool(entry["broken"]) or (_is_line(entry["id"]) and _is_line(entry["title"])))
    )


def _is_stamp(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 4 and all(type(each) is int for each in value)


def _is_line(value: Any) -> bool:
    # As the reader of exercises leaves it: nothing that steers a terminal.
    return isinstance(value, str) and value.isprintable()


def _is_lines(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_line, value))


def _is_small_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1000


def _is_minutes(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < _MOST_MINUTES


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_NEEDED: Final = {"id", "title", "summary", "kind", "people", "minutes", "broken", "cautions"}
_FIELDS: Final[dict[str, Callable[[Any], bool]]] = {
    # A file that cannot be played is called by its name, which may be of any characters.
    "id": _is_text,
    "title": _is_text,
    "summary": _is_line,
    "kind": _is_line,
    "people": _is_small_number,
    "minutes": _is_minutes,
    "shortest": _is_minutes,
    "longest": _is_minutes,
    "longest_way": _is_minutes,
    "broken": _is_text,
    "rung": _is_small_number,
    "gist": _is_line,
    "needs": _is_lines,
    "formerly": _is_lines,
    "cautions": _is_lines,
    "author": _is_line,
    "asks": _is_lines,
    "language": _is_line,
}
