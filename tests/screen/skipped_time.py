"""The clock of the tests of screens: it jumps over a wait in which nothing would happen.

Textual's pilot sleeps for 20 ms after each key, and again until the app has had nothing to do for 20 ms. Here these
20 ms pass at once: every timer that is due in them runs at its time, and where a thread works, its end is waited for.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import pytest
from textual import _time, _wait

_monotonic, _sleep = time.monotonic, asyncio.sleep


class SkippedTime:
    """A clock that all of the program reads: the real one, and what was jumped over."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._working = 0
        """Calls that a thread works on for the event loop."""

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Gives this clock to the event loop, to Textual and to the program."""
        monkeypatch.setattr(time, "monotonic", self.now)
        monkeypatch.setattr(_time, "get_time", self.now)
        monkeypatch.setattr(_wait, "monotonic", self.now)
        monkeypatch.setattr(_wait, "sleep", self.sleep)
        counted = asyncio.BaseEventLoop.run_in_executor

        def run_in_executor(
            loop: asyncio.BaseEventLoop,
            executor: Executor | None,
            do: Callable[..., Any],
            *given: Any,
        ) -> asyncio.Future[Any]:
            future = counted(loop, executor, do, *given)
            self._working += 1
            future.add_done_callback(self._worked)
            return future

        monkeypatch.setattr(asyncio.BaseEventLoop, "run_in_executor", run_in_executor)

    def now(self) -> float:
        """Returns the time in seconds."""
        return _monotonic() + self._skipped

    async def sleep(self, seconds: float) -> None:
        """Sleeps until so many seconds of this clock are over, and jumps over all in which nothing happens."""
        loop = asyncio.get_running_loop()
        until = self.now() + seconds
        while True:
            while loop._ready:  # type: ignore[attr-defined]
                await _sleep(0)
            left = until - self.now()
            if left <= 0:
                return
            if self._threads_work(loop):
                await _sleep(min(left, 0.002))
                continue
            due = [each.when() for each in loop._scheduled if not each.cancelled()]  # type: ignore[attr-defined]
            self._skipped += max(0.0, min([left, *(when - self.now() for when in due)]))
            await _sleep(0)

    def _worked(self, future: asyncio.Future[Any]) -> None:
        self._working -= 1

    def _threads_work(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Tells whether a thread works for the loop, or one runs that the loop did not start."""
        executor = loop._default_executor  # type: ignore[attr-defined]
        own = 1 + (len(executor._threads) if executor is not None else 0)
        return self._working > 0 or threading.active_count() > own
