"""The parts that all attacks share: the five ends, a home for as long as a campaign lasts, and stamps of its files."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from companion import resources
from companion.errors import CompanionError

REFUSED, SURVIVED, LOST, LEAKED, BROKEN = "refused", "survived", "lost", "leaked", "broken"
ENDS = (REFUSED, SURVIVED, LOST, LEAKED, BROKEN)
MOST_MEMORY = 300_000_000
"""Bytes of memory that reading any small file may take, in this process and in each helper."""

Stamps = dict[str, tuple[int, int, int, int]]
"""Size, inode, and times of the last change of contents and of facts, by the path of a file."""


def told(name: str, what: str) -> None:
    """Prints what went wrong, so that it can be mended."""
    print(f"  {name}: {what}"[:2000], file=sys.stderr, flush=True)


def ended(attack: Callable[[], object]) -> str:
    """Runs an attack. Returns REFUSED if it ends in a message to a person, BROKEN if in any other error."""
    try:
        attack()
    except CompanionError:
        return REFUSED
    except Exception as error:  # noqa: BLE001 - any other error is what is looked for
        told(BROKEN, f"{type(error).__name__}: {error}\n{traceback.format_exc(limit=-4)}")
        return BROKEN
    return SURVIVED


def ended_within(attack: Callable[[], object], seconds: float) -> str:
    """Runs the attack as `ended` does. It counts as broken if it takes the processor for more than `seconds`."""
    begun = time.process_time()
    end = ended(attack)
    took = time.process_time() - begun
    if took > seconds:
        told(BROKEN, f"it took {took:.1f} s")
        return BROKEN
    return end


@contextlib.contextmanager
def own_home() -> Iterator[Path]:
    """Yields a folder in which the program has its home, for as long as a campaign lasts."""
    before = os.environ.get("COMPANION_HOME")
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as work:
        os.environ["COMPANION_HOME"] = str(Path(work) / "home")
        resources.made(resources.data_dir())
        try:
            yield Path(work)
        finally:
            if before is None:
                del os.environ["COMPANION_HOME"]
            else:
                os.environ["COMPANION_HOME"] = before


def stamps(folder: Path, *, but: str = "") -> Stamps:
    """Reads the stamps of all files below a folder, except for one path below it: of a folder, or of a file."""
    found: Stamps = {}
    waiting = [str(folder)]
    left_out = str(folder / but) if but else ""
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.path == left_out:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    facts = entry.stat(follow_symlinks=False)
                    found[entry.path] = (facts.st_size, facts.st_ino, facts.st_mtime_ns, facts.st_ctime_ns)
    return found


def memory() -> int:
    """Returns the most bytes that this process, and any helper of it, has had."""
    unit = 1 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(each).ru_maxrss for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * unit
