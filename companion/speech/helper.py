"""The common part of the voices' helper processes: how they are started, waited for and ended, and how they fail."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO, Any, Final, Protocol, TypeVar

from companion.patience import AT_WORK_FROM, Patience

OUT_OF_REACH: Final[dict[str, Any]] = (
    {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    if sys.platform == "win32"
    else {"start_new_session": True}
)
"""Arguments for Popen that keep Ctrl-C at the terminal from reaching a helper: it is for the program alone."""


_LOOK_SECONDS: Final = 0.2
"""Seconds between two looks at a helper that has not answered: less than counts at most (`patience.LONGEST_LOOK`)."""


class HelperFailed(Exception):
    """The helper died, hangs, gave an invalid answer or refused."""


Answer = TypeVar("Answer")
_Given = TypeVar("_Given", covariant=True)


class AnswerQueue(Protocol[_Given]):
    """The answers that a helper has given, as `queue.Queue` has them."""

    def get(self, block: bool = True, timeout: float | None = None) -> _Given: ...


def waited_for(
    answers: AnswerQueue[Answer],
    patience: Patience,
    works: Callable[[], bool],
    *,
    starting: bool = False,
    more: float = 0.0,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Waits for the next answer. Raises HelperFailed once the patience is over.

    `works` tells whether the helper is seen to work. `starting`: it is the first answer; the caller tells the patience
    how long the start took. `more`: seconds that this answer may take besides.
    """
    since = clock()
    patience.begin(since)
    while True:
        try:
            answer = answers.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            now = clock()
            patience.look(now, waiting=True, at_work=now - since > AT_WORK_FROM and works())
            if patience.over(now, starting=starting, more=more):
                raise HelperFailed("it doesn't answer") from None
            continue
        if not starting:
            now = clock()
            patience.answered(now, now - since)
        return answer


class Process(Protocol):
    """The part of a helper process that is needed to end it, as `subprocess.Popen` has it."""

    @property
    def stdin(self) -> IO[Any] | None: ...
    def poll(self) -> int | None: ...
    def kill(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


def end(process: Process) -> None:
    """Kills the process, which has nothing to save. Returns within about two seconds."""
    if process.poll() is None:
        process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
