"""Calls that may never come back."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from companion.audio import expendable


def test_a_call_that_comes_back_is_waited_for() -> None:
    done: list[int] = []
    expendable.call(lambda: done.append(1), 5, OSError)
    assert done == [1]


def test_its_failure_is_raised_here() -> None:
    def fails() -> None:
        raise OSError("the device is gone")

    with pytest.raises(OSError, match="gone"):
        expendable.call(fails, 5, OSError)


def test_one_that_does_not_come_back_is_left_to_itself() -> None:
    let_go = threading.Event()

    def waits() -> None:
        let_go.wait(20)

    with pytest.raises(expendable.NeverCameBack):
        expendable.call(waits, 0.05, OSError)
    let_go.set()


_LEFT = """
import atexit, sys
from companion import __main__ as start
from companion import cli
from companion.audio import expendable
atexit.register(lambda: print("ended in the ordinary way", flush=True))
cli.main = lambda: 7
if len(sys.argv) > 1:
    expendable._left.append(object())
start.run()
"""


@pytest.mark.parametrize(("left", "said"), [([], "ended in the ordinary way\n"), (["left"], "")])
def test_a_process_with_a_call_that_never_came_back_ends_at_once_with_its_code(left: list[str], said: str) -> None:
    ran = subprocess.run([sys.executable, "-c", _LEFT, *left], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, said, "")
