"""The whole program on a page in Chromium: it is opened, finds an exercise, plays it, stops it, and ends with its page.

Skipped where Chromium is not installed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from companion.authoring.manuscript import Manuscript
from companion.browser.page_server import serve
from tests.browser import chromium as browsers
from tests.browser.chromium import Chromium, chromium

PROGRAM = [sys.executable, "-P", "-m", "companion", "serve", "--no-mic", "--voice", "none", "--page"]
EXERCISE = """\
format: 1
id: feet
title: Feet
summary: Feet on the floor.
people: 1
kind: settle
author: A
license: CC-BY-4.0
steps:
  - Feel your feet.
"""
HOME = "What do you need now?"


def running() -> int:
    """Counts the programs that the servers of this process have started."""
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        pytest.skip("this system has no list of a process's children (/proc/self/task); run it on Linux")
    children = [child for task in tasks.iterdir() for child in read_if_there(task / "children").split()]
    commands = [read_if_there(Path("/proc", child.decode(), "cmdline")) for child in children]
    return sum(b"--page" in command.split(b"\0") for command in commands)


def read_if_there(file: Path) -> bytes:
    """Reads a file of a thread or process; empty if that has ended meanwhile."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


async def until_none_runs() -> None:
    for _ in range(600):
        if running() == 0:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the program goes on after its page was closed")


def run(tmp_path: Path, walk: Callable[[Chromium, str, asyncio.Event], Awaitable[None]], *more: str) -> None:
    """Serves the program, or what `more` arguments of `companion serve` ask for, and walks through it."""
    browsers.path()

    async def whole() -> None:
        until = asyncio.Event()
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve([*PROGRAM, *more], 0, ready=ready.set_result, until=until))
        try:
            async with chromium(tmp_path / "profile") as browser:
                await walk(browser, await ready, until)
        finally:
            until.set()
            await serving

    asyncio.run(asyncio.wait_for(whole(), 240))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.setenv("PYTHONPATH", os.getcwd())


def test_it_opens_finds_an_exercise_plays_and_stops_it(tmp_path: Path) -> None:
    async def walk(browser: Chromium, address: str, until: asyncio.Event) -> None:
        page = await browser.open(address)
        await page.until(HOME)
        assert "the session ends" in await page.text()
        await page.type("five sens")  # without a click before it
        await page.until("Five senses")
        await page.press("Enter")
        await page.until("What it asks of you")
        await page.press("Enter")
        await page.until("notice the")
        await page.press("Escape")
        await page.until("We’ve stopped")
        assert len(await page.picture()) > 10_000, "an empty page is a small picture"
        # Everything came from this address, and nothing was refused.
        assert {each.split("/")[2] for each in page.asked_for if "//" in each} == {address.split("/")[2]}
        assert [each for each in page.refused if "software WebGL" not in each] == []

        before = page.painted.count(HOME)
        for _ in range(40):  # Escape leads out of the quiet minute and of the page after it, and stays on home
            if page.painted.count(HOME) > before:
                break
            await page.press("Escape")
            await asyncio.sleep(0.5)
        await page.press("Escape")
        await page.type("quit")
        await page.press("Enter")
        await page.until_it_says("Companion has ended on this page.")
        assert "Do it again" in page.painted
        assert page.painted.count(HOME) > 1
        await until_none_runs()

    run(tmp_path, walk)


def test_a_second_page_is_told_and_closing_the_first_ends_its_session(tmp_path: Path) -> None:
    async def walk(browser: Chromium, address: str, until: asyncio.Event) -> None:
        page = await browser.open(address)
        await page.until(HOME)
        await page.type("1")
        await page.until("one minute together")
        second = await browser.open(address)
        await second.until_it_says("Companion is open already")
        assert running() == 1
        await page.close()
        await until_none_runs()
        await second.call("Runtime.evaluate", expression="document.querySelector('a').click()")
        await second.until(HOME)
        until.set()
        await second.until_it_says("Companion has ended on this page.")
        await until_none_runs()

    run(tmp_path, walk)


def test_an_exercise_is_written_on_the_page_and_what_was_not_saved_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "feet.yaml"
    file.write_text(EXERCISE)

    async def walk(browser: Chromium, address: str, until: asyncio.Event) -> None:
        page = await browser.open(address)
        await page.until("1 mistake to fix")
        await page.until("Add 'ending:'")
        await page.type("# first")
        await page.press("Enter")
        await page.press("F2")
        await page.until("Saved.")
        assert file.read_text() == "# first\n" + EXERCISE
        await page.type("# second")
        await page.until("not saved yet")
        await page.close()
        await until_none_runs()
        assert Manuscript(file).kept() == "# first\n# second" + EXERCISE

    run(tmp_path, walk, "write", str(file))
