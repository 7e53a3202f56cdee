"""The journal on the full screen: its switch, a chart of the weeks, the entries, and a line to write."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Input, Label, Select, Sparkline, Static, Switch

from companion.errors import CompanionError
from companion.journal.journal_entry import LONGEST_WORDS, JournalEntry, JournalOwner, one_line
from companion.journal.weeks import day_in_words, day_of, weeks_of
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.crisis_footer import CrisisFooter
from companion.screen.journal import journal_words
from companion.screen.journal.hand_out_card import HandOutCard, NameCard
from companion.screen.journal.journal_state import about, state_word
from companion.screen.journal.lock_cards import LockQuestion, PassphraseCard
from companion.screen.overlay import guide_card
from companion.screen.seam import ProgramHandle
from companion.screen.widgets import Aside, Edges

if TYPE_CHECKING:
    from companion.screen.journal.journal_handle import JournalHandle

_LOW, _NARROW = 20, 60
"""Rows and cells of a window below which everything that can be spared is left out."""
_WIDE = 100
"""Cells of a window from which the keys at the foot stand wide apart."""
_ASK_FIRST = frozenset({"d", "x"})
"""The keys that delete, the second time they are pressed."""
SURE_AFTER: Final = 0.7
"""Seconds without this key, after which it deletes: a key that is held, or hit twice by a stiff hand, never does."""
_MOST_WEEKS = 26
"""Weeks in the chart, the latest ones: half a year, of which each bar still has two cells in 80."""


CLOSES_AFTER: Final = 180.0
"""Seconds without a key or a click, after which an opened journal is closed: somebody may have left the computer. The
sentences of `journal_words` say three minutes."""
_LOOKS_EVERY: Final = 5.0
"""Seconds between two looks whether that time is over."""


class JournalSwitch(Switch):
    """The switch, which names its key at the foot."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "toggle_switch", "switch", key_display="Enter"),
    ]


