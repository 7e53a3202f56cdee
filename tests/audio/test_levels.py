from __future__ import annotations

import numpy as np
import pytest

from companion.audio.levels import QUIETEST_DBFS, dbfs

RATE = 16_000


def tone(seconds: float, peak: float) -> np.ndarray:
    return (peak * 32767 * np.sin(2 * np.pi * 400 * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)


def test_a_full_scale_sine_is_three_db_down() -> None:
    assert dbfs(tone(1, 1.0)) == pytest.approx(-3.01, abs=0.05)
    assert dbfs(tone(1, 0.1)) == pytest.approx(-23.01, abs=0.05)


def test_silence_has_a_floor() -> None:
    assert dbfs(np.zeros(100, np.int16)) == QUIETEST_DBFS
    assert dbfs(np.zeros(0, np.int16)) == QUIETEST_DBFS
