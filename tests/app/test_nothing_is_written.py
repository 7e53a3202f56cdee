"""While the journal is off, a session writes nothing: the files are watched from home through a session and back.

The devices are fakes. Spoken sentences have a cache of their own, which `tests/speech/test_cache.py` looks after.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from textual.pilot import Pilot

from companion.app.options import Options
from companion.app.program import Program
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from companion.screen.after.after_screen import AfterScreen
from companion.screen.app import CompanionApp
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.fresh_page import SECONDS
from companion.screen.home.home_screen import HomeScreen
from companion.screen.session.session_screen import SessionScreen
from tests.app.fakes import ENGLISH_MODEL, FakeMakes, put_models

Files = dict[str, tuple[int, int, int]]
MOST_PRESSES = 20
"""Presses of "stop" or "end session" after which an exercise that has not ended never will: the second one ends it."""


@pytest.fixture(autouse=True)
def computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in which everything is that a program of this person can write to."""
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home" / "companion"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    put_models(tmp_path / "models", monkeypatch, ENGLISH_MODEL)
    return tmp_path


def files(folder: Path) -> Files:
    """The date of writing, the date of any change, and the size of every file and folder."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        status = path.lstat()
        found[str(path.relative_to(folder))] = (status.st_mtime_ns, status.st_ctime_ns, status.st_size)
    return found


async def until(pilot: Pilot[None], kind: type[object]) -> None:
    for _ in range(400):
        await pilot.pause()
        if isinstance(pilot.app.screen, kind):
            return
    raise AssertionError(f"{kind.__name__} doesn't come; there is {pilot.app.screen}")


async def settled(pilot: Pilot[None]) -> None:
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    await asyncio.wait_for(home.loaded.wait(), 30)
    await pilot.pause()


async def session(pilot: Pilot[None], *ends: str) -> None:
    """Begins the exercise in front, and presses these keys until it has ended; then goes home."""
    await until(pilot, SessionScreen)
    await pilot.app.workers.wait_for_complete()  # before it is open, the keys would only lead back
    for _ in range(MOST_PRESSES):
        await pilot.press(*ends)
        if isinstance(pilot.app.screen, AfterScreen):
            break
    screen = pilot.app.screen
    assert isinstance(screen, AfterScreen)
    await asyncio.wait_for(screen.loaded.wait(), 30)
    await pilot.press("7", "w", "j")
    await asyncio.sleep(2 * SECONDS)
    await pilot.press("escape")
    await pilot.pause()
    if not isinstance(pilot.app.screen, HomeScreen):
        await asyncio.sleep(2 * SECONDS)  # a page that has just come doesn't take it yet
        await pilot.press("escape")
    await until(pilot, HomeScreen)


def watched(computer: Path) -> tuple[Files, Files]:
    """Runs whole sessions. Returns the files before them and after them."""
    found: list[Files] = []

    async def walk() -> None:
        program = Program(Options(), asyncio.get_running_loop(), lambda options, reports, narration: FakeMakes())
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            found.append(files(computer))
            await pilot.press("1")
            await session(pilot, "s", "q")
            await pilot.press(*"five senses", "enter")
            await until(pilot, BeforeScreen)
            await asyncio.sleep(2 * SECONDS)
            await pilot.press("enter")
            await session(pilot, "q")
            found.append(files(computer))
        await app.session_run.closed()
        await program.close()

    asyncio.run(walk())
    return found[0], found[1]


@pytest.mark.parametrize("before", ["never on", "off again"])
def test_while_the_journal_is_off_a_session_writes_nothing(before: str, computer: Path) -> None:
    if before == "off again":
        book = JournalBook()
        owner = book.switch_on()
        book.add(owner, JournalEntry("2026-11-30", words="from another time"))
        book.switch_off(owner)
    was, now = watched(computer)
    assert {path for path in now if now[path] != was.get(path)} == set()
    assert set(was) - set(now) == set()


def test_with_the_journal_on_they_would_be_noticed(computer: Path) -> None:
    owner = JournalBook().switch_on()
    was, now = watched(computer)
    assert {path for path in now if now[path] != was.get(path)} == {
        "home/companion/journal",
        "home/companion/journal/journal.sqlite",
    }
    assert [entry.exercise for entry in JournalBook().entries(owner)] == ["right-now", "five-senses"]
