"""Keeps a process's memory, which may hold names, passphrases and sound, off the disk and out of other programs."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Final

_CORE_BYTES: Final = 1
"""Bytes of a memory dump. Linux writes none that is smaller than a page, and with this very number it also starts no
program that would be sent the dump (apport, systemd-coredump), which it does with 0."""
_PR_SET_DUMPABLE: Final = 4


def leave_no_dump() -> None:
    """Keeps the system from writing the memory of this process, and of those that it starts, to a file after a crash.

    On Linux, a dump that somebody forces holds no data either. On Windows it does nothing.
    """
    if sys.platform == "win32":
        return
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (_CORE_BYTES, _CORE_BYTES))
    except (OSError, ValueError):  # the limit was 0 already, and cannot be raised
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # without /proc
            Path("/proc/self/coredump_filter").write_text("0", encoding="ascii")


def shield_memory() -> None:
    """Switches memory dumps of this process off (`leave_no_dump`), and on Linux keeps every other program of the same
    account from reading its memory.

    A process that it starts has to ask for that itself. It is not for a process that opens the sound: PipeWire looks
    into its clients, and treats those that it can't look into as strangers.
    """
    leave_no_dump()
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
