"""Closes a process as those that hear and speak are closed, and prints the walls that stand (`companion doctor`)."""

from __future__ import annotations

import sys

from companion.walls.kernel import close_process


def main() -> int:
    sys.stdout.write(" ".join(close_process()) + "\n")
    return 0
