"""The watch over the echo canceller: notices a filter that does not cancel. Pure policy over powers, one frame after
the other.

Speex's filter occasionally converges to a wrong solution and stays there: of 57 readings of an exercise in two rooms,
one was made only 3 to 5 dB quieter from its first sentence to its last, while the same sound, begun a tenth of a second
later, was made 20 dB quieter. A filter that is started anew finds the right solution.
"""

from __future__ import annotations

import math
from collections import deque

from companion.sound_format import FRAME_SECONDS

FRAMES_A_SECOND = round(1 / FRAME_SECONDS)
LEARNING = 6
"""Seconds of narration in which a new filter is not judged."""
LOOKED_AT = 6
"""Seconds of narration of which the best one counts: people talk over the narrator, but not all the time."""
ENOUGH_DB = 9.0
"""dB that a filter that knows the room removes at least; 18 and more are usual."""
TRIES = 3
"""New filters in a row without success after which the present one is kept: the echo is fainter than the room."""


class EchoWatch:
    """The watch over one canceller's filters: feed it every frame with narration."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=LOOKED_AT)
        """dB removed in each whole second of narration."""
        self._frames = 0
        self._raw = self._clean = 0.0
        self._learnt = 0
        self._tries = 0
        self._works = False

    @property
    def trusted(self) -> bool:
        """The filter has been seen to cancel, or no better one can be had, so its output can be judged."""
        return self._works or self._tries >= TRIES

    def failed(self, raw: float, clean: float) -> bool:
        """Takes the power before and after cancelling of a frame of 20 ms with narration. Returns True if a new
        filter should be started."""
        self._raw += raw
        self._clean += clean
        self._frames += 1
        if self._frames < FRAMES_A_SECOND:
            return False
        taken = 10 * math.log10((self._raw + 1e-12) / (self._clean + 1e-12))
        self._frames, self._raw, self._clean = 0, 0.0, 0.0
        self._learnt += 1
        self._works = self._works or taken >= ENOUGH_DB
        if self._learnt <= LEARNING:
            return False
        self._seconds.append(taken)
        if max(self._seconds) >= ENOUGH_DB:
            self._tries = 0
            return False
        if len(self._seconds) < LOOKED_AT or self._tries >= TRIES:
            return False
        self._tries += 1
        self.begun()
        return True

    def begun(self) -> None:
        """Notes that a new filter was started, for whatever reason."""
        self._seconds.clear()
        self._works = False
        self._learnt = 0
        self._frames, self._raw, self._clean = 0, 0.0, 0.0
