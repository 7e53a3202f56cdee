"""Speex's echo canceller by its C interface, which the `pyaec` wheel brings along. Arrays only.

`pyaec`'s own class turns every sample into a Python number and back: nearly as much work as the cancelling itself. The
library underneath takes pointers.
"""

from __future__ import annotations

from ctypes import POINTER, c_int16
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]


class Speex:
    """One canceller, which learns as it goes. One thread. Raises RuntimeError where it cannot be made."""

    def __init__(self, frame: int, tail: int, rate: int) -> None:
        """`frame`: samples at a time. `tail`: samples of echo that are followed. `rate`: Hz."""
        from pyaec import lib

        self._handle: Any = None
        self._lib = lib
        self._frame = frame
        self._sample = POINTER(c_int16)
        # Without Speex's own noise suppression: it takes the person's voice along.
        self._handle = lib.AecNew(frame, tail, rate, False)
        if not self._handle:
            raise RuntimeError("Speex's echo canceller could not be made")

    def cancel(self, heard: Int16, played: Int16) -> Int16:
        """Both shape (frame,): `heard` without what it holds of `played`."""
        if len(heard) != self._frame or len(played) != self._frame:
            raise ValueError(f"frames of {self._frame} samples, not {len(heard)} and {len(played)}")
        # Kept in names of their own, so that they live as long as their pointers.
        one = np.ascontiguousarray(heard, np.int16)
        other = np.ascontiguousarray(played, np.int16)
        clean = np.empty(self._frame, np.int16)
        sample = self._sample
        self._lib.AecCancelEcho(
            self._handle,
            one.ctypes.data_as(sample),
            other.ctypes.data_as(sample),
            clean.ctypes.data_as(sample),
            self._frame,
        )
        return clean

    def __del__(self) -> None:
        if self._handle:
            self._lib.AecDestroy(self._handle)
            self._handle = None
