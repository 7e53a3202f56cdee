"""Does somebody speak over the narrator? Pure policy over powers in bands, one frame of 20 ms after the other; what is
being said is none of its business. Nothing here is measured, played or recognised.

A level alone cannot tell (Geigel's detector): a person may be softer than the echo. What can is what the canceller
leaves. Of a narrator alone that follows what is played, in each band by a factor of its own, and dies away as a room
does. The factor is the median of what was seen, so a word does not move it, and somebody who talks on and on does so
slowly. Whatever stands well above what should be left, in the mean of all bands, is somebody.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 16000
FRAME = 320
FRAME_SECONDS = FRAME / RATE
BANDS = (150.0, 300.0, 500.0, 800.0, 1200.0, 1800.0, 2600.0, 3800.0, 5500.0, 7500.0)
"""Edges, Hz. Each counts as much as the others: an "s" is heard in the highest two alone."""
OVER = 10.5
"""dB over what should be left, in the mean of the bands, that are a person. See the curve in docs/hearing.md."""
OVER_ALONE = 14.0
"""The same where no echo arrives: with headphones nothing hides a person, and their breath is not worth it."""
FIRST = 3.0
"""dB that the first of two frames may lack: a click is one frame long."""
WARY = 20.0
"""Seconds after such a click in which a first frame is not given way to before the second is there."""
DIES_AWAY = 0.95
"""What is left of an echo's power from one frame to the next: as slowly as a large room, or slower."""
BELOW_LOUDEST = 30.0
"""dB under the loudest frame of late, below which nothing is worth falling silent for."""
FAINTEST = 1e-6
"""Power (full scale 1) below which neither: -60 dBFS."""
HOLD = 0.4
"""Seconds for which a person still speaks after the last frame that said so: the space between two words."""
SURE = 15
"""Frames after which it shows who it was: …"""
PERSON = 8
"""… a person is heard in so many of them. What a loudspeaker distorts, or a canceller that follows a drifting clock
leaves, comes in shorter bursts."""
CAUTION = 2.0
"""dB more that are asked for after each time it was nobody …"""
MOST_CAUTION = 12.0
"""… at the most …"""
FORGIVEN = 1 / 20
"""… and so many dB less with each second."""
PATIENCE = 8.0
"""Seconds of talk that are given way to. Somebody who talks on, or a television, is given up, until it has been quiet
for twice as long in all."""
LOOKS_BACK = 3.0
"""Seconds over which the quietest moment is the room's noise, and the loudest frame is the loudest …"""
PARTS = 6
"""… looked at in so many parts, so that nothing is kept for each frame."""
SMOOTH = 5
"""Frames averaged for the noise, so that it is not the luckiest frame's."""
LOUD = 3e-7
"""Power of what is played in a band (full scale 1) from which its factor can be learnt."""
NEIGHBOUR = 1e-4
"""… if it is not merely the edge of what is played in another: of its power."""
LEARNS = 0.02
"""dB a frame by which the factors follow in the end; faster at first."""
LEARNS_FIRST = 0.5
LEARNT_AFTER = 2.0
"""Seconds of learning before anything is judged."""

