"""The line that stands for an exercise's cautions, on the list and at a session's start, with the key for all of them.

Pure; no textual.
"""

from __future__ import annotations

from rich.cells import cell_len

from companion.exercise.cautions import Cautions
from companion.screen import words
from companion.screen.flow import limited, wrap
from companion.screen.keycaps import Part, width_of

MOST_ROWS = 2
"""Rows that the first caution may take; a longer one ends in an ellipsis. The list has little room for more."""


def caution_rows(cautions: Cautions, width: int) -> list[list[Part]]:
    """Breaks the first caution into rows of `width` cells, with the key behind the last. Returns no row if there is no
    caution."""
    if not cautions:
        return []
    key, meaning = words.CAUTIONS_KEY
    behind: list[Part] = [("   ", ""), (key, "bold $foreground"), (f" {meaning}", "$quiet")]
    room = max(1, width - width_of(behind))
    text = words.CAUTIONS_LINE.format(first=words.shown(cautions.first))
    rows = wrap(text, max(1, width))
    if len(rows) > MOST_ROWS or cell_len(rows[-1]) > room:
        rows = limited(wrap(text, room), MOST_ROWS, room)
    *before, last = [[(row, "$foreground")] for row in rows]
    return [*before, [*last, *behind]]
