"""Decides how long to wait for a helper process: it is given up if it hangs, and waited for if the machine is only
busy.

The recogniser's process and the voices' are waited for in this way. Times are seconds on the parent's clock. Only
`at_work` asks the system; the rest is pure.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

HANG_PATIENCE: Final = 1.0
"""Seconds without an answer, while one is waited for, after which a process on a quick machine counts as hanging."""
MOST_PATIENCE: Final = 8.0
"""The same on the slowest machine."""
START_PATIENCE: Final = 20.0
"""Seconds that a process may take to load its model: a cold disk on a small machine."""
LONGEST_LOOK: Final = 0.5
"""Seconds between two looks that count at most. A longer gap was a hold-up of this process, such as a freeze of the
whole machine, and the child had no chance to answer in it either."""
AT_WORK_FROM: Final = 0.5
"""Seconds without an answer from which the system is asked whether the process is at work."""
_TIMES_SLOWEST: Final = 3.0
"""Times the slowest answer of late that the next answer may take."""
_OF_START: Final = 2.0
"""Times the start's duration that an answer may take. A quick machine starts a child in half a second."""
_HALF_LIFE: Final = 60.0
"""Seconds in which what the machine has shown counts for half as much."""


class Patience:
    """Adds up the time that an answer has been waited for, and knows how long this machine may take."""

    def __init__(
        self, now: float, *, least: float = HANG_PATIENCE, most: float = MOST_PATIENCE, start: float = START_PATIENCE
    ) -> None:
        """`least` and `most`: seconds that an answer may take on a quick machine, and on the slowest; a `least` above
        `most` holds for both. `start`: the same for the first answer."""
        self._least, self._most, self._start = least, max(least, most), start
        self._work_counts = (least - AT_WORK_FROM) / self._most
        """Share of the time that counts while the process computes, or waits for a processor or a disk: it is slow and
        does not hang. Even so it is given up, on a quick machine after about `most` seconds: it may run in a circle."""
        self._looked = self._shown_at = now
        self._shown = 0.0
        """Seconds that an answer may take, as the machine has shown; decays."""
        self.waited = 0.0
        """Seconds that the present answer has been waited for; less where the constants above say so."""

    def begin(self, now: float) -> None:
        """Notes that a new process was started, or that an answer is due from now on."""
        self._looked, self.waited = now, 0.0

    def ready(self, now: float, took: float) -> None:
        """Notes at time `now` that a process is ready, whose start `took` this many seconds."""
        self._show(now, _OF_START * took)
        self._looked, self.waited = now, 0.0

    def answered(self, now: float, took: float) -> None:
        """Notes an answer at time `now`, which `took` this many seconds."""
        self._show(now, _TIMES_SLOWEST * took)
        self._looked, self.waited = now, 0.0

    def look(self, now: float, *, waiting: bool, at_work: bool) -> None:
        """Adds the time since the last look. `waiting`: an answer is due. `at_work`: the process is seen to work."""
        step, self._looked = min(now - self._looked, LONGEST_LOOK), now
        self.waited = self.waited + step * (self._work_counts if at_work else 1.0) if waiting else 0.0

    def over(self, now: float, *, starting: bool, more: float = 0.0) -> bool:
        """Tells whether the process has to be given up. `more`: seconds that this answer may take besides."""
        return self.waited > (self._start if starting else self.limit(now) + more)

    def limit(self, now: float) -> float:
        """Returns the seconds that an answer may take now."""
        return min(self._most, max(self._least, self._faded(now)))

    def _show(self, now: float, seconds: float) -> None:
        self._shown, self._shown_at = max(self._faded(now), seconds), now

    def _faded(self, now: float) -> float:
        return self._shown * math.exp2(-max(0.0, now - self._shown_at) / _HALF_LIFE)


def at_work(pid: int) -> bool:
    """Tells whether a thread of a process is computing, or waits for a processor or a disk. False if the system
    doesn't tell (it does on Linux)."""
    try:
        return any(_state(each) in ("R", "D") for each in Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return False


def _state(thread: Path) -> str:
    """Reads the letter of a thread's state; empty if it has just ended."""
    try:
        stat = (thread / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].strip()[:1]
