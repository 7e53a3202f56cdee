"""The double-talk detector: notices a person who speaks over the narrator. Pure policy over powers in bands, one frame
of 20 ms after the other; nothing is recognised here.

A comparison of levels (Geigel's detector) does not do, since a person may be softer than the echo. The canceller's
remainder does better. While the narrator is alone, it follows the played sound, in each band by a factor of its own,
and decays as a room does. The factor is the running median, so a word hardly moves it, and long talk moves it slowly. A
remainder well above the expected one, on average over all bands, is a person.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from companion.sound_format import FRAME, FRAME_SECONDS, FULL_SCALE, RATE

BANDS = (150.0, 300.0, 500.0, 800.0, 1200.0, 1800.0, 2600.0, 3800.0, 5500.0, 7500.0)
"""Edges of the bands, Hz. All bands count the same: an "s" is heard in the highest two alone."""
OVER = 10.5
"""dB over the expected remainder, on average over the bands, from which it is a person. See the curve in
docs/hearing/figures.md."""
OVER_ALONE = 14.0
"""The same if no echo arrives. With headphones nothing covers a person, so a breath need not count."""
FIRST = 3.0
"""dB by which the first of two frames may be below the threshold. A click is only one frame long."""
WARY = 20.0
"""Seconds after such a click in which one frame alone does not duck the narrator."""
DIES_AWAY = 0.95
"""Factor by which an echo's power decays from one frame to the next: as slowly as in a large room."""
BELOW_LOUDEST = 30.0
"""dB below the loudest recent frame at which sound does not duck the narrator."""
FAINTEST = 1e-6
"""Power (full scale 1), -60 dBFS, below which sound does not duck the narrator either."""
HOLD = 0.4
"""Seconds for which a person still counts as speaking after the last such frame: the gap between two words."""
SURE = 15
"""Frames after which a beginning is judged: a person, or not."""
PERSON = 8
"""Frames of these above the threshold that make it a person. Distortion of a loudspeaker, or what a canceller leaves
while it follows a drifting clock, comes in shorter bursts."""
CAUTION = 2.0
"""dB that the threshold rises after each beginning that was not a person."""
MOST_CAUTION = 12.0
"""dB by which the threshold rises at most."""
FORGIVEN = 1 / 20
"""dB a second by which it falls again."""
PATIENCE = 8.0
"""Seconds of talk that duck the narrator. If the talk lasts longer, as a television's does, nothing ducks until the
quiet since then adds up to twice as long."""
LOOKS_BACK = 3.0
"""Seconds over which the quietest moment is the room's noise, and the loudest frame is the reference for
`BELOW_LOUDEST`."""
PARTS = 6
"""Number of parts of those seconds. Only each part's extremes are kept, not every frame."""
SMOOTH = 5
"""Frames over which the noise is averaged, so that a single quiet frame does not set it."""
LOUD = 3e-7
"""Power of what is played in a band (full scale 1) from which its factor can be learnt."""
NEIGHBOUR = 1e-4
"""Share of the loudest band's power from which a band's factor can be learnt. Less is only that band's spectral
leakage."""
LEARNS = 0.02
"""dB a frame by which the factors follow the remainder once they are learnt; they move faster at first."""
LEARNS_FIRST = 0.5
"""dB a frame by which the factors follow in the first frame."""
LEARNT_AFTER = 2.0
"""Seconds of learning before anything is judged."""

Powers = NDArray[np.float64]
"""Shape (9,), full scale 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """The measurements of one frame in which the narrator may be heard."""

    left: Powers
    """Powers of what the canceller left; of the whole frame if there is nothing to cancel."""
    played: Powers
    """Powers of what the loudspeaker plays."""
    heard: float
    """Power at the microphone."""
    cancelling: bool
    """An echo was found and is being cancelled. Otherwise none arrives, as with headphones."""
    canceller: int = 0
    """Number of the canceller's filter: a new one leaves another remainder."""


