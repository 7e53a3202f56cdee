"""Bounds the memory and the time of a process that reads files from strangers, where the system can do that."""

from __future__ import annotations

import sys


def bound_memory(more: int) -> None:
    """Limits the memory of this process to `more` bytes beyond what it has now (Linux only)."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as pages:
        now = int(pages.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))


def bound_processor(seconds: int) -> None:
    """Ends this process once it has used the processor for `seconds` in all. Does nothing on Windows."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
