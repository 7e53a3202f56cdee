"""The cards about a journal's lock: whether it should have one, a new passphrase, and the passphrase that opens it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.journal import journal_words
from companion.screen.seam import CrisisDesk
from companion.screen.uncopied_input import UncopiedInput

LONGEST_PASSPHRASE: Final = 200
"""Characters; far more than anybody types without seeing it."""
CARD: Final = """
    {name} {{ align: center middle; background: $background 60%; }}
    {name} #card {{ width: 66; max-width: 100%; height: auto; max-height: 100%; padding: 1 3; background: $surface;
        border: round $faint; scrollbar-size: 1 1; }}
    {name} #card:nocolor {{ border: round $foreground; }}
    {name} #title {{ text-style: bold; color: $accent; }}
    {name} .part {{ margin-top: 1; }}
    {name}.low #card {{ padding: 0 1; }}
"""
"""The look of a card about a journal; `name` is its class."""
LOW: Final = 22
"""Rows of a window below which a card has no room around its text."""


class LockQuestion(ModalScreen[bool | None]):
    """Asks whether a journal gets a passphrase, before anything is written: True, False, or None to leave it off."""

    DEFAULT_CSS = (
        CARD.format(name="LockQuestion")
        + """
    LockQuestion OptionList, LockQuestion OptionList:focus { height: auto; border: none; padding: 0;
        background: $surface; background-tint: $surface 0%; }
    LockQuestion OptionList:nocolor > .option-list--option-highlighted { text-style: reverse; }
    """
    )
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", show=False)]
    _ANSWERS: ClassVar[dict[str, bool | None]] = {"lock": True, "without": False, "not": None}

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="card", can_focus=False):
            yield Label(journal_words.LOCK_QUESTION, id="title", markup=False)
            for part in journal_words.LOCK_MEANS:
                yield Static(part, markup=False, classes="part")
            yield OptionList(
                Option(journal_words.LOCK_YES, id="lock"),
                Option(journal_words.LOCK_NO, id="without"),
                Option(journal_words.LOCK_NOT_NOW, id="not"),
                classes="part",
                markup=False,
            )

    def on_mount(self) -> None:
        self.set_class(self.app.size.height < LOW, "low")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._ANSWERS[str(event.option_id)])

    def action_leave(self) -> None:
        self.dismiss(None)


class PassphraseCard(ModalScreen[bool]):
    """Asks for a passphrase, a new one twice. True once `use` has taken it; False if the person went back."""

    DEFAULT_CSS = (
        CARD.format(name="PassphraseCard")
        + """
    PassphraseCard Input { width: 1fr; background: $faint; }
    PassphraseCard #note { color: $accent; height: auto; }
    PassphraseCard #keys { color: $quiet; }
    """
    )
    AUTO_FOCUS = "#first"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("f1", "crisis", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(
        self, crisis: CrisisDesk, title: str, lines: Sequence[str], use: Callable[[str], None], *, new: bool
    ) -> None:
        """`use` takes the passphrase on a worker thread, and may raise a CompanionError, which is shown."""
        super().__init__()
        self._crisis = crisis
        self._title = title
        self._lines = lines
        self._use = use
        self._new = new
        self._busy = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="card", can_focus=False):
            yield Label(words.shown(self._title), id="title", markup=False)
            for line in self._lines:
                yield Static(line, markup=False, classes="part")
            yield Label(journal_words.PASSPHRASE, markup=False, classes="part")
            yield UncopiedInput(id="first", password=True, max_length=LONGEST_PASSPHRASE, compact=True)
            if self._new:
                yield Label(journal_words.PASSPHRASE_AGAIN, markup=False)
                yield UncopiedInput(id="second", password=True, max_length=LONGEST_PASSPHRASE, compact=True)
            yield Static("", id="note", markup=False)
            yield Static(journal_words.PASSPHRASE_KEYS, id="keys", markup=False)

    def on_mount(self) -> None:
        self.set_class(self.app.size.height < LOW, "low")

    def _say(self, text: str) -> None:
        self.query_one("#note", Static).update(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._busy:
            return
        first = self.query_one("#first", Input)
        if self._new and event.input is first:
            self.query_one("#second").focus()
            return
        chosen = first.value
        differ = self._new and event.value != chosen
        self._clear()
        if differ:
            self._say(journal_words.PASSPHRASES_DIFFER)
        elif chosen:
            self._busy = True
            self._say(words.ONE_MOMENT)
            self.run_worker(self._try(chosen), exit_on_error=True)

    def _clear(self) -> None:
        for entry in self.query(Input):
            entry.value = ""
        self.query_one("#first").focus()

    async def _try(self, chosen: str) -> None:
        try:
            await asyncio.to_thread(self._use, chosen)
        except CompanionError as error:
            self._busy = False
            self._say(f"{error.message} {error.hint}".strip())
        else:
            self.dismiss(True)

    def action_leave(self) -> None:
        if not self._busy:
            self.dismiss(False)

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._crisis))
