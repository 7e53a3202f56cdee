"""Pictures of the cards and pages that stand above others, at 80×24, as those of `test_snapshots`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Select

from companion.screen.app import CompanionApp
from companion.screen.before import before_screen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.home.remembered import Remembered
from companion.screen.journal import journal_screen
from companion.session.effects import Outcome
from tests.screen.fakes import FakeProgram, FakeSession, speaking
from tests.screen.journal.test_journal_screen import ENTRIES

Compare = Callable[..., bool]
Walk = Callable[[Pilot[None], FakeProgram], Awaitable[None]]


async def quiet(pilot: Pilot[None]) -> None:
    """Waits until everything that was begun is done, and stops the cursor of every line."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    for line in pilot.app.screen.query("Input"):
        line.cursor_blink = False  # type: ignore[attr-defined]
    await pilot.pause()


async def typed(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await quiet(pilot)


async def tour(pilot: Pilot[None], program: FakeProgram) -> None:
    await typed(pilot, *"tour", "enter")


async def sound_check(pilot: Pilot[None]) -> None:
    await pilot.press(*"sound", "enter")
    await pilot.pause()


async def calibration(pilot: Pilot[None], program: FakeProgram) -> None:
    await sound_check(pilot)
    await pilot.press("1")
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()


async def palette(pilot: Pilot[None], program: FakeProgram) -> None:
    await pilot.press("ctrl+p")
    await pilot.pause()
    await pilot.press(*"exhale")
    for _ in range(500):
        await pilot.pause(0.01)
        if pilot.app.screen.query_one(OptionList).option_count:
            break
    await quiet(pilot)


async def journal(pilot: Pilot[None], program: FakeProgram, *keys: str) -> None:
    await typed(pilot, *"journal", "enter")
    for key in keys:
        await typed(pilot, key)


async def lock_question(pilot: Pilot[None], program: FakeProgram) -> None:
    await journal(pilot, program, "enter")


async def new_passphrase(pilot: Pilot[None], program: FakeProgram) -> None:
    await journal(pilot, program, "enter", "enter")


async def passphrase(pilot: Pilot[None], program: FakeProgram) -> None:
    program.journal.lock(program.journal.switch_on("Ana"), "four grey owls")
    await journal(pilot, program, "o")


async def hand_out(pilot: Pilot[None], program: FakeProgram) -> None:
    program.journal.switch_on()
    program.journal.written[1] = list(ENTRIES)
    await journal(pilot, program, "s")


async def another(pilot: Pilot[None], program: FakeProgram) -> None:
    program.journal.switch_on()
    await journal(pilot, program, "p")


async def before_waiting(pilot: Pilot[None], program: FakeProgram) -> None:
    await typed(pilot, *"exhale", "enter")
    pilot.app.screen.query_one("#wait-for", Select).value = 3
    await typed(pilot, "enter")


async def before_with_an_end(pilot: Pilot[None], program: FakeProgram) -> None:
    await typed(pilot, *"exhale", "enter")
    for id, value in (("#silence", 5), ("#bed", "rain"), ("#last-bell", True)):
        pilot.app.screen.query_one(id, Select).value = value
    await typed(pilot, "pagedown", "pagedown")


async def after_two(pilot: Pilot[None], program: FakeProgram) -> None:
    program.session.shown = replace(program.session.shown, called=("Ana", "Ben"))
    await pilot.press("1")
    await pilot.pause()
    program.session.finish(Outcome.COMPLETED)
    await quiet(pilot)


async def home_for_the_first_time(pilot: Pilot[None], program: FakeProgram) -> None:
    await quiet(pilot)


SCENES: dict[str, Walk] = {
    walk.__name__: walk
    for walk in (
        tour, calibration, palette, lock_question, new_passphrase, passphrase, hand_out, another, before_waiting,
        before_with_an_end, after_two, home_for_the_first_time,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_scene(name: str, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    program = FakeProgram(session=FakeSession(speaking()))
    if name == "home_for_the_first_time":
        program.offers = ["tour", "sound-check", "calibration"]
        program.remembered = Remembered(left="five-senses", left_seconds=250.0)

    class Today(journal_screen.date):
        @classmethod
        def today(cls) -> Today:
            return cls(2026, 11, 30)

    monkeypatch.setattr(journal_screen, "date", Today)
    monkeypatch.setattr(before_screen, "time", SimpleNamespace(monotonic=lambda: 0.0))

    async def before(pilot: Pilot[None]) -> None:
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        await asyncio.wait_for(home.loaded.wait(), 10)
        await pilot.pause()
        await SCENES[name](pilot, program)

    assert snap_compare(CompanionApp(program), run_before=before, terminal_size=(80, 24))
