from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.scalars import clean_text, harmless, parse_seconds, parse_span, spell_seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20s", 20),
        ("3 min", 180),
        ("1 min 30s", 90),
        ("1min30s", 90),
        ("1.5 min", 90),
        ("1 h 2 min 3 s", 3723),
        (" 2 Minutes ", 120),
        ("4 hours", 14400),
    ],
)
def test_lengths(text: str, seconds: float) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", " ", "20", "s", "3 mins and a bit", "-3s", "1:30", "3 minx", "5 hours", "9" * 400 + "s", True, 20, 1.5, None],
)
def test_what_is_no_length(text: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_seconds(text)


def test_a_span_is_a_name_or_a_length() -> None:
    assert parse_span("turn") == "turn"
    assert parse_span("20s") == 20.0


@given(st.integers(1, 4 * 3600))
def test_what_is_spelled_is_read_again(seconds: int) -> None:
    assert parse_seconds(spell_seconds(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07say", "say"),
        ("\x1b]0;never closed", "0;never closed"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("one\n  two\tthree", "one two three"),
        ("\ud800half", "half"),
        ("\U000e0041tag", "tag"),
        ("é 手 🙂", "é 手 🙂"),
    ],
)
def test_text_is_made_harmless(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(st.text())
def test_harmless_text_holds_no_control_character(text: str) -> None:
    clean = harmless(text)
    assert not any(ord(each) < 32 and each not in "\t\n\r" for each in clean)
    assert "\x7f" not in clean
    assert "\x9b" not in clean
    clean.encode("utf-8")
