"""Shows on stderr how far a long run is and how long it will take. It is told what is done, and looks at nothing
itself."""

from __future__ import annotations

import time
from collections.abc import Callable

EVERY = 20.0
"""Seconds between two lines if stderr is not a terminal."""
ON_TERMINAL = 0.5
"""Seconds between two updates of the one line on a terminal."""
SPEED = 0.2
"""Seconds that a second of sound takes, as a first guess (one core of a small machine)."""
TRUSTED = 30.0
"""Seconds of sound after which the measured speed counts more than the guess."""


class Progress:
    """The progress of a run. `work` is seconds of decoding; results kept from an earlier run are not part of it."""

    def __init__(
        self,
        work: float,
        write: Callable[[str], object],
        *,
        terminal: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._write = write
        self._terminal = terminal
        self._clock = clock
        self._began = clock()
        self._done = 0.0
        self._shown = self._began - 1e9
        self._width = 0

    def at(self, where: str, done: float = 0.0) -> None:
        """Takes the next step. `where`: what is being decoded. `done`: work that was finished since."""
        self._done += done
        now = self._clock()
        if now - self._shown < (ON_TERMINAL if self._terminal else EVERY):
            return
        self._shown = now
        share = 1.0 if self._work <= 0 else min(1.0, self._done / self._work)
        line = f"hearing: {100 * share:3.0f} %, {left(self.seconds_left(now))} left; {where}"
        if self._terminal:
            self._write("\r" + line.ljust(self._width)[:150])
            self._width = len(line)
        else:
            self._write(line + "\n")

    def seconds_left(self, now: float) -> float:
        speed = (SPEED * TRUSTED + (now - self._began)) / (TRUSTED + self._done)
        return max(0.0, self._work - self._done) * speed

    def end(self) -> None:
        if self._terminal and self._width:
            self._write("\r" + " " * min(self._width, 150) + "\r")


def left(seconds: float) -> str:
    """Words a duration, "about 41 min", no more exactly than it is known."""
    if seconds < 60:
        return "under a minute"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h"
