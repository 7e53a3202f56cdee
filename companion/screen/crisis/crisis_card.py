"""The crisis card, which lies over any screen with the numbers of the person's country, and the list of countries."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Digits, Static

from companion.crisis.card_model import NOWHERE, Need
from companion.screen import words
from companion.screen.crisis.card_wording import advice, calls, groups, guess, hanging, missing, origin, where
from companion.screen.crisis.type_ahead import fitting
from companion.screen.flow import edges
from companion.screen.keycaps import Part, foot_of, name_of, sentence_of, styled
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys
from companion.screen.overlay import Overlay
from companion.screen.seam import CrisisDesk
from companion.screen.widgets import KeyedText
from companion.tongue import said

COLUMN = 17
"""Cells for the number to dial; a longer one has its text on the next line."""
READING = 5.0
"""Seconds in which Enter and Space don't close the card. A person whose hands shake presses Enter again after a second
or two, because nothing seemed to happen; and the numbers must not be gone by that."""
LONGEST_TYPED = 20
"""Letters of a country that can be typed: enough to tell any from any other, and few enough to be shown."""


class CrisisCard(Overlay):
    """The numbers of one country; O opens the list of countries. A country chosen there is saved only with K."""

    DEFAULT_CSS = """
    CrisisCard #card { width: 78; overflow-y: hidden; padding: 0 3; }
    CrisisCard.low #card { padding: 0 1; }
    CrisisCard #numbers { height: auto; scrollbar-size: 0 0; }
    CrisisCard #head, CrisisCard .heading, CrisisCard #enough { margin-top: 1; }
    CrisisCard #title { margin-top: 1; }
    CrisisCard .heading, CrisisCard #origin { color: $quiet; }
    CrisisCard .large { height: 3; margin-top: 1; }
    CrisisCard Digits { width: auto; min-width: 17; color: $accent; text-style: bold; }
    CrisisCard .beside { width: 1fr; height: 3; content-align: left middle; }
    CrisisCard .close { dock: bottom; margin: 0; }
    CrisisCard #room { height: 2; }
    CrisisCard.low #room { height: 1; }
    CrisisCard.low #title, CrisisCard.low #head, CrisisCard.low .heading { margin-top: 0; }
    """
    scrolled: ClassVar[str] = "#numbers"

    def __init__(
        self,
        desk: CrisisDesk,
        *,
        stop: Callable[[], None] | None = None,
        learnt: LearntKeys = NOTHING_LEARNT,
        need: str = "",
        reading: float = READING,
    ) -> None:
        """`need`: the need whose numbers come first, by its name; empty for the emergency number. `reading`: seconds in
        which Enter and Space don't close the card. C never does: a hand that shakes presses it twice."""
        super().__init__(frozenset(), words.CRISIS_TITLE, (), stop=stop, crisis=None, learnt=learnt)
        self._desk = desk
        self._need = need
        self._reading = reading
        self._unfolded = False
        """The services for people who are worried about their own behavior are shown, too."""
        self._saved = False
        """The country was saved a moment ago, on this card."""

    @property
    def seconds_to_read(self) -> float:
        """The seconds in which Enter and Space do nothing (`terminal_app.ReadFirst`)."""
        return self._reading

    def compose(self) -> ComposeResult:
        screen = self.app.size
        self.set_class(screen.height < 22, "low")
        shown = self._desk.show()
        width = max(20, min(78, screen.width) - (4 if self.has_class("low") else 8))
        country = where(shown)
        beside = width - len(words.CRISIS_TITLE) > cell_len(country) + 2
        spaced = edges(words.CRISIS_TITLE, country, width)[len(words.CRISIS_TITLE) :] if beside else ""
        with Vertical(id="card"):
            yield Static(Content.assemble((words.CRISIS_TITLE, "bold $accent"), spaced), markup=False, id="title")
            with VerticalScroll(id="numbers", can_focus=False):
                yield Static(calls(shown) if beside else f"{calls(shown)}  {country}.", markup=False)
                if text := guess(shown):
                    yield KeyedText((f"{text} ", ""), *sentence_of(words.CRISIS_CHANGE))
                if shown.unsaved:
                    yield KeyedText(*sentence_of(words.CRISIS_KEEP), id="keep")
                elif self._saved and not shown.notices:
                    yield Static(words.CRISIS_SAVED, markup=False)
                for notice in shown.notices:
                    yield Static(words.shown(notice), markup=False)
                for sentence in advice(shown):
                    yield Static(sentence, markup=False, classes="heading")
                for number, (heading, entries) in enumerate(groups(shown, self._need)):
                    rows = list(entries)
                    if heading == words.CRISIS_NEEDS[Need.WORRIED.value] and not self._unfolded:
                        folded = words.CRISIS_FOLDED.format(heading=heading)
                        yield KeyedText(*sentence_of(folded), id="folded", classes="heading")
                        continue
                    if number == 0 and rows and rows[0][0].isdecimal() and screen.height >= 22 and width >= 60:
                        # The emergency number, as large as a terminal can show it.
                        with Horizontal(classes="large"):
                            yield Digits(rows[0][0])
                            # And once more as text, for screen readers and for copying.
                            yield Static(
                                f"{words.beside(heading, rows[0][0])}\n{rows[0][1]}", markup=False, classes="beside"
                            )
                        rows = rows[1:]
                    else:
                        yield Static(heading, markup=False, classes="heading")
                    for reach, who in rows:
                        cells = [
                            part
                            for dialled, text in hanging(reach, who, COLUMN, width)
                            for part in ((dialled, "bold $accent"), text, "\n")
                        ]
                        yield Static(Content.assemble(*cells[:-1]), markup=False)
                if text := missing(shown):
                    yield Static(text, markup=False, classes="heading")
                yield Static(words.CRISIS_ENOUGH, markup=False, id="enough")
                if text := origin(shown):
                    yield Static(text, markup=False, id="origin")
            yield Static("", markup=False, id="room")
            yield KeyedText(*foot_of(self._foot(False)), classes="close")

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Lets the numbers scroll where they do not fit, so that the foot stays in sight."""
        limit = max(3, self.app.size.height - (4 if self.has_class("low") else 6))
        self.query_one("#numbers", VerticalScroll).styles.max_height = limit
        self.call_after_refresh(self._say_more, limit)

    def _say_more(self, limit: int) -> None:
        for foot in self.query(".close").results(KeyedText):
            foot.foot(self._foot(self.query_one("#numbers", VerticalScroll).virtual_size.height > limit))

    def _foot(self, more: bool) -> str:
        full = [said("↑ ↓ more"), said("O another country"), said("Enter: close"), said("S: stop")]
        short = [said("↑↓ more"), said("O country"), said("Enter: close"), said("S stop")]
        keys = short if self.app.size.width < 60 else full
        return self._closing_line(" · ".join(keys[0 if more else 1 : 4 if self._stop else 3]))

    def on_key(self, event: events.Key) -> None:
        # Textual calls the card's own handler after this one, unless it is prevented.
        name = name_of(event.key, event.character)
        if name == "w" and not self._learnt.stops(name) and self.query("#folded"):
            event.stop()
            event.prevent_default()
            self.run_worker(self._unfold(), exit_on_error=True)
        elif name == "k" and not self._learnt.stops(name) and self.query("#keep"):
            event.stop()
            event.prevent_default()
            self.run_worker(self._keep(), exit_on_error=True)
        elif name == "o":
            event.stop()
            event.prevent_default()
            self.app.push_screen(RegionList(self._desk, stop=self._stop, learnt=self._learnt), self._chosen)

    async def _unfold(self) -> None:
        self._unfolded = True
        await self.recompose()
        self._fit()
        self.call_after_refresh(self.query_one("#numbers").scroll_end, animate=False)

    async def _chosen(self, region: str | None) -> None:
        if region:
            self._saved = False
            self._desk.use(region)
            await self.recompose()
            self._fit()

    async def _keep(self) -> None:
        """Saves the country of the card, so that it is there the next time as well."""
        self._desk.choose(self._desk.show().card.region)
        self._saved = True
        await self.recompose()
        self._fit()


class RegionList(ModalScreen[str]):
    """The countries to choose from; the result is a code, or "" if none was chosen.

    Letters mark the country whose name begins with what was typed so far, so no letter can be a command here: Esc leads
    back. There is one exception: a key that was taught the meaning "stop" ends a session that runs beneath.
    """

    DEFAULT_CSS = """
    RegionList { align: center middle; background: $background 60%; }
    RegionList #card {
        width: 58; max-width: 100%; height: auto; max-height: 100%;
        padding: 0 3; background: $surface; border: round $faint;
    }
    RegionList #card:nocolor { border: round $foreground; }
    RegionList #regions { height: auto; scrollbar-size: 0 0; }
    RegionList .close { color: $quiet; text-align: center; dock: bottom; }
    RegionList #typed { height: 1; }
    """

    def __init__(
        self, desk: CrisisDesk, *, stop: Callable[[], None] | None = None, learnt: LearntKeys = NOTHING_LEARNT
    ) -> None:
        super().__init__()
        self._stop = stop
        self._learnt = learnt
        named = ((code, said(name)) for code, name in desk.regions())
        self._regions = (*named, (NOWHERE, words.CRISIS_ELSEWHERE))
        now = desk.show().card.region
        self._at = next((n for n, (code, _) in enumerate(self._regions) if code == now), len(self._regions) - 1)
        self._typed = ""
        self._found = True
        """False if no country begins with what was typed. Then none is chosen: the marked one isn't meant."""

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static(Content.assemble((words.CRISIS_REGIONS, "bold $accent")), markup=False)
            with VerticalScroll(id="regions", can_focus=False):
                for number in range(len(self._regions)):
                    yield KeyedText(*self._row(number))
            yield Static("", markup=False, id="typed")
            stops = self._stop is not None and self._learnt.stops("enter")
            enter = said("Enter: stop") if stops else said("Enter: select")
            yield KeyedText(*foot_of(" · ".join((said("↑ ↓ choose"), enter, said("Esc: back")))), classes="close")

    def on_mount(self) -> None:
        self.query_one("#regions").styles.max_height = max(3, self.app.size.height - 5)
        self.call_after_refresh(self._move, 0)

    def _row(self, number: int) -> list[Part]:
        name, click = words.harmless(self._regions[number][1]), f"@click=screen.take({number})"
        if number == self._at:
            return [("▌ ", styled("$accent", click)), (name, styled("bold", click))]
        return [(f"  {name}", click)]

    def action_take(self, number: int) -> None:
        """Takes the country that was clicked."""
        self.dismiss(self._regions[number][0])

    def _move(self, by: int) -> None:
        if not self.is_current:
            return  # a choice was made before the first look at the list
        rows = list(self.query_one("#regions").query(KeyedText))
        before = self._at
        self._at = min(len(rows) - 1, max(0, self._at + by))
        for number in {before, self._at}:
            rows[number].show(*self._row(number))
        rows[self._at].scroll_visible(animate=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        name = name_of(event.key, event.character)
        far = len(self._regions)
        moves = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8, "home": -far, "end": far}
        if self._stop is not None and self._learnt.stops(name):
            self._stop()
            self.dismiss("")
        elif name in moves:
            self._type("")
            self._move(moves[name])
        elif name == "enter":
            if self._found:
                self.dismiss(self._regions[self._at][0])
        elif name == "escape":
            self.dismiss("")
        elif name == "backspace":
            self._type(self._typed[:-1])
        elif len(name) == 1 or (name == "space" and self._typed):
            self._type((self._typed + (" " if name == "space" else name))[:LONGEST_TYPED])

    def _type(self, typed: str) -> None:
        """Marks the country that begins with `typed`, and shows what was typed, with what to do if none does."""
        self._typed = typed
        found = fitting([name for _, name in self._regions], typed)
        self._found = found is not None or not typed.strip()
        if found is not None:
            self._move(found - self._at)
        shown = words.CRISIS_TYPED if self._found else words.CRISIS_TYPED_UNKNOWN
        self.query_one("#typed", Static).update(shown.format(typed=typed) if typed else "")
