"""The small widgets of one or a few lines that the screens are made of.

All text is shown as plain characters: no markup is parsed anywhere. The widgets that show keys switch off Textual's
`auto_links`, which would underline everything that can be clicked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from companion.exercise.cautions import Cautions
from companion.screen.caution_line import caution_rows
from companion.screen.flow import balanced, edges, generous, limited, shortened, wholly
from companion.screen.keycaps import Part, foot_of, rows_of, sentence_of
from companion.screen.messages import CautionsWanted
from companion.screen.window_size import LARGE_FROM


class Text(Widget):
    """Styled text on one line, repainted only when it changes."""

    DEFAULT_CSS = "Text { width: 100%; height: 1; }"
    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(Widget.auto_links, False)
        self._content = Content("")

    def show(self, *parts: Part) -> None:
        content = Content.assemble(*parts)
        # Content compares by its characters only, so the styles are compared beside it.
        if content != self._content or content.spans != self._content.spans:
            self._content = content
            self.refresh(layout=self.styles.auto_dimensions)

    def render(self) -> Content:
        return self._content


class AnswerKeys(Widget):
    """Answers with their keys, centred, as many to a line as fit; never cut."""

    DEFAULT_CSS = "AnswerKeys { width: 100%; height: auto; text-align: center; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Widget.auto_links, False)
        self._parts: list[Part] = []

    def show(self, parts: list[Part]) -> None:
        if parts != self._parts:
            self._parts = parts
            self.refresh(layout=True)

    def rows(self, width: int) -> int:
        """Counts the lines it takes; 0 if nothing is asked."""
        return len(rows_of(self._parts, max(1, width)))

    def render(self) -> Content:
        rows = rows_of(self._parts, self.size.width or 60)
        return Content("\n").join([Content.assemble(*row) for row in rows])

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return self.rows(width)


class KeyedText(Static):
    """A text in which keys can be clicked: the foot of a card, say."""

    can_focus = False

    def __init__(self, *parts: Part | Content, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(Content.assemble(*parts), markup=False, id=id, classes=classes)
        self.set_reactive(Widget.auto_links, False)

    def show(self, *parts: Part) -> None:
        self.update(Content.assemble(*parts))

    def foot(self, line: str) -> None:
        """Shows a line such as "↑ ↓ more · Enter: close"."""
        self.show(*foot_of(line))

    def say(self, sentence: str) -> None:
        """Shows a sentence that may name keys."""
        self.show(*sentence_of(sentence))


class Edges(Widget):
    """A line with a text at either end."""

    DEFAULT_CSS = "Edges { width: 100%; height: 1; }"
    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._ends = ("", "")

    def show(self, left: str, right: str) -> None:
        if (left, right) != self._ends:
            self._ends = (left, right)
            self.refresh()

    def render(self) -> Content:
        return Content(edges(*self._ends, self.size.width))


class KeyEdges(Edges):
    """A line with a text at either end, of which the left one names keys that can be clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Widget.auto_links, False)

    def render(self) -> Content:
        left, right = self._ends
        line = edges(left, right, self.size.width)
        if not line.startswith(left):  # it is cut
            return Content(line)
        return Content.assemble(*foot_of(left), line[len(left) :])


class DoneBar(Widget):
    """A bar that shows how far the session is: the done part heavy, so that it shows without colour."""

    DEFAULT_CSS = "DoneBar { width: 100%; height: 1; }"
    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._part = 0.0

    def show(self, part: float) -> None:
        part = min(1.0, max(0.0, part))
        if self._cells(part) != self._cells(self._part):
            self.refresh()
        self._part = part

    def _cells(self, part: float) -> int:
        return round(part * self.size.width)

    def render(self) -> Content:
        done = self._cells(self._part)
        return Content.assemble(("━" * done, "$accent"), ("─" * (self.size.width - done), "$faint"))


LARGE_ROWS: Final = 7
"""Rows that a line of large letters takes at most."""


