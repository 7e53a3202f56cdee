"""The pages before and after a session on the full screen: one at a time, for both or for one alone.

Shows pages and passes answers on; decides nothing, keeps nothing of what was pressed, and never hurries anybody.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Center, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input

from companion.errors import CompanionError
from companion.evening.before import offered
from companion.evening.pages import Go, Page, PageKind, Without
from companion.screen import words
from companion.screen.crisis import CrisisCard
from companion.screen.evening_lines import foot, whose
from companion.screen.evening_sheet import Sheet
from companion.screen.keycaps import fitting, name_of, pairs, width_of
from companion.screen.lines import Edges, Text
from companion.screen.seam import Around, Asking, CrisisDesk

LONGEST_ENTRY = 80


class EveningScreen(Screen[None]):
    DEFAULT_CSS = """
    EveningScreen { align-horizontal: center; padding: 1 3; background: $background; overflow: hidden; }
    EveningScreen > * { max-width: 90; }
    EveningScreen #head { color: $quiet; }
    EveningScreen #stage { height: 1fr; align: center middle; overflow-y: auto; scrollbar-size: 0 0; }
    EveningScreen #line { display: none; height: auto; }
    EveningScreen Input { width: 44; max-width: 100%; margin-top: 1; border: round $faint; background: $background; }
    EveningScreen Input:nocolor { border: round $foreground; }
    EveningScreen Input:focus { border: round $accent; }
    EveningScreen #keys { color: $quiet; text-align: center; }
    EveningScreen.small { padding: 0 1; }
    """
    AUTO_FOCUS = ""
    SETTLES: ClassVar[float] = 0.3
    """Seconds in which a new page takes no key but those that lead away: a key held down, or pressed twice, would
    answer a question that nobody has read."""

    def __init__(
        self,
        *,
        make: Callable[[], Around | None] = lambda: None,
        asking: Asking | None = None,
        done: Callable[[Around | None, Go | None], None],
        instead: Callable[[str], None],
        failed: Callable[[CompanionError], None] = lambda error: None,
        crisis: CrisisDesk,
    ) -> None:
        """`make` may take a while and is called on a thread; None is `done` at once, and an error `failed`: what two
        people would have been asked first must not begin unasked. Where there is an `asking` already, nothing needs
        making.

        `done(around, go)` where a session may begin (or there is nothing to ask, or all has been asked); `instead(id)`
        where it may not: another exercise, or "" for none.
        """
        super().__init__()
        self._make = make
        self._done = done
        self._instead = instead
        self._failed = failed
        self._crisis = crisis
        self._around: Around | None = None
        self._asking = asking
        self._typed = ""
        self._since = 0.0
        self._shown: Page | None = None
        self._busy = False
        self._gone = False
        self._hearing: Callable[[], None] | None = None
        self._extra = ""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        with VerticalScroll(id="stage", can_focus=False):
            yield Sheet(id="sheet")
            with Center(id="line"):
                yield Input(id="entry", max_length=LONGEST_ENTRY)
        yield Text(id="keys")

    def on_mount(self) -> None:
        self.call_after_refresh(self.run_worker, self._begin(), exit_on_error=True)

    async def _begin(self) -> None:
        if self._asking is None:
            try:
                self._around = await asyncio.to_thread(self._make)
            except CompanionError as error:
                if not self._gone:
                    self._gone = True
                    self._failed(error)
                return
            if self._around is None:
                self._finish(None)
                return
            self._asking = self._around.before
        self._show()

    # -- showing --------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < 60 or event.size.height < 16, "small")
        if self._shown is not None:
            self.call_after_refresh(self._show_keys, self._shown)

    def _show(self) -> None:
        if self._asking is None or self._gone:
            return
        page = self._asking.page()
        if self._shown is None or _place(page) != _place(self._shown):
            self._turn_to(page)
        self._shown = page
        self.query_one("#head", Edges).show("", whose(page))
        self.query_one("#sheet", Sheet).show(page, self._typed, self._extra or self._asking.trouble)
        self._show_keys(page)
        # Once more when it is known how much room the page takes.
        self.call_after_refresh(self._show_keys, page)

    def _turn_to(self, page: Page) -> None:
        """Nothing of the page before stays."""
        self._since = time.monotonic()
        self._typed = self._extra = ""
        self.query_one("#stage").scroll_home(animate=False)
        if self._hearing is not None:
            self._hearing()
            self._hearing = None
        entry = self.query_one("#entry", Input)
        typing = page.kind is PageKind.ENTRY
        self.query_one("#line").display = typing
        entry.value = page.value
        entry.cursor_position = len(page.value)
        self.set_focus(entry if typing else None)
        if page.aloud and self._around is not None:
            self._hearing = self._around.hear(page.aloud, lambda: self._answer(page.aloud))
            self._extra = words.EVENING_LISTENING if self._hearing else words.EVENING_NOT_LISTENING

    def _show_keys(self, page: Page) -> None:
        if self._gone:
            return  # asked for before the last answer, and called when the session's screen has taken the place of this
        stage = self.query_one("#stage", VerticalScroll)
        more = stage.virtual_size.height > stage.size.height and page.kind is not PageKind.ENTRY
        if page.kind is PageKind.ENTRY and page.note:
            stage.scroll_end(animate=False)
        keys = [*([("↑ ↓", "more")] if more else []), *foot(page)]
        width = self.query_one("#keys").size.width
        parts = fitting([keys, [key for key in keys if key[1] != "leave"]], width)
        self.query_one("#keys", Text).show(*(parts if width_of(parts) <= width else pairs(keys[:1], "", "bold")))

    # -- answers --------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        page = self._shown
        name = name_of(event.key, event.character)
        if page is None or page.kind is not PageKind.ENTRY:
            event.stop()
        if name == "escape" or (name == "q" and not (page and page.kind is PageKind.ENTRY)):
            self._leave()
        elif page is None or self._busy:
            return
        elif name == "f1" or (name == "c" and page.kind is not PageKind.ENTRY):
            self.app.push_screen(CrisisCard(self._crisis, None))
        elif page.kind is PageKind.ENTRY:
            if name == "up":
                self._back()
        elif name in {"up", "down", "pageup", "pagedown"}:
            stage = self.query_one("#stage", VerticalScroll)
            (stage.scroll_up if name.endswith("up") else stage.scroll_down)(animate=False)
        elif time.monotonic() - self._since >= self.SETTLES:
            self._press(name, page)

    def _press(self, name: str, page: Page) -> None:
        if name in {"b", "left"} or (name == "backspace" and not self._typed):
            self._back()
        elif page.kind is PageKind.NUMBER:
            if name == "backspace":
                self._typed = self._typed[:-1]
            elif name.isascii() and name.isdecimal() and len(self._typed) < 2:
                self._typed += name
            elif name == "enter" and self._typed:
                typed, self._typed = self._typed, ""
                self._answer(typed)
            self._show()
        elif name == "enter":
            self._answer("")
        elif len(name) == 1 and page.options:
            self._answer(name)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._shown is not None and event.value != self._shown.value:
            self.query_one("#stage").scroll_end(animate=False)  # on a low screen: what is typed must be seen

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        page = self._shown
        if page is None or self._busy:
            return
        if page.slow:
            self._busy = True
            self.run_worker(self._answer_slowly(event.value), exit_on_error=True)
        else:
            self._answer(event.value)

    async def _answer_slowly(self, value: str) -> None:
        assert self._asking is not None
        self._extra = words.ONE_MOMENT
        self._show()
        try:
            await asyncio.to_thread(self._asking.answer, value)
        finally:
            self._busy = False
            self._extra = ""
        self._after_answer()

    def _answer(self, value: str) -> None:
        if self._asking is None or self._gone:
            return
        if isinstance(self._asking.result, Without):
            other = offered(self._asking.result.offers, value)
            if other is not None:
                self._finish(None, instead=other)
            return
        self._asking.answer(value)
        self._after_answer()

    def _after_answer(self) -> None:
        assert self._asking is not None
        result = self._asking.result
        if result is None or isinstance(result, Without):
            self._show()
        else:
            self._finish(result if isinstance(result, Go) else None)

    def _back(self) -> None:
        if self._asking is not None:
            self._asking.back()
            self._show()

    def _leave(self) -> None:
        if self._asking is not None:
            self._asking.leave()
        self._finish(None, instead="")

    def _finish(self, go: Go | None, instead: str | None = None) -> None:
        """Once; the session, or the way back."""
        if self._gone:
            return
        self._gone = True
        if self._hearing is not None:
            self._hearing()
        if instead is not None:
            self._instead(instead)
        else:
            self._done(self._around, go)


def _place(page: Page) -> tuple[str, str]:
    return page.name, page.who
