"""What the helper processes of all voices have in common: how one fails, and how it is ended. Nothing of what it is
asked for.
"""

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
"""For Popen: Ctrl-C at the terminal is for the program, and none of its helpers."""


class HelperFailed(Exception):
    """The helper died, hangs, talks nonsense or refused."""


def end(process: subprocess.Popen[Any]) -> None:
    """Kill it; it has nothing to save. Returns within about two seconds."""
    if process.poll() is None:
        process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
