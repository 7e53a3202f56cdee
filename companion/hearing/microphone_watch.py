"""Is the microphone any good to two people two metres away? Pure policy over levels and the words that were understood:
too loud to be undistorted, too faint to be heard for sure, or as good as dead. Time is the stream's, in seconds.

Each trouble is reported once in a session and taken back when it is over; what is done about it is decided elsewhere.
Nothing but zeros is noticed by the listener itself (`Hearing.DIGITAL_SILENCE`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from companion.ports import Hearing

FULL = 32_700
"""A sample this large (of 32,768) was cut off."""
DETAILS = {
    Hearing.TOO_QUIET: "You arrive only faintly: come nearer to the microphone, or turn its level up. Keys work too.",
    Hearing.CLIPPING: "The microphone is too loud: turn its level down, or move it further away. Keys work too.",
}
"""What to do, for the screen."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Every number of the policy; where they come from stands in docs/hearing.md."""

    cut_samples: int = 3
    """A frame of 20 ms with so many samples cut off is distorted …"""
    cut_frames: int = 5
    """… so many of them make a distorted moment: a bump does not …"""
    cut_moments: int = 3
    """… and so many such moments within `cut_within` seconds are a microphone that is set too loud."""
    cut_within: float = 60.0
    cut_over: float = 45.0
    """Seconds without one after which it is over."""
    faint_dbfs: float = -46.0
    """An utterance whose loudest 20 ms is fainter than this is heard about every second time …"""
    faint_utterances: int = 3
    """… and after so many in a row, none louder, this is said."""
    dead_dbfs: float = -78.0
    """Nothing over this, not even a breath or the narrator, for `dead_seconds`: hardly a microphone at all."""
    dead_seconds: float = 90.0
    remembered: float = 8.0
    """Seconds of levels kept, to know how loud an utterance was once it has been understood."""


@dataclass(frozen=True, slots=True)
class _Frame:
    at: float
    dbfs: float
    narrated: bool


class MicrophoneWatch:
    """Feed it every frame's level, and every utterance that held words."""

    def __init__(self, bounds: Bounds = Bounds()) -> None:
        self._bounds = bounds
        self._told: set[Hearing] = set()
        self._start()

    def _start(self) -> None:
        self._frames: deque[_Frame] = deque()
        self._cut: deque[float] = deque()
        """When frames were cut off."""
        self._moments: deque[float] = deque()
        self._faint = 0
        self._alive_at: float | None = None
        """When something was heard last; the first frame counts."""
        self._now = 0.0
        self._standing: Hearing | None = None

    @property
    def trouble(self) -> Hearing | None:
        """TOO_QUIET, CLIPPING, or None. Once it was over, the same one does not come back."""
        return self._standing

    def level(self, at: float, dbfs: float, cut: int, *, narrated: bool = False) -> None:
        """A frame of 20 ms that ends at `at`: its loudness, how many samples were cut off (`cut_off`), and whether the
        narrator is in it."""
        bounds = self._bounds
        self._now = at
        self._frames.append(_Frame(at, dbfs, narrated))
        while self._frames[0].at < at - bounds.remembered:
            self._frames.popleft()
        if self._alive_at is None or dbfs > bounds.dead_dbfs:
            self._alive_at = at
        if cut >= bounds.cut_samples:
            self._distorted(at)
        while self._moments and self._moments[0] < at - bounds.cut_within:
            self._moments.popleft()
        self._judge()

    def understood(self, start: float, end: float, text: str) -> None:
        """The recogniser's final result for this stretch of the stream. Without a word in it, it was no speech."""
        words = [word for word in text.split() if word != "[unk]"]
        within = [frame for frame in self._frames if start <= frame.at <= end + 0.1]
        # What is left of the narrator is faint, and nobody's voice.
        if not words or not within or any(frame.narrated for frame in within):
            return
        loudest = max(frame.dbfs for frame in within)
        self._faint = self._faint + 1 if loudest < self._bounds.faint_dbfs else 0
        self._judge()

    def restarted(self) -> None:
        """Another microphone, or the same one again: what was seen before says nothing about it."""
        self._start()

    def _distorted(self, at: float) -> None:
        self._cut.append(at)
        while self._cut[0] < at - 1.0:
            self._cut.popleft()
        if len(self._cut) >= self._bounds.cut_frames:
            self._cut.clear()
            # Moments a second apart: one long shout is one.
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
            return len(self._moments) >= self._bounds.cut_moments
        return self._faint >= self._bounds.faint_utterances or self._dead()

    def _over(self, trouble: Hearing) -> bool:
        if trouble is Hearing.CLIPPING:
            return not self._moments or self._now - self._moments[-1] > self._bounds.cut_over
        return not self._faint and not self._dead()

    def _dead(self) -> bool:
        return self._alive_at is not None and self._now - self._alive_at > self._bounds.dead_seconds


def cut_off(samples: Any) -> int:
    """How many of these int16 samples (a NumPy array) stand at the end of the scale."""
    return int((abs(samples.astype("int32")) >= FULL).sum())
