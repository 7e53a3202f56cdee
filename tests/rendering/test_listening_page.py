"""The page beside sessions that are given out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.scalars import clean_text
from companion.rendering.cue_sheet import CueSheetRow, as_vtt
from companion.rendering.listening_page import words_of


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**6), st.text())))
def test_the_words_of_a_subtitle_file_come_back(cues: list[tuple[int, int, str]]) -> None:
    heard = [
        CueSheetRow(number, "speech", start, start + length * 48, str(clean_text(text)))
        for number, (start, length, text) in enumerate(cues)
    ]
    found = words_of(as_vtt(heard, 48_000))
    said = [each for each in heard if each.text.strip()]
    assert [words for _, _, words in found] == [" ".join(each.text.split()) for each in said]
    assert all(abs(start - each.start / 48_000) <= 0.0006 for (start, _, _), each in zip(found, said, strict=True))
