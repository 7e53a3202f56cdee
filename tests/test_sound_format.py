"""The audio format: levels, and the way to int16 and back."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from companion.sound_format import (
    FULL_SCALE,
    RATE,
    SILENT_DBFS,
    amplified,
    dbfs,
    level_dbfs,
    power,
    power_of_bytes,
    to_int16,
)


def test_a_full_scale_square_wave_is_0_dbfs() -> None:
    assert dbfs(power(np.full(640, -FULL_SCALE, np.int16))) == 0.0


@pytest.mark.parametrize(("peak", "level"), [(1.0, -3.01), (0.1, -23.01)])
def test_a_sine_is_three_db_below_its_peak(peak: float, level: float) -> None:
    sine = peak * (FULL_SCALE - 1) * np.sin(2 * np.pi * 400 * np.arange(RATE) / RATE)
    assert level_dbfs(sine.astype(np.int16)) == pytest.approx(level, abs=0.05)


def test_silence_has_a_floor() -> None:
    assert level_dbfs(np.zeros(640, np.int16)) == SILENT_DBFS
    assert level_dbfs(np.zeros(0, np.int16)) == SILENT_DBFS
    assert dbfs(1e-13) == SILENT_DBFS


def test_bytes_and_arrays_have_the_same_power() -> None:
    samples = np.random.default_rng(1).integers(-FULL_SCALE, FULL_SCALE, 640).astype(np.int16)
    assert power_of_bytes(samples.tobytes()) == pytest.approx(power(samples), rel=1e-12)
    assert power_of_bytes(b"") == 0.0


def test_what_is_too_loud_is_clipped() -> None:
    given = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0], np.float32)
    assert to_int16(given).tolist() == [-32768, -32768, 0, 16384, 32767, 32767]
    assert to_int16(given).dtype == np.int16


def test_the_gain_is_in_decibels_and_never_wraps_around() -> None:
    samples = np.array([100, -100, 20000, -20000], np.int16)
    assert amplified(samples, 0.0) is samples
    assert amplified(samples, 20.0).tolist() == [1000, -1000, 32767, -32768]


def test_neither_the_format_nor_the_protocol_loads_numpy() -> None:
    code = "import sys; import companion.sound_format, companion.hearing.child.protocol; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
