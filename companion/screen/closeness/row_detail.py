"""The chosen row of a private list: its words, its answers with their keys, and its condition."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import ItemGrid, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from companion.screen.closeness.private_rows import PrivateRow

_ANSWER_WIDTH = 17
"""Cells of an answer with its key; four stand side by side on 80 columns."""


class RowDetail(Vertical):
    """Shows one row. A click on an answer is as good as its key."""

    DEFAULT_CSS = """
    RowDetail { height: auto; min-height: 5; margin-top: 1; }
    RowDetail #about, RowDetail #condition { color: $quiet; height: auto; }
    RowDetail #answers { height: auto; grid-rows: 1; }
    RowDetail Button, RowDetail Button:hover, RowDetail Button.-active {
        width: auto; min-width: 3; background: $background; color: $foreground; border: none; padding: 0;
    }
    RowDetail Button.given { text-style: bold; color: $accent; }
    """

    class Clicked(Message):
        """An answer was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Grown(Message):
        """The height of the detail has changed, because another row is shown."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._row: PrivateRow | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="text", markup=False)
        yield Static("", id="about", markup=False)
        yield ItemGrid(id="answers", min_column_width=_ANSWER_WIDTH)
        yield Static("", id="condition", markup=False)

    def show(self, row: PrivateRow) -> None:
        self._row = row
        self.query_one("#text", Static).update(Content.assemble((row.text, "bold")))
        self.query_one("#about", Static).update(row.about)
        self.query_one("#condition", Static).update(row.note)
        buttons = list(self.query(Button))
        if [button.name for button in buttons] == [answer.key for answer in row.answers]:
            _mark(buttons, row)
            self.post_message(self.Grown())
        else:
            self.run_worker(self._set_buttons(row), exclusive=True)

    async def _set_buttons(self, row: PrivateRow) -> None:
        answers = self.query_one("#answers", ItemGrid)
        await answers.remove_children()
        buttons = [Button("", name=answer.key, compact=True) for answer in row.answers]
        for button in buttons:
            button.can_focus = False
        await answers.mount_all(buttons)
        if self._row is not None and len(self._row.answers) == len(buttons):
            _mark(buttons, self._row)
        self.post_message(self.Grown())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Clicked(event.button.name or ""))


def _mark(buttons: list[Button], row: PrivateRow) -> None:
    for button, answer in zip(buttons, row.answers, strict=True):
        button.label = Content(f"{'●' if answer.given else '○'} {answer.key.upper()} {answer.label}")
        button.set_class(answer.given, "given")
