"""The common part of the voices' helper processes: how they are started, how they fail, and how they are ended."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Any, Final

OUT_OF_REACH: Final[dict[str, Any]] = (
    {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    if sys.platform == "win32"
    else {"start_new_session": True}
)
"""Arguments for Popen that keep Ctrl-C at the terminal from reaching a helper: it is for the program alone."""


class HelperFailed(Exception):
    """The helper died, hangs, gave an invalid answer or refused."""


def end(process: subprocess.Popen[Any]) -> None:
    """Kills the process, which has nothing to save. Returns within about two seconds."""
    if process.poll() is None:
        process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
