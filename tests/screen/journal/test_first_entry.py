"""From the first start to an entry in the journal: by keys alone, and by mouse alone."""

from __future__ import annotations

import asyncio

from textual.pilot import Pilot

from companion.screen.after.after_screen import AfterScreen
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.journal import journal_words
from companion.screen.journal.journal_screen import JournalScreen
from companion.screen.session.session_screen import SessionScreen
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeProgram, FakeSession
from tests.screen.test_clicks import click


async def settled(pilot: Pilot[None], kind: type[object]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert isinstance(pilot.app.screen, kind), pilot.app.screen


async def first_start(pilot: Pilot[None]) -> HomeScreen:
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    await asyncio.wait_for(home.loaded.wait(), 30)
    await pilot.pause()
    return home


def test_by_keys_alone(run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await first_start(pilot)
        await pilot.press(*"journal", "enter")
        await settled(pilot, JournalScreen)
        await pilot.press("enter")  # the switch
        await pilot.pause()
        await pilot.press("down", "enter")  # without a passphrase
        await pilot.pause()
        program.prepared.asks_how = True
        await pilot.press("escape")
        await settled(pilot, HomeScreen)
        await pilot.press("escape", *"five senses", "enter")
        await settled(pilot, BeforeScreen)
        await pilot.press("shift+tab", "enter", *["down"] * 5, "enter", "tab", "enter")
        await settled(pilot, SessionScreen)
        session.finish()
        await settled(pilot, AfterScreen)
        await pilot.press("6", "w", *"It was calm", "enter", "enter")
        await settled(pilot, HomeScreen)
        await pilot.press(*"journal", "enter")
        await settled(pilot, JournalScreen)
        assert "It was calm" in screen_text(pilot)

    run(run_app(walk, play=None))
    (entry,) = program.journal.written[1]
    assert (entry.exercise, entry.before, entry.after, entry.words) == ("five-senses", 4, 6, "It was calm")


def test_by_mouse_alone(run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    """Only what is seen is clicked, with the events that a terminal sends."""

    async def on(pilot: Pilot[None], text: str, beside: int = 0) -> None:
        lines = screen_text(pilot).splitlines()
        y = next(y for y, line in enumerate(lines) if text in line)
        await click(pilot, lines[y].index(text) + (beside or 1), y)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    async def walk(pilot: Pilot[None]) -> None:
        await first_start(pilot)
        await on(pilot, "Your journal")
        await settled(pilot, JournalScreen)
        await on(pilot, journal_words.SWITCH, beside=22)
        await on(pilot, "Keep it without one")
        await on(pilot, "Esc back")
        await settled(pilot, HomeScreen)
        await on(pilot, "Settle me")
        await settled(pilot, SessionScreen)
        session.finish()
        await settled(pilot, AfterScreen)
        await on(pilot, "Home")
        await settled(pilot, HomeScreen)
        await on(pilot, "Your journal")
        await settled(pilot, JournalScreen)
        assert session.view().title in screen_text(pilot)

    run(run_app(walk, play=None, size=(120, 50)))
    assert [entry.exercise for entry in program.journal.written[1]] == ["right-now"]
