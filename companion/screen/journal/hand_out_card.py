"""The card on which the owner of a journal saves it as a file, and the one that asks for another person's name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from companion.errors import CompanionError
from companion.journal.journal_entry import one_line
from companion.screen import words
from companion.screen.journal import journal_words
from companion.screen.journal.lock_cards import CARD, LOW

LONGEST_NAME = 40
"""Letters of a person's name, as many as `companion journal --as` takes."""
_LONGEST_FILE = 400
"""Letters of a path: more than anybody types."""


class HandOutCard(ModalScreen[str]):
    """Asks for the kind of file and its place. The result is the place of the file, or "" if nothing was saved."""

    DEFAULT_CSS = (
        CARD.format(name="HandOutCard")
        + """
    HandOutCard OptionList, HandOutCard OptionList:focus { height: auto; border: none; padding: 0;
        background: $surface; background-tint: $surface 0%; }
    HandOutCard OptionList:nocolor > .option-list--option-highlighted { text-style: reverse; }
    HandOutCard Input { width: 1fr; background: $faint; }
    HandOutCard #note { color: $accent; height: auto; }
    HandOutCard #keys { color: $quiet; }
    """
    )
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, place: str, save: Callable[[str, str], str], *, name: str) -> None:
        """`place`: the folder that is offered; `name`: the file's name without its ending. `save` writes a file of a
        kind ("md", "csv", "pdf") on a worker thread, and returns its place. It may raise a CompanionError."""
        super().__init__()
        self._folder = place.rstrip("/\\") + ("\\" if "\\" in place else "/")
        self._name = name
        self._save = save
        self._busy = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="card", can_focus=False):
            yield Label(journal_words.SAVE_TITLE, id="title", markup=False)
            yield OptionList(
                *(Option(text, id=form) for form, text in journal_words.SAVE_FORMS.items()),
                classes="part",
                markup=False,
            )
            yield Label(journal_words.SAVE_PLACE, markup=False, classes="part")
            yield Input(id="file", max_length=_LONGEST_FILE, compact=True)
            yield Static(journal_words.SAVE_NOT_LOCKED, markup=False, classes="part")
            yield Static("", id="note", markup=False)
            yield Static(journal_words.SAVE_KEYS, id="keys", markup=False)

    def on_mount(self) -> None:
        self.set_class(self.app.size.height < LOW, "low")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.query_one("#file", Input).value = f"{self._folder}{self._name}.{event.option_id}"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#file", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        at = self.query_one(OptionList).highlighted or 0
        form = list(journal_words.SAVE_FORMS)[at]
        if not self._busy and event.value.strip():
            self._busy = True
            self.run_worker(self._write(form, event.value.strip()), exit_on_error=True)

    async def _write(self, form: str, file: str) -> None:
        try:
            place = await asyncio.to_thread(self._save, form, file)
        except CompanionError as error:
            self._busy = False
            self.query_one("#note", Static).update(words.shown(str(error)))
        else:
            self.dismiss(place)

    def action_leave(self) -> None:
        if not self._busy:
            self.dismiss("")


class NameCard(ModalScreen[str]):
    """Asks for the name of another person who wants a journal here. The result is "" if the person went back."""

    DEFAULT_CSS = (
        CARD.format(name="NameCard")
        + """
    NameCard Input { width: 1fr; background: $faint; }
    NameCard #keys { color: $quiet; }
    """
    )
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="card", can_focus=False):
            yield Label(journal_words.ANOTHER_TITLE, id="title", markup=False)
            yield Static(journal_words.ANOTHER_SAYS, markup=False, classes="part")
            yield Label(journal_words.ANOTHER_NAME, markup=False, classes="part")
            yield Input(id="name", max_length=LONGEST_NAME, compact=True)
            yield Static(journal_words.SAVE_KEYS, id="keys", markup=False, classes="part")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if name := one_line(event.value):
            self.dismiss(name)

    def action_leave(self) -> None:
        self.dismiss("")
