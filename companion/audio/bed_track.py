"""The bed's track in the mixer: an endless loop under everything else, with smooth changes of loudness. Pure NumPy.

`add()` is called by the mixer's thread, allocates nothing and never waits; the rest may be called by any thread. The
loops are made in `beds`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from companion.ports import Samples

DUCKED: Final = 0.35
"""Factor on a bed under speech."""

# Seconds of a whole fade: in, out, down under speech, up again, and at a cut.
_COME: Final = 2.5
_GO: Final = 0.8
_DUCK: Final = 0.5
_RETURN: Final = 1.5
_CUT: Final = 0.005


class BedTrack:
    """One loop of mono samples at `rate` Hz. It sounds while it is let run, and not while everything is hushed."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._wanted: Samples | None = None
        self._volume = 0.0
        self._full = 0.0
        """The volume that the speed of fades is measured by: the larger of the present and the previous one."""
        self._running = False
        # Used by the callback alone.
        self._loop: Samples | None = None
        self._position = 0
        self._gain = 0.0

    # ---- any thread ---------------------------------------------------------------------------------------------

    def set(self, loop: Samples | None, volume: float) -> None:
        """Sets the loop, or none; the previous one fades out first."""
        before = self._volume
        self._volume = min(max(float(volume), 0.0), 1.0) if volume == volume else 0.0
        self._full = max(before, self._volume)
        self._wanted = loop if loop is not None and len(loop) else None

    def run(self, on: bool) -> None:
        """Lets the loop sound, or fades it out."""
        self._running = on

    @property
    def sounds(self) -> bool:
        """The bed is heard, or about to be. Another thread may change this at any moment."""
        return self._gain > 0.0 or (self._running and self._wanted is not None)

    # ---- the mixer's thread -------------------------------------------------------------------------------------

    def add(self, out: Samples, curve: Samples, piece: Samples, *, ducked: bool, hushed: bool, cut: bool) -> None:
        """Adds the next stretch to `out`. `curve` and `piece` are scratch arrays, as long as `out` at least. `cut`:
        everything was silenced just now, so the bed has to fade within a few milliseconds too."""
        if cut:
            self._ramp(out, curve, piece, 0.0, _CUT)
            return
        if self._loop is not self._wanted:
            if self._gain > 0.0:
                self._ramp(out, curve, piece, 0.0, _GO)
                return
            self._loop, self._position = self._wanted, 0
        if not self._running or hushed:
            self._ramp(out, curve, piece, 0.0, _CUT * 10 if hushed else _GO)
            return
        wanted = self._volume * (DUCKED if ducked else 1.0)
        falling = wanted < self._gain
        near = self._gain >= self._volume * DUCKED
        self._ramp(out, curve, piece, wanted, _DUCK if falling else _RETURN if near else _COME)

    def _ramp(self, out: Samples, curve: Samples, piece: Samples, wanted: float, seconds: float) -> None:
        """Moves the gain towards `wanted`, and adds the loop. A move over the whole volume takes `seconds`."""
        loop, count = self._loop, len(out)
        if loop is None or (self._gain == 0.0 and wanted == 0.0):
            self._gain = wanted if loop is not None else 0.0
            return
        most = max(self._full, 1e-3) * count / (seconds * self._rate)
        missing = wanted - self._gain
        reached = wanted if abs(missing) <= most else self._gain + (most if missing > 0 else -most)
        # Once the gain is reached, it stays for the rest of the block.
        moving = count if abs(missing) >= most else max(1, int(count * abs(missing) / most)) if missing else 0
        if moving:
            _line(curve[:moving], self._gain, reached)
        curve[moving:count] = reached
        done = 0
        while done < count:
            take = min(count - done, len(loop) - self._position)
            part = piece[:take]
            np.multiply(loop[self._position : self._position + take], curve[done : done + take], out=part)
            out[done : done + take] += part
            done += take
            self._position = (self._position + take) % len(loop)
        self._gain = reached


_STEPS: Final = np.arange(1, 8193, dtype=np.float32)


def _line(out: Samples, start: float, end: float) -> None:
    """Fills `out`, at most 8,192 long, with a line from just after `start` to `end`."""
    np.multiply(_STEPS[: len(out)], np.float32((end - start) / len(out)), out=out)
    out += np.float32(start)
