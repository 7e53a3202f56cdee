"""Did the microphone and the loudspeaker slip against each other? Pure policy, one frame of 20 ms after the other.

A device that loses a block moves everything after it: the canceller's filter is still right, but for another moment. It
shows in two ways: the time stamps jump and stay there, and what the canceller gives is suddenly as loud as what it got
(a person who speaks is only added to it). Neither says by how much to the sample, and either may be wrong; so this only
says when to look (`echo.py`), and for how long.
"""

from __future__ import annotations

from collections import deque

JUMP = 80
"""Samples (5 ms) by which time stamps must move …"""
STAYS = 5
"""… and for how many frames: a late callback is followed by one that is in time."""
FOLLOWS = 0.02
"""How fast the usual difference follows the stamps: clocks drift."""
COLLAPSE = 8
"""Frames of narration in which more was added than taken away: the filter is for another moment. (Somebody louder than
the narrator leaves nothing to take away, but nothing is added.)"""
USUAL_DB = 8.0
"""dB that it took away before, on the average of two seconds: else there was nothing to lose."""
BEGINS = 0.2
"""Seconds of sound that a look needs, from after the slip …"""
AGAIN = 0.08
"""… between two looks …"""
GIVES_UP = 1.6
"""… and of looking in all."""
RESTS = 1.0
"""Seconds after giving up in which only the time stamps are believed."""
CLOSE = 64
"""Samples (4 ms) within which time stamps and sound agree."""
FRAME_SECONDS = 0.02


class SlipWatch:
    """Feed it every frame in which something is played."""

    def __init__(self) -> None:
        self._usual: float | None = None
        self._strange = 0
        self._powers: deque[tuple[float, float]] = deque(maxlen=COLLAPSE)
        self._raw = self._clean = 0.0
        self._since: float | None = None
        self._asked = 0.0
        self._clock = 0.0
        self._rest_until = 0.0
        self.jump: int | None = None
        """By how many samples the time stamps moved, where they did."""

    @property
    def seconds(self) -> float:
        """Since the slip that is looked for; 0 where none is."""
        return 0.0 if self._since is None else self._clock - self._since

    def feed(self, raw: float, clean: float, difference: int) -> bool:
        """`raw`, `clean`: a frame's power before and after the canceller. `difference`: samples between where the time
        stamps put the reference and where it is taken. Whether to look for a slip now."""
        self._clock += FRAME_SECONDS
        self._powers.append((raw, clean))
        if self._since is None:
            if not (self._jumped(difference) or self._collapsed()):
                self._raw += FOLLOWS / 2 * (raw - self._raw)
                self._clean += FOLLOWS / 2 * (clean - self._clean)
                return False
            self._asked = self._since + BEGINS - AGAIN if self._since is not None else 0.0
        if self.seconds > GIVES_UP:
            self.over(difference)
            self._rest_until = self._clock + RESTS
            return False
        if self._clock - self._asked < AGAIN - 1e-9:
            return False
        self._asked = self._clock
        return True

    def over(self, difference: int) -> None:
        """It was found, or there was none: the present state is the usual one. `difference`: as of `feed`."""
        self._since = self.jump = None
        self._usual = float(difference)
        self._strange = 0
        self._powers.clear()

    def begun(self) -> None:
        """A new canceller: there is no filter to save."""
        self._since = self.jump = self._usual = None
        self._strange = 0
        self._raw = self._clean = 0.0
        self._powers.clear()

    def _jumped(self, difference: int) -> bool:
        if self._usual is None:
            self._usual = float(difference)
        away = difference - self._usual
        if abs(away) <= JUMP:
            self._strange = 0
            self._usual += FOLLOWS * away
            return False
        self._strange += 1
        if self._strange < STAYS:
            return False
        self.jump = round(away)
        self._since = self._clock - STAYS * FRAME_SECONDS
        return True

    def _collapsed(self) -> bool:
        if len(self._powers) < COLLAPSE or self._clock < self._rest_until:
            return False
        if self._raw < self._clean * 10 ** (USUAL_DB / 10):
            return False
        raw = sum(one for one, _ in self._powers)
        if sum(one for _, one in self._powers) <= raw:
            return False
        self._since = self._clock - COLLAPSE * FRAME_SECONDS
        return True
