"""The screen of `companion record`: one sentence in the middle, the microphone's level, and what to do next.

It decides nothing about sound and opens no file: a `ScriptDesk` does that. Works from 40 × 12 cells upwards, and
tells no state by colour alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from companion.errors import CompanionError
from companion.ports import Flaw
from companion.screen.flow import shortened
from companion.screen.keycaps import fitting
from companion.screen.record import recording_words as say
from companion.screen.terminal_app import TerminalApp
from companion.screen.widgets import Aside, DoneBar, Edges, SpokenWords, Text

_LOOK_SECONDS: Final = 0.1
_QUIETEST_DB: Final = -60.0
"""dBFS at the left end of the meter; a quiet room is below it."""
_LOUD_DB: Final = -9.0
"""dBFS of a tenth of a second from which a voice is close to crackling."""
_FAINT_DB: Final = -42.0
_VOICE_ROWS: Final = 7


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """One sentence of the script, as it stands with its recording."""

    text: str
    line: int
    """Its line in the file."""
    seconds: float | None = None
    """The length of its recording; None if there is none."""
    was: str = ""
    """The words that were recorded, if they have changed since."""
    doubtful: bool = False
    """It was cut out of a longer recording, perhaps wrongly."""

    @property
    def recorded(self) -> bool:
        return self.seconds is not None


@dataclass(frozen=True, slots=True)
class TakeReport:
    """The result of recording one sentence."""

    saved: bool
    flaw: Flaw | None = None
    """Its worst flaw."""
    broken: bool = False
    """The microphone went away in the middle."""


class ScriptDesk(Protocol):
    """Records, keeps and plays the sentences of one script."""

    @property
    def lines(self) -> Sequence[RecordingLine]: ...

    @property
    def trouble(self) -> str:
        """Says why nothing can be recorded; empty if it can."""

    @property
    def unheard(self) -> str:
        """Says why nothing can be heard; empty if it can."""

    @property
    def ready(self) -> bool:
        """Tells whether the microphone delivers sound."""

    def level(self) -> float:
        """Returns the microphone's level now, in dBFS."""

    def seconds(self) -> float:
        """Returns the length of what is being recorded."""

    def begin(self) -> None:
        """Begins to record."""

    def finish(self, index: int) -> TakeReport:
        """Ends recording and keeps it for this sentence, on the disk, at once. Raises CompanionError if it can't be
        saved."""

    def drop(self) -> None:
        """Ends recording without keeping it."""

    def hear(self, index: int, ended: Callable[[], None], *, old: bool = False) -> None:
        """Plays a sentence, or with `old` what was recorded before it was changed. `ended` is called on any thread.
        Raises CompanionError if it can't be played."""

    def quiet(self) -> None:
        """Ends the playing."""

    def keep_old(self, index: int) -> None:
        """Keeps the recording of the words before they were changed. Raises CompanionError."""


class LevelMeter(Widget):
    """The microphone's level as a bar, with a word beside it where it is too loud or very quiet."""

    DEFAULT_CSS = "LevelMeter { width: 100%; height: 1; }"
    can_focus = False

    def __init__(self) -> None:
        super().__init__()
        self._db = _QUIETEST_DB
        self._on = False
        self._word = ""

    def show(self, db: float, *, on: bool, word: str = "") -> None:
        if (round(db), on, word) != (round(self._db), self._on, self._word):
            self._db, self._on, self._word = db, on, word
            self.refresh()

    def render(self) -> Content:
        left = "● recording  " if self._on else "  level      "
        room = max(4, min(50, self.size.width - len(left) - 14))
        part = min(1.0, max(0.0, 1 - self._db / _QUIETEST_DB))
        done = round(part * room)
        return Content.assemble(
            (f"  {left}", "bold $accent" if self._on else "$quiet"),
            ("█" * done, "$accent"),
            ("░" * (room - done), "$faint"),
            (f"  {self._word}", "bold" if self._word else ""),
        )


