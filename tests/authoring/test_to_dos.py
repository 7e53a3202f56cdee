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
    asked = "Please decide: is this a heading?"
    assert asked in [each.message for each in check_all([file]).problems]
    assert check_all([file]).code == 0
    assert asked in [each.message for each in Drafts(file).look().problems]


def test_a_message_has_the_words_of_the_note_also_where_it_goes_on_in_the_next_line() -> None:
    lines = [
        "# To do: write `ending:` and below it a last line. Every exercise needs one, so that people know that it's",
        "# over.",
        "# Another note.",
    ]
    (found,) = to_dos(lines, "a.yaml")
    assert found.message == "Still to do: write `ending:` and below it a last line."
    assert (
        found.hint == "Every exercise needs one, so that people know that it's over. When it is done, delete the note."
    )


def test_the_words_of_the_script_beside_a_guess_are_named() -> None:
    (found,) = to_dos(["  - wait: 5s  # Not sure: how long should this pause be? (pause)"], "a.yaml")
    assert found.message == "Please decide: how long should this pause be?"
    assert found.hint == "The script says: (pause). If it is right, delete the note."


def test_write_shows_the_notes_beside_mistakes_too(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8").replace("\npeople: 1\n", "\npeople:\n")
    file.write_text(text.replace("steps:\n", "steps:\n  # Not sure: is this a heading?\n", 1), encoding="utf-8")
    assert [each.severity for each in Drafts(file).look().problems] == [Severity.ERROR, Severity.NOTE]


def test_what_is_missing_is_named_at_its_note_and_only_once(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8")
    heading = text.partition("\nauthor:")[0]
    assert "sources:" in heading
    lines = [line for line in heading.split("\n") if not line.startswith(("sources:", "  -"))]
    lines += ["# To do: say where it comes from. Write `sources:`, and below it a line with a dash."]
    file.write_text("# A note.\n" + "\n".join(lines) + text[len(heading) :], encoding="utf-8")
    found = [each for each in check_all([file]).problems if "sources" in each.message + each.hint]
    assert [(each.line, each.rule) for each in found] == [(len(lines) + 1, "no-sources")]
    assert "in place of this note" in found[0].hint


def test_what_is_missing_without_a_note_is_named_above_the_next_key(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8").replace("\npeople: 1\n", "\n")
    file.write_text(f"# A note.\n# Another.\n{text}", encoding="utf-8")
    (found,) = [each for each in check_all([file]).problems if each.severity is Severity.ERROR]
    assert found.message == "'people' is missing."
    assert (found.line, found.column) == (text[: text.index("kind:")].count("\n") + 3, 1)
    assert found.hint == "Write it above this line, such as: people: 2"


def test_a_line_with_a_mistake_is_not_named_twice(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8")
    assert "\npeople: 1\n" in text
    file.write_text(text.replace("\npeople: 1\n", "\npeople:  # To do: write 1 or 2.\n"), encoding="utf-8")
    there = [each for each in check_all([file]).problems if each.line == text[: text.index("people:")].count("\n") + 1]
    assert [each.severity for each in there] == [Severity.ERROR]
