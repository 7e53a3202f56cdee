"""The whole program in a terminal of its own, with keys as the bytes that a real device makes a terminal send."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from companion.screen.fresh_page import SECONDS

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P.*?\x1b\\|[ -/]*[0-~])", re.S)
_OTHER_SCREEN = re.compile(rb"\x1b\[\?1049h.*?\x1b\[\?1049l", re.S)

LOOKS_FIRST = (b"\r", b" ")
"""Keys that do nothing in the first moment of a page (`fresh_page.SECONDS`): a person looks at it first."""
QUIET = 0.3
"""Seconds: twice as long as two keys may be apart to count as one press of a button (`lesson.AT_ONCE`)."""


class PtyProgram:
    """A running program: its keys are written, and its screen is read as text without any spaces."""

    def __init__(self, descriptor: int, process: subprocess.Popen[bytes]) -> None:
        self._descriptor = descriptor
        self.process = process
        self._seen = b""
        self._all = b""

    def press(self, keys: bytes) -> None:
        if keys in LOOKS_FIRST:
            time.sleep(SECONDS + 0.2)
        os.write(self._descriptor, keys)

    def wait_for(self, text: str, seconds: float = 30.0) -> bool:
        """Reads until this text was written since the last call that found its text, and drops what came before."""
        wanted = "".join(text.split())
        deadline = time.monotonic() + seconds
        while True:
            plain = "".join(_ESCAPES.sub("", self._seen.decode("utf-8", "ignore")).split())
            if wanted in plain:
                self._seen = b""
                return True
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                return False

    def press_at(self, text: str, keys: bytes, seconds: float = 30.0) -> None:
        """Presses once this text was written and looked at. AssertionError with everything written if it isn't within
        these seconds."""
        assert self.wait_for(text, seconds), f"no {text!r}:\n{self._all[-4000:].decode('utf-8', 'replace')}"
        self.settle()
        self.press(keys)

    def press_until(self, keys: bytes, text: str, times: int = 20) -> bool:
        """Presses again, a second apart, until this text is written."""
        for _ in range(times):
            self.press(keys)
            if self.wait_for(text, 1.0):
                return True
        return False

    def settle(self, seconds: float = 30.0) -> None:
        """Reads until nothing more is written for QUIET seconds: a person looks before they press the next key. It
        stops after `seconds`, since a page that moves never falls quiet."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._read(QUIET):
            pass

    def exit_code(self, seconds: float = 60.0) -> int:
        """Reads to the end, and returns the exit code. AssertionError with the last that was written if the program is
        still running after `seconds`."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self._read(left):
            pass
        try:
            return self.process.wait(max(1.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            last = self._all[-4000:].decode("utf-8", "replace")
            raise AssertionError(f"the program is still running after {seconds:g} s; it last wrote:\n{last}") from None

    def left_in_the_window(self) -> str:
        """Returns everything that was written outside of the terminal's other screen, without spaces: it stays in the
        window, or can be scrolled back to."""
        outside = _OTHER_SCREEN.sub(b"", self._all)
        return "".join(_ESCAPES.sub("", outside.decode("utf-8", "ignore")).split())

    @property
    def written(self) -> bytes:
        """Everything that was written so far, with the signs that steer a terminal."""
        return self._all

    def _read(self, seconds: float) -> bool:
        """Reads once more; False at the end, or where nothing comes."""
        readable, _, _ = select.select([self._descriptor], [], [], seconds)
        if not readable:
            return False
        try:
            more = os.read(self._descriptor, 65536)
        except OSError:  # Linux, once the other end is closed
            return False
        self._seen += more
        self._all += more
        return bool(more)


@contextlib.contextmanager
def in_a_terminal(
    *arguments: str, home: Path, size: tuple[int, int] = (80, 24), before: Sequence[str] = (), **changes: str
) -> Iterator[PtyProgram]:
    """Runs `companion` with these arguments in a terminal of 80 × 24. `before`: a command that runs it."""
    environment: Mapping[str, str] = {
        **os.environ, "COMPANION_HOME": str(home), "TERM": "xterm-256color", **changes,
    }  # fmt: skip
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "companion", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield PtyProgram(ours, process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)
        os.close(ours)
