"""The page of the download: it shows the missing parts and their use, then the progress, then the end.

The download goes on when this page is left; home says how far it is, and how it ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.crisis_footer import CrisisFooter
from companion.screen.download import download_words
from companion.screen.messages import OwnTurn
from companion.screen.seam import DownloadNeeds, DownloadStage, ProgramHandle
from companion.screen.ways_on import WaysOn
from companion.screen.widgets import Aside, DoneBar, Edges

_LOW, _NARROW = 20, 60
"""Rows and cells of a window below which everything that can be spared is left out."""
_WIDE = 100
"""Cells of a window from which the keys at the foot stand wide apart."""


class DownloadScreen(Screen[None]):
    """The page. It leaves through `back`, once."""

    DEFAULT_CSS = """
    DownloadScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    DownloadScreen > * { max-width: 90; }
    DownloadScreen #head { color: $quiet; margin-bottom: 1; }
    DownloadScreen #page { height: 1fr; scrollbar-size: 1 1; }
    DownloadScreen #running { height: auto; display: none; }
    DownloadScreen #figures { margin: 1 0; }
    DownloadScreen #source { color: $quiet; margin-top: 1; }
    DownloadScreen WaysOn { height: auto; margin-top: 1; border: none; padding: 0; background: $background; }
    DownloadScreen WaysOn:focus { border: none; }
    DownloadScreen WaysOn > .option-list--option { padding: 0 1; }
    DownloadScreen WaysOn:nocolor > .option-list--option-highlighted { text-style: reverse; }
    DownloadScreen > CrisisFooter { max-width: 100%; }
    DownloadScreen.small { padding: 0 1; }
    DownloadScreen.small #head { display: none; }
    DownloadScreen.small #source { display: none; }
    """
    AUTO_FOCUS = "WaysOn"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", key_display="Esc"),
        Binding("c,exclamation_mark", "crisis", "who to call", key_display="C"),
    ]

    def __init__(self, program: ProgramHandle, *, back: Callable[[], None]) -> None:
        super().__init__()
        self._program = program
        self._downloads = program.downloads
        self._back = back
        self._needs = DownloadNeeds()
        """The missing parts, as of the opening of this page."""
        self._unwatch: Callable[[], None] = lambda: None
        self._asked_more = False
        """True once the person has chosen, on this screen, to download the more natural voices too."""
        self._shown: tuple[str, ...] = ()
        """The ids of the ways that are shown."""
        self._gone = False
        self.loaded = asyncio.Event()
        """Set once it is known what is missing."""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="about", markup=False)
            with Vertical(id="running"):
                yield DoneBar(id="bar")
                yield Static(id="figures", markup=False)
                yield Static(download_words.MEANWHILE, markup=False)
                yield Static(id="source", markup=False)
        yield WaysOn(markup=False)
        yield Aside(id="note", rows=3)
        yield CrisisFooter()

    def on_mount(self) -> None:
        self.query_one("#head", Edges).show(download_words.TITLE, download_words.ONCE)
        self._unwatch = self._downloads.watch(self._changed)
        self.call_after_refresh(self.run_worker, self._load, exit_on_error=True)

    async def _load(self) -> None:
        self._needs = await asyncio.to_thread(self._downloads.look)
        self._show()
        self.loaded.set()

    def on_unmount(self) -> None:
        self._gone = True
        self._unwatch()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _NARROW or event.size.height < _LOW, "small")
        if self.loaded.is_set():
            self._show()
        self.query_one(CrisisFooter).compact = event.size.width < _WIDE

    # -- showing --------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.post_message(OwnTurn(self._show))

    def on_own_turn(self, message: OwnTurn) -> None:
        message.stop()
        if not self._gone:  # a late report would find no widgets
            message.act()

    def _show(self) -> None:
        if self._gone:
            return
        state = self._downloads.state
        runs = state.stage is DownloadStage.RUNNING
        self.query_one("#running").display = runs
        about = self.query_one("#about", Static)
        if runs:
            about.update(download_words.NOW.get(state.now, download_words.BEGINS))
            self.query_one("#bar", DoneBar).show(state.done / state.total if state.total else 0.0)
            self.query_one("#figures", Static).update(download_words.progress(state))
            self.query_one("#source", Static).update(words.shown(state.said))
        elif ended := download_words.ended(state):
            about.update("\n\n".join(filter(None, [ended, download_words.for_helper(state)])))
        else:
            about.update("\n\n".join(download_words.about(self._needs, short=self.has_class("small"))))
        self._show_ways(state.stage)

    def _show_ways(self, stage: DownloadStage) -> None:
        match stage:
            case DownloadStage.RUNNING:
                ways = [("back", download_words.BACK), ("cancel", download_words.CANCEL)]
            case DownloadStage.DONE:
                ways = [("back", download_words.HOME)]
            case DownloadStage.FAILED | DownloadStage.CANCELLED:
                again = "more" if self._asked_more else "begin"
                ways = [("back", download_words.HOME), (again, download_words.AGAIN)]
            case DownloadStage.IDLE if self._needs.parts:
                more = [("more", download_words.with_more(self._needs))] if self._needs.more is not None else []
                later = [("back", download_words.LATER), ("never", download_words.NEVER)]
                ways = [("begin", download_words.YES), *more, *later]
            case DownloadStage.IDLE if self._needs.more is not None:
                ways = [("back", download_words.HOME), ("more", download_words.with_more(self._needs))]
            case _:
                ways = [("back", download_words.HOME)]
        if tuple(way for way, _ in ways) != self._shown:
            self._shown = tuple(way for way, _ in ways)
            choices = self.query_one(WaysOn)
            choices.clear_options()
            choices.add_options([Option(text, id=way) for way, text in ways])
            choices.highlighted = 0

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        ways: dict[str | None, Callable[[], None]] = {
            "begin": self._begin,
            "more": lambda: self._begin(more=True),
            "cancel": self._downloads.cancel,
            "back": self.action_back,
            "never": self._never,
        }
        if self.is_active:
            ways[event.option_id]()

    def _begin(self, *, more: bool = False) -> None:
        self._asked_more = more
        self._downloads.begin(more=more)
        self._show()

    def _never(self) -> None:
        try:
            self._program.hide_offers(["download"])
        except CompanionError as error:
            self.query_one("#note", Aside).show(words.shown(str(error)))
        else:
            self.action_back()

    def action_back(self) -> None:
        if not self._gone:
            self._gone = True
            self._downloads.seen()
            self._back()

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._program.crisis))
