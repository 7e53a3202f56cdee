"""The loudspeaker's sound, at 16 kHz and at the right moment, from any device."""

from __future__ import annotations

import numpy as np
import pytest

from companion.audio.loopback import Loopback
from companion.sound_format import RATE


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_a_knock_is_given_at_once_and_when_it_was_heard(rate: int) -> None:
    loopback = Loopback()
    tap = loopback.tap(rate)
    played = np.zeros(rate, np.float32)
    knock = rate * 6 // 10
    played[knock : knock + rate // 200] = 0.5
    block, heard, ends = rate // 100, [], []
    for start in range(0, rate, block):
        tap(played[start : start + block], start, 50.0 + start / rate)
        taken = loopback.take()
        assert taken is not None
        heard += [taken.at + n / RATE for n in np.flatnonzero(taken.samples > 0.25)]
        ends.append(50.0 + (start + block) / rate - (taken.at + len(taken.samples) / RATE))
    assert min(heard) == pytest.approx(50.6, abs=0.0005)
    assert max(heard) == pytest.approx(50.605, abs=0.0005)
    assert max(ends) < 0.0012


def test_another_device_begins_anew() -> None:
    loopback = Loopback()
    assert loopback.take() is None
    first = loopback.tap(48_000)
    first(np.full(480, 0.5, np.float32), 0, 1.0)
    taken = loopback.take()
    assert taken is not None
    assert taken.frame == 0
    second = loopback.tap(44_100)
    first(np.full(480, 0.5, np.float32), 480, 1.01)
    assert loopback.take() is None, "nobody hears the old one any more"
    second(np.zeros(441, np.float32), 0, 2.0)
    taken = loopback.take()
    assert taken is not None
    assert (taken.frame, taken.at) == (0, pytest.approx(2.0))
    assert not taken.samples.any()
