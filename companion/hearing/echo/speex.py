"""Speex's echo canceller through its C interface, which is in the `pyaec` wheel. Arrays only.

`pyaec`'s own class converts every sample to a Python number and back, nearly as much work as the cancelling itself. The
library underneath takes pointers.
"""

from __future__ import annotations

from ctypes import POINTER, c_int16
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]


class Speex:
    """An adaptive filter, which learns as it runs. One thread. Raises RuntimeError if it cannot be made."""

    def __init__(self, frame: int, tail: int, rate: int) -> None:
        """`frame`: samples at a time. `tail`: samples of echo that the filter covers. `rate`: Hz."""
        from pyaec import lib

        self._handle: Any = None
        self._lib = lib
        self._frame = frame
        self._sample = POINTER(c_int16)
        # Without Speex's own noise suppression, which would also suppress the person's voice.
        self._handle = lib.AecNew(frame, tail, rate, False)
        if not self._handle:
            raise RuntimeError("Speex's echo canceller could not be made")

    def cancel(self, heard: Int16, played: Int16) -> Int16:
        """Removes from `heard` its echo of `played`; both shape (frame,)."""
        if len(heard) != self._frame or len(played) != self._frame:
            raise ValueError(f"frames of {self._frame} samples, not {len(heard)} and {len(played)}")
        # Named, so that the arrays live as long as the pointers to them.
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
