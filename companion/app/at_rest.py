"""The time while an idle page is shown: after a while, sentences are rendered ahead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

TYPE_CHECKING = False
if TYPE_CHECKING:
    from companion.app.ahead import RenderingAhead

REST_SECONDS: Final = 15.0
"""Seconds that such a page is shown before rendering begins: a person who knows what they want has chosen it by
then."""


class AtRest:
    """Begins and ends the rendering ahead. Everything belongs to the loop's thread and returns at once."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, make: Callable[[], RenderingAhead], free: Callable[[], bool]
    ) -> None:
        """`make` is called when it is needed first. `free`: whether the program has nothing else to do now."""
        self._loop = loop
        self._make = make
        self._free = free
        self._ahead: RenderingAhead | None = None
        self._forbidden = False
        self._soon: asyncio.TimerHandle | None = None
        """The timer at whose end rendering begins; None unless such a page is shown."""

    def begin(self) -> None:
        """Renders after a while, unless the program is busy then or the spoken sentences were deleted."""
        self.end()
        if self._free() and not self._forbidden:
            self._soon = self._loop.call_later(REST_SECONDS, self._render)

    def end(self) -> None:
        """Ends the rendering, or the waiting for it."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._ahead is not None:
            self._ahead.stop()

    def begin_anew(self) -> None:
        """Lets everything be looked through again: another voice or pace was chosen."""
        if self._ahead is not None:
            self._ahead.begin_anew()

    def forbid(self) -> None:
        """Renders nothing any more in this run: the spoken sentences were deleted."""
        self._forbidden = True

    def _render(self) -> None:
        if self._free():
            if self._ahead is None:
                self._ahead = self._make()
            self._ahead.begin()
