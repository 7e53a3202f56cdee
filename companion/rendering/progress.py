"""The progress line shows how much of a file is done, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TextIO

_EVERY: Final = 0.1
"""Seconds from one drawing of the line to the next: often enough to look alive, and no load on a slow terminal."""
_WIDTH: Final = 30
"""Columns of the bar, which leaves room for the figures in a line of eighty."""


class Progress:
    """A line that a terminal draws over and over; elsewhere a new line for every quarter. Used with `with`."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._clock = clock
        self._live = out.isatty()
        self._start = clock()
        self._next = 0.0
        self._quarter = 0
        self._drawn = False
        self.label = ""
        """The text before the bar; of a pack, the session that is being written."""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def show(self, done: float, seconds: float) -> None:
        """Draws the line anew. `done` goes from 0 to 1; `seconds` is the length of the sound so far."""
        now = self._clock()
        if self._live:
            if now >= self._next:
                self._next = now + _EVERY
                full = round(_WIDTH * done)
                bar = f"{self.label}[{'#' * full}{'.' * (_WIDTH - full)}]"
                self._out.write(f"\r\x1b[K{bar} {100 * done:3.0f} %  {clock(seconds)}{self._left(done, now)}")
                self._out.flush()
                self._drawn = True
        elif int(done * 4) > self._quarter:
            self._quarter = int(done * 4)
            self._out.write(f"  {25 * self._quarter} %, {clock(seconds)}\n")
            self._out.flush()

    def note(self, text: str) -> None:
        """Writes a line that stays, above the bar."""
        self.__exit__()
        self._drawn = False
        self._out.write(f"{text}\n")
        self._out.flush()

    def _left(self, done: float, now: float) -> str:
        since = now - self._start
        if since < 1.0 or done <= 0:
            return ""
        return f", {clock(since / done - since)} left"


def clock(seconds: float) -> str:
    """Writes seconds as minutes and seconds: 63 becomes "1:03"."""
    minutes, left = divmod(round(seconds), 60)
    return f"{minutes}:{left:02d}"
