"""Gives the terminal back if the program cannot do so itself, because it was killed or crashed in a library.

The full screen is switched on by control sequences, and a program that dies in it leaves its person with a terminal
without a cursor, in which the mouse types rubbish. So a small second process, made before the screen is, waits for the
end of this one. Linux and macOS.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import Final

_GIVE_BACK: Final = (
    "\x1b[?2004l"  # a paste arrives as typed keys again
    "\x1b[?7h"  # long lines wrap
    "\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # neither resizing nor the mouse types
    "\x1b[<u"  # the usual keyboard; before the screen changes, because each screen has its own
    "\x1b[?1049l"  # the screen as it was before
    "\x1b[?25h\x1b[?1004l\x1b[0m"  # the cursor, no reports of the focus, the usual colours
)
"""The reverse of Textual's `LinuxDriver.start_application_mode`."""
_ALL_IS_WELL: Final = b"."
_TERMINAL_IN, _TERMINAL_OUT = 0, 2


@contextlib.contextmanager
def guarded_terminal() -> Iterator[None]:
    """Gives the terminal back if the process ends within this. Does nothing without a terminal.

    To be entered before other threads are started, because it forks.
    """
    telling = _start() if _has_terminal() else None
    try:
        yield
    finally:
        if telling is not None:
            pid, pipe = telling
            with contextlib.suppress(OSError):  # somebody ended the guard
                os.write(pipe, _ALL_IS_WELL)
            os.close(pipe)
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def _has_terminal() -> bool:
    return sys.platform != "win32" and os.isatty(_TERMINAL_IN) and os.isatty(_TERMINAL_OUT)


if sys.platform != "win32":
    import termios

    def _start() -> tuple[int, int] | None:
        """Starts the guard. Returns its process id and the pipe that tells it the end; None if it can't be started."""
        try:
            before = termios.tcgetattr(_TERMINAL_IN)
            reading, writing = os.pipe()
        except (OSError, termios.error):
            return None
        try:
            pid = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            return None
        if pid:
            os.close(reading)
            return pid, writing
        try:
            os.setsid()  # Ctrl-C and the closing of the window are for the program
            for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
                signal.signal(each, signal.SIG_IGN)
            os.closerange(3, reading)
            os.closerange(reading + 1, os.sysconf("SC_OPEN_MAX"))
            if os.read(reading, 1) != _ALL_IS_WELL:
                os.write(_TERMINAL_OUT, _GIVE_BACK.encode())
                termios.tcsetattr(_TERMINAL_IN, termios.TCSANOW, before)
                termios.tcflush(_TERMINAL_IN, termios.TCIFLUSH)
        except (OSError, termios.error):
            os._exit(1)  # the terminal is gone, too
        finally:
            os._exit(0)

else:

    def _start() -> tuple[int, int] | None:
        return None
