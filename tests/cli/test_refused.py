"""An exercise that may harm is played to nobody: every command says what `check` says, and a rehearsal says so too."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import cli
from companion.errors import EXIT_GOOD, EXIT_YOURS
from companion.packs.shelf import Shelf

HEADING = """format: 1
id: {id}
title: Four seven eight
summary: For the tests.
people: {people}
kind: {kind}
cautions: [For tests only.]
sources: [Made up]
author: Anna Example
license: CC-BY-4.0
"""
HELD = HEADING.format(id="four-seven-eight", people=1, kind="breath") + (
    "steps:\n  - breathe: {in: 4s, hold: 7s, out: 8s, times: 4}\nending: [Done.]\n"
)
WITHOUT_END = HEADING.format(id="four-seven-eight", people=1, kind="settle") + "steps: [Look up.]\n"
UNASKED = HEADING.format(id="four-seven-eight", people=2, kind="touch") + (
    "touch: [hands]\nlengths:\n  turn: {default: 2 min, from: 1 min, to: 3 min}\n"
    "steps:\n  - turns: {length: turn, steps: [wait: rest]}\nending: [Done.]\n"
)
HARMFUL = {"held-breath": HELD, "no-ending": WITHOUT_END, "touch-without-agreement": UNASKED}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main(list(arguments))
    told = capsys.readouterr()
    return code, told.out + told.err


@pytest.mark.parametrize("rule", HARMFUL)
def test_each_way_to_people_says_what_check_says(rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(HARMFUL[rule], encoding="utf-8")
    code, checked = said(capsys, "check", str(file))
    assert code == EXIT_YOURS
    # The message and the hint. Between them check shows the line itself, and at the end it counts.
    words = [checked.splitlines()[line].strip() for line in (0, -2)]
    assert words[0].startswith(f"{file}:")
    assert words[0].endswith(f"[{rule}]")
    sound, paper = tmp_path / "out.wav", tmp_path / "out.html"
    for command in (
        ["play", str(file), "--plain"],
        ["render", str(file), "-o", str(sound)],
        ["handout", str(file), "-o", str(paper)],
    ):
        code, told = said(capsys, *command)
        assert code == EXIT_YOURS, command
        for line in words:
            assert line in told, command
    assert not sound.exists()
    assert not paper.exists()


def test_the_list_says_it_and_keeps_the_title(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "mine"
    folder.mkdir(parents=True)
    (folder / "four-seven-eight.yaml").write_text(HELD, encoding="utf-8")
    for _ in ("read", "from the cache"):
        (entry,) = Shelf([tmp_path / "packs"], cache=tmp_path / "list.json").entries()
        assert (entry.id, entry.title) == ("four-seven-eight", "Four seven eight")
        place = f"{folder / 'four-seven-eight.yaml'}:12:5"
        assert entry.broken == f"{place}: The breath is held here, and there is no choice without a hold."


def test_a_rehearsal_plays_it_and_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(HELD, encoding="utf-8")
    code, told = said(capsys, "play", str(file), "--plain", "--speed", "1000", "--no-mic")
    assert code == EXIT_GOOD
    assert "I won't play it at its real speed" in told
    assert "[held-breath]" in told
    assert "Done." in told
    code, told = said(capsys, "play", str(file), "--plain", "--speed", "1.5", "--no-mic")
    assert code == EXIT_YOURS
    assert "I won't play it at its real speed" not in told


def test_a_preview_shows_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(HELD, encoding="utf-8")
    code, told = said(capsys, "preview", str(file))
    assert code == EXIT_GOOD
    assert "hold 7s" in told


INCLUDE = "include: four-seven-eight"


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        (f"[{INCLUDE}]", True),
        (f"[choose: {{ask: Which?, held: [{INCLUDE}], free: [{INCLUDE}], default: free}}]", True),
        (f"[choose: {{ask: Which?, held: [{INCLUDE}], free: [Just breathe.], default: held}}]", True),
        (f"[choose: {{ask: Which?, held: [{INCLUDE}], free: [Just breathe.], default: free}}]", False),
    ],
)
def test_a_held_breath_is_one_also_where_it_is_included(
    steps: str, refused: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "four-seven-eight.yaml").write_text(HELD, encoding="utf-8")
    file = tmp_path / "around.yaml"
    text = f"{HEADING.format(id='around', people=1, kind='breath')}steps: {steps}\nending: [Done.]\n"
    file.write_text(text, encoding="utf-8")
    assert ("[held-breath]" in said(capsys, "check", str(file))[1]) is refused
    code, told = said(capsys, "handout", str(file), "-o", str(tmp_path / "out.html"))
    assert code == (EXIT_YOURS if refused else EXIT_GOOD), told
    assert ("[held-breath]" in told) is refused


def test_exercises_that_include_each_other_are_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And no rule walks around in them for ever."""
    for id, other in (("first", "second"), ("second", "third"), ("third", "second")):
        text = f"{HEADING.format(id=id, people=1, kind='breath')}steps: [include: {other}]\nending: [Done.]\n"
        (tmp_path / f"{id}.yaml").write_text(text, encoding="utf-8")
    code, told = said(capsys, "check", str(tmp_path))
    assert code == EXIT_YOURS
    assert "include each other in a circle" in told
    code, told = said(capsys, "play", str(tmp_path / "first.yaml"), "--plain")
    assert code == EXIT_YOURS
    assert "include each other in a circle" in told
