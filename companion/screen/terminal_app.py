"""The base of the program's Textual apps: the terminal is read through `PatientDriver`, where the system has one."""

from __future__ import annotations

import sys

from textual.app import App

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.driver import Driver


class TerminalApp(App[None]):
    """A Textual app in which an Esc is never the beginning of another key."""

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
