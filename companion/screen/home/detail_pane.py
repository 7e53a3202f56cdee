"""The pane beside the list of home, which tells everything about the marked row. Only a wide window shows it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from companion.screen import words
from companion.screen.home.browsing import Row
from companion.screen.home.detail import Paragraph, ahead, detail
from companion.screen.home.exercise_order import ListedExercise
from companion.screen.home.home_needs import NeedEntry, fitting
from companion.screen.home.places import Place
from companion.screen.keycaps import sentence_of
from companion.screen.widgets import KeyedText


class DetailPane(Vertical):
    """A text that scrolls, and below it a line that says so where it is longer than the pane."""

    DEFAULT_CSS = """
    DetailPane { width: 42%; margin-left: 3; padding: 0 2; height: 100%; border-left: vkey $faint; }
    DetailPane:nocolor { border-left: vkey $foreground; }
    DetailPane #detail { height: 1fr; }
    DetailPane #scrolls { display: none; height: 1; color: $quiet; }
    """

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="detail", can_focus=False):
            yield Static(id="about", markup=False)
        yield KeyedText(id="scrolls")

    def on_mount(self) -> None:
        # Only the layout tells if the text goes on below.
        self.watch(self.query_one("#detail"), "virtual_size", self._laid_out, init=False)
        self.watch(self.query_one("#detail"), "scroll_y", self._laid_out, init=False)

    def show(self, row: Row | None, exercise: ListedExercise | None, exercises: Sequence[ListedExercise]) -> None:
        """Tells about the row. `exercise`: the one that it begins, if it begins one; `exercises`: all there are."""
        about = self.query_one("#about", Static)
        if exercise is not None:
            about.update(_set(detail(exercise)))
        elif isinstance(row, NeedEntry):
            groups = fitting(row, exercises)
            about.update(_set(ahead(row.text, row.says, [each for _, group in groups for each in group])))
        else:
            about.update(_set(ahead(row.text, row.says)) if isinstance(row, Place) else "")
        self.query_one("#detail").scroll_home(animate=False)

    def turn_page(self, by: int) -> bool:
        """Scrolls the text by a page, down if `by` is above 0. False if all of it is in sight."""
        if not self.query_one("#scrolls").display:
            return False
        text = self.query_one("#detail", VerticalScroll)
        (text.scroll_page_down if by > 0 else text.scroll_page_up)(animate=False)
        return True

    def _laid_out(self) -> None:
        """Says how the text is scrolled, where it is longer than its place."""
        room, text = self.content_size.height, self.query_one("#detail")
        scrolls = self.query_one("#scrolls", KeyedText)
        scrolls.display = self.query_one("#about").size.height > room
        above, below = text.scroll_y > 0, text.scroll_y < text.max_scroll_y or text.scroll_y == 0
        scrolls.show(*sentence_of(words.DETAIL_SCROLLS[above, below]))


def _set(paragraphs: Sequence[Paragraph]) -> Content:
    return Content("\n\n").join([Content.assemble(part) for part in paragraphs])