@runtime_checkable
class ChoosesLetters(Protocol):
    """An app whose pages may stand in large letters."""

    @property
    def large_pages(self) -> bool: ...


def stands_large(screen: Screen[Any]) -> bool:
    """Tells whether this page is to be set in large letters: if that was chosen, and where there is room."""
    wanted = isinstance(screen.app, ChoosesLetters) and screen.app.large_pages
    return wanted and screen.app.size.width >= LARGE_FROM[0] and screen.app.size.height >= LARGE_FROM[1]


class SpokenWords(Widget):
    """The sentence being spoken: centred, with air around it."""

    DEFAULT_CSS = """
    SpokenWords { width: 100%; height: auto; text-align: center; }
    SpokenWords.large { text-align: left; text-wrap: nowrap; }
    """
    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None, whole: bool = False) -> None:
        """`whole`: a sentence that needs more lines than there is room for is not cut, because it can be scrolled."""
        super().__init__(id=id, classes=classes)
        self._whole = whole
        self._text = ""
        self.rows = 9
        """The lines that there is room for."""
        self._large = False
        """True if the letters may be large, where they fit."""

    def lines(self, text: str, width: int) -> int:
        """Counts the lines that a text takes at least."""
        return len(wholly(text, max(1, width), 1))

    def show(self, text: str, rows: int, *, large: bool = False) -> None:
        if (text, rows, large) != (self._text, self.rows, self._large):
            self._text, self.rows, self._large = text, rows, large
            self.refresh(layout=True)

    def render(self) -> Content:
        return Content("\n".join(self._lines(max(1, self.size.width or 60))))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(1, len(self._lines(max(1, width))))

    def _lines(self, width: int) -> Sequence[str]:
        lines: Sequence[str] = ()
        if self._large:
            from companion.screen.session.large_letters import large_lines  # with Pillow, which few windows need

            lines = large_lines(self._text, width, self.rows)
        self.set_class(bool(lines), "large")
        return lines or (wholly if self._whole else generous)(self._text, width, self.rows)


class Aside(Widget):
    """A quiet sentence in a few centred lines at most."""

    DEFAULT_CSS = "Aside { width: 100%; height: auto; text-align: center; }"
    can_focus = False

    def __init__(
        self, *, id: str | None = None, classes: str | None = None, rows: int = 2, one_if_it_fits: bool = False
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._rows = rows
        self._one_if_it_fits = one_if_it_fits
        """True if a text that fits into one line is never broken to look balanced."""

    def show(self, text: str, rows: int | None = None) -> None:
        """Shows the text. `rows`: the most lines that any text may have from now on; None leaves that as it is."""
        if (text, rows or self._rows) != (self._text, self._rows):
            self._text, self._rows = text, rows or self._rows
            self.set_class(not text, "empty")
            self.refresh(layout=True)

    def rows(self, width: int) -> int:
        """Counts the lines it takes; 0 if it says nothing."""
        return len(self._lines(width)) if self._text else 0

    def _lines(self, width: int) -> list[str]:
        width = max(1, width)
        if self._rows == 1:
            return [shortened(self._text, width)]
        if self._one_if_it_fits and cell_len(self._text) <= width:
            return [self._text]
        return limited(balanced(self._text, min(width, 60)), self._rows, min(width, 60)) or [""]

    def render(self) -> Content:
        return Content("\n".join(self._lines(self.size.width or 60)))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width))


class CautionLine(Widget):
    """The exercise's first caution and the key for all of them; a click is as good as the key."""

    DEFAULT_CSS = "CautionLine { width: 100%; height: auto; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cautions = Cautions()

    def show(self, cautions: Cautions) -> None:
        self._cautions = cautions
        self.refresh(layout=True)

    def on_click(self) -> None:
        self.post_message(CautionsWanted())

    def render(self) -> Content:
        return Content("\n").join(
            [Content.assemble(*row) for row in caution_rows(self._cautions, self.size.width or 74)]
        )

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(caution_rows(self._cautions, width))
