"""The pages before and after a session on the full screen: one at a time, for both or for one alone.

Shows pages and passes answers on. It decides nothing, keeps nothing that was pressed, and has no time limit.
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

from companion.couple.evening.offers import offered
from companion.couple.evening.pages import Go, Instead, Left, Page, PageKind, Without
from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.evening.page_lines import STEERS_A_FORM, esc_goes_back, fitted, foot, leaves, whose
from companion.screen.evening.page_sheet import PageSheet
from companion.screen.evening.page_voice import PageVoice
from companion.screen.evening.settling import Settling
from companion.screen.keycaps import fitting, name_of, pairs, width_of
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys
from companion.screen.seam import CrisisDesk, EveningHandle, PagesHandle
from companion.screen.uncopied_input import UncopiedInput
from companion.screen.widgets import Edges, Text
from companion.tongue import said

LONGEST_ENTRY = 80
"""Characters that can be typed into a line; names and stop words are far shorter."""
LONGEST_PASSPHRASE = 1000
"""Characters of a passphrase that can be typed: more than anybody would, so that none is cut off."""


class EveningScreen(Screen[None]):
    """The screen that turns the pages of one `PagesHandle`."""

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
    """Seconds for which a new page takes no key except those that leave it: a key held down, or pressed twice, would
    answer a question that has not been read. A page that does not take a key yet says so."""
    CHANGES_HANDS: ClassVar[float] = 5.0
    """Times that long where the screen changes hands: no key that was meant for one person may reach the next."""

    def __init__(
        self,
        *,
        make: Callable[[], EveningHandle | None] = lambda: None,
        asking: PagesHandle | None = None,
        done: Callable[[EveningHandle | None, Go | None], None],
        instead: Callable[[str], None],
        to_list: Callable[[], None] = lambda: None,
        failed: Callable[[CompanionError], None] = lambda error: None,
        crisis: CrisisDesk,
        learnt: LearntKeys = NOTHING_LEARNT,
        voice: PageVoice | None = None,
    ) -> None:
        """Takes pages that exist (`asking`), or makes them: `make` may take a while, so it is called on a thread.

        Calls one of four, once: `done(around, go)` when a session may begin, when there are no pages, or after the last
        page; `instead(id)` when another exercise is wanted, "" when they leave; `to_list()` when they choose to go back
        to the list; `failed` with what `make` raised, because a session that two people should have been asked about
        must not begin unasked. `voice` reads the pages aloud.
        """
        super().__init__()
        self._make = make
        self._done = done
        self._instead = instead
        self._to_list = to_list
        self._failed = failed
        self._crisis = crisis
        self._learnt = learnt
        self._voice = voice
        self._around: EveningHandle | None = None
        self._asking = asking
        self._settling = Settling()
        self._key = ""
        """The key that was pressed last."""
        self._said = ""
        """A sentence in the top line: keys are not taken yet, or one was not."""
        self._shown: Page | None = None
        self._busy = False
        self._gone = False
        self._hearing: Callable[[], None] | None = None
        self._extra = ""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        with VerticalScroll(id="stage", can_focus=False):
            yield PageSheet(id="sheet")
            with Center(id="line"):
                yield UncopiedInput(id="entry", max_length=LONGEST_ENTRY)
        yield Text(id="keys")

    def on_mount(self) -> None:
        # Only the layout tells if the page has to scroll, and that may come several refreshes after the page.
        self.watch(self.query_one("#stage"), "virtual_size", self._laid_out, init=False)
        self.call_after_refresh(self.run_worker, self._begin, exit_on_error=True)

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
        page = fitted(self._asking.page())
        if self._shown is None or _place(page) != _place(self._shown):
            self._turn_to(page)
        elif page.at != self._shown.at:
            self.query_one("#stage").scroll_home(animate=False)
        self._shown = page
        self._show_head()
        self.query_one("#sheet", PageSheet).show(page, self._extra or self._asking.trouble)
        if self._voice is not None:
            self._voice.turn(page)
        self._show_keys(page)

    def _laid_out(self) -> None:
        if self._shown is not None:
            self._show_keys(self._shown)

    def _turn_to(self, page: Page) -> None:
        """Clears everything that belongs to the page before, and shows this one from its top."""
        changes_hands = page.private or (self._shown is not None and self._shown.private)
        settles = self.SETTLES * (self.CHANGES_HANDS if changes_hands else 1.0)
        self._settling.begin(settles, self._key, time.monotonic())
        self._said = words.EVENING_SETTLES if settles and changes_hands else ""
        if self._said:
            self.set_timer(settles, self._settled)
        self._extra = ""
        self.query_one("#stage").scroll_home(animate=False)
        if self._hearing is not None:
            self._hearing()
            self._hearing = None
        entry = self.query_one("#entry", Input)
        typing = page.kind is PageKind.ENTRY
        self.query_one("#line").display = typing
        entry.password = page.private and page.slow  # a passphrase
        entry.max_length = LONGEST_PASSPHRASE if page.private else LONGEST_ENTRY
        entry.value = page.value
        entry.cursor_position = len(page.value)
        self.set_focus(entry if typing else None)
        if page.aloud and self._around is not None:
            self._hearing = self._around.hear(page.aloud, lambda: self._answer(page.aloud), self._deaf)
            self._extra = words.EVENING_LISTENING if self._hearing else words.EVENING_NOT_LISTENING

    def _show_head(self) -> None:
        if self._shown is not None and not self._gone:
            self.query_one("#head", Edges).show(self._said, whose(self._shown))

    def _settled(self) -> None:
        """Removes the sentence saying that keys don't count yet. The one about a key that came too soon stays until a
        key counts."""
        if self._said == words.EVENING_SETTLES:
            self._said = ""
            self._show_head()

    def _deaf(self) -> None:
        """Takes back that somebody listens: it turned out that there is no microphone, say."""
        self._extra = words.EVENING_NOT_LISTENING
        self._show()

    def _show_keys(self, page: Page) -> None:
        if self._gone:
            return  # this call was queued before the last answer; the session's screen is already in front
        stage = self.query_one("#stage", VerticalScroll)
        more = stage.virtual_size.height > stage.size.height and page.kind is not PageKind.ENTRY
        if page.kind is PageKind.ENTRY and page.note:
            stage.scroll_end(animate=False)
        form = page.kind is PageKind.FORM
        hear = [("H", said("hear it"))] if self._voice is not None and page.kind is not PageKind.ENTRY else []
        scroll = [("PgDn" if form else "↑ ↓", said("more"))] if more else []

        def row(learnt: LearntKeys) -> list[tuple[str, str]]:
            return [*foot(page, learnt), *hear, *scroll] if form else [*scroll, *foot(page, learnt), *hear]

        keys, usual = row(self._learnt), row(NOTHING_LEARNT)
        width = self.query_one("#keys").size.width
        fewer = [key for key in keys if key[1] != said("leave")]
        parts = fitting([keys, usual, fewer, *([fewer[:2]] if form else [])], width)
        self.query_one("#keys", Text).show(*(parts if width_of(parts) <= width else pairs(keys[:1], "", "bold")))

    # -- answers --------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        page = self._shown
        name = name_of(event.key, event.character)
        if page is None or page.kind is not PageKind.ENTRY:
            event.stop()
        self._key = name
        if name == "escape" and page is not None and esc_goes_back(page):
            if not self._busy:
                self._back()
        elif name == "escape" or (name == "q" and not (page and page.kind is PageKind.ENTRY)):
            self._leave()
        elif leaves(name, page, self._learnt):
            event.stop()
            self._leave()
        elif page is None or self._busy:
            return
        elif name == "f1" or (name == "c" and page.kind is not PageKind.ENTRY):
            self.app.push_screen(CrisisCard(self._crisis))
        elif page.kind is PageKind.ENTRY:
            if name == "up":
                self._back()
        elif name == "h" and self._voice is not None:
            self._voice.again()
        elif page.kind is PageKind.FORM and name in STEERS_A_FORM:
            if self._counts(name):
                self._steer(name)
        elif name in {"up", "down", "pageup", "pagedown"}:
            stage = self.query_one("#stage", VerticalScroll)
            (stage.scroll_up if name.endswith("up") else stage.scroll_down)(animate=False)
        elif self._counts(name):
            self._press(name, page)

    def takes_at_once(self, name: str) -> bool:
        """Tells whether this key was taught to stop, and so leaves at any moment."""
        return self._learnt.stops(name)

    def _counts(self, name: str) -> bool:
        """Tells whether the page takes this key already, and says so where it does not."""
        counts = self._settling.takes(name, time.monotonic())
        self._said = "" if counts else words.EVENING_TOO_SOON
        self._show_head()
        return counts

    def _steer(self, name: str) -> None:
        """Moves about in a form, which answers nothing but the row that is being looked at."""
        if self._asking is None:
            return
        if name in {"left", "right"}:
            self._asking.turn(-1 if name == "left" else 1)
        else:
            self._asking.move(1 if name in {"down", "tab"} else -1)
        self._show()

    def action_go_to_row(self, number: int) -> None:
        """Goes to the row of a form that was clicked."""
        page = self._shown
        if self._asking is None or page is None or self._busy or page.kind is not PageKind.FORM:
            return
        if self._counts("click"):
            self._asking.move(number - page.at)
            self._show()

    def _press(self, name: str, page: Page) -> None:
        if name in {"b", "left", "backspace"} and page.kind is not PageKind.FORM:
            self._back()
        elif name == "enter":
            self._answer("")
        elif len(name) == 1 and page.options:
            self._answer(name)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._shown is not None and event.value != self._shown.value:
            self.query_one("#stage").scroll_end(animate=False)  # on a low screen the typed text must be seen

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        page = self._shown
        self._key = "enter"
        if page is None or self._busy:
            return
        if page.slow:
            self._busy = True
            if page.private:
                event.input.value = ""  # a passphrase; a wrong one is not typed on to
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
            if other == "":
                self._end(self._to_list)
            elif other is not None:
                self._finish(None, instead=other)
            return
        self._asking.answer(value)
        self._after_answer()

    def _after_answer(self) -> None:
        assert self._asking is not None
        result = self._asking.result
        if result is None or isinstance(result, Without):
            self._show()
        elif isinstance(result, Instead):
            self._finish(None, instead=result.id)
        elif isinstance(result, Left):
            self._end(self._to_list)
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
        """Leaves this screen for the session, or for what is wanted instead."""
        if instead is not None:
            self._end(lambda: self._instead(instead))
        else:
            self._end(lambda: self._done(self._around, go))

    def _end(self, then: Callable[[], None]) -> None:
        """Ends the pages, the first time it is called."""
        if self._gone:
            return
        self._gone = True
        if self._hearing is not None:
            self._hearing()
        if self._voice is not None:
            self._voice.hush()
        then()


def _place(page: Page) -> tuple[str, str]:
    return page.name, page.who
