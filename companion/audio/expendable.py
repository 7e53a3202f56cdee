"""Calls into PortAudio that may never return, made on threads that need not be waited for.

If a sound server dies at the moment a stream starts, PortAudio's ALSA part (seen in 19.6) waits for a lock that is
never released, or its callback thread loops with cancelling switched off. Aborting or closing that stream, or ending
PortAudio, then waits for ever. So the call is abandoned, the stream is kept and never touched again, and PortAudio is
neither restarted nor ended from then on; new streams open beside it.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Final, Generic, TypeVar

Result = TypeVar("Result")

_left: Final[list[object]] = []
"""Streams whose calls never returned. They are kept because the looping thread still uses them."""


class NeverCameBack(Exception):
    """The call did not return in time and was abandoned."""


class Broke(Exception):
    """The call raised an error that is not among its expected failures: a mistake of ours, or a missing library."""

    def __init__(self, reason: BaseException) -> None:
        super().__init__(f"{type(reason).__name__}: {reason}")
        self.reason = reason


class Call(Generic[Result]):
    """Makes a call on a thread of its own, from now on. `failures`: the errors that it may raise."""

    def __init__(self, what: Callable[[], Result], failures: tuple[type[Exception], ...]) -> None:
        self._what = what
        self._failures = failures
        self._came_back = threading.Event()
        self._failed: Exception | None = None
        self._broke: BaseException | None = None
        self._results: list[Result] = []
        threading.Thread(target=self._run, name="expendable", daemon=True).start()

    @property
    def over(self) -> bool:
        return self._came_back.is_set()

    def wait(self, seconds: float) -> None:
        self._came_back.wait(seconds)

    def result(self, seconds: float) -> Result:
        """Waits at most `seconds` for the result, and returns it. Raises the call's failure, NeverCameBack or Broke."""
        if not self._came_back.wait(seconds):
            raise NeverCameBack
        if self._failed is not None:
            raise self._failed
        if self._broke is not None:
            raise Broke(self._broke) from self._broke
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._what())
        except self._failures as reason:
            self._failed = reason
        finally:
            if not self._results and self._failed is None:
                self._broke = sys.exc_info()[1]  # raised further, to be logged like any thread's
            self._came_back.set()


def call(what: Callable[[], None], seconds: float, failure: type[Exception]) -> None:
    """Makes this call and waits at most that long. Raises the `failure` it raises itself, NeverCameBack, and Broke."""
    Call(what, (failure,)).result(seconds)


def leave(module: ModuleType, stream: object) -> None:
    """Keeps this stream and its PortAudio as they are until the process ends, and makes that end not wait for them."""
    _left.append(stream)
    do_not_end(module)


def do_not_end(module: ModuleType) -> None:
    """Lets the process end without ending PortAudio first, which would wait for every stream."""
    handler = getattr(module, "_exit_handler", None)  # sounddevice's own
    if handler is not None:
        atexit.unregister(handler)


def something_was_left() -> bool:
    """Tells whether a stream was abandoned, so that PortAudio must not be restarted any more."""
    return bool(_left)
