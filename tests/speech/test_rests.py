"""Rests between clauses: where they are made longer, and that nothing else of the sound is touched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import CannotSay
from companion.ports import Pcm, Samples
from companion.speech.rests import LONGEST_REST, clauses, joined, parts_at_rests, rested, written_rest
from companion.speech.text import sayable

RATE = 8000


def speech(*seconds: float) -> Pcm:
    """Sound and quiet by turns, sound first."""
    parts: list[Samples] = []
    for number, length in enumerate(seconds):
        t = np.arange(int(length * RATE)) / RATE
        parts.append((0.3 * np.sin(2 * np.pi * 220 * t) if number % 2 == 0 else 0 * t).astype(np.float32))
    return Pcm(np.concatenate(parts), RATE)


def quiets(pcm: Pcm) -> list[float]:
    """Lengths of the inner quiets of 50 ms and more, in seconds."""
    loud = np.flatnonzero(np.abs(pcm.samples) > 0.005)
    gaps = np.diff(loud) / pcm.rate
    return [float(gap) for gap in gaps if gap > 0.05]


def test_the_rest_at_a_comma_grows_and_a_closed_mouth_does_not() -> None:
    made = rested(speech(1.0, 0.3, 0.8, 0.1, 0.6), 3.2, 1)
    assert quiets(made) == pytest.approx([0.7, 0.1], abs=0.02)
    assert made.seconds == pytest.approx(3.2, abs=0.01)


def test_no_rest_grows_without_end() -> None:
    assert rested(speech(1.0, 0.3, 1.0), 60.0, 1).seconds == pytest.approx(2.3 + LONGEST_REST, abs=0.01)


@pytest.mark.parametrize("pcm", [speech(2.0), speech(1.0, 0.1, 1.0), Pcm(np.zeros(0, np.float32), RATE), speech(0, 1)])
def test_a_voice_that_never_rested_is_left_alone(pcm: Pcm) -> None:
    assert rested(pcm, 5.0, 3) is pcm


def test_what_is_slow_enough_is_left_alone() -> None:
    pcm = speech(1.0, 0.3, 1.0)
    assert rested(pcm, 2.0, 1) is pcm
    assert rested(pcm, 5.0, 0) is pcm


def test_no_more_rests_grow_than_there_are_clauses() -> None:
    made = rested(speech(1.0, 0.3, 1.0, 0.5, 1.0), 4.2, 1)
    assert quiets(made) == pytest.approx([0.3, 0.9], abs=0.02)


@given(st.lists(st.floats(0.02, 0.6), min_size=1, max_size=7), st.floats(0, 10), st.integers(0, 4))
def test_every_sample_of_the_voice_stays(lengths: list[float], wanted: float, most: int) -> None:
    pcm = speech(*lengths)
    made = rested(pcm, wanted, most)
    assert len(made.samples) >= len(pcm.samples)
    assert made.seconds <= max(pcm.seconds, wanted) + 1e-6
    heard, before = made.samples[made.samples != 0], pcm.samples[pcm.samples != 0]
    assert np.array_equal(heard, before)


def test_ends_of_clauses_are_counted_inside_only() -> None:
    assert clauses("Look up, and find three; or four. Then rest.") == 3
    assert clauses("Rest.") == 0
    assert clauses("Half past 3:15, or 1,000.") == 1


def test_a_text_is_cut_where_a_rest_is_written_and_goes_on_after_it() -> None:
    assert parts_at_rests(sayable("And … rest … now.")) == ["And,", "rest,", "now."]
    assert parts_at_rests(sayable("Breathe in. … Breathe out.")) == ["Breathe in.", "Breathe out."]
    assert parts_at_rests(sayable("“And…” she said.")) == ["“And,", "” she said."]
    assert parts_at_rests("Let it be.") == ["Let it be."]


@given(st.text())
def test_no_part_is_without_a_word(text: str) -> None:
    try:
        said = sayable(text)
    except CannotSay:
        return
    parts = parts_at_rests(said)
    assert parts
    assert all(any(map(str.isalnum, part)) for part in parts)


def test_parts_are_put_together_with_silence_between() -> None:
    made = joined([speech(1.0), speech(0.5), speech(0.5)], 0.7)
    assert quiets(made) == pytest.approx([0.7, 0.7], abs=0.02)
    assert made.seconds == pytest.approx(3.4, abs=0.01)


def test_a_slower_voice_rests_for_longer() -> None:
    assert written_rest(65) == pytest.approx(2 * written_rest(130))
    assert written_rest(130) > LONGEST_REST