class DoubleTalk:
    """Double-talk detection over one stream: feed it every frame in order; None if nothing is played, or if it is
    not known whether an echo arrives."""

    def __init__(self, over: float = OVER, over_alone: float = OVER_ALONE) -> None:
        """Thresholds in dB, as `OVER` and `OVER_ALONE`."""
        self._over = 10 ** (over / 10)
        self._over_alone = 10 ** (over_alone / 10)
        self._until = -1.0
        self._clock = 0.0
        self._caution = 0.0
        self._episode: list[bool] | None = None
        """Each frame since a beginning: above the threshold, or not."""
        self._suspected = False
        """The last frame alone was above the threshold."""
        self._wary_until = -1.0
        self._patience = PATIENCE
        self._given_up = False
        self._cancelling: tuple[bool, int] | None = None
        self._noise = _Quietest()
        self._forget()

    def _forget(self) -> None:
        """Forgets the factors, since another canceller leaves another remainder."""
        self._factors = np.full(len(BANDS) - 1, -15.0)
        """dB of the remainder over what is played."""
        self._tail = np.zeros(len(BANDS) - 1)
        self._learnt = 0
        self._before = 0.0
        self.excess = 0.0
        """Ratio of the last frame's remainder to the expected one; benchmarks read it."""

    def feed(self, frame: Measures | None) -> bool:
        """Takes the next frame. Returns whether somebody speaks, or did a moment ago."""
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
        """Judges, some frames after a beginning, whether it was a person."""
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
        """Returns how many frames are above the threshold: 2 in a row, only this one, or 0."""
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
        """Moves the factors a step towards the median, in the bands in which something is played."""
        audible = self._tail > max(LOUD, float(self._tail.max()) * NEIGHBOUR)
        if not audible.any():
            return
        self._learnt += 1
        step = max(LEARNS, LEARNS_FIRST / (1 + self._learnt / 25))
        more = left > self._tail * 10 ** (self._factors / 10)
        self._factors += np.where(audible, np.where(more, step, -step), 0.0)

    def _patient(self, speaks: bool) -> bool:
        """Stops giving way to talk that does not end."""
        change = -FRAME_SECONDS if speaks else FRAME_SECONDS / 2
        self._patience = min(PATIENCE, max(0.0, self._patience + change))
        if self._patience <= 0.0:
            self._given_up = True
        elif self._patience >= PATIENCE:
            self._given_up = False
        return speaks and not self._given_up


class _Quietest:
    """The quietest and the loudest frame of the last three seconds."""

    def __init__(self) -> None:
        self._smooth = np.zeros(len(BANDS) - 1)
        self._count = 0
        self._lowest: deque[Powers] = deque(maxlen=PARTS)
        self._highest: deque[float] = deque(maxlen=PARTS)

    def follow(self, left: Powers, heard: float) -> tuple[Powers, float]:
        """Takes the next frame. Returns the room's noise in each band, and the power of the loudest frame."""
        self._smooth = self._smooth + (left - self._smooth) / min(self._count + 1, SMOOTH)
        if self._count % int(LOOKS_BACK / PARTS / FRAME_SECONDS) == 0:
            self._lowest.append(self._smooth)
            self._highest.append(heard)
        self._count += 1
        self._lowest[-1] = np.minimum(self._lowest[-1], self._smooth)
        self._highest[-1] = max(self._highest[-1], heard)
        # Doubled, since the quietest moment is below the average of the noise.
        return 2 * np.min(self._lowest, axis=0) + 1e-9, max(self._highest)


def measured(
    heard: NDArray[np.int16],
    left: NDArray[np.int16],
    played: NDArray[np.int16],
    *,
    cancelling: bool,
    canceller: int = 0,
) -> Measures:
    """Measures a frame; all three shape (320,), int16."""
    window, edges = _window()
    spectra = np.abs(np.fft.rfft(np.stack([left, played]) * window)) ** 2
    # The window reduces the power to three eighths, and half of the spectrum stands for all of it.
    powers = np.add.reduceat(spectra[:, : edges[-1]], edges[:-1], axis=1) * (2 / (0.375 * FRAME**2))
    samples = heard.astype(np.float32)
    power = float(np.dot(samples, samples)) / FRAME / FULL_SCALE**2
    return Measures(powers[0], powers[1], power, cancelling, canceller)


@lru_cache(maxsize=1)
def _window() -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Returns a window scaled to full scale 1, and the indices of the bands' edges."""
    return np.hanning(FRAME) / FULL_SCALE, np.searchsorted(np.fft.rfftfreq(FRAME, 1 / RATE), BANDS)
