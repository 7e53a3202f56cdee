"""The clock of these tests jumps over waits, and waits for threads."""

from __future__ import annotations

import asyncio
import threading
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
    """No time is jumped over meanwhile, so that no time limit is over before the thread has ended."""
    ran: list[str] = []

    async def run() -> None:
        work = asyncio.create_task(asyncio.wait_for(asyncio.to_thread(time.sleep, 0.3), HOUR))
        asyncio.get_running_loop().call_later(HOUR, ran.append, "late")
        await clock.sleep(0.02)
        assert work.done()
        assert ran == []
        await clock.sleep(HOUR)
        assert ran == ["late"]

    asyncio.run(run())


def test_a_thread_that_the_test_holds_up_is_not_waited_for_without_end(clock: SkippedTime) -> None:
    go_on = threading.Event()

    async def run() -> None:
        work = asyncio.create_task(asyncio.to_thread(go_on.wait, 60))
        await clock.sleep(0.02)
        assert not work.done()
        go_on.set()
        assert await work

    asyncio.run(run())


def test_a_thread_of_another_test_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread of this test does: the clock goes as fast as the real one while it runs."""
    go_on = threading.Event()
    threads = [threading.Thread(target=go_on.wait, args=(60,), daemon=True) for _ in range(2)]
    threads[0].start()
    clock = SkippedTime()
    clock.install(monkeypatch)
    begun = clock.now()
    asyncio.run(clock.sleep(HOUR))
    assert clock.skipped == pytest.approx(HOUR, abs=30)
    threads[1].start()
    asyncio.run(clock.sleep(0.02))
    assert clock.skipped == pytest.approx(HOUR, abs=30)
    assert clock.now() > begun + HOUR
    go_on.set()
    for thread in threads:
        thread.join(10)
