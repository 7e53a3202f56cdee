"""Ctrl+Z stops the program as a shell does, with the session paused and the microphone closed; `fg` brings it back."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from companion.screen import app as screen_app
from companion.screen import job_control, words
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


_IN_A_SHELL = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None,
    reason="bash is not installed (Debian's package: bash), or this is Windows",
)


@_IN_A_SHELL
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


# ---- where lines are typed

_BY_SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Ctrl+Z that stops a process")


def lines_stand_still(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch, *signals: str, in_front: Callable[[], bool] = lambda: True
) -> list[str]:
    """Sends these signals to the program, each once the one before was dealt with. Returns what it then did."""
    monkeypatch.setattr(job_control, "has_job_control", lambda: True)
    monkeypatch.setattr(job_control, "_in_the_background", lambda: not in_front())
    monkeypatch.setattr(job_control, "_stand_still", lambda: program.aside.append("stands still"))

    async def run_it() -> None:
        with job_control.standing_still(program, lambda: program.aside.append("no shell")):
            for name in signals:
                os.kill(os.getpid(), getattr(signal, name))
                await asyncio.sleep(0.05)

    asyncio.run(run_it())
    return program.aside


@_BY_SIGNALS
def test_in_lines_too_the_microphone_is_closed_before_and_listens_again_afterwards(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)
    done = lines_stand_still(program, monkeypatch, "SIGTSTP", "SIGCONT", "SIGCONT")
    assert done == ["aside", "stands still", "back"]
    assert (signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)) == known


@_BY_SIGNALS
def test_in_the_background_the_microphone_of_lines_stays_closed(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next read from the terminal stops the process there, and it would stand still with an open microphone."""
    fronts = iter((False, True))
    done = lines_stand_still(
        program, monkeypatch, "SIGTSTP", "SIGCONT", "SIGCONT", "SIGCONT", in_front=lambda: next(fronts)
    )
    assert done == ["aside", "stands still", "back"]


@_BY_SIGNALS
def test_lines_that_were_brought_back_before_the_microphone_was_closed_do_not_stop(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly() -> None:
        program.aside.append("aside")
        await asyncio.sleep(0.07)

    monkeypatch.setattr(program, "step_aside", slowly)
    assert lines_stand_still(program, monkeypatch, "SIGTSTP", "SIGCONT", "SIGCONT") == ["aside", "back"]


@_BY_SIGNALS
def test_in_lines_too_it_says_so_where_no_shell_could_bring_it_back(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_control, "has_job_control", lambda: False)
    monkeypatch.setattr(job_control, "_stand_still", lambda: pytest.fail("it would stand still for good"))

    async def run_it() -> None:
        with job_control.standing_still(program, lambda: program.aside.append("no shell")):
            os.kill(os.getpid(), signal.SIGTSTP)
            await asyncio.sleep(0.05)

    asyncio.run(run_it())
    assert program.aside == ["no shell"]


@_IN_A_SHELL
def test_lines_in_a_real_shell_are_paused_stop_and_come_back(tmp_path: Path) -> None:
    script = 'set -m; "$@"; echo It-stands-still; fg >/dev/null; echo It-is-over'
    arguments = ("play", "right-now", "--plain", "--voice", "none", "--no-mic")
    before = ("bash", "--norc", "-i", "-c", script, "shell")
    with in_a_terminal(*arguments, home=tmp_path, before=before) as program:
        program.press_at("one minute", b"\x1a", 60)
        assert program.wait_for("It-stands-still", 30)
        assert "(paused" in program.left_in_the_window().partition("It-stands-still")[0]
        program.settle()
        program.press(b"quit\n")
        assert program.wait_for("It-is-over", 60)
