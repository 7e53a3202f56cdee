"""What the helper processes of all voices have in common: how one fails, and how it is ended. Nothing of what it is
asked for.
"""

from __future__ import annotations

import contextlib
import subprocess
from typing import Any


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
