"""A list of words said in another way is checked against its exercises and the spoken commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.authoring.checking import check_all
from companion.exercise.problems import Problem, Severity
from tests.packs.test_shelf import put


def remarks(tmp_path: Path, entry: str) -> list[Problem]:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8")
    line = "Thank you, Thich Nhat Hanh, for the metta of O’Brien. If you say stop, it stops."
    file.write_text(text.replace("steps:\n", f"steps:\n  - {line}\n", 1), encoding="utf-8")
    (tmp_path / "say-as.yaml").write_text(f"{entry}\n", encoding="utf-8")
    return [each for each in check_all([tmp_path]).problems if each.file.endswith("say-as.yaml")]


@pytest.mark.parametrize(
    "entry", ["Thich Nhat Hanh: Tick Nyaht Hahn", "metta: mettah", "Metta: mettah\nmetta: mettah", "O'Brien: Oh Bryen"]
)
def test_an_entry_that_is_used_is_right(entry: str, tmp_path: Path) -> None:
    assert [each for each in remarks(tmp_path, entry) if each.severity is not Severity.NOTE] == []
    assert [each.message for each in remarks(tmp_path, entry.rpartition("\n")[2])] == []


@pytest.mark.parametrize(
    ("entry", "severity", "message"),
    [
        ("Tich Nhat Hanh: Tick Nyaht Hahn", Severity.NOTE, "No exercise here has 'Tich Nhat Hanh'"),
        ("Metta: mettah", Severity.NOTE, "No exercise here has 'Metta'"),
        ("metta: Metta", Severity.NOTE, "'metta' is to be said as it is written"),
        ("metta: stop", Severity.WARNING, "'metta' would sound like 'stop', which is a command."),
        ("metta: Red sky", Severity.WARNING, "'metta' would sound like 'red', which is a command."),
        ("metta: go on", Severity.WARNING, "'metta' would sound like 'go on', which is a command."),
        ("stop: stahp", Severity.WARNING, "'stop' is a word that stops Companion."),
    ],
)
def test_an_entry_that_needs_a_look(entry: str, severity: Severity, message: str, tmp_path: Path) -> None:
    (found,) = remarks(tmp_path, f"# mine\n{entry}")
    assert (found.line, found.column, found.severity) == (2, 1, severity)
    assert message in found.message
    assert found.hint


def test_an_entry_for_nothing_is_a_mistake(tmp_path: Path) -> None:
    (found,) = remarks(tmp_path, "metta:")
    assert found.severity is Severity.ERROR


def test_a_list_alone_is_not_compared_with_exercises(tmp_path: Path) -> None:
    file = tmp_path / "say-as.yaml"
    file.write_text("metta: mettah\nmira: go back\n", encoding="utf-8")
    assert [each.message for each in check_all([file]).problems] == [
        "'mira' would sound like 'go back', which is a command. If somebody said it just then, Companion could miss it."
    ]
