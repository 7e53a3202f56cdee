"""The line of a session that says how well it hears: the state, the meter, missed sound, and the last words heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from companion.screen import words
from companion.screen.hearing_line import ear_line, meter
from companion.screen.keycaps import Part
from companion.screen.widgets import Text

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level

HEARD_STAYS = 6.0
"""Seconds for which the last words heard are shown: time to open one's eyes and read."""
MISSED_STAYS = 20.0
"""Seconds for which it is shown that sound was missed: as long as words said lately may have been lost."""


class HearingDisplay(Text):
    """Shows the reports about the hearing."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._ear: tuple[str, str] = words.HEARING["starting"]
        self._heard: tuple[str, bool] | None = None
        """The last words, and whether they were understood; None once they were shown long enough."""
        self.listens = True
        """True unless it is certain that no word is heard, so that only keys are named."""
        self._level = 0
        self._missed = 0.0
        """Seconds of sound that a busy computer missed; 0 after MISSED_STAYS."""
        self._missed_before = 0.0
        self._clocks: dict[str, Timer] = {}

    def change(self, changed: HearingChanged) -> None:
        """Shows another state of the hearing."""
        self._ear = words.HEARING[changed.hearing.value]
        self.listens = changed.hearing.value not in words.NOT_LISTENING
        if changed.missed > self._missed_before:
            self._missed = self._missed_before = changed.missed
            self._restart("missed", MISSED_STAYS, self._unmiss)
        else:
            self._level = 0
        self._redraw()

    def hear(self, heard: Heard) -> None:
        """Shows these words for a while."""
        self._heard = (words.harmless(heard.text), heard.meant)
        self._restart("heard", HEARD_STAYS, self._unhear)
        self._redraw()

    def show_level(self, level: Level) -> None:
        """Shows how loud it is."""
        self._level = meter(level.dbfs)
        self._redraw()

    def _unmiss(self) -> None:
        self._missed = 0.0
        self._redraw()

    def _unhear(self) -> None:
        self._heard = None
        self._redraw()

    def _restart(self, name: str, seconds: float, act: Callable[[], None]) -> None:
        if name in self._clocks:
            self._clocks[name].stop()
        self._clocks[name] = self.set_timer(seconds, act)

    def on_mount(self) -> None:
        self._redraw()

    def on_resize(self, event: events.Resize) -> None:
        self._redraw()

    def _redraw(self) -> None:
        more: list[Part] = []
        if self._heard is not None:
            text, meant = self._heard
            more = [("   understood " if meant else "   heard ", ""), (f"“{text}”", "$foreground" if meant else "")]
        self.show(*ear_line(self._ear, self._level, self.size.width or 74, missed=self._missed, more=more))
