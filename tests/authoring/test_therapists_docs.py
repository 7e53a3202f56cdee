"""docs/for-therapists.md keeps its promises: its commands exist, its pictures are the program's own."""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from companion import cli
from companion.errors import CompanionError

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXT = (DOCS / "for-therapists.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip() for line in re.findall(r"^    (companion .*)$", TEXT, re.M) if not line.startswith("companion check`")
]


def test_there_is_something_to_test() -> None:
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_understood(line: str) -> None:
    """Nothing is run: only whether the command line knows these words."""
    words = shlex.split(re.split(r"\s{3,}", line)[0])[1:]
    try:
        arguments = cli.parser().parse_args(words)
    except SystemExit as left:
        raise AssertionError(f"not understood: {line}") from left
    assert callable(arguments.run)


@pytest.mark.parametrize(
    ("picture", "scene"),
    [
        ("write.svg", "test_editor/test_how_it_looks[good].svg"),
        ("write-mistakes.svg", "test_editor/test_how_it_looks[broken].svg"),
        ("record.svg", "test_recording/test_picture.svg"),
    ],
)
def test_the_pictures_are_the_screen(picture: str, scene: str) -> None:
    snapshot = ROOT / "tests" / "screen" / "__snapshots__" / scene
    assert (DOCS / picture).read_bytes() == snapshot.read_bytes(), f"copy {snapshot.name} to docs/{picture}"


def test_every_link_and_picture_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)", TEXT):
        if not target.startswith("https:"):
            assert (DOCS / target).is_file(), target


def test_what_it_shows_of_a_new_pack_is_what_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert cli.main(["new", "pack", "evenings"]) == 0
    table = re.findall(r"^\| `([^`]+)` \|", TEXT, re.M)
    assert sorted(path.name for path in (tmp_path / "evenings").iterdir()) == sorted(table)
    assert cli.main(["new", "exercise", "evenings/before-sleep"]) == 0
    assert cli.main(["check", "evenings"]) == 0
    assert "2 exercises checked: all can be used, 7 warnings." in capsys.readouterr().out
    assert cli.main(["handout", "evenings", "-o", "evenings.pdf"]) == 0
    assert (tmp_path / "evenings.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(CompanionError, match="already"):
        cli.parser().parse_args(["new", "pack", "evenings"]).run(cli.parser().parse_args(["new", "pack", "evenings"]))
