"""Runs `companion calibrate` as a child process behind a page.

A callback gets the text that the child prints; the page's Enter and its wish to end go to the child. It is a process of
its own because it loads its own recogniser, and can be ended at any moment without a change to anything.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
from collections.abc import Callable, Sequence
from typing import Final

from companion.children import own_command
from companion.errors import EXIT_INTERRUPTED

_WIDTH: Final = 72
"""Cells of a line: as wide as a card, and the page breaks it again where that is too wide."""
_PIECE: Final = 4096
"""Bytes that are read at once: more than a line."""
_END_SECONDS: Final = 5.0
"""Seconds that the child has to end by itself, and to let go of the microphone, before it is killed."""


class Calibrating:
    """One calibration, for one person or two (`screen.seam.CalibrationHandle`). All calls are on the loop's thread."""

    def __init__(self, people: int, command: Sequence[str] | None = None) -> None:
        """`command` is run in place of this program (tests give another)."""
        this = own_command("calibrate", "--people", str(people))
        self._command = list(command) if command is not None else list(this)
        self._child: asyncio.subprocess.Process | None = None
        self._ended = False

    async def run(self, told: Callable[[str], None]) -> int:
        """Runs the child, and calls `told` with each piece of text as it comes. Returns the exit code; EXIT_INTERRUPTED
        after `end`.
        """
        if self._ended:
            return EXIT_INTERRUPTED
        self._child = child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "COLUMNS": str(_WIDTH), "PYTHONIOENCODING": "utf-8"},
        )
        if self._ended:  # while the child was being started
            self.end()
        assert child.stdout is not None
        assert child.stderr is not None
        errors = asyncio.create_task(child.stderr.read())
        try:
            text = codecs.getincrementaldecoder("utf-8")("replace")
            while piece := await child.stdout.read(_PIECE):
                told(text.decode(piece).replace("\r\n", "\n"))
            code = await child.wait()
            if code and not self._ended:  # otherwise there are only the messages of sound libraries
                told((await errors).decode("utf-8", "replace").replace("\r\n", "\n"))
        finally:
            await self._let_go(child)
            errors.cancel()
        return EXIT_INTERRUPTED if self._ended else code

    def go_on(self) -> None:
        """Passes Enter on."""
        if self._child is not None and self._child.stdin is not None and not self._ended:
            with contextlib.suppress(OSError, RuntimeError):  # it has just ended
                self._child.stdin.write(b"\n")

    def end(self) -> None:
        """Breaks the calibration off. Nothing has changed then, because it saves only at its end."""
        self._ended = True
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.terminate()

    async def break_off(self) -> None:
        """Breaks the calibration off; returns once its microphone is closed. Does nothing after its end."""
        self.end()
        if self._child is not None:
            await self._let_go(self._child)

    async def _let_go(self, child: asyncio.subprocess.Process) -> None:
        """Waits until the child has ended, and kills one that does not."""
        if child.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), _END_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
