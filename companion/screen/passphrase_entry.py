"""The lines in which a passphrase is typed, unseen: once to open something, and twice if it is a new one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.uncopied_input import UncopiedInput

LONGEST_PASSPHRASE: Final = 200
"""Characters; far more than anybody types without seeing it."""

Used = TypeVar("Used")


class PassphraseEntry(Vertical, Generic[Used]):
    """Hands on what was typed, and empties its lines at once."""

    DEFAULT_CSS = "PassphraseEntry { height: auto; }"

    def __init__(
        self,
        asks: Sequence[str],
        *,
        use: Callable[[str], Used],
        done: Callable[[Used], None],
        say: Callable[[str], None],
    ) -> None:
        """`asks`: the words above each line; a new passphrase has two lines. `use` takes the passphrase on a worker
        thread, and may raise a CompanionError. `done` gets its result. `say` shows a sentence; "" takes it away."""
        super().__init__()
        self._asks = asks
        self._use = use
        self._done = done
        self._say = say
        self.busy = False
        """True while `use` works, and after it has taken the passphrase."""

    def compose(self) -> ComposeResult:
        for number, asks in enumerate(self._asks):
            yield Static(asks, markup=False)
            yield UncopiedInput(id=f"typed-{number}", password=True, max_length=LONGEST_PASSPHRASE, compact=True)

    def begin(self) -> None:
        """Sets the cursor into the first line."""
        self._lines()[0].focus()

    def clear(self) -> None:
        """Empties the lines."""
        for line in self._lines():
            line.value = ""
        self.begin()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.busy:
            return
        first, *again = self._lines()
        if again and event.input is first:
            again[0].focus()
            return
        chosen, differ = first.value, event.value != first.value
        self.clear()
        if differ:
            self._say(words.PASSPHRASES_DIFFER)
        elif chosen:
            self.busy = True
            self._say(words.ONE_MOMENT)
            self.run_worker(self._try(chosen), exit_on_error=True)

    async def _try(self, chosen: str) -> None:
        try:
            used = await asyncio.to_thread(self._use, chosen)
        except CompanionError as error:
            self.busy = False
            self._say(f"{error.message} {error.hint}".strip())
        else:
            self._done(used)

    def _lines(self) -> list[Input]:
        return list(self.query(Input))
