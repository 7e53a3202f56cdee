"""The clock of the tests of screens: it jumps over a wait in which nothing would happen.

Textual's pilot sleeps for 20 ms after each key, and again until the app has had nothing to do for 20 ms. Here these
20 ms pass at once: every timer that is due in them runs at its time, and where a thread works, its end is waited for.
A test is quicker by this, and no slow thread of a busy machine comes too late for what it looks at.
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

THREAD_PATIENCE = 1.0
"""Seconds of the real clock for which the work of a thread is waited for: a busy machine takes a while. A test that
holds it up itself goes on after this time."""


class SkippedTime:
    """A clock that all of the program reads: the real one, and what was jumped over."""

    def __init__(self) -> None:
        self.skipped = 0.0
        """Seconds that were jumped over."""
        self._left: set[threading.Thread] = set()
        """The threads that tests before this one left behind, and pytest's own."""
        self._working: set[asyncio.Future[Any]] = set()
        """The calls that a thread works on for the event loop."""
        self._held: set[asyncio.Future[Any]] = set()
        """Those of them that were waited for in vain: the test itself holds them up."""

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Gives this clock to the event loop, to Textual and to the program."""
        self._left = set(threading.enumerate())
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
            self._working.add(future)
            future.add_done_callback(self._working.discard)
            return future

        monkeypatch.setattr(asyncio.BaseEventLoop, "run_in_executor", run_in_executor)

    def now(self) -> float:
        """Returns the time in seconds."""
        return _monotonic() + self.skipped

    async def sleep(self, seconds: float) -> None:
        """Sleeps until `seconds` of this clock are over, and jumps over all in which nothing happens."""
        loop = asyncio.get_running_loop()
        until = self.now() + seconds
        while True:
            while loop._ready:  # type: ignore[attr-defined]
                await _sleep(0)
            if self._working - self._held:
                await self._threads_end()
                continue
            left = until - self.now()
            if left <= 0:
                return
            if self._working or self._others_run(loop):
                await _sleep(min(left, 0.002))
                continue
            due = [each.when() for each in loop._scheduled if not each.cancelled()]  # type: ignore[attr-defined]
            self.skipped += max(0.0, min([left, *(when - self.now() for when in due)]))
            await _sleep(0)

    async def _threads_end(self) -> None:
        """Waits until no thread works for the loop any more, for THREAD_PATIENCE at most."""
        until = _monotonic() + THREAD_PATIENCE
        while self._working - self._held and _monotonic() < until:
            await _sleep(0.002)
        self._held = set(self._working)

    def _others_run(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Tells whether a thread of this test runs that the loop did not start."""
        executor = loop._default_executor  # type: ignore[attr-defined]
        own = executor._threads if executor is not None else set()
        return bool(set(threading.enumerate()) - self._left - own)
