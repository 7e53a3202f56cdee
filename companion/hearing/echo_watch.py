"""Does the echo canceller cancel? Pure policy over powers, one frame after the other.

Speex's filter now and then settles on a wrong answer and stays there: one reading of an exercise among fifty-seven, in
two rooms, was made only 3 to 5 dB quieter from its first sentence to its last, where the same sound, begun a tenth of a
second later, was made 20 dB quieter. A canceller that is begun anew finds the right answer.
"""

from __future__ import annotations

import math
from collections import deque

FRAMES_A_SECOND = 50
LEARNING = 6
"""Seconds of narration that a new canceller is given."""
LOOKED_AT = 6
"""Seconds of narration whose best one counts: people talk over it, but hardly all the time."""
ENOUGH_DB = 9.0
"""What a canceller that has learnt the room takes away at the least; 18 and more are usual."""
TRIES = 3
"""New beginnings in a row that brought nothing, until it is left as it is: the echo is fainter than the room."""


class EchoWatch:
    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=LOOKED_AT)
        """dB taken away in each whole second of narration."""
        self._frames = 0
        self._raw = self._clean = 0.0
        self._learnt = 0
        self._tries = 0
        self._works = False

    @property
    def trusted(self) -> bool:
        """It has been seen to cancel, or there is nothing more to be done: what it leaves can be judged by."""
        return self._works or self._tries >= TRIES

    def failed(self, raw: float, clean: float) -> bool:
        """A frame of 20 ms in which the narrator is heard: its power before and after. True where the canceller should
        be begun anew."""
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
        """A new canceller, for whatever reason."""
        self._seconds.clear()
        self._works = False
        self._learnt = 0
        self._frames, self._raw, self._clean = 0, 0.0, 0.0
