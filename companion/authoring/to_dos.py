"""Finds the notes in an exercise that wait for its author's decision, as `companion import` writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from companion.exercise.problems import Problem, Severity
from companion.exercise.scalars import harmless

TO_DO: Final = "To do:"
"""Begins a note about something that is missing."""
NOT_SURE: Final = "Not sure:"
"""Begins a note about a guess."""
_LONG_LINE: Final = 90
"""Characters of a line from which on a note may go on in the next one: the writer of notes cuts them at 110."""
_SENTENCE = re.compile(r".*?[.?!](?=\s|\Z)")
_NOTE = re.compile(r"(?:^|\s)#\s(?P<note>(?:To do|Not sure):\s.*)")


def to_dos(lines: Sequence[str], file: str, besides: Collection[int] = ()) -> Iterator[Problem]:
    """Yields a warning for each "To do:", and a note for each "Not sure:", but not for the lines in `besides`.

    `file` is its name in messages.
    """
    for number, line in enumerate(lines, 1):
        found = _NOTE.search(line)
        if found is None or number in besides or (line.strip()[:1] != "#" and _in_quotes(line, found.start("note"))):
            continue
        missing = found["note"].startswith(TO_DO)
        asked, rest = _taken_apart(_whole(lines, number - 1, found["note"]))
        done = "When it is done, delete the note." if missing else "If it is right, delete the note."
        if rest and not missing and line.strip()[:1] != "#":
            rest = f"The script says: {rest.rstrip('.')}."
        yield Problem(
            file,
            number,
            found.start("note") + 1,
            f"{'Still to do' if missing else 'Please decide'}: {asked}",
            f"{rest} {done}".strip(),
            Severity.WARNING if missing else Severity.NOTE,
        )


def _whole(lines: Sequence[str], at: int, note: str) -> str:
    """Joins a note with the lines that it goes on in, if it was too long for one."""
    mark = lines[at].partition("#")[0] + "# "
    for before, line in zip(lines[at:], lines[at + 1 :], strict=False):
        if len(before) < _LONG_LINE or not line.startswith(mark) or _NOTE.search(line) is not None:
            break
        note = f"{note} {line.removeprefix(mark).strip()}"
    return note


def _taken_apart(note: str) -> tuple[str, str]:
    """Returns the first sentence of a note, without what begins it, and the rest."""
    words = harmless(note.partition(":")[2].strip())
    found = _SENTENCE.match(words)
    return (found[0].strip(), words[found.end() :].strip()) if found is not None else (words, "")


def _in_quotes(line: str, at: int) -> bool:
    """Tells whether a place is inside a quoted text, where a # begins no note."""
    before = line[:at]
    return before.count('"') % 2 == 1 or (before.lstrip().startswith(("- '", "'")) and before.count("'") % 2 == 1)
