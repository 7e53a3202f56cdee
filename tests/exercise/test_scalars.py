from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.scalars import clean_text, curly_quotes, harmless, parse_seconds, parse_span, spell_seconds


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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It's holding you. That's all.", "It’s holding you. That’s all."),
        ('Would you say "never" or "sometimes"?', "Would you say “never” or “sometimes”?"),
        ('"It\'s late," you say.', "“It’s late,” you say."),
        ("You can say 'stop', or 'pause'.", "You can say ‘stop’, or ‘pause’."),
        ("\"'Wait' is enough,\" it said.", "“‘Wait’ is enough,” it said."),
        ('Say ("yes"), or—"no".', "Say (“yes”), or—“no”."),
        ("A song of the '90s, the dancers' feet.", "A song of the ’90s, the dancers’ feet."),
        ('"I thought—"', "“I thought—”"),
        ('Run: `companion new "x"`, it\'s short.', 'Run: `companion new "x"`, it’s short.'),
        ("I can't open /home/ann's/it's.yaml, or C:\\ann's.", "I can’t open /home/ann's/it's.yaml, or C:\\ann's."),
        ('Write it like --length turn="2 min".', 'Write it like --length turn="2 min".'),
        ("No quotes at all", "No quotes at all"),
        ("l'air d'ici", "l’air d’ici"),
    ],
)
def test_quotes_are_set_as_in_print(written: str, read: str) -> None:
    assert curly_quotes(written) == read


@given(st.text(alphabet="ab \"'(—`/=9.", max_size=40))
def test_only_quotes_change_and_only_once(text: str) -> None:
    read = curly_quotes(text)
    assert curly_quotes(read) == read
    assert read.translate(str.maketrans("“”‘’", "\"\"''")) == text
    if not set(text) & set("`/="):
        assert not set(read) & set("\"'")
