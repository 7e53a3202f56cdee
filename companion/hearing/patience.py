"""The patience with the recogniser's process: it is given up if it hangs, and waited for if the machine is only busy.

Pure but for the numbers that it is given. Times are seconds on the parent's clock.
"""

from __future__ import annotations

import math
from typing import Final

HANG_PATIENCE: Final = 1.0
"""Seconds without an answer, while sound is waiting for one, after which a child on a quick machine counts as
hanging."""
MOST_PATIENCE: Final = 8.0
"""The same on the slowest machine."""
START_PATIENCE: Final = 20.0
"""Seconds that a child may take to load its model: a cold disk on a small machine."""
LONGEST_LOOK: Final = 0.5
"""Seconds between two looks that count at most. A longer gap was a hold-up of this process, such as a freeze of the
whole machine, and the child had no chance to answer in it either."""
_WORK_COUNTS: Final = 1 / 16
"""Share of the time that counts while the child is at work, or waits for a processor or a disk: it is slow and does not
hang. Even so it is given up after a while (some eight seconds on a quick machine): a child may run in a circle."""
_TIMES_SLOWEST: Final = 3.0
"""Times the slowest answer of late that the next answer may take."""
_OF_START: Final = 2.0
"""Times the start's duration that an answer may take. A quick machine starts a child in half a second."""
_HALF_LIFE: Final = 60.0
"""Seconds in which what the machine has shown counts for half as much."""


class Patience:
    """Adds up the time that an answer has been waited for, and knows how long this machine may take."""

    def __init__(self, now: float) -> None:
        self._looked = self._shown_at = now
        self._shown = 0.0
        """Seconds that an answer may take, as the machine has shown; decays."""
        self.waited = 0.0
        """Seconds that the present answer has been waited for; less where the constants above say so."""

    def begin(self, now: float) -> None:
        """Notes that a new child was started."""
        self._looked, self.waited = now, 0.0

    def ready(self, now: float, took: float) -> None:
        """Notes that a child is ready, which took so many seconds."""
        self._show(now, _OF_START * took)
        self._looked, self.waited = now, 0.0

    def answered(self, now: float, took: float) -> None:
        """Notes an answer, which took so many seconds."""
        self._show(now, _TIMES_SLOWEST * took)
        self._looked, self.waited = now, 0.0

    def look(self, now: float, *, waiting: bool, at_work: bool) -> None:
        """Adds the time since the last look. `waiting`: an answer is due. `at_work`: the child is seen to work."""
        step, self._looked = min(now - self._looked, LONGEST_LOOK), now
        self.waited = self.waited + step * (_WORK_COUNTS if at_work else 1.0) if waiting else 0.0

    def over(self, now: float, *, starting: bool) -> bool:
        """Tells whether the child has to be given up."""
        return self.waited > (START_PATIENCE if starting else self.limit(now))

    def limit(self, now: float) -> float:
        """Returns the seconds that an answer may take now."""
        return min(MOST_PATIENCE, max(HANG_PATIENCE, self._faded(now)))

    def _show(self, now: float, seconds: float) -> None:
        self._shown, self._shown_at = max(self._faded(now), seconds), now

    def _faded(self, now: float) -> float:
        return self._shown * math.exp2(-max(0.0, now - self._shown_at) / _HALF_LIFE)
