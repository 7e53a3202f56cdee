"""One word out of a microphone's stream, by loudness alone: where it begins and when it is over. Pure; the samples it
hands back are the caller's to forget."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 16000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds, and dB over the room's own noise."""

    begins_over: float = 8.0
    begins_for: float = 0.06
    ends_under: float = 6.0
    ends_after: float = 0.7
    longest: float = 3.0
    patience: float = 5.0
    """So long nothing may come before it is given up."""
    before: float = 0.4
    """Kept from before its beginning: a soft first sound is under the threshold."""


class OneWord:
    """Feed it frames until `done`; then `samples` holds the word, or is empty where none came."""

    def __init__(self, noise_dbfs: float, bounds: Bounds = Bounds()) -> None:
        self._noise = noise_dbfs
        self._bounds = bounds
        self._before: deque[NDArray[np.int16]] = deque()
        self._kept: list[NDArray[np.int16]] = []
        self._loud = 0.0
        self._quiet = 0.0
        self._waited = 0.0
        self.done = False

    @property
    def samples(self) -> NDArray[np.int16]:
        return np.concatenate([np.zeros(0, np.int16), *self._kept])

    def feed(self, frame: NDArray[np.int16]) -> None:
        """int16 mono 16 kHz, about 20 ms."""
        if self.done:
            return
        seconds = len(frame) / RATE
        over = dbfs(frame) - self._noise
        if self._kept:
            self._kept.append(frame)
            self._quiet = 0.0 if over >= self._bounds.ends_under else self._quiet + seconds
            length = sum(map(len, self._kept)) / RATE
            self.done = self._quiet >= self._bounds.ends_after or length >= self._bounds.longest
            return
        self._before.append(frame)
        while sum(map(len, self._before)) / RATE > self._bounds.before:
            self._before.popleft()
        self._loud = self._loud + seconds if over >= self._bounds.begins_over else 0.0
        self._waited += seconds
        if self._loud >= self._bounds.begins_for - 1e-6:
            self._kept = list(self._before)
        elif self._waited >= self._bounds.patience:
            self.done = True


def dbfs(samples: NDArray[np.int16]) -> float:
    power = float(np.mean(samples.astype(np.float64) ** 2)) / 32768**2 if len(samples) else 0.0
    return 10 * float(np.log10(power)) if power > 1e-12 else -120.0


def room_noise(samples: NDArray[np.int16]) -> float:
    """dBFS of the room with nobody speaking: the level that four fifths of its 20 ms stay under."""
    whole = len(samples) // 320 * 320
    levels = [dbfs(frame) for frame in samples[:whole].reshape(-1, 320)]
    return float(np.percentile(levels, 80)) if levels else -120.0
