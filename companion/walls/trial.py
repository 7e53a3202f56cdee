"""Puts the same walls around a process as around those that hear and speak, and prints their names (`companion
doctor`)."""

from __future__ import annotations

import sys

from companion.walls.kernel import close_process


def main() -> int:
    sys.stdout.write(" ".join(close_process()) + "\n")
    return 0
