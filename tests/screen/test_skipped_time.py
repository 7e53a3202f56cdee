"""The clock of these tests: what it jumps over, and what it waits for."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.screen.skipped_time import SkippedTime

HOUR = 3600.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SkippedTime:
    clock = SkippedTime()
    clock.install(monkeypatch)
    return clock


def test_everything_that_is_due_runs_at_its_time_and_nothing_later(clock: SkippedTime) -> None:
    ran: list[tuple[str, float]] = []

    async def after(seconds: float, name: str) -> None:
        await asyncio.sleep(seconds)
        ran.append((name, time.monotonic()))

    async def run() -> None:
        start = time.monotonic()
        tasks = [asyncio.create_task(after(each * HOUR, f"{each}")) for each in (2.5, 0.5, 1.0)]
        await clock.sleep(2 * HOUR)
        assert [(name, round((at - start) / HOUR, 2)) for name, at in ran] == [("0.5", 0.5), ("1.0", 1.0)]
        assert time.monotonic() - start == pytest.approx(2 * HOUR, rel=0.01)
        tasks[0].cancel()

    asyncio.run(run())


def test_a_timer_that_others_start_meanwhile_runs_too(clock: SkippedTime) -> None:
    ran: list[int] = []

    async def again() -> None:
        for each in range(4):
            await asyncio.sleep(0.25 * HOUR)
            ran.append(each)

    async def run() -> None:
        task = asyncio.create_task(again())
        await clock.sleep(HOUR * 1.01)
        assert ran == [0, 1, 2, 3]
        await task

    asyncio.run(run())


def test_what_a_thread_does_is_waited_for(clock: SkippedTime) -> None:
    """The clock goes on as fast as the real one, so that no time limit is over before the thread has ended."""
    ran: list[str] = []

    async def run() -> None:
        work = asyncio.create_task(asyncio.wait_for(asyncio.to_thread(time.sleep, 0.3), HOUR))
        asyncio.get_running_loop().call_later(HOUR, ran.append, "late")
        await asyncio.sleep(0)
        await clock.sleep(0.1)
        assert ran == []
        await work
        await clock.sleep(HOUR)
        assert ran == ["late"]

    asyncio.run(run())
