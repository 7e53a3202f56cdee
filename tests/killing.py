"""A program that is killed while it works, for tests of what is on the disk afterwards."""

from __future__ import annotations

import signal
import subprocess
import sys
import time


def run_and_kill(program: str, *arguments: str, after: float) -> None:
    """Runs the Python program, which prints a line when it is ready, and kills it `after` seconds later."""
    process = subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
