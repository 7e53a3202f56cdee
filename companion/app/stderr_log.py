"""Keeps what libraries (ALSA, PortAudio) write to descriptor 2 off the terminal, in a log of limited size.

The output passes through a pipe that is read slowly. A library that writes without end then has to wait for the pipe,
and neither fills the disk nor keeps a core busy. (A PortAudio thread whose sound server died in the wrong moment writes
hundreds of megabytes a second.)
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import time
from typing import Final

from companion import resources

_CHUNK_BYTES: Final = 4096
"""Bytes that are read from the pipe at once."""
_CHUNK_SECONDS: Final = 0.05
"""Seconds between two chunks once much has come: 80 kB a second, far more than a healthy library writes."""
_QUICK_BYTES: Final = 100_000
"""Bytes that are read without a pause, so that the last words of a library that ends the process are kept."""
_LOG_BYTES: Final = 1_000_000
"""Bytes of the log, at most. Its beginning is the useful part."""


def turn_noise_away() -> None:
    """Sends the first megabyte of descriptor 2 to `libraries.log`, and keeps the terminal for the program.

    Textual draws on sys.__stderr__, so that gets a copy of the terminal's descriptor before 2 is turned away. The copy
    has the same encoding and the same error handler.
    """
    terminal = os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors=sys.stderr.errors, buffering=1)
    sys.stderr = sys.__stderr__ = terminal  # type: ignore[misc]
    try:
        log = os.open(
            resources.made(resources.OwnPlace.LOGS.path()) / "libraries.log",
            os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
            0o600,
        )
    except OSError:
        log = os.open(os.devnull, os.O_WRONLY)
    reading, writing = os.pipe()
    os.dup2(writing, 2)
    os.close(writing)
    threading.Thread(target=_keep, args=(reading, log), name="noise", daemon=True).start()
    threading.excepthook = _log_thread
    atexit.register(_let_go, reading)


def _log_thread(died: threading.ExceptHookArgs) -> None:
    """Logs a thread that died of a mistake of ours. Python would print it over the screen, with the error's words."""
    if died.exc_value is not None:
        from companion.app.crash import write_log

        write_log(died.exc_value)


def _let_go(reading: int) -> None:
    """Breaks the pipe, and sends descriptor 2 to the null device, so that the process can end.

    A thread that waits for the pipe holds C's own lock on `stderr`, and the process cannot end before the pipe is read
    or broken. A broken pipe is only an error for the writer: Python ignores its signal.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    os.close(reading)


def _keep(reading: int, log: int) -> None:
    kept = seen = 0
    with contextlib.suppress(OSError):  # the process ends, and the pipe was closed
        while chunk := os.read(reading, _CHUNK_BYTES):
            seen += len(chunk)
            if kept < _LOG_BYTES:
                # The pipe has to be read on a full disk too, or its writers (the threads of the sound) would wait for
                # ever.
                with contextlib.suppress(OSError):
                    kept += os.write(log, chunk)
            if seen > _QUICK_BYTES:  # so the last words of a library that ends the process are written in time
                time.sleep(_CHUNK_SECONDS)
