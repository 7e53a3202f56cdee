"""The session's clock: monotonic seconds, N times as fast in a rehearsal, and whether the machine slept.

The only module that reads a clock for the session. The core is handed `now`; it never asks.
"""

from __future__ import annotations

import time
from typing import Protocol

SLEPT = 2.0
"""Seconds by which a clock that counts sleep may run ahead before we say that the machine slept."""


class Clock(Protocol):
    speed: float

    def now(self) -> float:
        """Seconds on the session's clock."""

    def slept(self) -> float:
        """Seconds the machine slept since the last call; 0.0 where it did not."""


class SystemClock:
    """Monotonic time since it was made, times `speed`."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._start = time.monotonic()
        self._awake = self._gap()

    def now(self) -> float:
        return (time.monotonic() - self._start) * self.speed

    def slept(self) -> float:
        gap = self._gap()
        seconds, self._awake = gap - self._awake, gap
        return seconds if seconds > SLEPT else 0.0

    @staticmethod
    def _gap() -> float:
        """A clock that counts sleep, less one that does not (on Linux; elsewhere the wall clock has to do)."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        counting = time.clock_gettime(boot) if boot is not None else time.time()
        return counting - time.monotonic()
