"""A player without a device, for writing a session to a file: the same mixer as the loudspeaker's, run as fast as its
samples are taken. Used by one thread."""

from __future__ import annotations

import numpy as np

from companion.audio.front import USUAL, Front
from companion.audio.mixer import Generation, Mixer
from companion.audio.sound_choice import Sounds
from companion.ports import Post, Samples


class _Counted(Mixer):
    """A mixer that knows in advance at which frames each clip will begin and end."""

    def __init__(self, rate: int, *, post: Post, generation: Generation) -> None:
        super().__init__(rate, post=post, generation=generation)
        self.spans: dict[int, tuple[int, int]] = {}
        self._queued: list[tuple[int, int]] = []
        """(generation, last frame) of what still sounds or waits."""

    def play(self, id: int, samples: Samples, generation: int, *, seconds: float | None = None) -> None:
        super().play(id, samples, generation, seconds=seconds)
        start = max([self.frame, *(end for _, end in self._still())])
        self.spans[id] = (start, start + len(samples))
        # A clip without samples ends too, with the next frame.
        self._queued.append((generation, start + max(1, len(samples))))

    def next_end(self) -> int | None:
        ends = [end for _, end in self._still() if end > self.frame]
        return min(ends, default=None)

    def _still(self) -> list[tuple[int, int]]:
        now = self._generation.now
        self._queued = [(generation, end) for generation, end in self._queued if generation >= now and end > self.frame]
        return self._queued


class OfflinePlayer(Front):
    """A `ports.Player` from which sound is taken with `take`. Frames count from 0 at `rate` Hz."""

    def __init__(self, rate: int, post: Post, sounds: Sounds = USUAL) -> None:
        super().__init__(post, sounds=sounds)
        self.rate = rate
        self._counted = _Counted(rate, post=post, generation=self._generation)
        self._take(self._counted)

    def take(self, frames: int) -> Samples:
        """Returns the next frames, shape (frames,). Clips that began or ended within them are reported before it
        returns."""
        block = np.empty(frames, np.float32)
        self._counted.mix(block)
        return block

    def next_end(self) -> int | None:
        """Returns the frame at which the first of the clips that sound or wait will have ended; None if there is
        none."""
        return self._counted.next_end()

    def span(self, id: int) -> tuple[int, int]:
        """Returns the first frame of a clip that was played, and the one after its last, assuming it was not
        interrupted."""
        return self._counted.spans[id]

    def close(self) -> None:
        """Does nothing: there is no device to release."""

    def _make_bed(self, mixer: Mixer) -> None:
        # On this thread, so that the file does not depend on how quickly the bed was made.
        self._put_bed(mixer)
