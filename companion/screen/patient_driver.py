"""Textual's driver for Linux and macOS, with `EscapeKeys` between the terminal and its parser.

The loop is Textual's own (`LinuxDriver.run_input_thread`), with one more step. Ctrl+Z stops what started the program,
too.
"""

from __future__ import annotations

import os
import selectors
import signal
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from companion.screen.escape_keys import Alt, Escape, EscapeKeys, EscapeState, Out, Whole
from companion.screen.messages import EscapeHeld

_LOOK_SECONDS = 0.1
_READ_BYTES = 4096


class PatientDriver(LinuxDriver):
    """Passes on an Esc only once it is certain that it is one."""

    def _sigtstp_application(self, *_: object) -> None:
        """Gives the terminal back, and stops every process of this one's group at once.

        A shell gives its prompt once its own child has stopped, which may be `make run`. Textual stops this process
        alone, so that `make` would go on waiting, and the window would have no prompt. To the others SIGTSTP would come
        too early: the shell would be there before this process has given the terminal back."""
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.kill(0, signal.SIGSTOP)

    def run_input_thread(self) -> None:
        """Waits for input and passes it on as events, until the application ends."""
        keys, parser = EscapeKeys(), XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        selector = selectors.SelectSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        try:
            while not self.exit_event.is_set():
                due = keys.due_at
                patience = _LOOK_SECONDS if due is None else min(_LOOK_SECONDS, max(0.0, due - time.monotonic()))
                if selector.select(patience):
                    read = self._read()
                    if not read:
                        self._app.call_later(self._app.exit)
                        return
                    self._pass_on(keys.feed(decode(read), time.monotonic()), parser)
                self._pass_on(keys.late(time.monotonic()), parser)
                for event in parser.tick():
                    self.process_message(event)
        finally:
            selector.close()
            try:
                for _ in parser.feed(""):
                    pass
            except (EOFError, ParseError):
                pass

    def _read(self) -> bytes:
        """Reads the bytes that are there; none if the terminal was closed."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except OSError:
            return b""

    def _pass_on(self, parts: Iterable[Out], parser: XTermParser) -> None:
        for part in parts:
            match part:
                case Whole(text):
                    for event in parser.feed(text):
                        self.process_message(event)
                case Escape():
                    self.process_message(events.Key("escape", "\x1b"))
                case Alt(character):
                    self.process_message(events.Key(f"alt+{character}", None))
                case EscapeState():
                    self.process_message(EscapeHeld(part is EscapeState.HELD))
