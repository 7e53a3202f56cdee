"""The author's commands, as they are typed: their output on each stream, and their exit codes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from companion.cli import main


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No person is at the terminal, and their own files are somewhere else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())


Printed = pytest.CaptureFixture[str]


def test_new_says_what_to_do_next(tmp_path: Path, capsys: Printed) -> None:
    assert main(["new", "exercise", "Feet first", "--kind", "breath"]) == 0
    said = capsys.readouterr().out
    assert "Saved: feet-first.yaml" in said
    assert said.endswith("companion write feet-first.yaml\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exercise.schema.json", "feet-first.yaml"]


def test_new_never_replaces(capsys: Printed) -> None:
    assert main(["new", "exercise", "feet"]) == 0
    assert main(["new", "exercise", "feet"]) == 1
    assert "Nothing was changed" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["exercise", "瞑想"], ["exercise", "a/b"], ["pack", "x"], ["exercise", ""]])
def test_new_with_a_name_that_is_none(words: list[str], tmp_path: Path, capsys: Printed) -> None:
    assert main(["new", *words]) == 1
    assert capsys.readouterr().err.count("\n") == 2
    assert list(tmp_path.iterdir()) == []


def test_schema_is_printed_or_written(tmp_path: Path, capsys: Printed) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["title"] == "An exercise for Companion"
    assert main(["schema", "-o", "made.json"]) == 0
    assert (tmp_path / "made.json").read_text(encoding="utf-8") == printed
    assert main(["schema", "-o", "nowhere/made.json"]) == 1
    assert "can't be saved" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["--json", "--sarif"])
def test_check_for_programs(form: str, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "bad.yaml").write_text("steps: [wiat: 3s]\n", encoding="utf-8")
    assert main(["check", form, "bad.yaml"]) == 1
    assert json.loads(capsys.readouterr().out)
    assert main(["new", "exercise", "good"]) == 0
    capsys.readouterr()
    assert main(["check", form, "good.yaml"]) == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("words", [["write", "nothing.yaml"], ["write", "."], ["handout", "nothing", "-o", "x.pdf"]])
def test_what_is_not_there(words: list[str], capsys: Printed) -> None:
    assert main(words) == 1
    assert capsys.readouterr().err


def test_a_handout_with_a_name_of_no_form(capsys: Printed) -> None:
    assert main(["handout", "right-now", "-o", "x.doc"]) == 1
    assert ".pdf or .html" in capsys.readouterr().err


def test_a_handout_has_the_numbers_of_a_country(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["handout", "right-now", "-o", "x.html", "--region", "ireland"]) == 0
    assert "Samaritans: 116 123" in (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "Note:" not in capsys.readouterr().out
    assert main(["handout", "right-now", "-o", "x.html", "--region", "nowhere at all"]) == 1
    assert "isn't a country I know" in capsys.readouterr().err
    for name in ("LC_ALL", "LANG"):
        monkeypatch.setenv(name, "de_AT.UTF-8")
    assert main(["handout", "right-now", "-o", "x.html"]) == 0
    assert "The crisis numbers on it are those of Austria." in capsys.readouterr().out
    for name in ("LC_ALL", "LANG"):
        monkeypatch.setenv(name, "en_AQ.UTF-8")
    assert main(["handout", "right-now", "-o", "x.html"]) == 0
    assert "There are no crisis numbers for AQ" in capsys.readouterr().out


def test_a_handout_of_what_ships(tmp_path: Path, capsys: Printed) -> None:
    assert main(["handout", "right-now", "-o", "x.html", "--fingerprint", "a b c"]) == 0
    assert "<svg" in (tmp_path / "x.html").read_text(encoding="utf-8")
