"""The patience with a helper process, on a clock of the test's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from companion.patience import AT_WORK_FROM, HANG_PATIENCE, MOST_PATIENCE, Patience, at_work


def given_up_after(patience: Patience, *, at_work: bool = False, step: float = 0.05) -> float:
    """Seconds without an answer after which the process is given up."""
    now = 100.0
    patience.begin(now)
    while not patience.over(now, starting=False):
        now += step
        patience.look(now, waiting=True, at_work=at_work and now - 100.0 > AT_WORK_FROM)
        assert now < 1000
    return now - 100.0


def test_a_process_that_hangs_is_given_up_soon() -> None:
    assert given_up_after(Patience(0.0)) == pytest.approx(HANG_PATIENCE, abs=0.3)
    assert given_up_after(Patience(0.0, least=1.4)) == pytest.approx(1.4, abs=0.3)


@pytest.mark.parametrize("least", [HANG_PATIENCE, 1.4])
def test_one_that_is_at_work_has_the_most_and_not_for_ever(least: float) -> None:
    assert given_up_after(Patience(0.0, least=least), at_work=True) == pytest.approx(MOST_PATIENCE, abs=1.0)


@pytest.mark.parametrize("works", [False, True])
def test_a_least_above_the_most_holds_for_both(works: bool) -> None:
    assert given_up_after(Patience(0.0, least=100.0), at_work=works) == pytest.approx(100.0, abs=1.0)


def test_slow_answers_and_a_slow_start_make_it_longer_for_a_while() -> None:
    slow = Patience(99.0)
    slow.answered(99.0, 1.5)
    assert given_up_after(slow) == pytest.approx(4.5, abs=0.4)
    started = Patience(99.0)
    started.ready(99.0, 60.0)
    assert given_up_after(started) == pytest.approx(MOST_PATIENCE, abs=0.4)
    long_ago = Patience(0.0)
    long_ago.answered(-300.0, 1.5)
    assert given_up_after(long_ago) == pytest.approx(HANG_PATIENCE, abs=0.4)


def test_a_hold_up_of_this_process_hardly_counts() -> None:
    patience = Patience(0.0)
    patience.look(30.0, waiting=True, at_work=False)
    assert not patience.over(30.0, starting=False)


@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="only Linux tells what a process does (/proc/self/stat); run it there"
)
def test_one_that_computes_is_at_work_and_one_that_is_gone_is_not() -> None:
    code = "import sys; print(flush=True); sys.stdin.readline(); print(flush=True)\nwhile True: pass"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdout.readline()
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        assert at_work(process.pid)  # it computes from now on, or waits for a processor
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
    assert not at_work(process.pid)
