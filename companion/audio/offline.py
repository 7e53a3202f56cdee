"""A player without a device: the same mixer as the loudspeaker's, drawn from by hand, as fast as it can be used.

For writing a session to a file. Used by one thread.
"""

from __future__ import annotations

import numpy as np

from companion.audio.front import USUAL, Front
from companion.audio.mixer import Generation, Mixer
from companion.audio.sounds import Sounds
from companion.ports import Post, Samples


class _Counted(Mixer):
    """A mixer that knows beforehand at which frames each clip will begin and end."""

    def __init__(self, rate: int, *, post: Post, generation: Generation) -> None:
        super().__init__(rate, post=post, generation=generation)
        self.spans: dict[int, tuple[int, int]] = {}
        self._queued: list[tuple[int, int]] = []
        """(generation, last frame) of what still sounds or waits."""

    def play(self, id: int, samples: Samples, generation: int, *, seconds: float | None = None) -> None:
        super().play(id, samples, generation, seconds=seconds)
        start = max([self.frame, *(end for _, end in self._still())])
        self.spans[id] = (start, start + len(samples))
        # One without a sound ends too: with the next frame.
        self._queued.append((generation, start + max(1, len(samples))))

    def next_end(self) -> int | None:
        ends = [end for _, end in self._still() if end > self.frame]
        return min(ends, default=None)

    def _still(self) -> list[tuple[int, int]]:
        now = self._generation.now
        self._queued = [(generation, end) for generation, end in self._queued if generation >= now and end > self.frame]
        return self._queued


class OfflinePlayer(Front):
    """A `ports.Player` whose sound is taken with `take`. Frames count from 0 at `rate` Hz."""

    def __init__(self, rate: int, post: Post, sounds: Sounds = USUAL) -> None:
        super().__init__(post, sounds=sounds)
        self.rate = rate
        self._counted = _Counted(rate, post=post, generation=self._generation)
        self._take(self._counted)

    def take(self, frames: int) -> Samples:
        """The next so many frames, shape (frames,). What began or ended within them is posted before it returns."""
        block = np.empty(frames, np.float32)
        self._counted.mix(block)
        return block

    def next_end(self) -> int | None:
        """The frame at which the first of the clips that sound or wait will have ended; None where there is none."""
        return self._counted.next_end()

    def span(self, id: int) -> tuple[int, int]:
        """First frame of a clip that was played, and the one after its last, had it been left alone."""
        return self._counted.spans[id]

    def close(self) -> None:
        """Nothing to let go of."""

    def _make_bed(self, mixer: Mixer) -> None:
        # Here nobody waits for it, and what is written must not depend on how quickly it was made.
        self._put_bed(mixer)
