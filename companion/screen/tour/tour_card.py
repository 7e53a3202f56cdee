"""The tour: a few pages on a card over the first page. Enter goes on, and any other key leaves."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from companion.screen.keycaps import name_of
from companion.screen.tour import tour_words
from companion.screen.widgets import KeyEdges
from companion.tongue import said

_ON = frozenset({"enter", "space", "right", "pagedown", "n"})
_BACK = frozenset({"left", "pageup", "b"})
_LOW = 20
"""Rows of a window below which the card fills it."""


class TourCard(ModalScreen[None]):
    """The card, with one page after another."""

    DEFAULT_CSS = """
    TourCard { align: center middle; background: $background 60%; }
    TourCard #card { width: 68; max-width: 100%; height: auto; max-height: 100%; padding: 1 3; background: $surface;
        border: round $faint; }
    TourCard #card:nocolor { border: round $foreground; }
    TourCard #title { text-style: bold; color: $accent; }
    TourCard #says { height: auto; max-height: 1fr; min-height: 9; margin-top: 1; scrollbar-size: 1 1; }
    TourCard #foot { color: $quiet; margin-top: 1; }
    TourCard.low #card { padding: 0 1; height: 100%; }
    TourCard.low #says { height: 1fr; min-height: 1; }
    """

    def __init__(self, *, crisis: Callable[[], None]) -> None:
        """`crisis` puts the crisis card in the place of this one."""
        super().__init__()
        self._crisis = crisis
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static(id="title", markup=False)
            with VerticalScroll(id="says", can_focus=False):
                yield Static(id="text", markup=False)
            yield KeyEdges(id="foot")

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < _LOW, "low")

    @property
    def page(self) -> int:
        """The number of the page that is shown, from 0 on."""
        return self._at

    def _show(self) -> None:
        page, last = tour_words.PAGES[self._at], len(tour_words.PAGES) - 1
        self.query_one("#title", Static).update(said(page.title))
        self.query_one("#text", Static).update("\n\n".join(map(said, page.says)))
        self.query_one("#says").scroll_home(animate=False)
        keys = tour_words.KEYS if self._at < last else tour_words.LAST_KEYS
        self.query_one("#foot", KeyEdges).show(keys, tour_words.AT.format(at=self._at + 1, of=last + 1))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        name = name_of(event.key, event.character)
        if name in _ON:
            self._turn(1)
        elif name in _BACK:
            self._turn(-1)
        elif name in {"up", "down"}:
            self.query_one("#says").scroll_relative(y=-1 if name == "up" else 1, animate=False)
        elif name in {"c", "!"}:
            self._crisis()
        else:
            self.dismiss()

    def on_click(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        """Shows the next page, or the one before. After the last one the tour is over."""
        self._at = max(0, self._at + by)
        if self._at < len(tour_words.PAGES):
            self._show()
        else:
            self.dismiss()
