"""A gain that moves to a new value without a click. Pure NumPy; it runs on the mixer's thread, so it allocates
nothing."""

from __future__ import annotations

from typing import Final

import numpy as np

from companion.ports import Samples

MOST_AT_ONCE: Final = 8192
"""Samples in a block at most."""
_STEPS: Final = np.arange(1, MOST_AT_ONCE + 1, dtype=np.float32)


class GainRamp:
    """The gain of one signal at `rate` Hz."""

    def __init__(self, rate: int, now: float = 1.0) -> None:
        self._rate = rate
        self.now = now

    def apply(self, out: Samples, scratch: Samples, wanted: float, whole_way: float) -> None:
        """Multiplies `out`, shape (n,), n at most 8,192, by the gain, which moves towards `wanted` at a speed of
        `whole_way` seconds from 0 to 1. `scratch`: an array as long as `out` at least."""
        gain = self.now
        if gain == wanted or not len(out):
            if gain != 1.0:
                out *= np.float32(gain)
            return
        count = len(out)
        most = count / (whole_way * self._rate)
        missing = abs(wanted - gain)
        reached = wanted if missing <= most else gain + (most if wanted > gain else -most)
        # Once the gain is reached, it stays for the rest of the block.
        moving = count if missing >= most else max(1, int(count * missing / most))
        factors = scratch[:count]
        np.multiply(_STEPS[:moving], np.float32((reached - gain) / max(1, moving)), out=factors[:moving])
        factors[:moving] += np.float32(gain)
        factors[moving:] = reached
        out *= factors
        self.now = reached
