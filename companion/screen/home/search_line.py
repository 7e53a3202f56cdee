"""The line of home that is typed into. It has the focus from the start, so that typing anywhere searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

LONGEST = 80
"""Characters that can be typed: more than anybody searches for."""
SIGNS = "?*!"
"""Signs that are keys of home even while something is typed: they mean nothing in a search."""
AT_THE_START = "-"
"""Signs that are keys of home in the empty line; as soon as anything stands in it, they belong to the search."""


class SearchLine(Input):
    """A line for the search. `SIGNS` act as keys and are never typed; `AT_THE_START` and digits do so while the line is
    empty."""

    DEFAULT_CSS = """
    SearchLine { background: $background; background-tint: $foreground 0%; border: round $faint; padding: 0 1; }
    SearchLine:focus { border: round $accent 60%; background-tint: $foreground 0%; }
    SearchLine:nocolor { border: round $foreground; }
    SearchLine.-textual-compact { border: none; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.choose", "choose", key_display="Enter"),
        Binding("right", "cursor_right", "about it", key_display="→"),
    ]

    numbers_choose = False
    """True if numbered rows are shown although something was typed."""
    can_look = False
    """True if there is something to be looked at with the arrow to the right."""

    def __init__(self, pressed: Callable[[str], None], look: Callable[[], None], *, id: str, placeholder: str) -> None:
        """Calls `pressed` for a number, a sign, "enter" and "escape", `look` for the arrow to the right with nothing to
        the right of it.

        Both are called at once, and not by a message or a binding: a key close behind must not get in front of them,
        and an Escape close behind an Enter must reach the session that it opened.
        """
        super().__init__(id=id, placeholder=placeholder, max_length=LONGEST, select_on_focus=False)
        self._pressed = pressed
        self._look = look

    async def _on_key(self, event: events.Key) -> None:
        if not self.screen.is_active:
            # The key before this one opened another screen, which must get this one: it may be an Escape.
            event.stop()
            event.prevent_default()
            self.app.post_message(events.Key(event.key, event.character))
            return
        character = event.character or ""
        first = bool(character) and character in AT_THE_START and not self.value
        number = character.isdecimal() and (not self.value or self.numbers_choose)
        if event.key in ("enter", "escape") or (event.is_printable and (character in SIGNS or number or first)):
            event.stop()
            event.prevent_default()
            self._pressed(character if event.is_printable else event.key)
        elif character == " " and not self.value:
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    def action_cursor_right(self, select: bool = False) -> None:
        if not select and self.cursor_position >= len(self.value):
            self._look()
        else:
            super().action_cursor_right(select)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character not in (None, *SIGNS) and super().check_consume_key(key, character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "cursor_right" and self.cursor_position >= len(self.value):
            return self.can_look
        return super().check_action(action, parameters)

    def put(self, text: str) -> None:
        """Puts a text that was typed elsewhere at the end."""
        self.cursor_position = len(self.value)
        self.insert_text_at_cursor(text)
