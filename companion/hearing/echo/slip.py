"""Slip detection: notices when the microphone and the loudspeaker may have slipped against each other. Pure policy, one
frame of 20 ms after the other.

A device that loses a block moves everything after it: the canceller's filter is still right, but belongs to another
moment. There are two signs. The time stamps jump and stay there; and the canceller's output is suddenly as loud as its
input, which a person who speaks does not cause. Neither tells the exact number of samples, and either may be wrong, so
this module only says when to measure the delay (`canceller.py`), and for how long.
"""

from __future__ import annotations

from collections import deque

from companion.sound_format import FRAME_SECONDS

JUMP = 80
"""Samples (5 ms) by which time stamps have to move."""
STAYS = 5
"""Frames for which they have to stay there: a late callback is followed by one that is in time."""
FOLLOWS = 0.02
"""Share of each new difference that moves the usual one, since clocks drift."""
COLLAPSE = 8
"""Frames of narration in which the canceller added more than it removed. Somebody louder than the narrator leaves
little to remove, but makes it add nothing."""
USUAL_DB = 8.0
"""dB that the canceller removed before, on average over two seconds. Below that there is no filter worth keeping."""
BEGINS = 0.2
"""Seconds of sound after the slip that the first measurement needs."""
AGAIN = 0.08
"""Seconds between two measurements."""
GIVES_UP = 1.6
"""Seconds after which measuring ends without a result."""
RESTS = 1.0
"""Seconds after that in which only the time stamps can start it again."""
CLOSE = 64
"""Samples (4 ms) within which time stamps and the measured delay agree."""


class SlipWatch:
    """Slip detection over one stream: feed it every frame in which something is played."""

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
        """Samples by which the time stamps moved, if they did."""

    @property
    def seconds(self) -> float:
        """Seconds since the slip that is being measured; 0 if there is none."""
        return 0.0 if self._since is None else self._clock - self._since

    def feed(self, raw: float, clean: float, difference: int) -> bool:
        """Returns whether to measure the delay now. `raw`, `clean`: a frame's power before and after the canceller.
        `difference`: samples between the place of the reference by its time stamps and the place in use."""
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
        """Ends the measuring, with or without a slip: the present state is the usual one. `difference`: as for
        `feed`."""
        self._since = self.jump = None
        self._usual = float(difference)
        self._strange = 0
        self._powers.clear()

    def begun(self) -> None:
        """Begins anew, because a new filter has begun."""
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
