"""The session's clock: monotonic seconds, N times as fast in a rehearsal, and whether the machine slept.

The only module that reads a clock for the session. The core is given `now` and never asks for it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Protocol

SLEPT = 2.0
"""Seconds that the machine must have slept before the session is told of it; a shorter sleep is not noticed."""


class Clock(Protocol):
    speed: float

    def now(self) -> float:
        """Returns seconds on the session's clock."""

    def slept(self) -> float:
        """Returns the seconds that the machine slept since the last call; 0.0 if it did not."""


class SystemClock:
    """Counts monotonic seconds since it was made, times `speed`."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._start = time.monotonic()
        self._asleep = sleep_counter()
        self._told = self._asleep()

    def now(self) -> float:
        return (time.monotonic() - self._start) * self.speed

    def slept(self) -> float:
        asleep = self._asleep()
        seconds, self._told = asleep - self._told, asleep
        return seconds if seconds > SLEPT else 0.0


def sleep_counter() -> Callable[[], float]:
    """Returns a function that tells how long the machine has slept, in seconds from an arbitrary start.

    It compares two clocks of the system, one of which stands still while the machine sleeps. The wall clock does not
    serve for this: setting it by hand or by network would look like sleep. On a system without such a pair the function
    returns 0; a session then notices sleep only by a deadline that was met too late.
    """
    if (boot := getattr(time, "CLOCK_BOOTTIME", None)) is not None:  # Linux
        return lambda: time.clock_gettime(boot) - time.monotonic()
    if sys.platform == "darwin":
        # Apple's CLOCK_MONOTONIC_RAW goes on during sleep; Python's time.monotonic() there does not.
        raw = time.CLOCK_MONOTONIC_RAW
        return lambda: time.clock_gettime(raw) - time.monotonic()
    if sys.platform == "win32":
        return _windows_sleep
    return lambda: 0.0


def _windows_sleep() -> float:
    """Returns the time since the start less the time awake; both in seconds, by Windows' own interrupt counters."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    awake = ctypes.c_ulonglong()
    kernel.QueryUnbiasedInterruptTime(ctypes.byref(awake))  # 100 ns each
    kernel.GetTickCount64.restype = ctypes.c_ulonglong  # ms, sleep included
    return float(kernel.GetTickCount64()) / 1e3 - awake.value / 1e7
