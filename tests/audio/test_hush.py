"""The provisional cut: at once, without a click, and taken up again from the start of the clause."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.audio.mixer import HUSH_LINGERS_SECONDS, SILENCE_FADE_SECONDS, clause_start
from companion.session.events import ClipEnded, ClipHeldBack
from tests.audio.test_mixer import BLOCK, RATE, Bench, level

TWO_CLAUSES = np.concatenate([level(RATE), level(RATE // 5, 0.0), level(RATE)])
LINGERS = int(HUSH_LINGERS_SECONDS * RATE)


def hushed_in_the_second_clause() -> Bench:
    bench = Bench()
    bench.play(1, TWO_CLAUSES)
    bench.mix(RATE + RATE // 5 + RATE // 2)
    bench.mixer.hush(True)
    return bench


def test_a_hush_is_silent_after_its_fade_and_does_not_click() -> None:
    bench = hushed_in_the_second_clause()
    heard = bench.mix(RATE)
    fade = int(SILENCE_FADE_SECONDS * RATE)
    assert not np.any(heard[fade + 1 :])
    assert float(np.abs(np.diff(heard)).max()) < 0.05


def test_lifted_it_goes_on_from_the_start_of_the_clause_and_says_how_long() -> None:
    bench = hushed_in_the_second_clause()
    bench.mix(RATE // 2)
    bench.mixer.hush(False)
    assert not np.any(bench.mix(LINGERS - BLOCK))
    bench.mix(BLOCK)
    bench.mix(BLOCK)
    held = next(post for post in bench.posts if isinstance(post, ClipHeldBack))
    assert held == ClipHeldBack(1, pytest.approx(1.0, abs=0.011))  # found in blocks of 10 ms
    rest = bench.mix(RATE)
    assert np.count_nonzero(rest) >= RATE - 2 * BLOCK
    bench.mix(RATE)
    assert bench.posts[-1] == ClipEnded(1)


def test_no_sample_of_the_clip_is_lost() -> None:
    plain = Bench()
    plain.play(1, TWO_CLAUSES)
    whole = float(np.sum(plain.mix(4 * RATE)))
    bench = hushed_in_the_second_clause()
    bench.mix(BLOCK)
    bench.mixer.hush(False)
    heard = [bench.mix(BLOCK) for _ in range(4 * RATE // BLOCK)]
    # The second clause is heard again from its beginning, except for the rise of its first 20 ms.
    assert abs(float(np.sum(np.concatenate(heard))) - whole / 2) < 0.03 * RATE


def test_a_silence_during_a_hush_drops_the_clip_for_good() -> None:
    bench = hushed_in_the_second_clause()
    bench.mix(BLOCK)
    bench.generation.bump()
    bench.mixer.hush(False)
    assert not np.any(bench.mix(4 * RATE)[BLOCK:])
    assert not any(isinstance(post, ClipEnded | ClipHeldBack) for post in bench.posts)
    assert bench.mixer.idle


def test_a_silence_just_after_a_hush_was_lifted_comes_in_time() -> None:
    bench = hushed_in_the_second_clause()
    bench.mix(RATE // 2)
    bench.mixer.hush(False)
    bench.mix(LINGERS // 2)
    bench.generation.bump()
    assert not np.any(bench.mix(2 * RATE))


def test_a_clip_that_comes_during_a_hush_waits_whole() -> None:
    bench = Bench()
    bench.mixer.hush(True)
    bench.play(1, level(RATE))
    assert not np.any(bench.mix(RATE))
    bench.mixer.hush(False)
    bench.mix(LINGERS)
    assert np.count_nonzero(bench.mix(2 * RATE)) == RATE


@given(st.integers(0, len(TWO_CLAUSES)))
def test_a_clause_begins_at_the_start_or_after_the_pause(position: int) -> None:
    start = clause_start(TWO_CLAUSES, position, RATE)
    assert start <= position
    assert start == 0 or abs(start - (RATE + RATE // 5)) <= RATE // 100
    if position > RATE + RATE // 5 + RATE // 50:
        assert start > 0


def test_hushing_twice_keeps_the_same_clip() -> None:
    bench = hushed_in_the_second_clause()
    for on in (False, True, False, True):
        bench.mix(BLOCK)
        bench.mixer.hush(on)
    bench.mix(BLOCK)
    bench.mixer.hush(False)
    bench.mix(4 * RATE)
    assert bench.posts[-1] == ClipEnded(1)
