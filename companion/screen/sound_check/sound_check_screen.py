"""The sound check on the full screen: the voice, a meter for the microphone, words to say, and calibration.

Shows reports and passes keys on. It decides nothing, and keeps nothing that was said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.hearing_line import QUIETEST, hears
from companion.screen.keycaps import name_of
from companion.screen.messages import OwnTurn
from companion.screen.overlay import help_card
from companion.screen.seam import CrisisDesk, SoundCheckHandle
from companion.screen.sound_check.check_wording import CheckView, Trial, keys, page
from companion.screen.widgets import Edges, Text
from companion.tongue import ENGLISH, spoken

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged

PATIENCE = 12.0
"""Seconds without a word heard, after which the screen says what to do: time to read, and to try twice."""
MISSED_STAYS = 20.0
"""Seconds for which it is shown that sound was missed, as in a session."""


class SoundCheckPage(Widget):
    """The widget that shows as much of the page as there is room for."""

    DEFAULT_CSS = "SoundCheckPage { width: 100%; height: 1fr; }"
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: CheckView | None = None

    def show(self, shown: CheckView) -> None:
        self._shown = shown
        self.refresh()

    def render(self) -> Content:
        if self._shown is None:
            return Content("")
        lines = page(self._shown, *self.size)
        return Content("\n").join([Content.assemble(*line) for line in lines])


class SoundCheckScreen(Screen[None]):
    """The screen of the sound check, an observer of it (`ports.SoundObserver`)."""

    DEFAULT_CSS = """
    SoundCheckScreen { align-horizontal: center; padding: 1 3; background: $background; overflow: hidden; }
    SoundCheckScreen > * { max-width: 90; }
    SoundCheckScreen #head { color: $quiet; margin-bottom: 1; }
    SoundCheckScreen #keys { color: $quiet; margin-top: 1; }
    SoundCheckScreen.small { padding: 0 1; }
    SoundCheckScreen.small #head, SoundCheckScreen.small #keys { margin: 0; }
    """

    def __init__(self, open: Callable[[], SoundCheckHandle], *, back: Callable[[], None], crisis: CrisisDesk) -> None:
        """Makes the screen; `open` may take a third of a second, and is called after the first frame."""
        super().__init__()
        self._open = open
        self._back = back
        self._crisis = crisis
        self._check: SoundCheckHandle | None = None
        self._trial = Trial()
        self._ear = words.HEARING["starting"]
        self._detail = self._speaking = self._refused = self._about = ""
        self._level = QUIETEST
        self._missed = self._missed_before = 0.0
        self._saying = self._changed_volume = self._busy = self._gone = False
        self._clocks: dict[str, Timer] = {}

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield SoundCheckPage(id="lines")
        yield Text(id="keys")

    def on_mount(self) -> None:
        self.query_one("#head", Edges).show(words.CHECK_TITLE, words.CHECK_PRIVATE)
        self.call_after_refresh(self.run_worker, self._begin, exit_on_error=True)

    async def _begin(self) -> None:
        if self._gone:
            return
        try:
            check = self._open()
        except CompanionError as error:
            self._speaking = words.shown(str(error))
            self._show()
            return
        self._check = check
        self._trial = Trial(check.own_word)
        check.subscribe(self)
        check.start()
        self._show()

    def on_unmount(self) -> None:
        self._gone = True
        if self._check is not None:
            self._check.close()

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        event.stop()
        name = name_of(event.key, event.character)
        if self._busy:
            return
        if name in {"escape", "q"}:
            self._leave()
        elif name == "c":
            self.app.push_screen(CrisisCard(self._crisis))
        elif name in {"?", "f1"}:
            listens = spoken() == ENGLISH  # most exercises are heard in English, so elsewhere only the keys are sure
            self.app.push_screen(
                help_card(self.app.size.width, stop=None, crisis=self._switch_to_crisis, listens=listens)
            )
        elif self._check is None:
            return
        elif name == "r":
            self._check.say()
        elif name == "v" and self._check.voices:
            self._next_voice(self._check)
        elif name in {"s", "space"}:
            self._check.hush()
        elif name in {"+", "=", "-"}:
            self._check.change_volume(-1 if name == "-" else 1)
            self._changed_volume = True
            self._show()
        elif name in {"1", "2"}:
            self._busy = True
            self.run_worker(self._calibrate(self._check, int(name)), exit_on_error=True)

    def _switch_to_crisis(self) -> None:
        self.app.switch_screen(CrisisCard(self._crisis))

    def _leave(self) -> None:
        if not self._gone:
            self._gone = True
            for timer in self._clocks.values():
                timer.stop()
            if self._check is not None:
                self._check.close()
            self._back()

    def _next_voice(self, check: SoundCheckHandle) -> None:
        try:
            check.next_voice()
            self._refused = ""
        except CompanionError as error:
            self._refused = words.shown(str(error))
        self._show()

    # -- calibration ----------------------------------------------------------------------------------------------

    async def _calibrate(self, check: SoundCheckHandle, people: int) -> None:
        """Runs the calibration on a page of its own, while the microphone is free for it."""
        from companion.screen.sound_check.calibration_screen import CalibrationScreen

        async def on_its_page() -> int:
            page = CalibrationScreen(check.calibration(people), self._crisis)
            return await self.app.push_screen_wait(page)

        self._about = words.CHECK_LENDING
        self._show()
        try:
            code, learnt = await check.lend_ears(on_its_page)
            over = words.CHECK_LEARNT if learnt else words.CHECK_AS_IT_WAS
            self._about = words.CHECK_BROKEN_OFF if code else over
        finally:
            self._busy = False
        self._wait_anew()
        self._show()

    # -- what is told (seam.SoundObserver) ------------------------------------------------------------------------

    def hearing(self, changed: HearingChanged) -> None:
        self._tell(lambda: self._hear_state(changed))

    def heard(self, heard: Heard) -> None:
        self._tell(lambda: self._hear(heard))

    def level(self, level: Level) -> None:
        self._tell(lambda: self._meter(level))

    def speaking(self, changed: SpeakingChanged) -> None:
        self._tell(lambda: self._speak_state(changed))

    def saying(self, now: bool) -> None:
        self._tell(lambda: self._say(now))

    def _tell(self, act: Callable[[], None]) -> None:
        self.post_message(OwnTurn(act))

    def on_own_turn(self, message: OwnTurn) -> None:
        message.stop()
        if not self._gone:  # a late report would find no widgets
            message.act()
            self._show()

    def _hear_state(self, changed: HearingChanged) -> None:
        heard_before = hears(self._ear)
        self._ear = words.HEARING[changed.hearing.value]
        off = changed.hearing.value == "off"
        self._detail = words.CHECK_NOBODY if off else words.shown(changed.detail)
        if changed.missed > self._missed_before:
            self._missed = self._missed_before = changed.missed
            self._restart("missed", MISSED_STAYS, self._unmiss)
        if not hears(self._ear):
            self._level = QUIETEST
        elif not heard_before:
            self._wait_anew()

    def _hear(self, heard: Heard) -> None:
        self._trial.hear(heard.text, heard.meant)
        if heard.meant:
            self._wait_anew()

    def _meter(self, level: Level) -> None:
        self._level = level.dbfs

    def _speak_state(self, changed: SpeakingChanged) -> None:
        sentence = words.CHECK_SPEAKING[changed.speaking.value]
        self._speaking = f"{sentence} {words.shown(changed.detail)}".strip()

    def _say(self, now: bool) -> None:
        self._saying = now

    # -- time -----------------------------------------------------------------------------------------------------

    def _wait_anew(self) -> None:
        self._trial.patient = True
        self._restart("patience", PATIENCE, self._lose_patience)

    def _lose_patience(self) -> None:
        self._trial.lose_patience()
        self._show()

    def _unmiss(self) -> None:
        self._missed = 0.0
        self._show()

    def _restart(self, name: str, seconds: float, act: Callable[[], None]) -> None:
        if name in self._clocks:
            self._clocks[name].stop()
        self._clocks[name] = self.set_timer(seconds, act)

    # -- showing --------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < 60 or event.size.height < 18, "small")
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self._gone:
            return
        check = self._check
        shown = CheckView(
            trial=self._trial,
            sentence=check.sentence if check is not None else "",
            voice=check.voice if check is not None else "",
            voices=check.voices if check is not None else (),
            more_voices=check is not None and check.more_voices,
            volume=check.volume if check is not None else (1, 1),
            saying=self._saying,
            changed_volume=self._changed_volume,
            speaking=self._refused or self._speaking,
            ear=self._ear,
            detail=self._detail,
            level=self._level,
            missed=self._missed,
            about=self._about,
        )
        self.query_one("#lines", SoundCheckPage).show(shown)
        foot = self.query_one("#keys", Text)
        foot.show(*keys(foot.size.width, voices=bool(shown.voices)))
