"""The settings on one page: rows under headings, each change kept at once and said; below, all that is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Switch
from textual.widgets._select import SelectOverlay

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.chosen_keys import IN_SESSION, ON_PAGES, TITLES
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.crisis_footer import CrisisFooter
from companion.screen.home.places import KEPT_ROWS
from companion.screen.learnt_keys.key_words import label_of
from companion.screen.overlay import guide_card
from companion.screen.seam import CrisisDesk, KeptThing, SettingsHandle, SettingValue
from companion.screen.settings import setting_rows as say
from companion.screen.settings.setting_boxes import (
    ForgetCard,
    KeptLine,
    KeyCard,
    KeyLine,
    SettingLine,
    SettingList,
    heading,
)
from companion.screen.settings.setting_rows import GROUPS, PRIVACY, ROWS, Option, SettingRow, spoken_value
from companion.screen.widgets import Aside, Edges

_LOW, _NARROW = 20, 60
"""Rows and cells of a window below which everything that can be spared is left out."""
_WIDE = 100
"""Cells of a window from which the keys at the foot stand wide apart."""


class SettingsScreen(Screen[None]):
    """The page, with its keys."""

    DEFAULT_CSS = """
    SettingsScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    SettingsScreen > * { max-width: 90; }
    SettingsScreen #head { text-style: bold; color: $accent; margin-bottom: 1; }
    SettingsScreen #rows { height: 1fr; scrollbar-size: 1 1; scrollbar-background: $background;
        scrollbar-color: $faint; }
    SettingsScreen #kept, SettingsScreen #keys { height: auto; }
    SettingsScreen .heading { color: $accent; margin-top: 1; }
    SettingsScreen .line { height: 1; }
    SettingsScreen .line:focus-within { background: $bar; color: $on-bar; }
    SettingsScreen .line:nocolor:focus-within .name { text-style: bold; }
    SettingsScreen .name { width: 28; padding: 0 1; }
    SettingsScreen.listing .line, SettingsScreen.listing .heading, SettingsScreen.listing #hear { opacity: 30%; }
    SettingsScreen.listing .line:focus-within { opacity: 100%; }
    SettingsScreen .what { color: $quiet; padding: 0 1; }
    SettingsScreen .line:focus-within .what { color: $on-bar; }
    SettingsScreen .state { padding: 0 1; }
    SettingsScreen .line Select { width: 34; }
    SettingsScreen .line SelectCurrent { background: $background; color: $foreground; }
    SettingsScreen .line Select:focus > SelectCurrent { background: $bar; color: $on-bar; background-tint: $bar 0%; }
    SettingsScreen .line Select:focus > SelectCurrent Static#label { color: $on-bar; background: $bar; }
    SettingsScreen .line Select:focus > SelectCurrent .arrow { color: $on-bar; background: $bar; }
    SettingsScreen .line Switch { border: none; height: 1; padding: 0; background: $background; }
    SettingsScreen .line Switch:focus { border: none; background-tint: $bar 0%; }
    SettingsScreen .line Switch > .switch--slider { color: $quiet; background: $faint; }
    SettingsScreen .line Switch.-on > .switch--slider { color: $accent; background: $faint; }
    SettingsScreen .line:focus-within Switch > .switch--slider { color: $on-bar; background: $faint; }
    SettingsScreen .line Input { width: 34; background: $surface; }
    SettingsScreen .line Input:focus { background: $background; color: $foreground; background-tint: $foreground 0%; }
    SettingsScreen .small-button, ForgetCard .small-button { background: $surface; color: $foreground; border: none;
        height: 1; padding: 0 1; min-width: 10; }
    SettingsScreen .small-button:focus, ForgetCard .small-button:focus { background: $accent; color: $background;
        text-style: bold; }
    SettingsScreen .small-button:nocolor:focus, ForgetCard .small-button:nocolor:focus { text-style: bold reverse; }
    SettingsScreen #says { color: $quiet; margin-top: 1; min-height: 2; }
    SettingsScreen.small #says { min-height: 1; }
    SettingsScreen #notice { color: $accent; }
    SettingsScreen #hear { margin: 0 0 0 28; }
    SettingsScreen > CrisisFooter { max-width: 100%; }
    SettingsScreen.small { padding: 0 1; }
    SettingsScreen.small #head, SettingsScreen.small #says { margin: 0; }
    SettingsScreen.small .line { height: auto; }
    SettingsScreen.small .name { width: 1fr; }
    SettingsScreen.small .line Select, SettingsScreen.small .line Input { width: 16; height: 1; }
    SettingsScreen.small #hear { margin: 0; }
    SettingsScreen.small .what { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", key_display="Esc"),
        Binding("up,k", "move(-1)", "choose", key_display="↑ ↓"),
        Binding("down,j", "move(1)", show=False),
        Binding("g,home", "end(0)", show=False),
        Binding("G,end", "end(-1)", show=False),
        Binding("exclamation_mark,f1", "crisis", "who to call", key_display="!"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    def __init__(
        self,
        open: Callable[[], SettingsHandle],
        *,
        back: Callable[[], None],
        crisis: CrisisDesk,
        wear: Callable[[str, SettingValue], None],
        at: str = "",
    ) -> None:
        """`wear` is called after each change, with its name and value, so that the app can show it. `at`: the setting
        or saved thing that has the focus at the beginning; KEPT_ROWS shows everything that is saved."""
        super().__init__()
        self._open = open
        self._back = back
        self._crisis = crisis
        self._wear = wear
        self._at = at
        self._desk: SettingsHandle | None = None
        self._options: dict[str, tuple[Option, ...]] = {}
        self._kept: list[KeptThing] | None = None
        """The things that are listed as saved; None before the first time."""
        self._given: dict[str, str] | None = None
        """The given keys that are shown; None before the first time."""
        self._at_row: SettingRow | None = None
        """The setting that has the focus."""
        self._at_kept: KeptThing | None = None
        """The saved thing that has the focus."""
        self._told = ""
        """The id of the row that the sentence above the keys is about; empty if it is about none."""
        self._passes = False
        """True if the sentence above the keys goes away with the next move."""
        self._gone = False
        self.loaded = asyncio.Event()
        """Set once the rows are there."""

    # -- reading and showing --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield SettingList(id="rows")
        yield Aside(id="says")
        yield Aside(id="notice")
        yield CrisisFooter()

    def on_mount(self) -> None:
        self._show_head()
        self.say(words.ONE_MOMENT)
        self.call_after_refresh(self.run_worker, self._read, exit_on_error=True)

    async def _read(self) -> None:
        self._desk = desk = self._open()
        self._show_head()
        options, kept = await asyncio.to_thread(_read, desk)
        if self._gone:
            return
        self._options = options
        rows: list[Widget] = []
        for group in GROUPS:
            rows.append(heading(group.title))
            for row in group.rows:
                rows.append(SettingLine(row, options[row.name], desk.value(row.name)))
                if row.name == "volume":
                    rows.append(Button(say.HEAR, compact=True, id="hear", classes="small-button"))
        await self.query_one("#rows").mount(*rows, Vertical(id="kept"), Vertical(id="keys"))
        if not self.query("#keys"):
            return  # Companion was closed meanwhile, and its boxes are gone
        await self._show_kept(kept)
        if not self.query("#keys"):
            return
        await self._show_keys()
        self.say(desk.trouble)
        usual = GROUPS[0].rows[0].name
        for found in (self.query(f"#set-{self._at or usual}, #delete-{self._at}"), self.query(f"#set-{usual}")):
            if found:
                found.first().focus()
                break
        if self._at == KEPT_ROWS:
            privacy = self.query_one(f"#set-{PRIVACY.rows[0].name}")
            privacy.focus(scroll_visible=False)
            self.call_after_refresh(privacy.scroll_visible, animate=False, top=True)
        self.loaded.set()

    async def _show_kept(self, kept: list[KeptThing]) -> None:
        place = self.query_one("#kept")
        if kept == self._kept:
            return  # the focus may be on one of them
        self._kept = kept
        await place.remove_children()
        await place.mount(heading(say.KEPT_HERE if kept else say.NOTHING_KEPT), *(KeptLine(thing) for thing in kept))

    async def _show_keys(self) -> None:
        assert self._desk is not None
        given, place = dict(self._desk.keys()), self.query_one("#keys")
        if given == self._given:
            return  # the focus may be on one of them
        self._given = given
        usual = {**{action: keys[0] for action, keys in IN_SESSION.items()}, **ON_PAGES}
        lines = [KeyLine(action, label_of(given.get(action, key))) for action, key in usual.items()]
        await place.remove_children()
        await place.mount(heading(say.KEYS), *lines)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _NARROW or event.size.height < _LOW, "small")
        self.query_one(CrisisFooter).compact = event.size.width < _WIDE

        self._show_head()
        self._show_says()

    def _show_head(self) -> None:
        """Shows where the settings are saved: with the path of the file, if that isn't cut."""
        head = self.query_one("#head", Edges)
        file = words.harmless(self._desk.file) if self._desk is not None else ""
        told = say.PRIVATE_IN.format(file=file) if file else say.PRIVATE
        head.show(say.TITLE, told if cell_len(say.TITLE) + cell_len(told) + 2 <= head.size.width else say.PRIVATE)

    def say(self, text: str, at: str = "") -> None:
        """Shows a sentence above the keys; an empty one takes it away. `at`: the id of the row that it is about; the
        sentence goes away when the person leaves that row."""
        self._told, self._passes = at, bool(at)
        self.query_one("#notice", Aside).show(words.shown(text))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        line = next((each for each in event.widget.ancestors if isinstance(each, SettingLine)), None)
        if self._told and self._told not in {each.id for each in event.widget.ancestors_with_self}:
            self.say("")
        kept = next((each for each in event.widget.ancestors if isinstance(each, KeptLine)), None)
        self._at_row, self._at_kept = line.row if line is not None else None, kept.thing if kept is not None else None
        self._show_says()

    def _show_says(self) -> None:
        """Shows the help of the row that has the focus."""
        small, row, thing = self.has_class("small"), self._at_row, self._at_kept
        text, rows = row.says if row is not None else "", 1 if small else 2
        if row is not None and row.name == "letters" and self._desk is not None:
            size = self.app.size
            if fits := say.about_letters(self._desk.value("letters"), size.width, size.height, short=small):
                text, rows = fits, 2 if small else 4
        elif thing is not None:
            text = say.DELETES_ALL if thing.name == say.EVERYTHING else say.DELETES
        self.query_one("#says", Aside).show(text, rows)

    # -- changes --------------------------------------------------------------------------------------------------

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        value = event.value
        if isinstance(value, str | float | bool):
            self._choose(event.select, value)

    def on_switch_changed(self, event: Switch.Changed) -> None:
        event.stop()
        self._choose(event.switch, event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.run_worker(self._check_word(event.input, event.value), exclusive=True, exit_on_error=True)

    async def _check_word(self, box: Input, typed: str) -> None:
        assert self._desk is not None
        self.say(say.ONE_MOMENT)
        try:
            word = await asyncio.to_thread(self._desk.check_word, typed)
        except CompanionError as error:
            self.say(f"{error.message} {error.hint}")
            return
        box.value = word
        self._choose(box, word)

    def _choose(self, box: Widget, value: SettingValue) -> None:
        row = ROWS[str(box.id).removeprefix("set-")]
        desk = self._desk
        if desk is None or value == desk.value(row.name):
            return
        try:
            desk.choose(row.name, value)
        except CompanionError as error:
            self.say(f"{error.message} {error.hint}")
            return
        self._wear(row.name, value)
        self._tell(row, value)
        self._show_says()
        self.run_worker(self._take_up(), group="take up", exclusive=True, exit_on_error=True)

    async def _take_up(self) -> None:
        """Starts voice and microphone anew if that is needed, and lists anew what is saved."""
        assert self._desk is not None
        await self._desk.settle()
        kept = await asyncio.to_thread(self._desk.kept)
        if not self._gone:
            await self._show_kept(list(kept))
            await self._show_keys()

    def _tell(self, row: SettingRow, value: SettingValue) -> None:
        assert self._desk is not None
        told = say.SAVED.format(title=row.title, value=spoken_value(row, value, self._options[row.name]))
        self.say(f"{told} {say.HELD}" if self._desk.held(row.name) else told, at=f"set-{row.name}")

    # -- buttons and keys -----------------------------------------------------------------------------------------

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "hear":
            self.run_worker(self._hear(), group="hear", exclusive=True, exit_on_error=True)
            return
        match next((each for each in event.button.ancestors if isinstance(each, KeptLine | KeyLine)), None):
            case KeptLine(thing=thing):
                self.app.push_screen(ForgetCard(thing), lambda delete: self._forget(thing) if delete else None)
            case KeyLine(action=action):
                self.app.push_screen(KeyCard(action), lambda key: self._give_key(action, key))
            case None:
                pass

    def _give_key(self, action: str, key: str | None) -> None:
        if key is None or self._desk is None:
            return
        try:
            self._desk.give_key(action, key)
        except CompanionError as error:
            self.say(error.message)
            return
        self._wear("keys", key)
        usual = IN_SESSION[action][0] if action in IN_SESSION else ON_PAGES[action]
        self.say(say.KEY_SAVED.format(title=TITLES[action], key=label_of(key or usual)))
        self._passes = True
        self.run_worker(self._keys_shown(action), exclusive=True, group="keys", exit_on_error=True)

    async def _keys_shown(self, action: str) -> None:
        await self._take_up()
        self.query_one(f"#key-{action}").focus()

    async def _hear(self) -> None:
        assert self._desk is not None
        await self._desk.settle()
        self._desk.hear()

    def _forget(self, thing: KeptThing) -> None:
        assert self._desk is not None
        try:
            self._desk.forget(thing.name)
        except CompanionError as error:
            self.say(f"{error.message} {error.hint}")
            return
        self._show_values()
        last = f"set-{GROUPS[-1].rows[-1].name}"
        self.say(f"{say.DELETED.format(title=thing.title[:1].upper() + thing.title[1:])} {thing.left}".strip())
        self._passes = not thing.left
        self.run_worker(self._take_up(), group="take up", exclusive=True, exit_on_error=True)
        self.query_one(f"#{last}").focus()

    def _show_values(self) -> None:
        """Shows the present values, because something was deleted. Equal values change nothing."""
        assert self._desk is not None
        for name, row in ROWS.items():
            value = self._desk.value(name)
            match box := self.query_one(f"#set-{name}"):
                case Switch():
                    box.value = bool(value)
                case Input():
                    box.value = str(value)
                case Select():
                    if any(value == known for _, known in self._options[row.name]):
                        box.value = value
            self._wear(name, value)

    def action_move(self, by: int) -> None:
        """Leads to the next row (1) or the one before (-1)."""
        if self._passes:
            self.say("")
        (self.focus_next if by > 0 else self.focus_previous)()

    def action_end(self, at: int) -> None:
        """Leads to the first row (0) or the last one (-1)."""
        if self._passes:
            self.say("")
        rows = [each for each in self.focus_chain if not isinstance(each, SelectOverlay)]
        if rows:
            rows[at].focus()

    def action_page(self, by: int) -> None:
        rows = self.query_one(SettingList)
        (rows.scroll_page_down if by > 0 else rows.scroll_page_up)(animate=False)

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._crisis))

    def action_help(self) -> None:
        """Shows the keys of this page on a card."""

        def crisis() -> None:
            self.app.switch_screen(CrisisCard(self._crisis))

        self.app.push_screen(guide_card(self.app.size.width, say.HELP_KEYS, crisis=crisis, during=False))

    def action_back(self) -> None:
        if not self._gone:
            self._gone = True
            if self._desk is not None:
                self._desk.hush()
            self._back()


def _read(desk: SettingsHandle) -> tuple[dict[str, tuple[Option, ...]], list[KeptThing]]:
    """Reads the values that can be chosen, and what is saved; on a worker thread."""
    options = {name: row.options or tuple(desk.options(name)) for name, row in ROWS.items()}
    return {name: _with(desk.value(name), found) for name, found in options.items()}, list(desk.kept())


def _with(value: SettingValue, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Adds the present value if somebody wrote another one into the file."""
    if not options or any(value == known for _, known in options):
        return options
    return (*options, (words.shown(value), value))
