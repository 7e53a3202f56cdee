"""A lock on a file, so that one process at a time changes a folder. The system frees it when its holder ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import IO, Final

_EVERY: Final = 0.01
"""Seconds between two tries for a lock: shorter than what is done under most locks, and too long to keep a processor
busy."""


def try_lock(file: IO[bytes]) -> bool:
    """Takes the lock. False if another process holds it. On a file system without locks it is always True; otherwise
    nothing could ever be changed there."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
    return True


def take_lock(file: IO[bytes], wait: float, waiting: Callable[[], None] = lambda: None) -> bool:
    """Takes the lock once it is free. False if another process still holds it after `wait` seconds.

    `waiting` is called once, before the wait for another process begins.
    """
    until = time.monotonic() + wait
    told = False
    while not try_lock(file):
        if not told:
            waiting()
            told = True
        if time.monotonic() >= until:
            return False
        time.sleep(_EVERY)
    return True
