from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import CannotSay
from companion.speech.text import sayable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Let it be.", "Let it be."),
        ("Let it be 🙂.", "Let it be."),
        ("one\ntwo\tthree", "one two three"),
        ("a\x00b\x1b[mc", "a b [mc"),
        ("naïve café, „so“", "naïve café, „so“"),
        ("5 + 3 = 8, £2", "Five plus three equals eight, two pounds"),
        ("👩‍👩‍👧 family", "family"),
        ("呼吸", "呼吸"),
    ],
)
def test_pictures_and_controls_are_left_out(text: str, said: str) -> None:
    assert sayable(text) == said


@pytest.mark.parametrize("text", ["", "   ", "🙂", "… !", "\x00", "—"])
def test_without_a_word_there_is_nothing_to_say(text: str) -> None:
    with pytest.raises(CannotSay) as raised:
        sayable(text)
    assert raised.value.hint


@given(st.text())
def test_whatever_comes_is_one_printable_line_or_refused(text: str) -> None:
    try:
        said = sayable(text)
    except CannotSay:
        assert not any(character.isalnum() and character.isascii() for character in text)
        return
    assert said == said.strip()
    assert "\n" not in said
    assert "\x1b" not in said
    assert sayable(said) == said