class RecordingApp(TerminalApp):
    """The Textual app of `companion record`."""

    TITLE = "Companion"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { color: $foreground; background: $background; padding: 0 1; overflow: hidden; align-horizontal: center; }
    Screen > * { max-width: 110; }
    #stage { height: 1fr; align: center middle; }
    #before { color: $quiet; margin-bottom: 1; text-align: center; }
    #words { text-style: bold; }
    #after { color: $quiet; margin-top: 1; text-align: center; }
    #state { color: $accent; min-height: 3; }
    #head { color: $quiet; margin-top: 1; }
    #done { margin-bottom: 0; }
    #keys { color: $quiet; height: auto; text-align: center; margin-bottom: 1; }
    Screen.small #head, Screen.small #keys { margin: 0; }
    Screen.small #before, Screen.small #after { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "interrupt", show=False, priority=True),
        Binding("space,r,R,a,A", "record", show=False),
        Binding("enter", "done", show=False),
        Binding("right,n,N,down", "move(1)", show=False),
        Binding("left,b,B,up", "move(-1)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
        Binding("h,H", "hear(False)", show=False),
        Binding("o,O", "hear(True)", show=False),
        Binding("k,K", "keep", show=False),
        Binding("g,G", "gap", show=False),
        Binding("escape", "escape", show=False),
        Binding("q,Q", "leave", show=False),
    ]

    class PlayingEnded(Message):
        """The sentence has been played."""

    def __init__(self, title: str, desk: ScriptDesk, *, theme: str = "", motion: str = "") -> None:
        super().__init__(theme, motion)
        self._title = title
        self._desk = desk
        self._at = self._first_open() or 0
        self._recording = False
        self._said = ""
        """The answer to the last key, until the next one."""
        self.interrupted = False

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield DoneBar(id="done")
        with Vertical(id="stage"):
            yield Text(id="before")
            yield SpokenWords(id="words")
            yield Text(id="after")
        yield LevelMeter()
        yield Aside(id="state", rows=4)
        yield Text(id="keys")

    def on_mount(self) -> None:
        self.dress()
        self.set_interval(_LOOK_SECONDS, self._look)
        self._show()

    def on_resize(self) -> None:
        self.screen.set_class(self.size.height < 18 or self.size.width < 60, "small")
        self.call_after_refresh(self._show)

    # ---- what is shown ------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if not self.query(LevelMeter):  # the screen is being closed
            return
        level = self._desk.level()
        word = say.TOO_LOUD if level > _LOUD_DB else ""
        if self._recording and self._desk.seconds() > 2 and _QUIETEST_DB < level < _FAINT_DB:
            word = word or say.FAINT
        self.query_one(LevelMeter).show(level, on=self._recording, word=word)
        self._show_state()

    def _show(self) -> None:
        lines, line = self._desk.lines, self._line
        width = max(20, min(110, self.size.width) - 4)
        recorded = sum(each.recorded for each in lines)
        place = f"{self._at + 1} of {len(lines)}, line {line.line}" if line.line else f"{self._at + 1} of {len(lines)}"
        self.query_one("#head", Edges).show(f"  {self._title}: {place}", say.progress(recorded, len(lines)))
        self.query_one("#done", DoneBar).show(recorded / len(lines))
        before, after = self._at - 1, self._at + 1
        self.query_one("#before", Text).show((shortened(lines[before].text, width) if before >= 0 else "", ""))
        self.query_one("#after", Text).show((shortened(lines[after].text, width) if after < len(lines) else "", ""))
        rows = max(2, min(_VOICE_ROWS, self.size.height - 12))
        self.query_one("#words", SpokenWords).show(line.text, rows)
        keys = self.query_one("#keys", Text)
        keys.show(*fitting(self._keys(), keys.size.width or 74))
        self._show_state()

    def _show_state(self) -> None:
        # Reasons come from the rest of the program with straight quotes.
        self.query_one("#state", Aside).show(self._state().replace("'", "’"), 4 if self.size.height >= 18 else 2)

    def _state(self) -> str:
        if self._recording:
            return say.RECORDING
        if self._said:
            return self._said
        if self._desk.trouble:
            return say.trouble(self._desk.trouble)
        if not self._desk.ready:
            return say.STARTING
        line = self._line
        if line.doubtful:
            return say.DOUBTFUL
        if line.was and not line.recorded:
            return f"{say.CHANGED.format(words=line.was)} {say.CHANGED_KEYS}"
        if line.seconds is not None:
            if all(each.recorded for each in self._desk.lines) and not any(e.doubtful for e in self._desk.lines):
                return say.ALL_DONE.format(count=len(self._desk.lines))
            return say.ANEW.format(seconds=f"{line.seconds:.0f} s")
        return say.BEGIN

    def _keys(self) -> list[list[tuple[str, str]]]:
        if self._recording:
            return [[("Space", "done"), ("Enter", "done, next"), ("Esc", "don’t keep it")]]
        line = self._line
        record = ("Space", "record again" if line.recorded else "record")
        mine = [("H", "hear it")] if line.recorded else []
        old = [("O", "hear the old one"), ("K", "keep it")] if line.was and not line.recorded else []
        move = [("Enter", "next"), ("←", "back")]
        gap = [] if line.recorded is False else [("G", "next one not recorded")]
        return [
            [record, *mine, *old, *move, *gap, ("Q", "quit")],
            [record, *mine, *old, *move, ("Q", "quit")],
            [record, *mine, *old, ("Q", "quit")],
        ]

    @property
    def _line(self) -> RecordingLine:
        return self._desk.lines[self._at]

    def _first_open(self, after: int = -1) -> int | None:
        """Finds the next sentence without a recording, or one to listen to, after this one and then from the start."""
        lines = self._desk.lines
        order = [*range(after + 1, len(lines)), *range(after + 1)]
        return next((index for index in order if not lines[index].recorded or lines[index].doubtful), None)

    # ---- keys ---------------------------------------------------------------------------------------------------

    def action_record(self) -> None:
        if self._recording:
            self._finish()
        elif self._desk.ready:
            self._said = ""
            self._desk.begin()
            self._recording = True
        self._show()

    def action_done(self) -> None:
        if not self._recording or self._finish():
            self.action_move(1)

    def _finish(self) -> bool:
        """Ends the sentence and keeps it. Returns whether it is good."""
        self._recording = False
        try:
            report = self._desk.finish(self._at)
        except CompanionError as error:
            self._said = f"{error.message} {error.hint}".strip()
            self._show()
            return False
        if report.broken:
            self._said = say.BROKEN
        else:
            self._said = say.GOOD if report.flaw is None else say.FLAWS[report.flaw]
        self._show()
        return report.saved and report.flaw is None

    def action_move(self, by: int) -> None:
        if self._recording:
            return
        self._desk.quiet()
        self._said = ""
        self._at = max(0, min(len(self._desk.lines) - 1, self._at + by))
        self._show()

    def action_gap(self) -> None:
        if not self._recording and (found := self._first_open(self._at)) is not None:
            self.action_move(found - self._at)

    def action_hear(self, old: bool) -> None:
        line = self._line
        if self._recording or not (line.was if old else line.recorded):
            return
        if self._desk.unheard:
            self._said = self._desk.unheard
        else:
            self._said = say.PLAYING
            self.run_worker(self._hear(self._at, old), exclusive=True)
        self._show()

    async def _hear(self, index: int, old: bool) -> None:
        """Plays a sentence. Reading its file takes a moment, in which the screen goes on."""
        try:
            await asyncio.to_thread(self._desk.hear, index, self._playing_ended, old=old)
        except CompanionError as error:
            self._said = f"{error.message} {error.hint}".strip()
        if self.query(LevelMeter):
            self._show()

    def _playing_ended(self) -> None:
        """Passes the end of the playing on to the loop; called on any thread."""
        self.post_message(self.PlayingEnded())

    def on_recording_app_playing_ended(self) -> None:
        if self._said == say.PLAYING:
            self._said = ""
            self._show()

    def action_keep(self) -> None:
        line = self._line
        if self._recording or line.recorded or not line.was:
            return
        try:
            self._desk.keep_old(self._at)
            self._said = say.KEPT
        except CompanionError as error:
            self._said = f"{error.message} {error.hint}".strip()
        self._show()

    def action_escape(self) -> None:
        if self._recording:
            self._recording = False
            self._desk.drop()
            self._said = say.DROPPED
            self._show()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        if not self._recording:
            self.exit()

    def action_interrupt(self) -> None:
        self.interrupted = True
        self.exit()
