"""The program behind the page: a process of its own, which ends with the page, and never waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

DRIVER: Final = "companion.screen.page_driver:PageDriver"
"""The driver of the program's screen, as Textual's environment variable names it."""
FROZEN_AFTER: Final = 2.0
"""Seconds for which a page may take nothing of what it is sent. Browsers stop pages that were not looked at for long; a
program that went on waiting for such a page would obey no "stop" any more. The pipes hold more than two seconds of a
session's pictures."""
ENDING_PATIENCE: Final = 10.0
"""Seconds that the program has to end by itself. It lets go of its devices within three, and of a hanging one within
a few more."""
LAST_ERRORS_PATIENCE: Final = 1.0
"""Seconds to wait for the end of the program's errors. A program that it started may hold them open."""
_CHUNK: Final = 65_536


class ShownApp(AppService):
    """The program that one page shows, from the page's beginning to its end."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
    ) -> None:
        """`arguments` is the program and what it is started with; the functions write to the page, and close it."""
        super().__init__(
            arguments[0],
            write_bytes=write_bytes,
            write_str=write_str,
            close=close,
            download_manager=DownloadManager(),
        )
        self._arguments = arguments

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**super()._build_environment(width, height), "TEXTUAL_DRIVER": DRIVER}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Starts the program without a shell, and in a session of its own: Ctrl-C is for the server, which ends it."""
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=sys.platform != "win32",
        )
        self._stdin = self._process.stdin
        return self._process

    async def on_data(self, payload: bytes) -> None:
        """Passes a picture on. Raises ConnectionResetError if the page has been frozen for FROZEN_AFTER."""
        try:
            async with asyncio.timeout(FROZEN_AFTER):
                await super().on_data(payload)
        except TimeoutError:
            raise ConnectionResetError from None

    async def run(self) -> None:
        """Shows the program until it or the page has ended, then ends the other one too."""
        with contextlib.suppress(asyncio.CancelledError):  # raised there if the program had ended before this began
            await super().run()
        await self.send_meta({"type": "quit"})
        assert self._process is not None
        assert self._process.stdout is not None
        while await self._process.stdout.read(_CHUNK):
            pass  # it must not wait for somebody to read its last pictures
        await self.remote_close()
        await self._show_last_errors()

    async def _show_last_errors(self) -> None:
        """Prints what the program said about its end and textual-serve has not printed: it stops reading too early."""
        assert self._process is not None
        assert self._process.stderr is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_ERRORS_PATIENCE):
                while said := await self._process.stderr.read(_CHUNK):
                    sys.stdout.write(said.decode("utf-8", "replace"))

    async def stop(self) -> None:
        """Asks the program to end, and returns once it has ended; after ENDING_PATIENCE, kills it."""
        if self._process is None or self._task is None:
            return
        await self.send_meta({"type": "quit"})
        _, under_way = await asyncio.wait([self._task], timeout=ENDING_PATIENCE)
        if under_way:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._task.cancel()
        await self._process.wait()
