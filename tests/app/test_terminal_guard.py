"""A terminal is as it was before, however the program ended in it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudoterminals on Windows; run it on Linux or macOS", allow_module_level=True)

import termios

from companion import resources
from tests.screen.pty_program import PtyProgram, in_a_terminal
from tests.shipped import FIRST_WORDS

MODES = {"1049": "the other screen", "25": "the cursor", "1000": "clicks", "1003": "the mouse", "2004": "pastes"}
_SWITCH = re.compile(rb"\x1b\[\?(\d+)([hl])")


def modes_of(written: bytes) -> dict[str, bool]:
    """The modes of the terminal after all this was written to it; the cursor is on at first, all else off."""
    modes = dict.fromkeys(MODES, False) | {"25": True}
    for number, switch in _SWITCH.findall(written):
        if number.decode() in modes:
            modes[number.decode()] = switch == b"h"
    return modes


class Watched(PtyProgram):
    """Keeps all that was ever written."""

    written = b""

    def read_to_the_end(self, seconds: float = 20.0) -> bytes:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                more = os.read(self._descriptor, 65536)
            except OSError:
                break
            if not more:
                break
            self.written += more
        return self.written


BAD_ENDS = {
    "SIGTERM": signal.SIGTERM,
    "SIGHUP": signal.SIGHUP,
    "SIGKILL": signal.SIGKILL,
    "a crash in a library": signal.SIGSEGV,
    "abort": signal.SIGABRT,
}


@pytest.mark.parametrize("end", BAD_ENDS.values(), ids=list(BAD_ENDS))
def test_the_terminal_is_given_back_whatever_ends_the_program(end: signal.Signals, tmp_path: Path) -> None:
    models = str(resources.models_dir())
    with in_a_terminal(
        "play", "right-now", "--voice", "none", "--no-mic", home=tmp_path, COMPANION_MODELS=models
    ) as program:
        before = termios.tcgetattr(program._descriptor)
        started = Watched(program._descriptor, program.process)
        assert program.wait_for(FIRST_WORDS)
        assert termios.tcgetattr(program._descriptor)[3] != before[3], "it reads single keys"
        os.kill(program.process.pid, end)
        written = started.read_to_the_end()
        assert program.process.wait(20) == -end
        # All of them were on, and what is written last switches them off.
        assert modes_of(written) == dict.fromkeys(MODES, False) | {"25": True}
        assert b"\x1b[?1049l" in written


def test_an_ordinary_end_writes_nothing_twice(tmp_path: Path) -> None:
    with in_a_terminal("--no-mic", "--voice", "none", home=tmp_path) as program:
        assert program.wait_for("What do you need now?")
        watched = Watched(program._descriptor, program.process)
        program.press(b"\x03")
        written = watched.read_to_the_end()
        program.process.wait(20)
        assert written.count(b"\x1b[?1049l") == 1


_STUCK = """
import os, signal, sys
from companion.app.terminal_guard import guarded_terminal
with guarded_terminal():
    os.write(2, b"\\x1b[?1049h")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_without_a_terminal_there_is_no_guard() -> None:
    ran = subprocess.run([sys.executable, "-c", _STUCK], stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
    assert ran.stderr == b"\x1b[?1049h"
