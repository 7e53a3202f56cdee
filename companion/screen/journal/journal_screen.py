"""The journal on the full screen: its switch, a chart of the weeks, the entries, and a line to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Input, Label, Select, Sparkline, Static, Switch

from companion.errors import CompanionError
from companion.journal.journal_entry import LONGEST_WORDS, JournalEntry, one_line
from companion.journal.weeks import day_in_words, day_of, weeks_of
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.journal import journal_words
from companion.screen.overlay import help_card
from companion.screen.seam import ProgramHandle
from companion.screen.steady_footer import SteadyFooter
from companion.screen.widgets import Aside, Edges

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalOwner

_LOW, _NARROW = 20, 60
"""Rows and cells of a window below which everything that can be spared is left out."""
_WIDE = 100
"""Cells of a window from which the keys at the foot stand wide apart."""
_ASK_FIRST = frozenset({"d", "x"})
"""The keys that delete, the second time they are pressed."""
_MOST_WEEKS = 26
"""Weeks in the chart, the latest ones: half a year, of which each bar still has two cells in 80."""


class JournalScreen(Screen[None]):
    """The journal of one person, or of the one who is chosen of several."""

    DEFAULT_CSS = """
    JournalScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    JournalScreen > * { max-width: 110; }
    JournalScreen #head { text-style: bold; color: $accent; margin-bottom: 1; }
    JournalScreen .choice { height: 1; }
    JournalScreen .choice Label { width: 20; color: $quiet; }
    JournalScreen #switch { border: none; height: 1; padding: 0; }
    JournalScreen #whose { width: 24; }
    JournalScreen #whose-row { display: none; }
    JournalScreen #about { margin-top: 1; height: 1fr; scrollbar-size: 1 1; }
    JournalScreen Sparkline { height: 3; margin-top: 1; display: none; }
    JournalScreen Sparkline > .sparkline--max-color { color: $accent; }
    JournalScreen Sparkline > .sparkline--min-color { color: $quiet; }
    JournalScreen #weeks { color: $quiet; height: auto; }
    JournalScreen DataTable { height: 1fr; margin-top: 1; background: $background; scrollbar-size: 1 1; display: none; }
    JournalScreen #line { margin-top: 1; display: none; }
    JournalScreen #note { color: $accent; margin-top: 1; }
    JournalScreen Footer { background: $background; }
    JournalScreen.small { padding: 0 1; }
    JournalScreen.small #head, JournalScreen.small #line, JournalScreen.small #note { margin: 0; }
    JournalScreen.small Sparkline { height: 1; margin: 0; }
    JournalScreen.small DataTable { margin-top: 0; }
    """
    AUTO_FOCUS = "#switch"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "back", key_display="Esc"),
        # A narrow window cuts the last ones off.
        Binding("c,exclamation_mark", "crisis", "who to call", key_display="C"),
        Binding("w", "write", "write", key_display="W"),
        Binding("o", "open", "open", key_display="O"),
        Binding("d", "delete", "delete it", key_display="D"),
        Binding("x", "delete_all", "delete all", key_display="X"),
        Binding("question_mark,f1", "help", "help", key_display="?", show=False),
    ]

    def __init__(
        self,
        program: ProgramHandle,
        *,
        back: Callable[[], object],
        open_locked: Callable[[str], bool] = lambda name: False,
    ) -> None:
        """`open_locked` shows a locked journal in the terminal; False where that can't be done."""
        super().__init__()
        self._program = program
        self._back = back
        self._open_locked = open_locked
        self._owners: Sequence[JournalOwner] = ()
        self._owner: JournalOwner | None = None
        self._entries: list[JournalEntry] = []
        self._sure = ""
        """The action that the next press of the same key carries out."""

    # -- showing --------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        with Horizontal(classes="choice"):
            yield Label(journal_words.SWITCH, markup=False)
            yield Switch(id="switch", animate=False)
        with Horizontal(classes="choice", id="whose-row"):
            yield Label(journal_words.WHOSE, markup=False)
            yield Select[int]([], compact=True, id="whose", allow_blank=True)
        with VerticalScroll(id="about", can_focus=False):
            yield Static("\n\n".join(journal_words.ABOUT), markup=False)
        yield Sparkline([], id="chart", summary_function=max)
        yield Static(id="weeks", markup=False)
        yield DataTable[str](cursor_type="row", zebra_stripes=False, cell_padding=1)
        yield Input(id="line", placeholder=journal_words.WRITE, max_length=LONGEST_WORDS, compact=True)
        yield Aside(id="note", rows=3)
        yield SteadyFooter()

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns(*journal_words.COLUMNS)
        self._do(self._read)
        if self._entries:
            self.query_one(DataTable).focus()

    def _read(self) -> None:
        """Reads the journals anew, and shows the chosen one."""
        self._owners = self._program.journal.owners()
        own = self._owner.id if self._owner is not None else 0
        self._owner = next((each for each in self._owners if each.id == own), next(iter(self._owners), None))
        owner = self._owner
        self._entries = list(self._program.journal.entries(owner)) if owner is not None and not owner.locked else []
        self._show()

    def _show(self) -> None:
        owner = self._owner
        writing = owner is not None and owner.writing
        self.query_one("#head", Edges).show(journal_words.TITLE, journal_words.ON if writing else journal_words.OFF)
        with self.prevent(Switch.Changed, Select.Changed):
            self.query_one(Switch).value = writing
            several = len(self._owners) > 1
            self.query_one("#whose-row").display = several
            if several and owner is not None:
                whose = self.query_one("#whose", Select)
                whose.set_options(
                    [(words.shown(each.name) or journal_words.ONLY_ONE, each.id) for each in self._owners]
                )
                whose.value = owner.id
        self._show_entries()
        locked = owner is not None and owner.locked
        self.query_one("#about").display = not self._entries
        self.query_one("#line").display = writing
        if locked:
            self._say(journal_words.LOCKED)
        self.refresh_bindings()

    def _show_entries(self) -> None:
        table = self.query_one(DataTable)
        at = table.cursor_row
        table.clear()
        for entry in reversed(self._entries):
            table.add_row(*_cells(entry), key=str(entry.id))
        table.display = bool(self._entries)
        table.move_cursor(row=min(at, max(0, len(self._entries) - 1)))
        weeks = weeks_of(self._entries)[-_MOST_WEEKS:]
        chart = self.query_one(Sparkline)
        chart.display = bool(weeks)
        # A bar of nothing between the pairs keeps them apart, and makes zero the foot of all bars.
        chart.data = [0.0, *(bar for week in weeks for bar in (week.before, week.after, 0.0))]
        text = journal_words.NO_CHART if self._entries else ""
        if weeks:
            first, last = day_in_words(weeks[0].monday), day_in_words(weeks[-1].monday)
            text = journal_words.CHART.format(first=first, last=last)
        self.query_one("#weeks", Static).update(text)

    def _say(self, text: str) -> None:
        self.query_one("#note", Aside).show(words.shown(text))

    def on_resize(self) -> None:
        self.set_class(self.size.width < _NARROW or self.size.height < _LOW, "small")
        self.query_one(SteadyFooter).compact = self.size.width < _WIDE

    def _do(self, what: Callable[[], object], said: str = "") -> None:
        self._sure = ""
        try:
            what()
        except CompanionError as error:
            self._say(str(error))
            return
        if said:
            self._say(said)

    # -- what is chosen -------------------------------------------------------------------------------------------

    def on_switch_changed(self, event: Switch.Changed) -> None:
        event.stop()
        owner, journal, had = self._owner, self._program.journal, bool(self._entries)

        def switch() -> None:
            try:
                if event.value:
                    journal.switch_on(owner.name if owner is not None else "")
                elif owner is not None:
                    journal.switch_off(owner)
            finally:
                self._read()  # the switch goes back if that didn't work

        off = journal_words.SWITCHED_OFF if had else journal_words.SWITCHED_OFF_EMPTY
        self._do(switch, journal_words.SWITCHED_ON if event.value else off)

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        self._owner = next((each for each in self._owners if each.id == event.value), self._owner)
        self._say("")
        self._do(self._read)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        owner, text = self._owner, one_line(event.value)
        if owner is None or not text:
            return

        def write() -> None:
            self._program.journal.add(owner, JournalEntry(day=date.today().isoformat(), words=text))
            event.input.value = ""
            self._read()

        self._do(write, journal_words.WRITTEN)

    def on_key(self, event: events.Key) -> None:
        if event.key not in _ASK_FIRST:  # keys come here before they do what they mean
            self._unsure()

    def _unsure(self) -> None:
        """Takes back a question whether something is to be deleted."""
        if self._sure:
            self._sure = ""
            self._say("")

    # -- keys -----------------------------------------------------------------------------------------------------

    def _chosen(self) -> JournalEntry | None:
        at = self.query_one(DataTable).cursor_row
        return self._entries[-1 - at] if 0 <= at < len(self._entries) else None

    def action_delete(self) -> None:
        entry, owner = self._chosen(), self._owner
        if entry is None or owner is None:
            return
        if self._sure != f"delete {entry.id}":
            self._say(journal_words.DELETE.format(day=_day(entry)))
            self._sure = f"delete {entry.id}"
            return

        def delete() -> None:
            self._program.journal.delete(owner, entry.id)
            self._read()

        self._do(delete, journal_words.DELETED)

    def action_delete_all(self) -> None:
        owner = self._owner
        if owner is None:
            return
        if self._sure != "delete all":
            self._say(journal_words.DELETE_ALL)
            self._sure = "delete all"
            return

        def delete() -> None:
            self._program.journal.delete_all(owner)
            self._read()

        self._do(delete, journal_words.ALL_DELETED)

    def action_write(self) -> None:
        self.query_one("#line", Input).focus()

    def action_open(self) -> None:
        if self._owner is None:
            return
        if not self._open_locked(self._owner.name):
            self._say(journal_words.OPEN_TYPE)
        else:
            self._do(self._read)

    def action_back(self) -> None:
        self._back()

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._program.crisis))

    def action_help(self) -> None:
        self.app.push_screen(help_card(self.app.size.width, stop=None, crisis=self._switch_to_crisis))

    def _switch_to_crisis(self) -> None:
        self.app.switch_screen(CrisisCard(self._program.crisis))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        locked = self._owner is not None and self._owner.locked
        if action == "write":
            return self._owner is not None and self._owner.writing
        if action == "open":
            return locked
        if action == "delete":
            return bool(self._entries)
        if action == "delete_all":
            return bool(self._entries) or locked
        return True


def _cells(entry: JournalEntry) -> tuple[str, str, str, str, str]:
    before, after = ("" if number is None else str(number) for number in (entry.before, entry.after))
    return _day(entry), words.shown(entry.title or entry.exercise), before, after, words.shown(entry.words)


def _day(entry: JournalEntry) -> str:
    day = day_of(entry)
    return words.harmless(entry.day) if day is None else day_in_words(day)
