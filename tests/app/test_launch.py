"""The end of the program: everything is silenced and closed, errors are raised, and it ends with its terminal."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from companion.app import launch
from companion.app.launch import collecting_later, guarded, start_over, terminal_is_gone
from companion.app.options import Options
from companion.app.program import Program
from companion.errors import CompanionError
from companion.screen import app
from companion.screen.seam import HowLeft


class Ended:
    """Writes down that the program was silenced and closed; its close gives these errors."""

    def __init__(self, *wrong: Exception) -> None:
        self.log: list[str] = []
        self._wrong = list(wrong)

    def silence(self) -> None:
        self.log.append("silence")

    async def close(self) -> list[Exception]:
        self.log.append("close")
        return self._wrong

    def run(self, work: Callable[[], Coroutine[Any, Any, int]]) -> int:
        async def run() -> int:
            return await asyncio.wait_for(guarded(work(), self.silence, self.close), 10)

        return asyncio.run(run())


async def breaks() -> int:
    asyncio.get_running_loop().call_soon(lambda: 1 // 0)
    await asyncio.sleep(30)
    return 0


async def goes_well() -> int:
    return 130


async def refuses() -> int:
    raise CompanionError("There is no such exercise.")


def test_an_error_in_a_callback_silences_at_once_and_is_raised_after_one_close() -> None:
    ended = Ended()
    with pytest.raises(ZeroDivisionError):
        ended.run(breaks)
    assert ended.log == ["silence", "close"]


def test_a_session_that_goes_well_gives_its_code_and_closes_once() -> None:
    ended = Ended()
    assert ended.run(goes_well) == 130
    assert ended.log == ["close"]


def test_what_went_wrong_in_closing_is_said_once_and_together() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        Ended(OSError("the pipe broke"), ValueError("no such stream")).run(goes_well)
    assert [str(error) for error in raised.value.exceptions] == ["the pipe broke", "no such stream"]


def test_what_went_wrong_in_closing_is_said_with_the_mistake_before_it() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        Ended(OSError("the pipe broke")).run(breaks)
    assert [type(error) for error in raised.value.exceptions] == [ZeroDivisionError, OSError]


def test_what_went_wrong_in_closing_does_not_hide_a_sentence_for_the_person_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    with pytest.raises(CompanionError, match="no such exercise"):
        Ended(ValueError("no such stream")).run(refuses)
    (log,) = tmp_path.rglob("crash-*.log")
    assert "ValueError" in log.read_text(encoding="utf-8")


def test_ctrl_c_closes_too() -> None:
    ended = Ended()

    async def interrupted() -> int:
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(30)
        return 0

    with pytest.raises(KeyboardInterrupt):
        ended.run(interrupted)
    assert ended.log == ["close"]


@pytest.mark.skipif(
    sys.platform == "win32", reason="there are no terminals to hang up on Windows; run it on Linux or macOS"
)
def test_a_terminal_that_was_hung_up_is_noticed_and_a_pipe_is_none() -> None:
    ours, theirs = os.openpty()
    assert not terminal_is_gone(theirs)
    os.close(ours)
    assert terminal_is_gone(theirs)
    os.close(theirs)
    reading, writing = os.pipe()
    assert not terminal_is_gone(reading)
    os.close(writing)
    assert not terminal_is_gone(reading)
    os.close(reading)


@pytest.mark.skipif(
    sys.platform == "win32", reason="there are no terminals to hang up on Windows; run it on Linux or macOS"
)
def test_the_program_ends_with_its_window_though_nobody_tells_it(tmp_path: Path) -> None:
    """`make run` in a window of its own: only make is told that the window was closed, and it waits for the program."""
    ours, theirs = os.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "companion", "--no-mic", "--voice", "none"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,  # no controlling terminal: no signal when it is hung up
        env=os.environ | {"TERM": "xterm-256color", "COMPANION_HOME": str(tmp_path)},
    )
    os.close(theirs)
    try:
        shown = b""
        while b"Companion" not in shown or b"What do you need now?" not in shown:
            shown += os.read(ours, 65536)
        os.close(ours)
        running.wait(30)  # by the signal, or because a cursor blinks into a closed terminal: nothing reads the code
    finally:
        if running.poll() is None:
            running.kill()
            running.wait(5)


# ---- the garbage of the start ------------------------------------------------------------------------------------


@pytest.mark.parametrize("play", [None, "right-now"])
def test_the_loudspeaker_wakes_up_while_a_program_that_begins_with_an_exercise_is_loaded(
    play: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(Program, "open_loudspeaker", lambda program: opened.append("loudspeaker"))

    async def shown(*_: object, **__: object) -> HowLeft:
        opened.append("screen")
        return HowLeft(False, None)

    monkeypatch.setattr(app, "run_screen", shown)
    monkeypatch.setattr(launch, "terminal_is_gone", lambda descriptor: False)
    assert asyncio.run(launch._run_screen(Options(), play, 1)) == 0
    assert opened == (["screen"] if play is None else ["loudspeaker", "screen"])


def test_no_garbage_is_looked_for_until_the_start_is_over() -> None:
    assert gc.isenabled()
    with collecting_later():
        assert not gc.isenabled()
        start_over()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_garbage_is_looked_for_again_after_a_start_that_failed() -> None:
    with pytest.raises(CompanionError), collecting_later():
        raise CompanionError("No such exercise.")
    assert gc.isenabled()
