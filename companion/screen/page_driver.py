"""The driver of the screen on a page in a browser, which ends the program as soon as the page is gone."""

from __future__ import annotations

from textual import messages
from textual.drivers.web_driver import WebDriver


class PageDriver(WebDriver):
    """Textual's driver for browsers. It also ends the program when no more keys can come."""

    def run_input_thread(self) -> None:
        """Reads keys until the input ends. A server that was killed can't ask for the end, but its pipe closes."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(messages.ExitApp())
