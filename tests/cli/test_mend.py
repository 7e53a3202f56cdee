"""`companion check --mend`: shows the change, asks, keeps a copy; and changes nothing without a yes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from companion import cli
from tests.packs.test_shelf import put


class Terminal(io.StringIO):
    """A terminal at which somebody has already typed."""

    def isatty(self) -> bool:
        return True


def mend(monkeypatch: pytest.MonkeyPatch, typed: str | None, *arguments: str) -> int:
    """Runs the command; `typed` is None if there is no terminal to answer at."""
    monkeypatch.setattr(sys, "stdin", io.StringIO() if typed is None else Terminal(typed))
    monkeypatch.setattr("companion.cli.prompts.is_there", lambda: typed is not None)
    return cli.main(["check", "--mend", *arguments])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("steps:\n", "steps:\n  – Remember: you are here.\n", 1), encoding="utf-8")
    return file


def test_it_shows_the_change_and_saves_it_after_a_yes(
    broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.read_bytes()
    assert mend(monkeypatch, "y\n", str(broken)) == 0
    out = capsys.readouterr().out
    assert "  -   – Remember: you are here.\n" in out
    assert '  +   - "Remember: you are here."\n' in out
    assert out.endswith("1 exercise checked: it can be used.\n")
    assert b'  - "Remember: you are here."\n' in broken.read_bytes()
    assert broken.with_name("one.yaml.before").read_bytes() == before


@pytest.mark.parametrize("typed", ["\n", "n\n", ""])
def test_without_a_yes_nothing_is_changed(
    typed: str, broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.read_bytes()
    assert mend(monkeypatch, typed, str(broken)) == 1
    assert "Nothing was changed." in capsys.readouterr().out
    assert broken.read_bytes() == before
    assert [path.name for path in broken.parent.iterdir()] == ["one.yaml"]


def test_without_a_terminal_it_asks_for_yes_as_an_option(
    broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.read_bytes()
    assert mend(monkeypatch, None, str(broken)) == 1
    assert "--yes" in capsys.readouterr().err
    assert broken.read_bytes() == before
    assert mend(monkeypatch, None, str(broken), "--yes") == 0
    assert broken.read_bytes() != before


def test_a_good_file_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = put(tmp_path / "one.yaml", "One")
    before = file.read_bytes()
    assert mend(monkeypatch, None, str(file)) == 0
    assert "there is nothing that I can mend" in capsys.readouterr().out
    assert file.read_bytes() == before


def test_a_folder_is_mended_with_the_names_of_its_files(
    broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken.parent
    (folder / "pack.yml").write_text("title: Pack\n", encoding="utf-8")
    put(folder / "two.yaml.txt", "Two")
    assert mend(monkeypatch, None, str(folder), "--yes") == 0
    assert sorted(path.name for path in folder.iterdir() if not path.name.endswith(".before")) == [
        "one.yaml",
        "pack.yaml",
        "two.yaml",
    ]
    assert "2 exercises checked: all can be used." in capsys.readouterr().out
