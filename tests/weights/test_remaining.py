"""The time left of a download is steady, true in the end, and says nothing where nothing is known."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.screen.words import time_left
from companion.weights.remaining import Remaining

TOTAL = 100_000_000


def told(pieces: list[tuple[float, int]], total: int = TOTAL) -> list[tuple[float, int, float | None]]:
    """Reports pieces (seconds since the last one, bytes), and returns the time, the bytes so far and what was said."""
    remaining, now, done, found = Remaining(), 1000.0, 0, []
    for seconds, size in pieces:
        now, done = now + seconds, min(total, done + size)
        found.append((now - 1000.0, done, remaining.after(now, done, total)))
    return found


def test_nothing_is_said_in_the_first_two_seconds_or_of_nothing() -> None:
    assert [left for now, _, left in told([(0.5, 400_000)] * 4) if now < 2.0] == [None] * 3
    assert [left for _, _, left in told([(0.5, 0)] * 100)] == [None] * 100


def test_at_a_steady_speed_it_is_exact() -> None:
    for now, done, left in told([(0.5, 500_000)] * 150):
        assert left is None or left == pytest.approx((TOTAL - done) / 1_000_000), now


@given(seed=st.integers(0, 10_000), spread=st.floats(0.0, 1.0))
def test_bursts_and_gaps_do_not_make_it_jump(seed: int, spread: float) -> None:
    """Pieces of 0 to 1 MB every half second, on average 0.5 MB: the words change a few times, and nearly always
    downwards."""
    chance = random.Random(seed)
    pieces = [(0.5, int(500_000 * (1 + spread * chance.uniform(-1, 1)))) for _ in range(195)]
    lefts = [left for now, _, left in told(pieces) if left is not None and now >= 10]
    assert all(later - sooner < 5.0 for sooner, later in pairwise(lefts))
    said = [time_left(left) for left in lefts]
    changes = sum(sooner != later for sooner, later in pairwise(said))
    assert changes <= 8, said


@pytest.mark.parametrize(("before", "after"), [(1_000_000, 250_000), (100_000, 400_000)])
def test_a_new_speed_is_taken_up_within_a_minute(before: int, after: int) -> None:
    pieces = [(0.5, before // 2)] * 60 + [(0.5, after // 2)] * 120
    lefts = told(pieces)
    _, done, left = lefts[-1]
    assert left == pytest.approx((TOTAL - done) / after, rel=0.1)
    known = [left for _, _, left in lefts if left is not None]
    steps = [later - sooner for sooner, later in pairwise(known)]
    assert max(map(abs, steps)) < 0.1 * (TOTAL / min(before, after)), "it drifts, and doesn't jump"


def test_half_a_minute_without_anything_makes_it_unknown_and_it_begins_anew() -> None:
    lefts = told([(0.5, 500_000)] * 20 + [(0.5, 0)] * 62 + [(0.5, 500_000)] * 20)
    assert lefts[81][2] is None
    assert lefts[-1][2] is not None


@given(
    pieces=st.lists(st.tuples(st.floats(0.0, 100.0), st.integers(0, TOTAL)), max_size=60), total=st.integers(1, TOTAL)
)
def test_it_is_never_less_than_nothing(pieces: list[tuple[float, int]], total: int) -> None:
    for _, done, left in told(pieces, total):
        assert left is None or left >= 0.0
        assert done < total or not left or left < 1e9


def test_at_the_end_nothing_is_left() -> None:
    assert told([(0.5, 500_000), (2.0, 500_000), (0.1, TOTAL)])[-1][2] == 0.0
