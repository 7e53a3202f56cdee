"""Lengths of time as people write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companion.exercise.scalars import parse_seconds, spell_seconds
from companion.exercise.slips.written_lengths import is_length, length_in, too_long


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("10 Sek", "10s"),
        ("10Sekunden", "10s"),
        ("10 Sek.", "10s"),
        ("1:30", "1 min 30s"),
        ("0:30", "30s"),
        ("1:00:00", "60 min"),
        ("half a minute", "30s"),
        ("a minute", "1 min"),
        ("a minute and a half", "1 min 30s"),
        ("one and a half minutes", "1 min 30s"),
        ("eine halbe Minute", "30s"),
        ("ten seconds", "10s"),
        ("forty-five seconds", "45s"),
        ("about 10s", "10s"),
        ("ca. 2 Minuten", "2 min"),
        ("1m30", "1 min 30s"),
        ("1h30", "90 min"),
        ("½ min", "30s"),
        ("1½ min", "1 min 30s"),
        ("1 1/2 min", "1 min 30s"),
        ('30"', "30s"),
        ("5'", "5 min"),
        ("1'30\"", "1 min 30s"),
        ("1 minute and 30 seconds", "1 min 30s"),
        ("4,5s", "4.5s"),
        ("10 segundos", "10s"),
        ("1 minuto", "1 min"),
        ("10 secondes", "10s"),
        ("500 ms", "0.5s"),
    ],
)
def test_a_length_as_people_write_it(written: str, length: str) -> None:
    assert length_in(written) == length


@pytest.mark.parametrize(
    "written", ["", "10", "soon", "a moment", "-5s", "10 bananas", "minute", "10s Let go", "5 h", "s", "²", "10 ²", "٣"]
)
def test_no_length_is_made_of_anything_else(written: str) -> None:
    assert length_in(written) is None


@given(st.integers(1, 4 * 3600))
def test_a_length_of_the_format_means_the_same(seconds: int) -> None:
    written = spell_seconds(float(seconds))
    assert is_length(written)
    assert length_in(written) == written


@given(st.text(max_size=30))
@example("²")
def test_any_text_gives_a_length_or_none(text: str) -> None:
    length = length_in(text)
    assert length is None or 0 < parse_seconds(length) <= 4 * 3600


def test_more_than_four_hours_is_too_long() -> None:
    assert too_long("9 h")
    assert not too_long("4 h")
    assert not too_long("later")
