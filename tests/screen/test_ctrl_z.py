"""Ctrl+Z stops the program as a shell does, with the session paused and the microphone closed; `fg` brings it back."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from companion.screen import app as screen_app
from companion.screen import words
from companion.screen.app import CompanionApp
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeProgram
from tests.screen.pty_program import in_a_terminal


@pytest.mark.parametrize("play", [None, "longer-exhale"], ids=["home", "session"])
def test_where_no_shell_could_bring_it_back_it_says_so(
    play: str | None, program: FakeProgram, run_app: RunApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        CompanionApp, "action_suspend_process", lambda self: pytest.fail("it would stand still for good")
    )

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert words.NO_SHELL in " ".join(screen_text(pilot.app).split())

    run(run_app(walk, play=play))
    assert program.aside == []


def test_the_microphone_is_closed_before_and_listens_again_afterwards(
    program: FakeProgram, run_app: RunApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen_app, "has_job_control", lambda: True)
    monkeypatch.setattr(CompanionApp, "can_stand_still", property(lambda self: True))
    monkeypatch.setattr(CompanionApp, "action_suspend_process", lambda self: program.aside.append("stands still"))

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+z")
        await pilot.pause()

    run(run_app(walk))
    assert program.aside == ["aside", "stands still", "back"]


@pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None,
    reason="bash is not installed (Debian's package: bash), or this is Windows",
)
@pytest.mark.parametrize(
    "start",
    [
        '"$@"',
        pytest.param(
            'make --silent --file="$COMPANION_HOME/Makefile" PROGRAM="$*"',
            marks=pytest.mark.skipif(
                shutil.which("make") is None, reason="make is not installed (Debian's package: make)"
            ),
        ),
    ],
    ids=["by itself", "under make"],
)
def test_in_a_real_shell_it_stops_and_comes_back(start: str, tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("run:\n\t@if [ -t 0 ]; then exec $(PROGRAM); fi\n", encoding="utf-8")
    script = f"set -m; {start}; echo It-stands-still; fg >/dev/null; echo It-is-over"
    with in_a_terminal(home=tmp_path, before=("bash", "--norc", "-i", "-c", script, "shell")) as program:
        assert program.wait_for(words.HOME_QUESTION, 60)
        program.settle()
        program.press(b"\x1a")
        assert program.wait_for("It-stands-still", 30)
        assert program.wait_for(words.HOME_QUESTION, 30)
        program.settle()
        program.press(b"\x11")
        assert program.wait_for("It-is-over", 30)