Powers = NDArray[np.float64]
"""Shape (9,), full scale 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """What is known of one frame in which the narrator may be heard."""

    left: Powers
    """What the canceller left of it; all of it where there is nothing to cancel."""
    played: Powers
    """What the loudspeaker plays."""
    heard: float
    """Power at the microphone."""
    cancelling: bool
    """An echo was found, and is taken out; otherwise none arrives, as with headphones."""
    canceller: int = 0
    """Which one it was, counted: a new one leaves other things."""


class DoubleTalk:
    """Feed it every frame in order; None where nothing is played, or where it is not known whether an echo arrives."""

    def __init__(self, over: float = OVER, over_alone: float = OVER_ALONE) -> None:
        """dB, as OVER and OVER_ALONE."""
        self._over = 10 ** (over / 10)
        self._over_alone = 10 ** (over_alone / 10)
        self._until = -1.0
        self._clock = 0.0
        self._caution = 0.0
        self._episode: list[bool] | None = None
        """The first frames since somebody seemed to begin: whether each said so."""
        self._suspected = False
        """By the last frame alone."""
        self._wary_until = -1.0
        self._patience = PATIENCE
        self._given_up = False
        self._cancelling: tuple[bool, int] | None = None
        self._noise = _Quietest()
        self._forget()

    def _forget(self) -> None:
        """Another canceller, or none: what it leaves is to be learnt anew."""
        self._factors = np.full(len(BANDS) - 1, -15.0)
        """dB of what is left over what is played."""
        self._tail = np.zeros(len(BANDS) - 1)
        self._learnt = 0
        self._before = 0.0
        self.excess = 0.0
        """Of the last frame, over what should be left: a ratio, for those who draw curves."""

    def feed(self, frame: Measures | None) -> bool:
        """Whether somebody speaks, or did a moment ago."""
        self._clock += FRAME_SECONDS
        self._caution = max(0.0, self._caution - FORGIVEN * FRAME_SECONDS)
        frames = self._judge(frame) if frame is not None else 0
        if frame is None:
            self._before = self.excess = 0.0
        if frames == 2:
            if self._clock >= self._until:
                self._episode = []
            self._until = self._clock + HOLD
        elif self._suspected and self._clock >= self._until:
            self._wary_until = self._clock + WARY
        self._suspected = frames == 1 and self._clock >= max(self._until, self._wary_until)
        self._doubt()
        return self._patient(self._suspected or self._clock < self._until)

    def _doubt(self) -> None:
        """Somebody seemed to begin a moment ago: was it really a person?"""
        if self._episode is None:
            return
        self._episode.append(self.excess > self._over)
        if len(self._episode) < SURE:
            return
        if sum(self._episode) < PERSON:
            self._caution = min(MOST_CAUTION, self._caution + CAUTION)
            self._until = self._clock
        self._episode = None

    def _judge(self, frame: Measures) -> int:
        """How many frames say so: two in a row, this one alone, or none."""
        if (frame.cancelling, frame.canceller) != self._cancelling:
            self._cancelling = (frame.cancelling, frame.canceller)
            self._forget()
        noise, loudest = self._noise.follow(frame.left, frame.heard)
        self._tail = np.maximum(frame.played, DIES_AWAY * self._tail)
        expected = self._tail * 10 ** (self._factors / 10) + noise
        self.excess = float(np.mean(frame.left / expected))
        self._learn(frame.left)
        left = float(frame.left.sum())
        enough = (self._over if frame.cancelling else self._over_alone) * 10 ** (self._caution / 10)
        before, self._before = self._before, self.excess
        known = self._learnt * FRAME_SECONDS > LEARNT_AFTER
        if not known or left <= max(FAINTEST, loudest * 10 ** (-BELOW_LOUDEST / 10)):
            return 0
        if self.excess > enough and before > enough * 10 ** (-FIRST / 10):
            return 2
        return int(self.excess > enough)

    def _learn(self, left: Powers) -> None:
        """A step towards the median, in the bands in which something is played: of a tone only its own."""
        audible = self._tail > max(LOUD, float(self._tail.max()) * NEIGHBOUR)
        if not audible.any():
            return
        self._learnt += 1
        step = max(LEARNS, LEARNS_FIRST / (1 + self._learnt / 25))
        more = left > self._tail * 10 ** (self._factors / 10)
        self._factors += np.where(audible, np.where(more, step, -step), 0.0)

    def _patient(self, speaks: bool) -> bool:
        """Talk without an end is given up."""
        change = -FRAME_SECONDS if speaks else FRAME_SECONDS / 2
        self._patience = min(PATIENCE, max(0.0, self._patience + change))
        if self._patience <= 0.0:
            self._given_up = True
        elif self._patience >= PATIENCE:
            self._given_up = False
        return speaks and not self._given_up


class _Quietest:
    """The quietest and the loudest of the last three seconds."""

    def __init__(self) -> None:
        self._smooth = np.zeros(len(BANDS) - 1)
        self._count = 0
        self._lowest: deque[Powers] = deque(maxlen=PARTS)
        self._highest: deque[float] = deque(maxlen=PARTS)

    def follow(self, left: Powers, heard: float) -> tuple[Powers, float]:
        """The room's noise in each band, and the power of the loudest frame."""
        self._smooth = self._smooth + (left - self._smooth) / min(self._count + 1, SMOOTH)
        if self._count % int(LOOKS_BACK / PARTS / FRAME_SECONDS) == 0:
            self._lowest.append(self._smooth)
            self._highest.append(heard)
        self._count += 1
        self._lowest[-1] = np.minimum(self._lowest[-1], self._smooth)
        self._highest[-1] = max(self._highest[-1], heard)
        # Twice: the quietest moment is quieter than the noise is on the average.
        return 2 * np.min(self._lowest, axis=0) + 1e-9, max(self._highest)


def measured(
    heard: NDArray[np.int16],
    left: NDArray[np.int16],
    played: NDArray[np.int16],
    *,
    cancelling: bool,
    canceller: int = 0,
) -> Measures:
    """A frame's measures; all three shape (320,), int16."""
    window, edges = _window()
    spectra = np.abs(np.fft.rfft(np.stack([left, played]) * window)) ** 2
    # A window halves the power by three eighths, and half of the spectrum stands for all of it.
    powers = np.add.reduceat(spectra[:, : edges[-1]], edges[:-1], axis=1) * (2 / (0.375 * FRAME**2))
    samples = heard.astype(np.float32)
    return Measures(powers[0], powers[1], float(np.dot(samples, samples)) / FRAME / 32768**2, cancelling, canceller)


@lru_cache(maxsize=1)
def _window() -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """A window to full scale 1, and where the bands begin and end."""
    return np.hanning(FRAME) / 32768, np.searchsorted(np.fft.rfftfreq(FRAME, 1 / RATE), BANDS)
