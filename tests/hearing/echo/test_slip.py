"""Streams that slip against each other: noticed, and mended without learning the room anew."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from companion.hearing.echo.canceller import FRAME, EchoCanceller
from companion.hearing.echo.slip import COLLAPSE, GIVES_UP, STAYS, SlipWatch
from companion.sound_format import FRAME_SECONDS, RATE
from tests.hearing.echo.test_canceller import FakeReference, Played, room

SECONDS = 18.0
SLIPS_AT = 11.0
DELAY = 0.06
AHEAD = 0.06
"""Seconds that the reference is given before it is heard."""


class LateReference(FakeReference):
    """A loudspeaker that loses `gap` seconds at SLIPS_AT: the sound after it is heard that much later."""

    def __init__(self, samples: NDArray[np.float32], gap: float) -> None:
        super().__init__(samples)
        self._gap = gap

    def take(self) -> Played | None:
        mixed = self.now if self.now < SLIPS_AT else max(SLIPS_AT, self.now - self._gap)
        end = min(len(self._samples), int((mixed + AHEAD) * RATE))
        if end <= self._taken:
            return None
        at = self._taken / RATE
        block = Played(self._samples[self._taken : end], at + (self._gap if at >= SLIPS_AT else 0.0))
        self._taken = end
        return block


@lru_cache
def syllables() -> NDArray[np.float32]:
    """Noise with the rhythm and the colour of speech, the same every time."""
    chance = np.random.default_rng(11)
    count = int((SECONDS + 1) * RATE)
    white = np.fft.rfft(chance.normal(size=count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    coloured = np.fft.irfft(white / (1 + (hertz / 500) ** 2) ** 0.5, count)
    beats = np.repeat(chance.uniform(0, 1, count // 3200 + 1) ** 2, 3200)[:count]
    loud = np.convolve(beats, np.hanning(1600) / 800, "same")
    return np.asarray(0.2 * loud * coloured / coloured.std(), np.float32)


def seconds_lost(side: str, gap: float, *, stamped: bool = True) -> float:
    """Seconds of narration after the slip in which the echo was made less than 12 dB quieter."""
    played, lost, at = syllables(), int(gap * RATE), int(SLIPS_AT * RATE)
    if side == "microphone":
        whole = room(played, DELAY)
        heard = np.concatenate([whole[:at], whole[at + lost :]])
        reference = FakeReference(played)
    else:
        heard = room(np.concatenate([played[:at], np.zeros(lost, np.float32), played[at:]]), DELAY)
        reference = LateReference(played, gap)
    canceller = EchoCanceller(reference)
    parts = []
    for start in range(0, int(SECONDS * RATE), FRAME):
        reference.now = start / RATE + (gap if side == "microphone" and stamped and start >= at else 0.0)
        parts.append(canceller.cancel(heard[start : start + FRAME], reference.now))
    clean = tenths(np.concatenate(parts))
    before = tenths(heard[: int(SECONDS * RATE)])
    after = np.arange(len(clean)) >= int(SLIPS_AT * 10)
    assert np.median((clean / before)[(before > 1e4) & ~after][-50:]) < 0.06, "it had learnt the room"
    return float(np.sum((before > 1e4) & after & (clean > 0.06 * before))) / 10


def tenths(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    whole = samples[: len(samples) // 1600 * 1600].astype(np.float64).reshape(-1, 1600)
    return np.asarray(np.mean(whole**2, axis=1) + 1)


@pytest.mark.parametrize("gap", [0.02, 0.1])
@pytest.mark.parametrize("side", ["microphone", "loudspeaker"])
def test_a_lost_block_costs_a_second_and_not_four(side: str, gap: float) -> None:
    assert seconds_lost(side, gap) <= 1.2


def test_so_does_one_that_the_time_stamps_do_not_show() -> None:
    assert seconds_lost("microphone", 0.06, stamped=False) <= 1.2


# ---- the policy


def usual(watch: SlipWatch, frames: int = 300, difference: int = 7) -> list[bool]:
    return [watch.feed(1.0, 0.01, difference) for _ in range(frames)]


def test_nothing_is_looked_for_while_all_is_well() -> None:
    assert not any(usual(SlipWatch()))


def test_stamps_that_jump_and_stay_are_looked_into_and_one_late_frame_is_not() -> None:
    watch = SlipWatch()
    usual(watch)
    assert not any(watch.feed(1.0, 0.01, 600 if n % 4 == 0 else 7) for n in range(100))
    asked = [watch.feed(1.0, 0.01, 800) for _ in range(30)]
    assert STAYS - 1 <= asked.index(True) <= 12
    assert watch.jump == pytest.approx(793, abs=2)
    watch.over(800)
    assert watch.jump is None
    assert not any(usual(watch, difference=800))


def test_a_canceller_that_suddenly_takes_nothing_is_looked_into() -> None:
    watch = SlipWatch()
    usual(watch)
    asked = [watch.feed(1.0, 1.1, 7) for _ in range(20)]
    assert COLLAPSE - 1 <= asked.index(True) <= 12
    assert watch.jump is None


def test_one_that_never_took_anything_has_nothing_to_lose() -> None:
    watch = SlipWatch()
    assert not any(watch.feed(1.0, 0.9, 7) for _ in range(500))


def test_a_person_is_no_slip() -> None:
    watch = SlipWatch()
    usual(watch)
    assert not any(watch.feed(2.0, 1.01, 7) for _ in range(100))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 2), st.integers(-5000, 5000)), max_size=400))
def test_looking_comes_to_an_end_whatever_is_measured(frames: list[tuple[float, float, int]]) -> None:
    watch = SlipWatch()
    usual(watch)
    for raw, clean, difference in frames:
        watch.feed(raw, clean, difference)
        assert watch.seconds <= GIVES_UP + 2 * FRAME_SECONDS
