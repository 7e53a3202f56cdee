"""Calls into PortAudio that may never come back, made on threads that nobody has to wait for.

Where a sound server dies in the moment in which a stream starts, PortAudio's ALSA part (19.6 and 19.7) waits for a lock
that nobody lets go, or its callback thread runs in a circle with cancelling switched off; whoever aborts or closes that
stream, or ends PortAudio, waits for ever. So the call is left to itself, the stream is kept and never touched again,
and PortAudio is neither restarted nor ended from then on: new streams open beside it.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Final

_left: Final[list[object]] = []
"""Streams whose calls never came back. They are kept: what runs in the circle still uses them."""


class NeverCameBack(Exception):
    """The call was left to itself."""


def call(what: Callable[[], None], seconds: float, failure: type[Exception]) -> None:
    """Make this call and wait so long for it. Raises the `failure` it raises itself, and NeverCameBack."""
    came_back = threading.Event()
    failed: list[Exception] = []

    def run() -> None:
        try:
            what()
        except failure as reason:
            failed.append(reason)
        came_back.set()

    threading.Thread(target=run, name="expendable", daemon=True).start()
    if not came_back.wait(seconds):
        raise NeverCameBack
    if failed:
        raise failed[0]


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
