"""The clock that tells a session whether the machine slept."""

from __future__ import annotations

import time

import pytest

from companion.clock import SystemClock, sleep_counter


def test_a_machine_that_was_awake_did_not_sleep() -> None:
    clock = SystemClock()
    assert clock.slept() == 0.0


def test_a_clock_that_counts_sleep_and_ran_ahead_says_by_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    real = time.clock_gettime
    monkeypatch.setattr(time, "clock_gettime", lambda which: real(which) + 90.0)
    assert clock.slept() == pytest.approx(90.0, abs=1.0)
    assert clock.slept() == 0.0


@pytest.mark.parametrize("system", ["linux", "darwin", "freebsd14"])
def test_setting_the_wall_clock_is_no_sleep(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """A correction of the time by an hour used to pause the session wherever the system is not Linux."""
    monkeypatch.setattr("sys.platform", system)
    if system != "linux":
        monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    clock = SystemClock()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600.0)
    assert clock.slept() == 0.0


def test_a_system_without_such_a_clock_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "freebsd14")
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    asleep = sleep_counter()
    assert asleep() == asleep() == 0.0
