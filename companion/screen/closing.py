"""The last screen of a session: one kind sentence, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from companion.screen import words
from companion.screen.card import help_card
from companion.screen.crisis import CrisisCard
from companion.screen.keycaps import closing_keys, name_of
from companion.screen.lines import Aside, Text, Words
from companion.screen.seam import CrisisDesk
from companion.session.effects import Outcome


class Closing(Screen[None]):
    DEFAULT_CSS = """
    Closing { align: center middle; padding: 1 3; background: $background; }
    Closing Vertical { height: 1fr; align: center middle; }
    Closing Words { text-style: bold; }
    Closing #then { margin-top: 2; color: $quiet; }
    Closing #keys { color: $quiet; text-align: center; }
    """

    def __init__(self, outcome: Outcome, *, back: Callable[[], None], leads: str, crisis: CrisisDesk) -> None:
        super().__init__()
        self._outcome = outcome
        self._back = back
        self._leads = leads
        """What Enter does, in words."""
        self._crisis = crisis

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Words(id="words")
            yield Aside(id="then")
        yield Text(id="keys")

    def on_mount(self) -> None:
        first, then = words.CLOSINGS[self._outcome]
        self.query_one("#words", Words).show(first, 6)
        self.query_one("#then", Aside).show(then)
        self.query_one("#keys", Text).show(*closing_keys(self._leads))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        name = name_of(event.key, event.character)
        if name == "enter":
            self._back()
        elif name == "q":
            self.app.exit()
        elif name == "c":
            self.app.push_screen(CrisisCard(self._crisis, None))
        elif name in {"?", "f1"}:
            self.app.push_screen(help_card(None, self.app.size.width, lambda: CrisisCard(self._crisis, None)))
