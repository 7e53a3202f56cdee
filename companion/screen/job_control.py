"""Ctrl+Z where lines are typed: the microphone is closed before the process stops. Must not import textual."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Protocol

_INPUT = 0


class StandsStill(Protocol):
    """The part of `seam.ProgramHandle` that is told before the process stops, and after it goes on."""

    async def step_aside(self) -> None: ...

    def step_back(self) -> None: ...


def has_job_control() -> bool:
    """Tells whether a shell can bring this process back once it is stopped. Only a shell with job control gives its
    commands a process group of their own, and can do so."""
    return sys.platform != "win32" and os.getsid(0) != os.getpgrp()


@contextlib.contextmanager
def standing_still(program: StandsStill, no_shell: Callable[[], None]) -> Iterator[None]:
    """Closes the microphone before Ctrl+Z stops the process, and listens again once it is back. To be entered on the
    running loop. `no_shell` is called instead where no shell could bring the process back."""
    if sys.platform == "win32" or signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN:
        yield
        return
    loop, still = asyncio.get_running_loop(), _Still(program, no_shell)
    loop.add_signal_handler(signal.SIGTSTP, still.asked)
    loop.add_signal_handler(signal.SIGCONT, still.go_on)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTSTP)
        loop.remove_signal_handler(signal.SIGCONT)


class _Still:
    """Stops the process on request. Everything is called on the loop's thread."""

    def __init__(self, program: StandsStill, no_shell: Callable[[], None]) -> None:
        self._program = program
        self._no_shell = no_shell
        self._stopping: asyncio.Task[None] | None = None
        self._wanted = False
        """The process is to stop once the microphone is closed."""
        self._aside = False
        """The microphone was closed for the stop, and has not been opened again."""

    def asked(self) -> None:
        """Begins to close the microphone, and then stops the process."""
        if not has_job_control():
            self._no_shell()
        elif self._stopping is None or self._stopping.done():
            self._wanted = True
            self._stopping = asyncio.ensure_future(self._stop())

    def go_on(self) -> None:
        """Listens again. In the background the next read would stop the process with its microphone open, so it stays
        closed there until `fg`."""
        self._wanted = False
        if self._aside and not _in_the_background():
            self._aside = False
            self._program.step_back()

    async def _stop(self) -> None:
        try:
            if not self._aside:
                await self._program.step_aside()
        finally:
            self._aside = True
            if self._wanted:
                _stand_still()
            else:
                self.go_on()  # "fg" was typed already


def _stand_still() -> None:
    """Stops this process alone: the others of its group, `make` say, were stopped by Ctrl+Z itself."""
    if sys.platform != "win32":
        os.kill(os.getpid(), signal.SIGSTOP)


def _in_the_background() -> bool:
    """Tells whether lines are read from a terminal in which another command is in front."""
    if sys.platform == "win32" or not os.isatty(_INPUT):
        return False
    try:
        return os.tcgetpgrp(_INPUT) != os.getpgrp()
    except OSError:
        return False  # the terminal is gone, or is not the one that this process belongs to
