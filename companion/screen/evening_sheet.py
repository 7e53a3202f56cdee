"""The sheet that a page of the evening is written on: its words, its options, a number as it is typed. Only shows."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from companion.evening.pages import Page, PageKind
from companion.screen import words
from companion.screen.flow import balanced


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
            rows += [Content(""), *_block(page, width)]
        if page.kind is PageKind.NUMBER:
            rows += [Content(""), _centred(f"{self._typed}▏", "bold $accent", width)]
            rows += [_centred(words.EVENING_TYPED, "$quiet", width)]
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


def _block(page: Page, width: int) -> list[Content]:
    keys = ["Enter" if option.key == "enter" else option.key.upper() for option in page.options]
    texts = [words.harmless(option.text) for option in page.options]
    column = max(cell_len(key) for key in keys) + 2
    middle = max(cell_len(text) for text in texts) + 2
    longest = column + max(
        (middle if option.state else cell_len(text)) + cell_len(option.state)
        for text, option in zip(texts, page.options, strict=True)
    )
    before = " " * max(0, (width - longest) // 2)
    return [
        Content.assemble(
            (before, ""),
            (f"{key:<{column}}", "bold $foreground"),
            (text + " " * (middle - cell_len(text)) if option.state else text, "$quiet" if option.state else ""),
            (words.harmless(option.state), "bold"),
        )
        for key, text, option in zip(keys, texts, page.options, strict=True)
    ]
