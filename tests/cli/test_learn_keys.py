"""`companion keys`: what it shows, forgets and refuses, and what it does with damaged settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from companion import cli
from companion.errors import EXIT_GOOD, EXIT_YOURS
from companion.store import settings
from companion.store.settings import Settings


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["keys", *arguments]) == EXIT_GOOD
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(list(arguments)) == EXIT_YOURS
    return capsys.readouterr().err


def test_without_buttons_it_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--show") == "You haven’t set up any buttons. To begin, type: companion keys\n"


def test_buttons_are_shown_and_forgotten_and_the_rest_stays(capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(lambda _: Settings("IE", stop_word="pineapple", buttons={"f5": "pause", "pagedown": "stop"}))
    shown = said(capsys, "--show").splitlines()
    assert shown[:2] == ["Page Down: stop", "F5: pause and continue"]
    assert "Esc and S always stop" in shown[2]
    assert "forgotten" in said(capsys, "--forget")
    assert settings.load().settings == Settings("IE", stop_word="pineapple")
    assert "You haven’t set up any buttons" in said(capsys, "--show")


def test_a_damaged_button_is_said_and_the_others_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    settings.path().parent.mkdir(parents=True)
    settings.path().write_text('[buttons]\npagedown = "stop"\nf5 = "explode"\n', encoding="utf-8")
    shown = said(capsys, "--show")
    assert "one of its buttons has no meaning that I know" in shown
    assert "Page Down: stop" in shown
    assert "some of them no longer work" in shown


def test_a_key_that_somebody_wrote_into_the_file_takes_no_safety_away(capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(lambda _: Settings(buttons={"escape": "next", "n": "yes-a", "f5": "stop"}))
    shown = said(capsys, "--show")
    assert "Esc and N can’t be used" in shown
    assert "Esc: next" not in shown
    assert "F5: stop" in shown


@pytest.mark.parametrize("arguments", [["keys"], ["keys", "--test"], ["keys", "--plain"], ["--plain", "keys"]])
def test_where_only_lines_arrive_it_says_so(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, *arguments)
    assert "I only see what you type after you press Enter" in told
    assert "without --plain" in told


def test_two_actions_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--show and --forget don't go together" in refused(capsys, "keys", "--show", "--forget")


def test_showing_the_buttons_loads_no_screen() -> None:
    code = "import sys; from companion import cli; cli.main(['keys', '--show']); print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.split()[-1] == "False"
