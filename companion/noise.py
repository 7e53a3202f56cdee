"""What libraries write to descriptor 2 (ALSA, PortAudio) goes to a log of a bounded size, and never to the terminal.

It passes through a pipe that is read slowly. A library that writes without end (a PortAudio thread whose sound server
died in the wrong moment does, hundreds of megabytes a second) then neither fills the disk nor keeps a core busy: it
waits for the pipe.
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
_CHUNK_SECONDS: Final = 0.05
"""Between two chunks: 80 kB a second, far more than an honest library has to say."""
_QUICK_BYTES: Final = 100_000
_LOG_BYTES: Final = 1_000_000


def turn_noise_away() -> None:
    """Send descriptor 2 to `libraries.log`, its first megabyte, and keep the terminal for ourselves.

    Textual draws on sys.__stderr__, so that gets a copy of the terminal's descriptor before 2 is turned away.
    """
    terminal = os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1)
    sys.stderr = sys.__stderr__ = terminal  # type: ignore[misc]
    try:
        log = os.open(
            resources.made(resources.log_dir()) / "libraries.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
        )
    except OSError:
        log = os.open(os.devnull, os.O_WRONLY)
    reading, writing = os.pipe()
    os.dup2(writing, 2)
    os.close(writing)
    threading.Thread(target=_keep, args=(reading, log), name="noise", daemon=True).start()
    atexit.register(_let_go, reading)


def _let_go(reading: int) -> None:
    """Whoever waits for the pipe holds C's own lock on its `stderr`, and the process cannot end while nobody reads: so
    the pipe is broken (that is an error to the writer, and no signal: Python ignores it), and 2 leads nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    os.close(reading)


def _keep(reading: int, log: int) -> None:
    kept = seen = 0
    with contextlib.suppress(OSError):  # the process ends, and the pipe was let go
        while chunk := os.read(reading, _CHUNK_BYTES):
            seen += len(chunk)
            if kept < _LOG_BYTES:
                # On a full disk too it has to be read: who writes (the sound's own threads) would wait for ever.
                with contextlib.suppress(OSError):
                    kept += os.write(log, chunk)
            if seen > _QUICK_BYTES:  # what a library says before it ends the process is there in time
                time.sleep(_CHUNK_SECONDS)
