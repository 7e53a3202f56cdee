"""The last screen of a session: one kind sentence, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.keycaps import closing_keys, name_of
from companion.screen.overlay import help_card
from companion.screen.seam import CrisisDesk
from companion.screen.widgets import Aside, SpokenWords, Text
from companion.session.effects import Outcome


class Closing(Screen[None]):
    """The screen that shows the closing sentence of an outcome."""

    DEFAULT_CSS = """
    Closing { align: center middle; padding: 1 3; background: $background; }
    Closing Vertical { height: 1fr; align: center middle; }
    Closing SpokenWords { text-style: bold; }
    Closing #then { margin-top: 2; color: $quiet; }
    Closing #keys { color: $quiet; text-align: center; }
    """

    def __init__(self, outcome: Outcome, *, back: Callable[[], None], leads: str, crisis: CrisisDesk) -> None:
        super().__init__()
        self._outcome = outcome
        self._back = back
        self._leads = leads
        """The meaning of Enter, in words."""
        self._crisis = crisis

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SpokenWords(id="words")
            yield Aside(id="then")
        yield Text(id="keys")

    def on_mount(self) -> None:
        first, then = words.CLOSINGS[self._outcome]
        self.query_one("#words", SpokenWords).show(first, 6)
        self.query_one("#then", Aside).show(then)
        self.query_one("#keys", Text).show(*closing_keys(self._leads))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        name = name_of(event.key, event.character)
        if name in {"enter", "escape"}:
            self._back()
        elif name == "q":
            self.app.exit()
        elif name == "c":
            self.app.push_screen(CrisisCard(self._crisis))
        elif name in {"?", "f1"}:
            self.app.push_screen(help_card(self.app.size.width, stop=None, crisis=self._switch_to_crisis))

    def _switch_to_crisis(self) -> None:
        self.app.switch_screen(CrisisCard(self._crisis))
