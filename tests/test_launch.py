"""An error in a callback of the loop: the session is silenced and the error comes out, instead of standing still."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from companion.launch import _guarded, terminal_is_gone


def test_an_error_in_a_callback_ends_the_session_and_is_raised() -> None:
    closed: list[bool] = []

    async def session() -> int:
        asyncio.get_running_loop().call_soon(lambda: 1 // 0)
        await asyncio.sleep(30)
        return 0

    async def run() -> int:
        return await asyncio.wait_for(_guarded(session(), lambda: closed.append(True)), 10)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
    assert closed == [True]


def test_a_session_that_goes_well_gives_its_code() -> None:
    async def session() -> int:
        return 130

    async def run() -> int:
        return await _guarded(session(), lambda: None)

    assert asyncio.run(run()) == 130


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals to hang up on Windows")
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


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals to hang up on Windows")
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
        while b"Companion" not in shown:
            shown += os.read(ours, 65536)
        os.close(ours)
        assert running.wait(30) == -signal.SIGHUP
    finally:
        if running.poll() is None:
            running.kill()
            running.wait(5)
