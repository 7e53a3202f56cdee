"""The widgets of the settings page: a row for each setting, made of stock widgets, and the question before deleting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select, Static, Switch
from textual.widgets._select import SelectOverlay

from companion.screen import words
from companion.screen.chosen_keys import TITLES
from companion.screen.keycaps import name_of
from companion.screen.seam import KeptThing, SettingValue
from companion.screen.settings import setting_rows as say
from companion.screen.settings.setting_rows import Option, SettingRow

LONGEST_WORD = 32
"""Characters of a stop word at most, as the check of stop words allows."""


class ChoiceBox(Select[SettingValue], inherit_bindings=False):
    """A choice of one value: the arrows left and right change it at once, Enter opens the whole list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "change", key_display="← →"),
        Binding("right", "turn(1)", show=False),
        Binding("enter,space", "show_overlay", "all", key_display="Enter"),
    ]

    def __init__(self, row: SettingRow, options: Sequence[Option], value: SettingValue) -> None:
        super().__init__(list(options), value=value, allow_blank=False, compact=True, id=f"set-{row.name}")
        self._title = row.title
        self._values = [known for _, known in options]

    def on_mount(self) -> None:
        self.query_one(SelectOverlay).border_title = self._title

    def watch_expanded(self, expanded: bool) -> None:
        """Lets the rows around the open list step back, so that its values don't look like theirs."""
        self.screen.set_class(expanded, "listing")

    def action_turn(self, by: int) -> None:
        at = self._values.index(self.value) + by if self.value in self._values else 0
        if 0 <= at < len(self._values):
            self.value = self._values[at]


class OnOff(Switch):
    """A switch on one line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right", "toggle_switch", "change", key_display="← →"),
    ]


class SettingList(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The rows. The arrows move the focus from row to row, and do not scroll."""


class SettingLine(Horizontal):
    """A setting: its name, and the widget that holds its value."""

    def __init__(self, row: SettingRow, options: Sequence[Option], value: SettingValue) -> None:
        super().__init__(classes="line")
        self.row = row
        self._options = options
        self._value = value

    def compose(self) -> ComposeResult:
        yield Label(self.row.title, markup=False, classes="name")
        match self.row.kind:
            case "switch":
                yield OnOff(bool(self._value), animate=False, id=f"set-{self.row.name}")
                yield Label(say.ON if self._value else say.OFF, markup=False, classes="state")
            case "word":
                yield Input(
                    str(self._value),
                    placeholder=say.NO_WORD,
                    max_length=LONGEST_WORD,
                    compact=True,
                    select_on_focus=False,
                    id=f"set-{self.row.name}",
                )
            case "choice":
                yield ChoiceBox(self.row, self._options, self._value)

    def on_switch_changed(self, event: Switch.Changed) -> None:
        self.query_one(".state", Label).update(say.ON if event.value else say.OFF)


class KeptLine(Horizontal):
    """Something that is saved, and the button that deletes it."""

    def __init__(self, thing: KeptThing) -> None:
        super().__init__(classes="line")
        self.thing = thing

    def compose(self) -> ComposeResult:
        title = words.shown(self.thing.title)
        yield Label(title[:1].upper() + title[1:], markup=False, classes="name")
        if self.thing.deletable:
            yield Button(say.DELETE, compact=True, id=f"delete-{self.thing.name}", classes="small-button")
        yield Label(words.shown(self.thing.says), markup=False, classes="what")


class KeyLine(Horizontal):
    """An action, and the button with its key, which asks for another one."""

    def __init__(self, action: str, key: str) -> None:
        super().__init__(classes="line")
        self.action = action
        self._key = key

    def compose(self) -> ComposeResult:
        yield Label(TITLES[self.action][:1].upper() + TITLES[self.action][1:], markup=False, classes="name")
        yield Button(self._key, compact=True, id=f"key-{self.action}", classes="small-button")


class KeyCard(ModalScreen[str | None]):
    """Asks for the new key of an action. Dismissed with the key, "" for the usual one, None to leave it as it is."""

    DEFAULT_CSS = """
    KeyCard { align: center middle; background: $background 60%; }
    KeyCard #card { width: 56; max-width: 100%; height: auto; padding: 1 3; background: $surface;
        border: round $faint; }
    KeyCard #card:nocolor { border: round $foreground; }
    """

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action = action

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static(say.PRESS_KEY.format(title=TITLES[self._action]), markup=False)
            yield Static(f"\n{say.PRESS_KEY_HINT}", markup=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        name = name_of(event.key, event.character)
        self.dismiss({"escape": None, "backspace": ""}.get(name, name))


class ForgetCard(ModalScreen[bool]):
    """Asks before something is deleted. Enter alone keeps it."""

    DEFAULT_CSS = """
    ForgetCard { align: center middle; background: $background 60%; }
    ForgetCard #card { width: 56; max-width: 100%; height: auto; padding: 1 3; background: $surface;
        border: round $faint; }
    ForgetCard #card:nocolor { border: round $foreground; }
    ForgetCard Static { margin-bottom: 1; }
    ForgetCard Horizontal { height: auto; }
    ForgetCard Button { margin-right: 2; }
    """
    AUTO_FOCUS = "#keep"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,q", "answer(False)", show=False),
        Binding("y", "answer(True)", show=False),
        Binding("left,right,up,down", "app.focus_next", show=False),
    ]

    def __init__(self, thing: KeptThing) -> None:
        super().__init__()
        self._thing = thing

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            title = words.shown(self._thing.title)
            yield Static(say.ASK.format(title=title[:1].upper() + title[1:]), markup=False)
            if self._thing.asks:
                yield Static(words.shown(self._thing.asks), markup=False)
            yield Static(say.ASK_HINT, markup=False)
            with Horizontal():
                yield Button(say.NO, compact=True, id="keep", classes="small-button")
                yield Button(say.YES, compact=True, id="delete", classes="small-button")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "delete")

    def action_answer(self, delete: bool) -> None:
        self.dismiss(delete)


def heading(text: str) -> Static:
    """Makes the heading of a group of settings."""
    return Static(text, markup=False, classes="heading")
