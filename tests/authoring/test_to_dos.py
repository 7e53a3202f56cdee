"""Notes that wait for the author: `check` names each at its line, and nothing else."""

from __future__ import annotations

from pathlib import Path

from companion.authoring.checking import check_all
from companion.authoring.drafting import Drafts
from companion.authoring.to_dos import to_dos
from companion.exercise.problems import Severity
from tests.packs.test_shelf import put


def test_each_note_is_named_once() -> None:
    lines = [
        "# To do: write a title.",
        "people:  # To do: write 1 or 2.",
        "  # Not sure: is this a heading?",
        "  - wait: 5s  # Not sure: how long? (pause)",
    ]
    found = [(each.line, each.column, each.severity) for each in to_dos(lines, "a.yaml")]
    assert found == [
        (1, 3, Severity.WARNING),
        (2, 12, Severity.WARNING),
        (3, 5, Severity.NOTE),
        (4, 17, Severity.NOTE),
    ]
    assert [each.line for each in to_dos(lines, "a.yaml", {1, 4})] == [2, 3]


def test_spoken_words_and_other_notes_are_left_alone() -> None:
    lines = [
        "# Things to do: none",
        "  - To do: nothing.",
        '  - "Say it. # To do: nothing"',
        "  - 'Say it. # To do: nothing'",
        "  - Don't. # To do:nothing",
        "  - Say it.#To do: nothing",
    ]
    assert list(to_dos(lines, "a.yaml")) == []
    assert [each.line for each in to_dos(["  - Don't rush.  # To do: say it better."], "a.yaml")] == [1]


def test_check_and_write_name_them(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("steps:\n", "steps:\n  # Not sure: is this a heading?\n", 1), encoding="utf-8")
    assert [each.message for each in check_all([file]).problems if "guess" in each.message]
    assert check_all([file]).code == 0
    assert [each.message for each in Drafts(file).look().problems if "guess" in each.message]


def test_a_line_with_a_mistake_is_not_named_twice(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8")
    assert "\npeople: 1\n" in text
    file.write_text(text.replace("\npeople: 1\n", "\npeople:  # To do: write 1 or 2.\n"), encoding="utf-8")
    there = [each for each in check_all([file]).problems if each.line == text[: text.index("people:")].count("\n") + 1]
    assert [each.severity for each in there] == [Severity.ERROR]
