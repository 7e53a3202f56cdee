"""Walks random evenings of two people, and checks each against an account of the rules that knows nothing of ours.

`--count=N`: evenings (default 2,000); `--first=N`: the number of the first one, to go on where another run ended;
`--processes=N` (default 2); `--kills=N` (default 200): programs that are killed at a random call of a function. One
evening is the same every time, by its number.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import table

if TYPE_CHECKING:
    from tests.couple.evening_account import Count

AT_ONCE = 250
"""Evenings that one process walks before it reports: some seconds of work, on two busy cores."""
SHOWN = 10
"""Broken evenings that are printed in full at most."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs it, and prints the counts. Returns 1 if a rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m bench evenings", description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kills", type=int, default=200)
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.couple.evening_account import Count

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C, with the counts so far
    total, began = Count(), time.monotonic()
    firsts = range(asked.first, asked.first + asked.count, AT_ONCE)
    with ProcessPoolExecutor(asked.processes) as pool:
        waited = [pool.submit(_walk, first, min(AT_ONCE, asked.first + asked.count - first)) for first in firsts]
        try:
            for done in as_completed(waited):
                total.add(done.result())
                seconds = time.monotonic() - began
                walked = total.evenings + len(total.broken)
                print(
                    f"  {walked:,} of {asked.count:,} evenings, {len(total.broken)} broken, {seconds:.0f} s", flush=True
                )
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)  # waits: else leaving the block would take the cancelling back
    _show(total, time.monotonic() - began)
    killed = _kill(asked.kills) if asked.kills else []
    return 1 if total.broken or killed else 0


def _kill(number: int) -> list[str]:
    """Kills `number` programs, and prints what they left. Returns the rules that were broken."""
    from tests.couple import kills

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        done, after_no, broken = kills.campaign(number, Path(home) / "home")
    for each in broken[:SHOWN]:
        print(each)
    table(
        "Programs of two people, killed with kill -9 at a random call of a function",
        [
            ("killed", f"{done:,}", f"{time.monotonic() - began:.0f} s"),
            ("of these after a stop or a no", f"{after_no:,}", ""),
            ("left an answer, allowed touch after a no, or lost a sealed list", f"{len(broken):,}", "target 0"),
        ],
    )
    return broken


def _walk(first: int, number: int) -> Count:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.couple.evening_account import Broken, Count
    from tests.couple.evenings import walk

    count = Count()
    quick = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=quick) as home:
        for seed in range(first, first + number):
            try:
                walk(seed, Path(home), count)
            except Broken as rule:
                count.broken.append(f"evening {seed}: {rule}")
            except Exception:  # noqa: BLE001 - whatever the program raised is the finding
                count.broken.append(f"evening {seed}:\n{traceback.format_exc()}")
    return count


def _show(total: Count, seconds: float) -> None:
    for each in total.broken[:SHOWN]:
        print(each)
    table(
        "Random evenings of two people",
        [
            ("evenings walked", f"{total.evenings + len(total.broken):,}", f"{seconds:.0f} s"),
            ("starts of the program", f"{total.starts:,}", ""),
            ("sessions that came to touch", f"{total.touched:,}", ""),
            ("evenings that ended without touch until five", f"{total.closed:,}", ""),
            ("stops", f"{total.stops:,}", "hands first, each time"),
            ("noes at an agreement", f"{total.noes:,}", ""),
            ("yellows amid touch", f"{total.yellows:,}", ""),
            ("sessions that went on with one person's keys alone", f"{total.alone:,}", ""),
            ("sessions for which somebody answered “as usual”", f"{total.usual:,}", ""),
            ("evenings that broke a rule", f"{len(total.broken):,}", "target 0"),
        ],
    )
