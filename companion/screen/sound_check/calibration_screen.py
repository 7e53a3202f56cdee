"""Calibration on a page of its own: the word to say, large, and the lines of `companion calibrate` below it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from companion.exercise.scalars import harmless
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.crisis_footer import CrisisFooter
from companion.screen.seam import CalibrationHandle, CrisisDesk
from companion.screen.sound_check.check_wording import word_of
from companion.screen.widgets import Edges, SpokenWords


class CalibrationScreen(Screen[int]):
    """The page. It is dismissed with the exit code."""

    DEFAULT_CSS = """
    CalibrationScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    CalibrationScreen > * { max-width: 90; }
    CalibrationScreen #head { color: $quiet; margin-bottom: 1; }
    CalibrationScreen #word { height: 3; color: $accent; text-style: bold; content-align: center middle; }
    CalibrationScreen #lines { height: 1fr; scrollbar-size: 1 1; }
    CalibrationScreen > CrisisFooter { max-width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "go on", key_display="Enter"),
        Binding("escape,q", "leave", "stop", key_display="Esc"),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("pagedown", "scroll(8)", show=False),
        Binding("c,exclamation_mark", "crisis", "who to call", key_display="C"),
    ]

    def __init__(self, calibration: CalibrationHandle, crisis: CrisisDesk) -> None:
        super().__init__()
        self._calibration = calibration
        self._crisis = crisis
        self._text = ""
        self._code: int | None = None
        """The exit code once it is over; the lines can then still be read."""
        self._left = False
        """True once the person has broken it off."""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield SpokenWords(id="word")
        with VerticalScroll(id="lines", can_focus=False):
            yield Static(id="text", markup=False)
        yield CrisisFooter()

    def on_mount(self) -> None:
        self.query_one("#head", Edges).show(words.CALIBRATION_TITLE, words.CHECK_PRIVATE)
        self.call_after_refresh(self.run_worker, self._run, exit_on_error=True)

    async def _run(self) -> None:
        code = await self._calibration.run(self._tell)
        if self._left:
            self.dismiss(code)
            return
        self._code = code
        self._tell(f"\n{words.CALIBRATION_OVER}\n")

    def _tell(self, piece: str) -> None:
        self._text += "\n".join(harmless(line) for line in piece.split("\n")).replace("Ctrl-C", "Esc")
        self.query_one("#text", Static).update(self._text.strip("\n"))
        self.query_one("#word", SpokenWords).show(word_of(self._text), 1)
        self.query_one("#lines", VerticalScroll).scroll_end(animate=False)
        self.refresh_bindings()

    def action_go_on(self) -> None:
        if self._code is not None:
            self.dismiss(self._code)
        else:
            self._calibration.go_on()

    def action_leave(self) -> None:
        if self._code is not None:
            self.dismiss(self._code)
        else:
            self._left = True
            self._calibration.end()

    def action_scroll(self, by: int) -> None:
        self.query_one("#lines", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._crisis))
