"""The widget that shows a page of the evening: its words, its options, the rows of a form."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from companion.couple.evening.pages import Page, PageKind
from companion.screen import words
from companion.screen.evening.form_rows import BESIDE_FROM, LOW, form_rows
from companion.screen.flow import balanced, wrap
from companion.screen.keycaps import clicks, styled
from companion.tongue import said

SHORTEST_BESIDE = 20
"""Cells that an option's text needs for its state to stand beside it; with fewer the state follows the text."""


class PageSheet(Widget):
    """The words of a page, centred; its options in a block whose keys stand below each other."""

    DEFAULT_CSS = "PageSheet { width: 100%; height: auto; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Widget.auto_links, False)
        self._page: Page | None = None
        self._extra = ""

    def show(self, page: Page | None, extra: str) -> None:
        """Shows a page. `extra`: a sentence that the screen adds."""
        if (page, extra) != (self._page, self._extra):
            self._page, self._extra = page, extra
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[Content]:
        if self._page is None:
            return [_centred(words.ONE_MOMENT, "$quiet", width)]
        page = self._page
        rows = [_centred(row, "bold", width) for row in balanced(words.harmless(page.title), min(width, 60))]
        said = [line for text in page.lines for line in self._said(text, width)]
        if page.kind is PageKind.FORM:
            low = self.app.size.height < LOW
            form = [Content(""), *form_rows(page, width, low=low)]
            rows += [*form, *said] if low or width < BESIDE_FROM else [*said, *form]
        else:
            rows += said
        if page.kind is not PageKind.FORM and page.options:
            rows += [Content(""), *option_rows(page, width)]
        if page.small:
            small = balanced(words.harmless(page.small), min(width, 64))
            rows += [Content(""), *(_centred(row, "$quiet", width) for row in small)]
        for note in ("" if page.kind is PageKind.FORM else page.note, self._extra):
            if note:
                rows += [Content(""), *(_centred(row, "$accent", width) for row in balanced(note, min(width, 64)))]
        return rows

    @staticmethod
    def _said(text: str, width: int) -> list[Content]:
        """Sets one of the page's sentences, after an empty line."""
        return [Content(""), *(_centred(row, "", width) for row in balanced(words.harmless(text), min(width, 64)))]

    def render(self) -> Content:
        return Content("\n").join(self._rows(self.size.width or 60))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(max(1, width)))


def _centred(text: str, style: str, width: int) -> Content:
    return Content.assemble((" " * max(0, (width - cell_len(text)) // 2), ""), (text, style))


def option_rows(page: Page, width: int) -> list[Content]:
    """Sets the options in rows; a longer one goes on below its own beginning, so that the height is known."""
    keys = [said("Enter") if option.key == "enter" else option.key.upper() for option in page.options]
    keys = [
        f"{key}/{said('Enter')}" if option.key == page.enter else key
        for key, option in zip(keys, page.options, strict=True)
    ]
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
        click = clicks(key)
        style = styled("$quiet" if option.state else "", click)
        block.append(
            Content.assemble(
                (before, ""),
                (f"{key:<{column}}", styled("bold $foreground", click)),
                (first + " " * (middle + 2 - cell_len(first)) if state else first, style),
                (state, styled("bold", click)),
            )
        )
        block += [Content.assemble((before + " " * column, ""), (row, style)) for row in more]
    return block
