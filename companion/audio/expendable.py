"""Calls into PortAudio that may never come back, made on threads that nobody has to wait for.

Where a sound server dies in the moment in which a stream starts, PortAudio's ALSA part (seen in 19.6) waits for a lock
that nobody lets go, or its callback thread runs in a circle with cancelling switched off; whoever aborts or closes that
stream, or ends PortAudio, waits for ever. So the call is left to itself, the stream is kept and never touched again,
and PortAudio is neither restarted nor ended from then on: new streams open beside it.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Final, Generic, TypeVar

Result = TypeVar("Result")

_left: Final[list[object]] = []
"""Streams whose calls never came back. They are kept: what runs in the circle still uses them."""


class NeverCameBack(Exception):
    """The call was left to itself."""


class Call(Generic[Result]):
    """A call that is made on a thread of its own, from now on. `failures`: what it may raise."""

    def __init__(self, what: Callable[[], Result], failures: tuple[type[Exception], ...]) -> None:
        self._what = what
        self._failures = failures
        self._came_back = threading.Event()
        self._failed: Exception | None = None
        self._results: list[Result] = []
        threading.Thread(target=self._run, name="expendable", daemon=True).start()

    @property
    def over(self) -> bool:
        return self._came_back.is_set()

    def wait(self, seconds: float) -> None:
        self._came_back.wait(seconds)

    def result(self, seconds: float) -> Result:
        """What came of it, waited for so long. Raises what it raised, and NeverCameBack."""
        if not self._came_back.wait(seconds):
            raise NeverCameBack
        if self._failed is not None:
            raise self._failed
        if not self._results:  # it raised what nobody expected: threading has said what
            raise NeverCameBack
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._what())
        except self._failures as reason:
            self._failed = reason
        finally:
            self._came_back.set()


def call(what: Callable[[], None], seconds: float, failure: type[Exception]) -> None:
    """Make this call and wait so long for it. Raises the `failure` it raises itself, and NeverCameBack."""
    Call(what, (failure,)).result(seconds)


def leave(module: ModuleType, stream: object) -> None:
    """Keep this stream and its PortAudio as they are until the process ends, and let nothing wait for them then."""
    _left.append(stream)
    do_not_end(module)


def do_not_end(module: ModuleType) -> None:
    """Let the process end without ending PortAudio first: that would wait for every stream."""
    handler = getattr(module, "_exit_handler", None)  # sounddevice's own
    if handler is not None:
        atexit.unregister(handler)


def something_was_left() -> bool:
    """Whether PortAudio must not be restarted any more."""
    return bool(_left)
