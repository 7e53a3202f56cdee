"""The base of the program's Textual apps: its colours, a bug that is kept instead of printed, and a terminal that is
read through `PatientDriver`, where the system has one.
"""

from __future__ import annotations

import sys
from typing import Protocol, runtime_checkable

from textual import events
from textual.app import App

from companion.screen.keycaps import SIGNS
from companion.screen.theme import NIGHT, THEMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.driver import Driver


@runtime_checkable
class TakesClicks(Protocol):
    """A screen on which a click on a key is not always as good as the key."""

    def click_key(self, name: str) -> None:
        """Does what a click on the key of this name means."""


class TerminalApp(App[None]):
    """A Textual app in which an Esc is never the beginning of another key."""

    def __init__(self, theme: str = "", motion: str = "") -> None:
        """`theme` and `motion` as in the settings: the name of the colours, and "off" if nothing may move by itself."""
        super().__init__()
        self.crash: Exception | None = None
        """A bug in this program, kept for the caller instead of being printed over the terminal."""
        self._wanted = theme
        if motion == "off":
            self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Returns the colours that only our own themes have, for the moment before one of them is applied."""
        return dict(NIGHT.variables)

    def dress(self, theme: str = "") -> None:
        """Applies this theme, or, if `theme` is empty, the one that was applied last; the night theme if there is none
        of this name."""
        for each in THEMES.values():
            self.register_theme(each)
        self._wanted = theme or self._wanted
        self.theme = self._wanted if self._wanted in THEMES else NIGHT.name

    def action_press_cap(self, name: str) -> None:
        """Does what a key does, because its name on the screen was clicked."""
        if isinstance(self.screen, TakesClicks):
            self.screen.click_key(name)
        else:
            self.post_message(events.Key(name, name if len(name) == 1 else SIGNS.get(name)))

    def get_driver_class(self) -> type[Driver]:
        """Returns the driver; Textual's own on Windows, in a browser, and without a terminal."""
        usual = super().get_driver_class()
        if sys.platform == "win32":
            return usual
        from textual.drivers.linux_driver import LinuxDriver

        if usual is not LinuxDriver:
            return usual
        from companion.screen.patient_driver import PatientDriver

        return PatientDriver

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or error
        super()._handle_exception(error)
        # The command line says it in a sentence and writes the log. A printed traceback could show private words.
        self._exit_renderables.clear()
