"""The sheet that a page of the evening is written on: its words, its options, a number as it is typed. Only shows."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from companion.evening.pages import Page, PageKind
from companion.screen import words
from companion.screen.flow import balanced, wrap

SHORTEST_BESIDE = 20
"""Cells of an option's text beside which its state stands; in less room the state follows the text."""


class Sheet(Widget):
    """The words of a page, centred; its options in a block whose keys stand below each other."""

    DEFAULT_CSS = "Sheet { width: 100%; height: auto; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page: Page | None = None
        self._typed = ""
        self._extra = ""

    def show(self, page: Page | None, typed: str, extra: str) -> None:
        """`typed`: a number as far as it has been typed; `extra`: a sentence of the screen's own."""
        if (page, typed, extra) != (self._page, self._typed, self._extra):
            self._page, self._typed, self._extra = page, typed, extra
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[Content]:
        if self._page is None:
            return [_centred(words.ONE_MOMENT, "$quiet", width)]
        page = self._page
        rows = [_centred(row, "bold", width) for row in balanced(words.harmless(page.title), min(width, 60))]
        for line in page.lines:
            rows += [Content(""), *(_centred(row, "", width) for row in balanced(words.harmless(line), min(width, 64)))]
        if page.options:
            rows += [Content(""), *option_rows(page, width)]
        if page.kind is PageKind.NUMBER:
            rows += [Content(""), _centred(f"{self._typed}▏", "bold $accent", width)]
            rows += [_centred(row, "$quiet", width) for row in balanced(words.EVENING_TYPED, width)]
        for note in (page.note, self._extra):
            if note:
                rows += [Content(""), *(_centred(row, "$accent", width) for row in balanced(note, min(width, 64)))]
        return rows

    def render(self) -> Content:
        return Content("\n").join(self._rows(self.size.width or 60))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(max(1, width)))


def _centred(text: str, style: str, width: int) -> Content:
    return Content.assemble((" " * max(0, (width - cell_len(text)) // 2), ""), (text, style))


def option_rows(page: Page, width: int) -> list[Content]:
    """The options; what is longer than a line goes on beneath its own beginning, so that every row is counted."""
    keys = ["Enter" if option.key == "enter" else option.key.upper() for option in page.options]
    texts = [words.harmless(option.text) for option in page.options]
    states = [words.harmless(option.state) for option in page.options]
    column = max(cell_len(key) for key in keys) + 2
    beside = max(cell_len(state) for state in states)
    if beside:
        beside += 2
    room = max(1, width - column)
    if room - beside < min(SHORTEST_BESIDE, max(cell_len(text) for text in texts)):
        texts = [f"{text}, {state}" if state else text for text, state in zip(texts, states, strict=True)]
        states, beside = [""] * len(texts), 0
    split = [wrap(text, room - beside if state else room) or [""] for text, state in zip(texts, states, strict=True)]
    middle = max((cell_len(row) for rows, state in zip(split, states, strict=True) for row in rows if state), default=0)
    longest = max(
        middle + beside if state else max(cell_len(row) for row in rows)
        for rows, state in zip(split, states, strict=True)
    )
    before = " " * max(0, (width - column - longest) // 2)
    block = []
    for key, (first, *more), state, option in zip(keys, split, states, page.options, strict=True):
        style = "$quiet" if option.state else ""
        block.append(
            Content.assemble(
                (before, ""),
                (f"{key:<{column}}", "bold $foreground"),
                (first + " " * (middle + 2 - cell_len(first)) if state else first, style),
                (state, "bold"),
            )
        )
        block += [Content.assemble((before + " " * column, ""), (row, style)) for row in more]
    return block
