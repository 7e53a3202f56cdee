"""Dims a session's screen after a time without a key, so that it doesn't light up a dark room."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.screen import Screen
from textual.timer import Timer

from companion.session.commands import Command, Kind

ONLY_WAKING: Final = frozenset(
    {
        Kind.NEXT,
        Kind.BACK,
        Kind.REPEAT,
        Kind.SLOWER,
        Kind.FASTER,
        Kind.LOUDER,
        Kind.QUIETER,
        Kind.LONGER_SILENCES,
        Kind.SHORTER_SILENCES,
        Kind.MORE_TIME,
        Kind.HOW_LONG,
        Kind.HELP,
    }
)
"""The commands whose keys only light up a dimmed screen. All others act at once: a stop must never need two presses."""


def only_wakes(command: Command | None) -> bool:
    """Tells whether a key with this command lights up a dimmed screen and does nothing else."""
    return command is None or command.kind in ONLY_WAKING


class Dimmer:
    """Adds the class "dimmed" to a screen once no key was pressed for a while, and removes it."""

    AFTER: ClassVar[float] = 60.0
    """Seconds without a key. Somebody who is still finding their way reads the screen in them."""

    def __init__(self, screen: Screen[None], may_dim: Callable[[], bool]) -> None:
        """Asks `may_dim` when it is time: the screen stays lit while somebody has to read it."""
        self._screen = screen
        self._may_dim = may_dim
        self._timer: Timer | None = None

    def wake(self) -> bool:
        """Lights the screen up, and begins to wait anew. Returns True if it was dimmed."""
        dimmed = self._screen.has_class("dimmed")
        self._screen.remove_class("dimmed")
        self.stop()
        self._timer = self._screen.set_timer(self.AFTER, self.dim)
        return dimmed

    def dim(self) -> None:
        """Dims the screen, if it may be."""
        if self._may_dim():
            self._screen.add_class("dimmed")
        else:
            self.wake()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
