"""The first screen: "Right now" under the Enter key, and below it every exercise by its kind.

It shows before the list has been read; Enter works from the first frame on.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.flow import edges, limited, shortened, wrap
from companion.screen.keycaps import name_of, picker_keys
from companion.screen.lines import Aside, Edges, Text
from companion.screen.seam import Program
from companion.screen.shelf import FIRST, Entry, arranged


class Shelf(Widget):
    """The list itself: two lines for each entry, a heading for each kind, one entry chosen."""

    DEFAULT_CSS = "Shelf { width: 100%; height: 1fr; }"
    can_focus = False

    class Taken(Message):
        """The chosen entry was clicked once more."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = [FIRST]
        self.chosen = 0
        self._top = 0
        self._owners: list[int | None] = []
        """For each line on screen the entry it belongs to."""

    @property
    def entry(self) -> Entry:
        return self.entries[self.chosen]

    def fill(self, entries: list[Entry]) -> None:
        """Show these; what was chosen stays chosen."""
        kept = self.entry.id
        self.entries = entries
        self.chosen = next((n for n, entry in enumerate(entries) if entry.id == kept), 0)
        self.refresh()

    def move(self, by: int) -> None:
        self.chosen = min(len(self.entries) - 1, max(0, self.chosen + by))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        line = event.y
        owner = self._owners[line] if 0 <= line < len(self._owners) else None
        if owner is None:
            return
        if owner == self.chosen:
            self.post_message(self.Taken())
        self.move(owner - self.chosen)

    def render(self) -> Content:
        width, height = self.size
        lines: list[tuple[Content, int | None]] = []
        heading = ""
        for number, entry in enumerate(self.entries):
            if entry.heading != heading:
                heading = entry.heading
                lines += [(Content(""), None), (Content.assemble((heading, "$accent 70%")), None)]
            elif number:
                lines.append((Content(""), None))
            lines += [(line, number) for line in self._lines(entry, number == self.chosen, width)]
        visible = self._scrolled(lines, height)
        self._owners = [owner for _, owner in visible]
        return Content("\n").join([line for line, _ in visible])

    def _lines(self, entry: Entry, chosen: bool, width: int) -> list[Content]:
        mark = ("▌ ", "$accent") if chosen else ("  ", "")
        title = edges(entry.title, entry.meta, max(1, width - 2))
        about = f"cannot be read: {entry.broken}" if entry.broken else entry.summary
        rows = limited(wrap(about, max(1, min(66, width - 2))), 2, max(1, width - 2)) if chosen else []
        rows = rows or [shortened(about, max(1, min(66, width - 2)))]
        return [
            Content.assemble(mark, (title, "bold" if chosen else "")),
            *(Content.assemble(mark, (row, "$quiet")) for row in rows),
        ]

    def _scrolled(self, lines: list[tuple[Content, int | None]], height: int) -> list[tuple[Content, int | None]]:
        mine = [n for n, (_, owner) in enumerate(lines) if owner == self.chosen]
        # Two lines above the chosen one and one below it stay in sight: its heading, and what says that there is more.
        first, last = max(0, mine[0] - 2), min(len(lines) - 1, mine[-1] + 1)
        self._top = max(min(self._top, first), last - height + 1, 0)
        visible = lines[self._top : self._top + height]
        below = {owner for _, owner in lines[self._top + height - 1 :] if owner is not None}
        if self._top + height < len(lines) and visible:
            visible[-1] = (Content.assemble((f"  ↓ {len(below)} more", "$quiet")), None)
        if self._top and visible:
            above = {owner for _, owner in lines[: self._top + 1] if owner is not None}
            visible[0] = (Content.assemble((f"  ↑ {len(above)} more", "$quiet")), None)
        return visible


class Picker(Screen[None]):
    DEFAULT_CSS = """
    Picker { align-horizontal: center; padding: 1 3; background: $background; overflow: hidden; }
    Picker > * { max-width: 90; }
    Picker #head { margin-bottom: 1; color: $quiet; }
    Picker #notice { color: $accent; display: none; }
    Picker #keys { margin-top: 1; color: $quiet; }
    Picker.small { padding: 0 1; }
    Picker.small #head, Picker.small #keys { margin: 0; }
    """

    def __init__(
        self, program: Program, choose: Callable[[str, int], None], check_sound: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__()
        self._program = program
        self._choose = choose
        self._check_sound = check_sound
        self._said = ""
        self.shelf = Shelf(id="shelf")
        self.loaded = asyncio.Event()
        """Set once the list has been read, or could not be."""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield self.shelf
        yield Aside(id="notice")
        yield Text(id="keys")

    def on_mount(self) -> None:
        self.query_one("#head", Edges).show(words.NAME, words.PICKER_LOADING)
        # Not before the first frame: reading the exercises takes longer than showing this.
        self.call_after_refresh(self.run_worker, self._load(), exit_on_error=True)

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < 60 or event.size.height < 16
        self.set_class(small, "small")
        self.query_one("#keys", Text).show(*picker_keys(event.size.width - (2 if small else 6)))
        self._show_notice()

    async def _load(self) -> None:
        head = self.query_one("#head", Edges)
        try:
            listings = await asyncio.to_thread(self._program.entries)
        except CompanionError as error:
            self.say(str(error))
            head.show(words.NAME, "")
        else:
            self.shelf.fill(arranged(listings))
            head.show(words.NAME, "a calm voice in the room")
            if await asyncio.to_thread(self._program.offers_sound_check) and not self._said:
                self.say(words.CHECK_OFFER)
        self.loaded.set()
        # What Enter needs next is imported while the person reads.
        await asyncio.to_thread(importlib.import_module, "companion.screen.session_screen")

    def say(self, text: str) -> None:
        """A sentence above the keys; empty takes it away."""
        self._said = words.harmless(text)
        self._show_notice()

    def _show_notice(self) -> None:
        text = self._said or (words.TOO_SMALL if self.has_class("small") else "")
        notice = self.query_one("#notice", Aside)
        notice.show(text)
        notice.display = bool(text)

    def _take(self) -> None:
        entry = self.shelf.entry
        if entry.broken:
            self.say(f"This one cannot be read: {entry.broken}")
        else:
            self.say("")
            self._choose(entry.id, entry.people)

    def on_shelf_taken(self) -> None:
        if self.is_active:
            self._take()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if not self.is_active:
            # It came close behind the one that opened what is in front now: an Escape must reach that.
            self.app.screen.post_message(events.Key(event.key, event.character))
            return
        page = max(1, self.shelf.size.height // 4)
        moves = {
            "up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page,
            "home": -len(self.shelf.entries), "end": len(self.shelf.entries),
        }  # fmt: skip
        name = name_of(event.key, event.character)
        if name in moves:
            self.say("")
            self.shelf.move(moves[name])
        elif name == "enter":
            self._take()
        elif name == "s":
            self.say("")
            self._check_sound()
        elif name == "q":
            self.app.exit()
        elif name in {"c", "?", "f1"}:
            from companion.screen.card import help_card
            from companion.screen.crisis import CrisisCard

            def crisis() -> CrisisCard:
                return CrisisCard(self._program.crisis, None)

            self.app.push_screen(crisis() if name == "c" else help_card(None, self.app.size.width, crisis))
