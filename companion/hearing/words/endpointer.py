"""The endpointer for calibration: cuts one word out of a microphone's stream by its level alone. Pure; the caller has
to discard the samples it returns."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from companion.sound_format import FRAME, RATE, SILENT_DBFS, level_dbfs


@dataclass(frozen=True, slots=True)
class EndpointRules:
    """The thresholds of the endpointer."""

    begins_over: float = 8.0
    """dB over the room's noise from which sound may be the word's beginning."""
    begins_for: float = 0.06
    """Seconds for which it has to last: a click is shorter."""
    ends_under: float = 6.0
    """dB over the room's noise below which sound does not belong to the word."""
    ends_after: float = 0.7
    """Seconds below that after which the word is over."""
    longest: float = 3.0
    """Seconds that are recorded at most."""
    patience: float = 5.0
    """Seconds without speech after which it gives up."""
    before: float = 0.4
    """Seconds kept from before the detected beginning: a soft first sound is below the threshold."""


class Endpointer:
    """Cuts out one word: feed it frames until `done`; then `samples` holds the word, or is empty if none came."""

    def __init__(self, noise_dbfs: float, rules: EndpointRules = EndpointRules()) -> None:
        self._noise = noise_dbfs
        self._rules = rules
        self._before: deque[NDArray[np.int16]] = deque()
        self._kept: list[NDArray[np.int16]] = []
        self._loud = 0.0
        self._quiet = 0.0
        self._waited = 0.0
        self.done = False

    @property
    def samples(self) -> NDArray[np.int16]:
        """The word; empty if there is none, or none yet."""
        return np.concatenate([np.zeros(0, np.int16), *self._kept])

    def feed(self, frame: NDArray[np.int16]) -> None:
        """Takes int16 mono 16 kHz samples, about 20 ms."""
        if self.done:
            return
        seconds = len(frame) / RATE
        over = level_dbfs(frame) - self._noise
        if self._kept:
            self._kept.append(frame)
            self._quiet = 0.0 if over >= self._rules.ends_under else self._quiet + seconds
            length = sum(map(len, self._kept)) / RATE
            self.done = self._quiet >= self._rules.ends_after or length >= self._rules.longest
            return
        self._before.append(frame)
        while sum(map(len, self._before)) / RATE > self._rules.before:
            self._before.popleft()
        self._loud = self._loud + seconds if over >= self._rules.begins_over else 0.0
        self._waited += seconds
        if self._loud >= self._rules.begins_for - 1e-6:
            self._kept = list(self._before)
        elif self._waited >= self._rules.patience:
            self.done = True


def room_noise(samples: NDArray[np.int16]) -> float:
    """Measures the level of the room with nobody speaking, dBFS: the level that four fifths of its 20 ms frames stay
    below."""
    whole = len(samples) // FRAME * FRAME
    levels = [level_dbfs(frame) for frame in samples[:whole].reshape(-1, FRAME)]
    return float(np.percentile(levels, 80)) if levels else SILENT_DBFS
