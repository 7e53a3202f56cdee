"""Finds the notes in an exercise that wait for its author's decision, as `companion import` writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from companion.exercise.problems import Problem, Severity

TO_DO: Final = "To do:"
"""Begins a note about something that is missing."""
NOT_SURE: Final = "Not sure:"
"""Begins a note about a guess."""
_NOTE = re.compile(r"(?:^|\s)#\s(?P<note>(?:To do|Not sure):\s.*)")


def to_dos(lines: Sequence[str], file: str, besides: Collection[int] = ()) -> Iterator[Problem]:
    """Yields a warning for each "To do:", and a note for each "Not sure:", but not for the lines in `besides`.

    `file` is its name in messages.
    """
    for number, line in enumerate(lines, 1):
        found = _NOTE.search(line)
        if found is None or number in besides or (line.strip()[:1] != "#" and _in_quotes(line, found.start("note"))):
            continue
        note = found["note"]
        missing = note.startswith(TO_DO)
        column = found.start("note") + 1
        yield Problem(
            file,
            number,
            column,
            "There is still something to do here." if missing else "Here is a guess, for you to decide.",
            "When it is done, delete the note." if missing else "If it is right, delete the note.",
            Severity.WARNING if missing else Severity.NOTE,
        )


def _in_quotes(line: str, at: int) -> bool:
    """Tells whether a place is inside a quoted text, where a # begins no note."""
    before = line[:at]
    return before.count('"') % 2 == 1 or (before.lstrip().startswith(("- '", "'")) and before.count("'") % 2 == 1)
