"""The echo canceller's reference: the sound that the loudspeaker plays, at 16 kHz, on whichever device.

The player asks `tap` for a new tap each time a device opens, since its rate may be another; the hearing thread calls
`take`. `reference.Reference` connects the two threads.
"""

from __future__ import annotations

import numpy as np

from companion.audio.prompt_resampler import PromptResampler
from companion.audio.reference import Played, Reference
from companion.sound_format import RATE


class Loopback:
    """One for the program's lifetime. `tap` is called on the audio system's thread, `take` on the hearing thread."""

    def __init__(self) -> None:
        self._newest: Reference | None = None
        self._reading: Reference | None = None
        self._resampler: PromptResampler | None = None
        self._in = 0
        self._out = 0

    def tap(self, rate: int) -> Reference:
        """Returns a tap for a device that opens at `rate` Hz; from now on `take` gives what that device plays."""
        self._newest = Reference(rate)
        return self._newest

    def take(self) -> Played | None:
        """Returns what was played since the last call, mono float32 at 16 kHz, with the time at which its first sample
        is heard."""
        if self._newest is not self._reading:
            self._follow()
        if self._reading is None:
            return None
        block = self._reading.take()
        if block is None:
            return None
        rate = self._reading.rate
        self._in += len(block.samples)
        ready = block.samples if self._resampler is None else self._resampler.resample_chunk(block.samples)
        self._out += len(ready)
        # The resampler keeps some samples back, so its output ends that much before the end of this block.
        held_back = self._in / rate - self._out / RATE
        at = block.at + len(block.samples) / rate - held_back - len(ready) / RATE
        return Played(np.asarray(ready, np.float32), self._out - len(ready), at)

    def _follow(self) -> None:
        self._reading = self._newest
        self._in = self._out = 0
        rate = self._reading.rate if self._reading is not None else RATE
        self._resampler = PromptResampler(rate) if rate != RATE else None
