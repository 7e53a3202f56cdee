"""The watch over the microphone's quality, for two people who sit two metres away. It notices clipping, speech that
arrives too faintly to be recognised reliably, and a microphone that delivers next to nothing. Pure policy over levels
and recognised words; time is the stream's, in seconds.

Each trouble is reported once in a session, and withdrawn when it is over. The listener itself notices a stream of zeros
(`Hearing.DIGITAL_SILENCE`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from companion.hearing.child.protocol import UNKNOWN
from companion.ports import Hearing

FULL = 32_700
"""Absolute value of a sample (of 32,768) from which it counts as clipped."""
DETAILS = {
    Hearing.TOO_QUIET: "I can only just hear you. Come closer to the microphone, or turn it up. Keys work too.",
    Hearing.CLIPPING: "The microphone is too loud. Turn it down, or move it further away. Keys work too.",
}
"""Advice for the screen."""


@dataclass(frozen=True, slots=True)
class MicrophoneLimits:
    """The thresholds of this watch; docs/log/hearing.md says how they were found."""

    cut_samples: int = 3
    """Clipped samples in a frame of 20 ms from which it counts as distorted."""
    cut_frames: int = 5
    """Distorted frames within a second that make a distorted moment. A bump against the table makes fewer."""
    cut_moments: int = 3
    """Distorted moments within `cut_within` seconds that make a microphone too loud."""
    cut_within: float = 60.0
    cut_over: float = 45.0
    """Seconds without a distorted moment after which the trouble is over."""
    faint_dbfs: float = -46.0
    """Level of an utterance's loudest 20 ms below which it counts as faint: about every second such word is
    recognised."""
    faint_utterances: int = 3
    """Faint utterances in a row, with no louder one between them, after which this is reported."""
    dead_dbfs: float = -78.0
    """Level that not even a breath or the narrator exceeds for `dead_seconds` if the microphone delivers next to
    nothing."""
    dead_seconds: float = 90.0
    remembered: float = 8.0
    """Seconds of levels kept, to look up how loud an utterance was once it has been recognised."""


@dataclass(frozen=True, slots=True)
class _Frame:
    at: float
    dbfs: float
    narrated: bool


class MicrophoneWatch:
    """The watch over one session: feed it every frame's level, and every utterance that holds words."""

    def __init__(self, limits: MicrophoneLimits = MicrophoneLimits()) -> None:
        self._limits = limits
        self._told: set[Hearing] = set()
        self._start()

    def _start(self) -> None:
        self._frames: deque[_Frame] = deque()
        self._cut: deque[float] = deque()
        """Times of distorted frames."""
        self._moments: deque[float] = deque()
        self._faint = 0
        self._alive_at: float | None = None
        """Time of the last frame above `dead_dbfs`; at first, that of the first frame."""
        self._now = 0.0
        self._standing: Hearing | None = None

    @property
    def trouble(self) -> Hearing | None:
        """TOO_QUIET, CLIPPING, or None. A trouble that is over does not come back."""
        return self._standing

    def level(self, at: float, dbfs: float, cut: int, *, narrated: bool = False) -> None:
        """Takes a frame of 20 ms that ends at `at`: its level, how many samples were clipped (`cut_off`), and whether
        the narrator is in it."""
        limits = self._limits
        self._now = at
        self._frames.append(_Frame(at, dbfs, narrated))
        while self._frames[0].at < at - limits.remembered:
            self._frames.popleft()
        if self._alive_at is None or dbfs > limits.dead_dbfs:
            self._alive_at = at
        if cut >= limits.cut_samples:
            self._distorted(at)
        while self._moments and self._moments[0] < at - limits.cut_within:
            self._moments.popleft()
        self._judge()

    def understood(self, start: float, end: float, text: str) -> None:
        """Takes a final result of the recogniser for this stretch of the stream. A result without a word in it was not
        speech."""
        words = [word for word in text.split() if word != UNKNOWN]
        within = [frame for frame in self._frames if start <= frame.at <= end + 0.1]
        # The narrator's remainder is faint, and not a person's voice.
        if not words or not within or any(frame.narrated for frame in within):
            return
        loudest = max(frame.dbfs for frame in within)
        self._faint = self._faint + 1 if loudest < self._limits.faint_dbfs else 0
        self._judge()

    def restarted(self) -> None:
        """Forgets what was measured: the microphone is another one, or was opened again."""
        self._start()

    def _distorted(self, at: float) -> None:
        self._cut.append(at)
        while self._cut[0] < at - 1.0:
            self._cut.popleft()
        if len(self._cut) >= self._limits.cut_frames:
            self._cut.clear()
            # Moments are at least a second apart, so that one long shout counts once.
            if not self._moments or at - self._moments[-1] > 1.0:
                self._moments.append(at)
            else:
                self._moments[-1] = at

    def _judge(self) -> None:
        if self._standing is not None and self._over(self._standing):
            self._standing = None
        if self._standing is None:
            for trouble in (Hearing.CLIPPING, Hearing.TOO_QUIET):
                if trouble not in self._told and self._there(trouble):
                    self._standing = trouble
                    self._told.add(trouble)
                    return

    def _there(self, trouble: Hearing) -> bool:
        if trouble is Hearing.CLIPPING:
            return len(self._moments) >= self._limits.cut_moments
        return self._faint >= self._limits.faint_utterances or self._dead()

    def _over(self, trouble: Hearing) -> bool:
        if trouble is Hearing.CLIPPING:
            return not self._moments or self._now - self._moments[-1] > self._limits.cut_over
        return not self._faint and not self._dead()

    def _dead(self) -> bool:
        return self._alive_at is not None and self._now - self._alive_at > self._limits.dead_seconds


def cut_off(samples: Any) -> int:
    """Counts the clipped samples of an int16 NumPy array."""
    return int((abs(samples.astype("int32")) >= FULL).sum())