class JournalScreen(Screen[None]):
    """The journal of one person, or of the one who is chosen of several."""

    DEFAULT_CSS = """
    JournalScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    JournalScreen > * { max-width: 110; }
    JournalScreen #head { text-style: bold; color: $accent; margin-bottom: 1; }
    JournalScreen .choice { height: 1; }
    JournalScreen .choice Label { width: 20; color: $quiet; }
    JournalScreen #switch { border: none; height: 1; padding: 0; margin-right: 2; }
    JournalScreen #switch:focus { background: $bar; }
    JournalScreen .choice #state { width: 1fr; }
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
    JournalScreen > CrisisFooter { max-width: 100%; }
    JournalScreen.small { padding: 0 1; }
    JournalScreen.small #head, JournalScreen.small #line, JournalScreen.small #note { margin: 0; }
    JournalScreen.small Sparkline { height: 1; margin: 0; }
    JournalScreen.small DataTable { margin-top: 0; }
    """
    AUTO_FOCUS = "#switch"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "back", key_display="Esc"),
        Binding("tab", "app.focus_next", "next", key_display="Tab"),
        Binding("c,exclamation_mark", "crisis", "who to call", key_display="C"),
        Binding("w", "write", "write", key_display="W"),
        Binding("o", "open", "open", key_display="O"),
        Binding("l", "lock", "lock", key_display="L"),
        Binding("s", "save", "save", key_display="S"),
        Binding("p", "another", "another person", key_display="P", show=False),
        Binding("d", "delete", "delete it", key_display="D"),
        Binding("x", "delete_all", "delete all", key_display="X"),
        Binding("question_mark,f1", "help", "help", key_display="?", show=False),
    ]

    def __init__(
        self, program: ProgramHandle, *, back: Callable[[], object], now: Callable[[], float] = time.monotonic
    ) -> None:
        """`now`: seconds of a clock."""
        super().__init__()
        self._program = program
        self._back = back
        self._now = now
        self._owners: Sequence[JournalOwner] = ()
        self._owner: JournalOwner | None = None
        self._entries: list[JournalEntry] = []
        self._opened: int | None = None
        """The number of the locked journal whose entries are shown; None while none is open. Its passphrase and its key
        are not kept."""
        self._touched = 0.0
        self._sure = ""
        """The action that the next press of the same key carries out."""
        self.asked = 0.0
        """The time of the last press of that key."""

    # -- showing --------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        with Horizontal(classes="choice"):
            yield Label(journal_words.SWITCH, markup=False)
            yield JournalSwitch(id="switch", animate=False)
            yield Label("", id="state", markup=False)
        with Horizontal(classes="choice", id="whose-row"):
            yield Label(journal_words.WHOSE, markup=False)
            yield Select[int]([], compact=True, id="whose", allow_blank=True)
        with VerticalScroll(id="about", can_focus=False):
            yield Static(id="says", markup=False)
        yield Sparkline([], id="chart", summary_function=max)
        yield Static(id="weeks", markup=False)
        yield DataTable[str](cursor_type="row", zebra_stripes=False, cell_padding=1)
        yield Input(id="line", placeholder=journal_words.WRITE, max_length=LONGEST_WORDS, compact=True)
        yield Aside(id="note", rows=3)
        yield CrisisFooter()

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns(*journal_words.COLUMNS)
        self._do(self._read)
        if self._entries:
            self.query_one(DataTable).focus()
        self.set_interval(_LOOKS_EVERY, self.close_if_left)

    def _read(self) -> None:
        """Reads the journals anew, and shows the chosen one."""
        self._owners = self._program.journal.owners()
        own = self._owner.id if self._owner is not None else 0
        name = self._owner.name if self._owner is not None else ""
        found = next((each for each in self._owners if each.id == own or (not own and each.name == name)), None)
        self._owner = found or next(iter(self._owners), None)
        owner = self._owner
        if owner is None or owner.id != self._opened:
            self._opened, self._entries = None, []
        if owner is not None and not owner.locked:
            self._entries = list(self._program.journal.entries(owner))
        self._show()

    def _show(self) -> None:
        owner = self._owner
        writing = owner is not None and owner.writing
        state = state_word(owner)
        self.query_one("#head", Edges).show(journal_words.TITLE, state)
        self.query_one("#state", Label).update(journal_words.ON if writing else journal_words.OFF)
        self.query_one("#says", Static).update("\n\n".join(about(owner)))
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
            self._say(journal_words.LOCKED if self._opened is None else journal_words.OPENED)
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
        self.query_one(CrisisFooter).compact = self.size.width < _WIDE

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
        owner = self._owner
        if event.value and (owner is None or not owner.locked):
            with self.prevent(Switch.Changed):
                event.switch.value = False  # until it is answered
            self.app.push_screen(LockQuestion(), self._switch_on)
        elif event.value:
            self._switched(lambda journal: journal.switch_on(owner.name if owner is not None else ""))
            self._say(journal_words.ON_AND_LOCKED)
        elif owner is not None:
            had = bool(self._entries) or owner.locked
            off = journal_words.SWITCHED_OFF if had else journal_words.SWITCHED_OFF_EMPTY
            self._switched(lambda journal: journal.switch_off(owner), off)

    def _switched(self, change: Callable[[JournalHandle], object], said: str = "") -> None:
        def switch() -> None:
            try:
                change(self._program.journal)
            finally:
                self._read()  # the switch goes back if that didn't work

        self._do(switch, said)

    def _switch_on(self, lock: bool | None, name: str | None = None) -> None:
        """Switches the journal on, locked or not, as `lock` says; None leaves it off. `name`: that of another person,
        who has no journal yet."""
        if name is None:
            name = self._owner.name if self._owner is not None else ""
        if lock is None:
            self._say(journal_words.STILL_OFF)
        elif lock:
            journal = self._program.journal
            self._ask_new(lambda passphrase: journal.switch_on(name, passphrase), journal_words.ON_AND_LOCKED, name)
        else:
            self._switched(lambda journal: journal.switch_on(name), journal_words.SWITCHED_ON)
            self._to_the_line()

    def _ask_new(self, use: Callable[[str], object], said: str, name: str) -> None:
        """Asks for a new passphrase of this person, twice, and has it used."""
        name = words.shown(name)
        title = journal_words.NEW_TITLE_OF.format(name=name) if name else journal_words.NEW_TITLE
        first, *rest = journal_words.NEW
        lines = [first, *([journal_words.NEW_FOR_OLD] if self._entries else []), *rest]

        def done(used: bool | None) -> None:
            self._do(self._read, said if used else "")
            self._to_the_line()
            if not used and not (self._owner is not None and self._owner.writing):
                self._say(journal_words.STILL_OFF)

        self.app.push_screen(
            PassphraseCard(self._program.crisis, title, lines, lambda given: _ignored(use(given)), new=True), done
        )

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
            entry = JournalEntry(day=date.today().isoformat(), words=text)
            id = self._program.journal.add(owner, entry)
            event.input.value = ""
            if self._opened is not None:
                self._entries.append(replace(entry, id=id))
            self._read()

        self._do(write, journal_words.WRITTEN)

    def on_key(self, event: events.Key) -> None:
        self._touched = self._now()
        if event.key not in _ASK_FIRST:  # keys come here before they do what they mean
            self._unsure()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._touched = self._now()

    def on_mouse_down(self) -> None:
        self._touched = self._now()

    def close_if_left(self) -> None:
        """Closes an opened journal CLOSES_AFTER seconds after the last key."""
        if self._opened is not None and self._now() - self._touched >= CLOSES_AFTER:
            self._close_entries()
            self._do(self._read, journal_words.CLOSED_ITSELF)

    def _close_entries(self) -> None:
        self._opened, self._entries = None, []

    def on_unmount(self) -> None:
        self._close_entries()

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
        if not self._is_sure(f"delete {entry.id}"):
            self._say(journal_words.DELETE.format(day=_day(entry)))
            return

        def delete() -> None:
            self._program.journal.delete(owner, entry.id)
            self._entries = [each for each in self._entries if each.id != entry.id]
            self._read()

        self._do(delete, journal_words.DELETED)

    def _is_sure(self, what: str) -> bool:
        """Notes a press of the key that deletes. Returns True if the same was asked for by an earlier press of it."""
        now = self._now()
        sure = self._sure == what and now - self.asked >= SURE_AFTER
        self._sure, self.asked = what, now
        return sure

    def action_delete_all(self) -> None:
        owner = self._owner
        if owner is None:
            return
        if not self._is_sure("delete all"):
            self._say(journal_words.DELETE_ALL)
            return

        def delete() -> None:
            self._program.journal.delete_all(owner)
            self._entries = []
            self._read()

        self._do(delete, journal_words.ALL_DELETED)

    def action_write(self) -> None:
        self._to_the_line()

    def _to_the_line(self) -> None:
        """Moves the focus to the line to write, if there is one: letters and Enter then do nothing else."""
        line = self.query_one("#line", Input)
        if line.display:
            line.focus()

    def action_open(self) -> None:
        owner = self._owner
        if owner is None:
            return
        found: list[JournalEntry] = []

        def use(passphrase: str) -> None:
            found.extend(self._program.journal.opened(owner, passphrase))

        def done(opened: bool | None) -> None:
            if opened:
                self._opened, self._entries, self._touched = owner.id, found, self._now()
            self._do(self._read)
            if self._entries:
                self.query_one(DataTable).focus()

        name = words.shown(owner.name)
        title = journal_words.OPEN_TITLE_OF.format(name=name) if name else journal_words.OPEN_TITLE
        self.app.push_screen(PassphraseCard(self._program.crisis, title, journal_words.OPEN, use, new=False), done)

    def action_lock(self) -> None:
        owner, journal = self._owner, self._program.journal
        if owner is not None and not owner.locked:
            self._ask_new(lambda passphrase: journal.lock(owner, passphrase), journal_words.NOW_LOCKED, owner.name)

    def action_save(self) -> None:
        """Asks where all of it is to be saved, and as what."""
        owner, entries = self._owner, list(self._entries)
        if owner is None or not entries:
            return

        def saved(place: str | None) -> None:
            self._touched = self._now()
            if place:
                self._say(journal_words.SAVED.format(file=place))

        name = f"journal-{date.today().isoformat()}"
        self.app.push_screen(
            HandOutCard(
                self._program.journal_folder(),
                lambda form, file: self._program.hand_out_journal(entries, form, file),
                name=name,
            ),
            saved,
        )

    def action_another(self) -> None:
        """Asks for another person's name, then whether their journal is to be locked, and switches it on."""

        def named(name: str | None) -> None:
            if not name:
                return
            if any(owner.name.casefold() == name.casefold() for owner in self._owners):
                self._say(journal_words.ANOTHER_THERE.format(name=words.shown(name)))
                return
            self.app.push_screen(LockQuestion(), lambda lock: self._start_another(name, lock))

        self.app.push_screen(NameCard(), named)

    def _start_another(self, name: str, lock: bool | None) -> None:
        """Starts this person's journal, and shows it."""
        shown = self._owner
        self._close_entries()
        self._owner = JournalOwner(0, name, False)
        if lock is None:
            self._owner = shown
        self._switch_on(lock, name)

    def action_back(self) -> None:
        self._back()

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._program.crisis))

    def action_help(self) -> None:
        self.app.push_screen(
            guide_card(self.app.size.width, journal_words.HELP, crisis=self._switch_to_crisis, during=False)
        )

    def _switch_to_crisis(self) -> None:
        self.app.switch_screen(CrisisCard(self._program.crisis))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        locked = self._owner is not None and self._owner.locked
        if action == "write":
            return self._owner is not None and self._owner.writing
        if action == "open":
            return locked and self._opened is None
        if action == "lock":
            return self._owner is not None and not locked
        if action in {"delete", "save"}:
            return bool(self._entries)
        if action == "another":
            return bool(self._owners)
        if action == "delete_all":
            return bool(self._entries) or locked
        return True


def _cells(entry: JournalEntry) -> tuple[str, str, str, str, str]:
    before, after = ("" if number is None else str(number) for number in (entry.before, entry.after))
    return _day(entry), words.shown(entry.title or entry.exercise), before, after, words.shown(entry.words)


def _ignored(made: object) -> None:
    """Does nothing with a result, because everything is read again."""


def _day(entry: JournalEntry) -> str:
    day = day_of(entry)
    return words.harmless(entry.day) if day is None else day_in_words(day)
