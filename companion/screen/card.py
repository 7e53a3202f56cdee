"""Cards that lie over any screen; here, what you can say and press. Where help is stands in `crisis`.

A card holds nothing up: every key that is not its own goes on to the session beneath it, stop first of all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from companion.screen import words
from companion.screen.keycaps import name_of

# A card that is taller than the screen is read with these; they mean nothing to a session.
_SCROLLS: dict[str, Callable[[Widget], None]] = {
    "up": lambda card: card.scroll_up(animate=False),
    "down": lambda card: card.scroll_down(animate=False),
    "pageup": lambda card: card.scroll_page_up(animate=False),
    "pagedown": lambda card: card.scroll_page_down(animate=False),
}


class Card(ModalScreen[None]):
    DEFAULT_CSS = """
    Card { align: center middle; background: $background 60%; }
    Card #card {
        width: 72; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 3; background: $surface; border: round $faint; overflow-y: auto; scrollbar-size: 0 0;
    }
    Card #card:nocolor { border: round $foreground; }
    Card.low #card { padding: 0 2; }
    Card.low .close { dock: bottom; margin: 0; background: $surface; }
    Card.low #room { height: 1; }
    Card .close { color: $quiet; margin-top: 1; text-align: center; }
    """

    scrolled: ClassVar[str] = "#card"
    """What the arrow keys move."""

    def __init__(
        self,
        own: frozenset[str],
        title: str,
        body: tuple[Content, ...],
        beneath: Callable[[str], None] | None,
    ) -> None:
        super().__init__()
        self.own = own
        """Keys that opened it, and close it again."""
        self._headline = title
        self._body = body
        self._beneath = beneath
        """Where other keys go: the session's own key handling; None where no session runs."""
        self.crisis: Callable[[], Card] | None = None
        """What C shows instead of this card, where no session runs beneath that would show it."""

    def compose(self) -> ComposeResult:
        close = "Enter closes this. Esc still stops." if self._beneath else "Enter closes this."
        low = self.app.size.height < 22
        self.set_class(low, "low")
        with Vertical(id="card"):
            yield Static(Content.assemble((self._headline, "bold $accent")), markup=False)
            for part in self._body:
                yield Static("")
                yield Static(part, markup=False)
            if low:  # the foot stands whatever is scrolled
                yield Static("", id="room")
                close = "↑ ↓ more · Enter closes · Esc still stops" if self._beneath else "↑ ↓ more · Enter closes this"
            yield Static(close, markup=False, classes="close")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        name = name_of(event.key, event.character)
        if name in _SCROLLS:
            _SCROLLS[name](self.query_one(self.scrolled))
        elif name in self.own or name == "enter":
            self.dismiss()
        elif self._beneath is None:
            if name == "escape":
                self.dismiss()
            elif name == "c" and self.crisis is not None:
                self.app.switch_screen(self.crisis())
        elif name in {"escape", "s"}:
            self._beneath(name)
            self.dismiss()
        else:
            self._beneath(name)


def help_card(beneath: Callable[[str], None] | None, width: int = 80, crisis: Callable[[], Card] | None = None) -> Card:
    """`width` is the screen's: below 72 cells everything stands in one column."""
    if width >= 72:
        say = "\n".join(f"{word:<17}{meaning}" for word, meaning in words.HELP_WORDS)
        keys = "\n".join(f"{a:<9}{b:<17}{c:<13}{d}" for a, b, c, d in words.HELP_KEYS)
    else:
        say = "\n".join(f"{word}: {meaning}" for word, meaning in words.HELP_WORDS)
        pairs = [row[:2] for row in words.HELP_KEYS] + [row[2:] for row in words.HELP_KEYS]
        keys = "\n".join(f"{key:<12}{meaning}" for key, meaning in pairs)
    body = (Content(say), Content.assemble((keys, "$quiet")), Content.assemble((words.HELP_NOTE, "$quiet")))
    card = Card(frozenset({"?", "f1"}), "Five words you can say at any moment", body, beneath)
    card.crisis = crisis
    return card
