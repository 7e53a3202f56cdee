"""The line of a problem, with a caret below its place."""

from __future__ import annotations

from companion.authoring.excerpts import excerpt
from companion.exercise.problems import Problem


def shown(line: str, column: int) -> list[str]:
    return excerpt(Problem("a.yaml", 2, column, "Wrong."), ["first", line])


def test_the_caret_stands_below_the_place() -> None:
    first, second = shown("  - wait:10s", 10)
    assert first == "     2 |   - wait:10s"
    assert first[second.index("^")] == "1"


def test_a_tab_is_one_column_and_nothing_harmful_is_shown() -> None:
    first, second = shown("\t- a\x1b[31mb", 2)
    assert first == "     2 |  - ab"
    assert second.index("^") == first.index("-")


def test_wide_letters_take_two_columns() -> None:
    _, second = shown("日本: x", 3)
    assert second.endswith("|     ^")


def test_a_long_line_is_cut_around_the_place() -> None:
    first, second = shown("a" * 300 + "!" + "b" * 300, 301)
    assert len(first) < 125
    assert first[second.index("^")] == "!"
    assert first.count("…") == 2


def test_a_problem_of_the_whole_file_shows_no_line() -> None:
    assert excerpt(Problem("a.yaml", 1, 1, "Wrong."), ["first"]) == []
    assert excerpt(Problem("a.yaml", 9, 1, "Wrong."), ["first"]) == []
