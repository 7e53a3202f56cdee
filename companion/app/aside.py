"""Another command of this program, run as a child in this terminal while the screen has let go of it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Sequence

from companion.children import own_command

_CLEAR = "\x1b[2J\x1b[H"


def run_aside(arguments: Sequence[str], back: str, *, always: bool = True) -> int:
    """Runs the command, then waits for Enter with the words `back`. Returns the exit code. Blocks.

    `always`: waits also if all went well; otherwise only after an error, so that its message can be read. Only the
    child gets Ctrl-C. Its errors go to the terminal, because descriptor 2 of this process may lead to a log.
    """
    stderr = sys.__stderr__
    sys.stdout.write(_CLEAR)
    sys.stdout.flush()
    before = signal.signal(signal.SIGINT, _nobody)
    try:
        code = subprocess.run(
            list(own_command(*arguments)),
            stderr=stderr.fileno() if stderr is not None else None,
            check=False,
        ).returncode
        if always or code:
            sys.stdout.write(f"\n{back} ")
            sys.stdout.flush()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            with contextlib.suppress(KeyboardInterrupt):
                sys.stdin.readline()
    finally:
        signal.signal(signal.SIGINT, before)
    return code


def _nobody(*_: object) -> None:
    """Does nothing. (SIG_IGN would be inherited by the child.)"""
