"""Estimates the time that a download still takes, so steadily that people can believe it. Pure.

The speed is that of the last half minute, as in rich's progress bars. The time that is told counts down by itself, and
only drifts towards the estimate: a burst or a short gap doesn't make it jump.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

_WINDOW: Final = 30.0
"""Seconds over which the speed is measured: rich's value. It outlasts the unpacking between two parts."""
_SURE: Final = 2.0
"""Seconds of a download after which its speed says something about the time that is left."""
_DRIFT: Final = 10.0
"""Seconds in which the told time comes about two thirds closer to the estimate."""


class Remaining:
    """The time that one download still takes."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()
        """Times in seconds and bytes so far, the oldest first: those of the window, and the last one before it."""
        self._told: float | None = None

    def after(self, now: float, done: int, total: int) -> float | None:
        """Takes a report of progress, and returns the seconds that are left. None while the speed isn't known: in the
        first two seconds, and after half a minute in which nothing came. `now`: seconds of any clock that never goes
        back. `done` and `total`: bytes."""
        before = self._samples[-1][0] if self._samples else now
        self._samples.append((now, done))
        while len(self._samples) > 2 and now - self._samples[1][0] > _WINDOW:
            self._samples.popleft()
        since, had = now - self._samples[0][0], done - self._samples[0][1]
        if since < _SURE or had <= 0:
            self._told = None
            return None
        estimate = max(0, total - done) * since / had
        if self._told is None or done >= total:
            self._told = estimate
        else:
            counted = max(0.0, self._told - (now - before))
            self._told = counted + (estimate - counted) * (1 - math.exp((before - now) / _DRIFT))
        return self._told
