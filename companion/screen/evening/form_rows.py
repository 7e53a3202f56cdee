"""The rows of a form as text: in two columns where there is room, otherwise only the row that is being answered.

The height depends on which row that is, and never on what was answered.
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from companion.couple.evening.pages import Page
from companion.screen import words
from companion.screen.flow import wrap
from companion.screen.keycaps import clicks, pairs, rows_of, sentence_of, styled

BESIDE_FROM = 70
"""Cells from which the list of rows stands beside the question."""
LOW = 22
"""Lines of a window below which the list of rows would push the question out of sight."""
HEIGHT = 11
"""Lines of the two columns at least, so that the page does not jump from row to row."""
GAP = 3
NARROWEST_QUESTION = 30
"""Cells for the question at least; the list gives way before that."""
STATE = 13
"""Cells for the state of a row at least, so that the question does not move when a row is answered."""
MARK = "› "


def form_rows(page: Page, width: int, *, low: bool = False) -> list[Content]:
    """Sets the form of a page in lines of at most `width` cells. `low`: the window has room for one row only."""
    if low or width < BESIDE_FROM:
        place = Content.styled(words.EVENING_ROW.format(at=page.at + 1, of=len(page.rows)), "$quiet")
        state = Content.styled(f" {page.rows[page.at].state}", "$quiet")
        return [place + state, *_question(page, width)]
    labels = [words.harmless(row.label) for row in page.rows]
    states = [words.harmless(row.state) for row in page.rows]
    beside = max(STATE, *(cell_len(state) for state in states))
    room = width - GAP - NARROWEST_QUESTION - len(MARK) - 2 - beside
    column = min(max(cell_len(label) for label in labels), room)
    listed = [
        _listed(label, state, column, number, at=number == page.at)
        for number, (label, state) in enumerate(zip(labels, states, strict=True))
    ]
    left = len(MARK) + column + 2 + beside
    asked = _question(page, width - left - GAP)
    height = max(len(listed), len(asked), HEIGHT)
    listed += [Content("")] * (height - len(listed))
    asked += [Content("")] * (height - len(asked))
    return [
        Content.assemble(row, (" " * (left - row.cell_length + GAP), ""), part)
        for row, part in zip(listed, asked, strict=True)
    ]


def _below(page: Page) -> str:
    """Returns the sentence below the answers: why the form was not handed on, or how else it can be answered."""
    return words.harmless(page.note) or words.EVENING_ARROWS


def _listed(label: str, state: str, column: int, number: int, *, at: bool) -> Content:
    """Sets one row of the list. A click on it goes there."""
    shown = (wrap(label, column) or [""])[0]
    click = f"@click=screen.go_to_row({number})"
    return Content.assemble(
        (MARK if at else " " * len(MARK), styled("bold $accent", click)),
        (shown + " " * (column - cell_len(shown)) + "  ", styled("bold" if at else "", click)),
        (state, styled("$quiet", click)),
    )


def _question(page: Page, width: int) -> list[Content]:
    rows = [Content.styled(row, "bold") for row in wrap(words.harmless(page.asked), width)]
    for hint in page.hints:
        rows += [Content.styled(row, "$quiet") for row in wrap(words.harmless(hint), width)]
    rows.append(Content(""))
    numbers = all(option.text.isdecimal() for option in page.options)
    if not numbers:
        keys = [(option.key.upper(), words.harmless(option.text)) for option in page.options]
        rows += [Content.assemble(*row) for row in rows_of(pairs(keys, "   ", "bold $foreground"), width)]
    if page.marked:
        marked = (wrap(f"‹ {words.harmless(page.marked)} ›", width) or [""])[0]
        ends = {"‹": clicks("←"), "›": clicks("→")}
        middle = marked.removeprefix("‹").removesuffix("›")
        parts = [marked[:1], middle, marked[-1:]] if marked.endswith("›") else [marked[:1], middle]
        rows.append(Content.assemble(*((part, styled("bold $accent", ends.get(part, ""))) for part in parts)))
    else:
        style = "$accent" if page.note else "$quiet"
        rows += [Content.assemble(*sentence_of(row, style)) for row in wrap(_below(page), width)]
    return rows
