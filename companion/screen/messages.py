"""The messages that more than one screen or widget posts."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message


class OwnTurn(Message):
    """A callback that the screen runs between two of its messages, because its widgets may be changed only then."""

    def __init__(self, act: Callable[[], None], *, level: bool = False) -> None:
        """Wraps `act`. `level`: it only moves the meter, so a later one may take its place."""
        super().__init__()
        self.act = act
        self.level = level

    def can_replace(self, message: Message) -> bool:
        return self.level and isinstance(message, OwnTurn) and message.level


class EscapeHeld(Message):
    """Says whether (`on`) an Esc is held back, because it may be the beginning of another key, or is known by now for
    what it is."""

    def __init__(self, on: bool) -> None:
        super().__init__()
        self.on = on


class CautionsWanted(Message):
    """The line of caution was clicked: all the cautions are to be shown."""
