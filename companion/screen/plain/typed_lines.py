"""Reads typed lines on a daemon thread, so that the loop never waits for them.

Works for terminals, pipes, plain files and /dev/null, on every system. The lines are passed on as they are.
"""

from __future__ import annotations

import asyncio
import codecs
import io
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TextIO

LONGEST_LINE = 4096
"""Characters; longer input without an end of line is cut here, so that it cannot fill the memory."""


class TypedLines:
    """The lines of `source` as they are typed. After its end, `next` returns None."""

    def __init__(self, source: TextIO | None) -> None:
        self._source = source
        self._kept: deque[str] = deque()
        self._more = asyncio.Event()
        self._started = False
        self.closed = False
        """The person has left; nothing that comes later counts."""
        self.ended = False
        self.put_back_waits = False
        """The next line was put back: it answers something that is no longer asked."""
        self._on_line: Callable[[str], None] | None = None

    def start(self) -> None:
        """Begins to read. Call it on the running loop; a second call does nothing."""
        if not self._started:
            self._started = True
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._read, args=(loop,), name="typed lines", daemon=True).start()

    def deliver(self, on_line: Callable[[str], None] | None) -> None:
        """Passes every line to `on_line` at once from now on, kept ones first; None keeps them for `next` again."""
        self._on_line = on_line
        while on_line is not None and self._kept:
            on_line(self._kept.popleft())

    async def next(self) -> str | None:
        """Waits for the next line; None at the end of the input."""
        while not self._kept:
            if self.ended:
                return None
            self._more.clear()
            await self._more.wait()
        self.put_back_waits = False
        return self._kept.popleft()

    def end(self) -> None:
        """Ends the input here, as if nothing more were typed: the person wants to leave Companion."""
        self._kept.clear()
        self.closed = True
        self._take(None)

    def put(self, line: str) -> None:
        """Adds a line as if it had been typed."""
        self._take(line)

    def put_back(self, line: str) -> None:
        """Makes this the next line again, before all others."""
        self._kept.appendleft(line)
        self.put_back_waits = True
        self._more.set()

    def _take(self, line: str | None) -> None:
        if line is None:
            self.ended = True
        elif self.closed:
            return
        elif self._on_line is not None:
            self._on_line(line)
        else:
            self._kept.append(line)
        self._more.set()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            for line in self._lines():
                loop.call_soon_threadsafe(self._take, line)
            loop.call_soon_threadsafe(self._take, None)
        except RuntimeError:
            return  # the loop was closed meanwhile

    def _lines(self) -> Iterator[str]:
        if self._source is None:
            return
        try:
            descriptor = self._source.fileno()
        except (OSError, ValueError, io.UnsupportedOperation):
            descriptor = None
        if descriptor is None:
            yield from self._from_object()
            return
        # os.read, not readline: a daemon thread that holds Python's own lock on stdin at exit is a fatal error.
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        text = ""
        while True:
            try:
                data = os.read(descriptor, 4096)
            except OSError:
                data = b""  # closed, or the terminal is gone
            text += decoder.decode(data, final=not data)
            *whole, text = text.split("\n")
            yield from (line.rstrip("\r") for line in whole)
            if len(text) > LONGEST_LINE or (not data and text):
                yield text
                text = ""
            if not data:
                return

    def _from_object(self) -> Iterator[str]:
        assert self._source is not None
        try:
            yield from (line.rstrip("\r\n") for line in self._source)
        except ValueError:
            return  # closed
