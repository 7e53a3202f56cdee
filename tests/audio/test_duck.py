"""Softer while somebody speaks: at once, without a click, gently undone, and heard by the tap as it is played."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.audio.front import Front
from companion.audio.mixer import DUCK_SECONDS, DUCKED, LONGEST_DUCK_SECONDS, RETURN_SECONDS
from companion.ports import Samples
from companion.session.events import ClipEnded
from tests.audio.test_mixer import BLOCK, RATE, Bench, level


def blocks(bench: Bench, number: int) -> Samples:
    return np.concatenate([bench.mix() for _ in range(number)])


def speaking() -> Bench:
    bench = Bench()
    bench.play(1, level(30 * RATE))
    bench.mix(RATE)
    return bench


def test_within_ten_milliseconds_it_is_ten_decibels_softer() -> None:
    bench = speaking()
    bench.mixer.duck(True)
    heard = bench.mix(RATE)
    assert 20 * np.log10(DUCKED) == pytest.approx(-10, abs=0.5)
    np.testing.assert_allclose(heard[int(DUCK_SECONDS * RATE) :], 0.5 * DUCKED, rtol=1e-5)


def test_it_comes_back_gently_and_whole() -> None:
    bench = speaking()
    bench.mixer.duck(True)
    blocks(bench, 10)
    bench.mixer.duck(False)
    heard = blocks(bench, 60)
    there = int(RETURN_SECONDS * RATE)
    assert np.all(np.diff(heard) >= 0)
    assert heard[there // 2] < 0.5 * (1 + DUCKED) / 2 * 1.05
    np.testing.assert_array_equal(heard[there + BLOCK :], level(60 * BLOCK - there - BLOCK))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 20)), max_size=20))
def test_however_it_is_asked_it_never_clicks_and_no_sample_is_lost(turns: list[tuple[bool, int]]) -> None:
    bench = Bench()
    bench.play(1, level(4 * RATE))
    bench.mix(RATE)
    heard = [level(1)]
    for on, number in turns:
        bench.mixer.duck(on)
        heard.append(blocks(bench, number))
    whole = np.concatenate(heard)
    assert float(np.abs(np.diff(whole)).max(initial=0)) <= 0.5 * (1 - DUCKED) / (DUCK_SECONDS * RATE) * 1.01
    if len(whole) < 3 * RATE:
        assert float(whole.min()) >= 0.5 * DUCKED * 0.999
    left = 4 * RATE - RATE - (len(whole) - 1)
    if left > 0:
        bench.mix(left)
        assert ClipEnded(1) in bench.posts


def test_the_tap_hears_what_the_loudspeaker_plays() -> None:
    bench = speaking()
    bench.mixer.duck(True)
    heard = blocks(bench, 5)
    np.testing.assert_array_equal(heard, np.concatenate([block for block, _, _ in bench.tapped[-5:]]))


def test_one_that_nobody_undoes_ends_by_itself() -> None:
    bench = speaking()
    bench.mixer.duck(True)
    heard = blocks(bench, int((LONGEST_DUCK_SECONDS + 1) * RATE / BLOCK))
    assert heard[int((LONGEST_DUCK_SECONDS - 0.1) * RATE)] == pytest.approx(0.5 * DUCKED)
    assert heard[-1] == 0.5


def test_a_loudspeaker_that_comes_while_somebody_speaks_begins_softly() -> None:
    front = Front(lambda report: None)
    front.duck(True)
    bench = speaking()
    front._take(bench.mixer)
    bench.mix()
    assert bench.mix()[-1] == pytest.approx(0.5 * DUCKED)
    front.duck(False)
    assert blocks(bench, 60)[-1] == 0.5
