"""Kills programs that write a journal, and checks that nothing they had written is lost or half there. Then kills the
real program amid an exercise, and checks that home offers to go on and that the journal is whole.

`--count=N`: programs (default 100); `--first=N`: the number of the first one. A program that is killed at a call of a
function is the same every time, by its number; one that is killed from outside is not.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import table


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs it, and prints the counts. Returns 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench kills", description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.journal import kills

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done, broken = kills.campaign(asked.count, Path(folder) / "home", asked.first)
    table(
        "kill -9 of a program that writes a journal",
        [
            ("killed", f"{asked.count:,}", ""),
            ("changes that were said to be done", f"{done:,}", ""),
            ("journals that lost something, or were not whole", str(len(broken)), "target 0"),
            ("seconds", f"{time.monotonic() - began:.0f}", ""),
        ],
    )
    lost = _real(asked.count, asked.first)
    for line in (*broken, *lost):
        print(f"  {line}")
    return 1 if broken or lost else 0


def _real(count: int, first: int) -> list[str]:
    """Kills the real program so often. Returns a line for each time that something was lost."""
    from tests.app import kills_of_program

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COMPANION_HOME"] = folder
        lost = kills_of_program.campaign(count, Path(folder), first)
    table(
        "kill -9 of the real program amid an exercise",
        [
            ("killed", f"{count:,}", ""),
            ("places that were lost, journals that were not whole", str(len(lost)), "target 0"),
            ("seconds", f"{time.monotonic() - began:.0f}", ""),
        ],
    )
    return lost
