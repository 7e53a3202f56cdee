"""Captions are set in lines of 45 to 60 cells, where the window is wide enough and the sentence is long enough."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from companion.screen.flow import generous, wholly, wrap

TEXTS = st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=1, max_size=60).map(" ".join)


@given(TEXTS, st.integers(60, 200))
def test_no_line_of_a_caption_is_longer_than_60_cells(text: str, width: int) -> None:
    lines = generous(text, width, 99)
    assert all(cell_len(line) <= 60 for line in lines)
    assert len(lines) == len(wrap(text, 60))
    assert " ".join(lines) == text


@given(TEXTS, st.integers(60, 200))
def test_the_longest_line_of_a_long_caption_has_at_least_45_cells(text: str, width: int) -> None:
    lines = generous(text, width, 99)
    if len(lines) >= 4:
        assert max(map(cell_len, lines)) >= 45


@given(TEXTS, st.integers(20, 59))
def test_a_narrow_window_has_narrower_lines(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in generous(text, width, 99))


@given(TEXTS, st.integers(60, 200), st.integers(1, 8))
def test_lines_longer_than_60_cells_only_where_room_is_short(text: str, width: int, rows: int) -> None:
    if len(wrap(text, 60)) <= rows:
        assert all(cell_len(line) <= 60 for line in generous(text, width, rows))
    assert len(generous(text, width, rows)) <= rows


@given(TEXTS, st.integers(20, 200), st.integers(1, 8))
def test_nothing_is_left_out_where_a_caption_can_be_scrolled(text: str, width: int, rows: int) -> None:
    lines = wholly(text, width, rows)
    assert " ".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)


def test_a_french_sign_stays_with_its_word_also_before_a_comma() -> None:
    assert wrap("Dites « vert », si cela va ?", 12) == ["Dites", "« vert », si", "cela va ?"]
