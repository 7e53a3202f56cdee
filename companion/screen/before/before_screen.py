"""The page before an exercise for one person: summary, cautions, demands on the body, lengths, and the start.

Enter begins from the first moment on, unless one of the choices has the focus.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Label, Select, Static

from companion.errors import CompanionError
from companion.exercise.cautions import sorted_out
from companion.journal.journal_entry import HIGHEST, LOWEST
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.before.figures import SILENCES, WAITS, name_of_length, silence, steps_of, total, wait, within
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.crisis_footer import CrisisFooter
from companion.screen.home.detail import asked
from companion.screen.overlay import guide_card
from companion.screen.seam import BeforeHandle, Chosen, CrisisDesk
from companion.screen.widgets import LARGE_ROWS, Edges, KeyedText, SpokenWords, stands_large
from companion.tongue import said

_LOW, _NARROW = 20, 60
"""Rows and cells of a window below which everything that can be spared is left out."""
_WIDE = 100
"""Cells of a window from which the keys at the foot stand wide apart."""


class BeginButton(Button):
    """The button that begins; it has the focus from the start."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "start", key_display="Enter")]


class BeforeScreen(Screen[None]):
    """The page, and the time to get settled after it."""

    DEFAULT_CSS = """
    BeforeScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    BeforeScreen > * { max-width: 90; }
    BeforeScreen > CrisisFooter { max-width: 100%; }
    BeforeScreen #large-title { display: none; margin-bottom: 1; }
    BeforeScreen #head { text-style: bold; color: $accent; margin-bottom: 1; }
    BeforeScreen #page { height: 1fr; scrollbar-size: 1 1; }
    BeforeScreen .choice { height: auto; }
    BeforeScreen .choice Label { width: 28; color: $quiet; }
    BeforeScreen .choice Select { width: 24; }
    BeforeScreen .steps { height: 1; width: auto; margin-left: 2; }
    BeforeScreen #lengths { height: auto; max-height: 4; margin-bottom: 1; scrollbar-size: 1 1; }
    BeforeScreen #lengths.none { display: none; }
    BeforeScreen #choices { height: auto; margin-top: 1; }
    BeforeScreen #begin { margin: 1 0; background: $faint; color: $foreground; border: none; height: 1; padding: 0 3; }
    BeforeScreen #begin:focus { background: $accent; color: $background; text-style: bold; }
    BeforeScreen #begin:nocolor:focus { text-style: bold reverse; }
    BeforeScreen #wait { display: none; height: 1fr; align: center middle; }
    BeforeScreen #left { text-align: center; width: 100%; }
    BeforeScreen.waiting #page, BeforeScreen.waiting #lengths { display: none; }
    BeforeScreen.waiting #wait { display: block; }
    BeforeScreen.small { padding: 0 1; }
    BeforeScreen.small #head, BeforeScreen.small #begin, BeforeScreen.small #lengths { margin: 0; }
    BeforeScreen.small .steps { margin-left: 1; }
    BeforeScreen.small .choice Label { width: 1fr; }
    BeforeScreen.small .choice Select { width: 16; }
    """
    AUTO_FOCUS = "#begin"
    MINUTE: ClassVar[float] = 60.0
    """Seconds of a minute of getting settled."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", show=False),
        Binding("escape,q", "back", "back", key_display="Esc"),
        Binding("tab", "change", "change it", key_display="Tab"),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", "more", key_display="↓"),
        # The line of the lengths names these two.
        Binding("minus", "length(-1)", show=False),
        Binding("plus,equals_sign", "length(1)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("pagedown", "scroll(8)", show=False),
        Binding("question_mark,f1", "help", "help", key_display="?"),
        Binding("c,exclamation_mark", "crisis", "who to call", key_display="C"),
    ]

    def __init__(
        self,
        *,
        make: Callable[[], BeforeHandle],
        begin: Callable[[Chosen], None],
        back: Callable[[], None],
        crisis: CrisisDesk,
    ) -> None:
        """`make` reads the exercise, on a worker thread. Calls `begin` or `back`, once."""
        super().__init__()
        self._make = make
        self._begin = begin
        self._back = back
        self._crisis = crisis
        self._handle: BeforeHandle | None = None
        self._wanted = False
        """Enter was pressed before the exercise had been read: it begins as soon as it has."""
        self._gone = False
        self._steps: dict[str, tuple[float, ...]] = {}
        """The lengths to choose from, in seconds, by the name of the part."""
        self._until = 0.0
        self._clock: Timer | None = None

    # -- reading and showing --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield SpokenWords(id="large-title")
        yield VerticalScroll(id="lengths", can_focus=False, classes="none")
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="about", markup=False)
            yield VerticalScroll(id="choices", can_focus=False)
        with VerticalScroll(id="wait", can_focus=False):
            yield SpokenWords(id="settle")
            yield KeyedText(id="left")
        yield BeginButton(words.BEFORE_BEGIN, id="begin", flat=True)
        yield CrisisFooter()

    def on_mount(self) -> None:
        self.query_one("#head", Edges).show(words.ONE_MOMENT, "")
        self.call_after_refresh(self.run_worker, self._read, exit_on_error=True)

    async def _read(self) -> None:
        try:
            handle = await asyncio.to_thread(self._make)
        except CompanionError as error:
            self._fail(error)
            return
        if self._gone:
            return
        self.query_one("#about", Static).update(_text(handle))
        lengths = self.query_one("#lengths")
        lengths.remove_class("none")
        rows = self._length_rows(handle)
        await lengths.mount(*rows) if rows else await lengths.mount(Static(words.BEFORE_ONE_LENGTH, markup=False))
        await self.query_one("#choices").mount(*self._choices(handle))
        self._handle = handle
        if self._wanted and not self._gone:
            self._start(self._chosen())
        else:
            self._show_total()

    def _fail(self, error: CompanionError) -> None:
        if self._gone:
            return
        self.query_one("#head", Edges).show(words.shown(error.title), "")
        where = f"{error.place}: " if error.place else ""
        self.query_one("#about", Static).update(words.shown(f"{where}{error.message}\n\n{error.hint}".strip()))
        self.query_one("#begin", Button).display = False

    def _length_rows(self, handle: BeforeHandle) -> list[Horizontal]:
        rows: list[Horizontal] = []
        for name, seconds in within(handle.lengths, handle.chosen.lengths).items():
            self._steps[name] = steps_of(handle.lengths[name], seconds)
            options = [(words.span(step), step) for step in self._steps[name]]
            box: Select[float] = Select(
                options, value=seconds, allow_blank=False, compact=True, name=name, classes="length"
            )
            rows.append(_row(name_of_length(name), box, StepKeys() if not rows else None))
        return rows

    def _choices(self, handle: BeforeHandle) -> list[Horizontal]:
        chosen = handle.chosen
        rows: list[Horizontal] = []
        tones = [(words.BEFORE_AS_SET, ""), *((said(tone), tone) for tone in handle.tones)]
        silence_beds = ((words.BEFORE_BED_GOES_ON, True), (words.BEFORE_BED_ENDS, False))
        last_bells = tuple((text, value) for value, text in words.BEFORE_LAST_BELLS.items())
        boxes: list[tuple[str, Sequence[tuple[str, object]], object, str]] = [
            (words.BEFORE_VOICE, _voices(handle), chosen.voice, "voice"),
            (
                words.BEFORE_BED,
                [(words.BEDS.get(bed, words.shown(bed)), bed) for bed in handle.beds],
                chosen.bed,
                "bed",
            ),
            (words.BEFORE_BELL, [(words.BEFORE_BELLS, True), (words.BEFORE_NO_BELLS, False)], chosen.bells, "bells"),
            *([(words.BEFORE_TONES, tones, chosen.tones, "tones")] if handle.tones else []),
            (words.BEFORE_START, [(wait(minutes), minutes) for minutes in WAITS], chosen.wait, "wait-for"),
            (words.BEFORE_SILENCE, [(silence(each), each) for each in SILENCES], chosen.silence, "silence"),
            (words.BEFORE_SILENCE_BED, silence_beds, chosen.silence_bed, "silence-bed"),
            (words.BEFORE_LAST_BELL, last_bells, chosen.last_bell, "last-bell"),
        ]
        for label, options, value, id in boxes:
            known = any(each == value for _, each in options)
            usual = value if known else options[0][1]
            box: Select[object] = Select(options, value=usual, allow_blank=False, compact=True, id=id)
            rows.append(_row(label, box))
        if handle.asks_how:
            numbers = [(str(number), number) for number in range(LOWEST, HIGHEST + 1)]
            how: Select[int] = Select(numbers, compact=True, id="how", prompt=after_words.HOW_NOT)
            rows.append(_row(f"{after_words.HOW}\n{after_words.HOW_SCALE}", how))
        return rows

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _NARROW or event.size.height < _LOW, "small")
        self.query_one(CrisisFooter).compact = event.size.width < _WIDE
        for keys in self.query(StepKeys):
            keys.fit()
        self.query_one("#large-title").display = stands_large(self)

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        if event.select.id == "voice" and self._handle is not None:
            self._handle.speak_with(str(event.value))
        self._show_total()

    def _show_total(self) -> None:
        if self._handle is not None:
            # A person can only choose to end a sound that there is.
            chosen = self._chosen()
            for row in self.query("#silence-bed"):
                if row.parent is not None:
                    row.parent.display = chosen.silence > 0 and chosen.bed != "none"
            length = total(self._handle.seconds(chosen), own_pace=self._handle.own_pace)
            self.query_one("#head", Edges).show(words.shown(self._handle.title), length)
            self.query_one("#large-title", SpokenWords).show(words.shown(self._handle.title), LARGE_ROWS, large=True)
            self.call_after_refresh(self.refresh_bindings)

    def _lengths(self) -> dict[str, float]:
        boxes = self.query(".length").results(Select)
        return {box.name: box.value for box in boxes if box.name is not None and isinstance(box.value, float)}

    def _chosen(self) -> Chosen:
        values = {box.id: box.value for box in self.query(".choice Select").results(Select)}
        wait_for, silence, how = (
            value if isinstance(value := values.get(id), int) else None for id in ("wait-for", "silence", "how")
        )
        return Chosen(
            self._lengths(),
            bed=str(values["bed"]),
            bells=values["bells"] is True,
            wait=wait_for or 0,
            how=how,
            voice=str(values["voice"]),
            tones=str(values.get("tones", "")),
            silence=silence or 0,
            silence_bed=values["silence-bed"] is True,
            last_bell=values["last-bell"] is True,
        )

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_begin()

    @property
    def page(self) -> bool:
        """True while the page shows how much time is left to get comfortable, and no choices."""
        return self._clock is not None

    def action_begin(self) -> None:
        if self._gone or not self.is_active:
            return
        if self._handle is None:
            self._wanted = self.query_one("#begin", Button).display
        elif self._clock is not None:
            self._leave(lambda: self._begin(self._chosen()))
        elif self.query("#wait-for"):
            self._start(self._chosen())

    def _start(self, chosen: Chosen) -> None:
        if not chosen.wait:
            self._leave(lambda: self._begin(chosen))
            return
        self._until = time.monotonic() + chosen.wait * self.MINUTE
        self.add_class("waiting")
        self.set_focus(None)  # a hidden button would keep the focus, and swallow Enter
        self.query_one("#settle", SpokenWords).show(words.BEFORE_SETTLE, 6)
        self._clock = self.set_interval(min(1.0, self.MINUTE / 60), self._tick)
        self._tick()

    def _tick(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0 and self.is_active:
            self._leave(lambda: self._begin(self._chosen()))
        else:
            self.query_one("#left", KeyedText).say(words.BEFORE_LEFT.format(left=words.clock(max(0.0, left))))

    def _leave(self, how: Callable[[], None]) -> None:
        if not self._gone:
            self._gone = True
            if self._clock is not None:
                self._clock.stop()
            how()

    def action_back(self) -> None:
        if self._clock is not None and not self._gone:
            self._clock.stop()
            self._clock = None
            self.remove_class("waiting")
            self.query_one("#begin", Button).focus()
        else:
            if self._handle is not None:
                self._handle.speak_with("")
            self._leave(self._back)

    def action_scroll(self, by: int) -> None:
        page = self.query_one("#page", VerticalScroll)
        page.scroll_relative(y=by, animate=False)

    def action_length(self, by: int) -> None:
        """Makes every part whose length can be chosen one step shorter or longer; the total shows it."""
        for box in self.query(".length").results(Select):
            steps = self._steps[box.name or ""]
            at = steps.index(box.value) + by
            box.value = steps[min(max(at, 0), len(steps) - 1)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "scroll":
            return self._clock is None and self.query_one("#page").max_scroll_y > 0
        if action == "length":
            return self._clock is None and bool(self._steps)
        return action != "change" or (self._handle is not None and self._clock is None)

    def action_change(self) -> None:
        self.focus_next()

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._crisis))

    def action_help(self) -> None:
        self.app.push_screen(guide_card(self.app.size.width, words.HELP_BEFORE, crisis=self._switch_to_crisis))

    def _switch_to_crisis(self) -> None:
        self.app.switch_screen(CrisisCard(self._crisis))


class StepKeys(Static):
    """The two keys that make an exercise shorter and longer, beside its length; a click is as good as the key."""

    def __init__(self) -> None:
        super().__init__(markup=False, classes="steps")

    def on_mount(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Leaves out the meanings where the window is narrow."""
        minus, shorter, plus, longer = words.BEFORE_STEPS
        first, second = (" ", "") if self.app.size.width < _NARROW else (f" {shorter}   ", f" {longer}")
        self.update(Content.assemble((minus, "bold $accent"), first, (plus, "bold $accent"), second))

    def on_click(self, event: events.Click) -> None:
        self.app.simulate_key("minus" if event.x < self.size.width / 2 else "plus")


def _voices(handle: BeforeHandle) -> list[tuple[str, str]]:
    return [(words.BEFORE_VOICES.get(name, words.shown(name)), name) for name in ("", *handle.voices)]


def _row(label: str, box: Select[object] | Select[float] | Select[int], beside: Widget | None = None) -> Horizontal:
    return Horizontal(Label(label, markup=False), box, *([beside] if beside else []), classes="choice")


def _text(handle: BeforeHandle) -> Content:
    cautions = sorted_out(handle.cautions)
    parts = [Content(words.shown(handle.summary))]
    if cautions.own:
        parts.append(Content.assemble((words.CAUTIONS_TITLE, "bold")))
        parts += [Content(words.shown(each)) for each in cautions.own]
    if asks := asked(tuple(handle.asks)):
        parts.append(Content.assemble((words.ASKS, "bold"), *(f"\n· {each}" for each in asks)))
    if cautions.standing:
        parts.append(Content.assemble((words.shown(cautions.standing), "$quiet")))
    return Content("\n\n").join(parts)
