"""Sound that nobody heard because the machine was too busy: gathered here from the microphone's queue and the
recogniser's, on the hearing thread. Wiring tells it to whoever shows the session.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

WORTH = 0.2
"""Seconds that are told at once: a busy moment loses many small pieces."""


class MissedSound:
    def __init__(self, tell: Callable[[float], None]) -> None:
        """`tell` gets seconds, from the thread of `piece`."""
        self._tell = tell
        self._untold = 0.0

    def piece(self, seconds: float) -> None:
        self._untold += seconds
        if self._untold >= WORTH:
            untold, self._untold = self._untold, 0.0
            self._tell(untold)


class LaterMicrophone:
    """A microphone that comes a moment later than the one who reads it; what it had to throw away is missed."""

    source: Any = None

    def __init__(self, missed: MissedSound) -> None:
        self._missed = missed
        self._dropped = 0

    def read(self, timeout: float) -> Any:
        if self.source is None:
            time.sleep(min(timeout, 0.02))
            return None
        frame = self.source.read(timeout)
        if self.source.dropped > self._dropped:
            self._missed.piece((self.source.dropped - self._dropped) * self.source.block_seconds)
            self._dropped = self.source.dropped
        return frame
