from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.audio.reference import Reference

RATE = 1000


def test_nothing_played_is_nothing_to_take() -> None:
    assert Reference(RATE).take() is None


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(1, 5))
def test_what_is_taken_in_time_is_whole_and_in_order(blocks: list[int], every: int) -> None:
    reference = Reference(RATE, seconds=1.0)
    played, taken, frame = [], [], 0
    for number, count in enumerate(blocks):
        block = np.arange(frame, frame + count, dtype=np.float32)
        reference(block, frame, 100 + frame / RATE)
        played.append(block)
        frame += count
        if number % every == 0 and (piece := reference.take()) is not None:
            assert piece.at == pytest.approx(100 + piece.frame / RATE)
            assert piece.samples[0] == piece.frame
            taken.append(piece.samples)
    if (piece := reference.take()) is not None:
        taken.append(piece.samples)
    np.testing.assert_array_equal(np.concatenate(taken), np.concatenate(played))
    assert reference.lost == 0


def test_a_reader_that_was_too_slow_loses_the_oldest_and_is_told() -> None:
    reference = Reference(RATE, seconds=1.0)
    for frame in range(0, 3000, 100):
        reference(np.arange(frame, frame + 100, dtype=np.float32), frame, frame / RATE)
    piece = reference.take()
    assert piece is not None
    assert piece.frame == 2500
    np.testing.assert_array_equal(piece.samples, np.arange(2500, 3000))
    assert piece.at == pytest.approx(2.5)
    assert reference.lost == 2500
