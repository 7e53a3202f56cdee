"""The journal on the screen: its switch, the chart, a line, deleting, two people, a locked one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Select, Sparkline, Switch

from companion.errors import CompanionError
from companion.journal.journal_entry import JournalEntry, JournalOwner
from companion.screen.app import CompanionApp
from companion.screen.home.home_screen import HomeScreen
from companion.screen.journal import journal_words
from companion.screen.journal.journal_screen import JournalScreen
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeProgram, FakeSession

ENTRIES = [
    JournalEntry("2026-11-02", "right-now", "One minute, right now", 75.0, 2, 4, "", 1),
    JournalEntry("2026-11-10", "five-senses", "Five senses", 300.0, 3, 3, "It rained.", 2),
    JournalEntry("2026-11-18", "", "", 0.0, None, None, "Only a line.", 3),
    JournalEntry("2026-11-19", "longer-exhale", "Longer exhale", 240.0, 5, 7, "Slept after it.", 4),
]


@pytest.fixture
def keeping(program: FakeProgram) -> FakeProgram:
    program.journal.switch_on()
    program.journal.written[1] = list(ENTRIES)
    return program


async def opened(pilot: Pilot[None]) -> JournalScreen:
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    await asyncio.wait_for(home.loaded.wait(), 10)
    await pilot.press(*"journal", "enter")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, JournalScreen)
    await pilot.pause()
    return screen


def test_it_is_off_says_what_it_is_and_is_switched_on_by_a_key(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        shown = " ".join(screen_text(pilot).split())
        assert "A journal is for you." in shown
        assert "nothing about your exercises is written down" in shown
        assert program.journal.owners() == []
        await pilot.press("enter")
        await pilot.pause()
        assert [owner.writing for owner in program.journal.owners()] == [True]
        assert journal_words.SWITCHED_ON in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert [owner.writing for owner in program.journal.owners()] == [False]
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))


def test_it_is_switched_on_by_a_click(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.click(Switch)
        await pilot.pause()
        assert [owner.writing for owner in program.journal.owners()] == [True]

    run(run_app(walk, play=None))


def test_a_switch_that_fails_goes_back(run_app: RunApp, program: FakeProgram) -> None:
    program.journal.full = CompanionError("The disk is full.")

    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "The disk is full." in screen_text(pilot)
        assert not screen.query_one(Switch).value

    run(run_app(walk, play=None))


def test_the_entries_stand_the_latest_first_beside_a_chart_of_the_weeks(run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        shown = screen_text(pilot)
        assert shown.index("Slept after it.") < shown.index("It rained.")
        assert screen.query_one(Sparkline).data == [0.0, 2.0, 4.0, 0.0, 3.0, 3.0, 0.0, 5.0, 7.0, 0.0]
        assert "2 Nov 2026 – 16 Nov 2026" in " ".join(shown.split())

    run(run_app(walk, play=None))


def test_a_line_is_written(run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("w", *"dx q", "enter")
        await pilot.pause()
        assert journal_words.WRITTEN in screen_text(pilot)

    run(run_app(walk, play=None))
    assert keeping.journal.written[1][-1].words == "dx q"


def test_one_entry_is_deleted_after_a_question(run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("down", "d")
        await pilot.pause()
        assert "Delete the entry of 18 Nov 2026?" in screen_text(pilot)
        assert len(keeping.journal.written[1]) == 4
        await pilot.press("down", "d")
        await pilot.pause()
        assert len(keeping.journal.written[1]) == 4, "another entry is asked about anew"
        await pilot.press("d")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert [entry.id for entry in keeping.journal.written[1]] == [1, 3, 4]


def test_all_are_deleted_after_a_question(run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("x", "down", "x")
        await pilot.pause()
        assert len(keeping.journal.written[1]) == 4, "any other key keeps them"
        await pilot.press("x")
        await pilot.pause()
        assert keeping.journal.written[1] == []
        assert journal_words.ALL_DELETED in screen_text(pilot)

    run(run_app(walk, play=None))


def test_of_two_people_one_is_shown_at_a_time(run_app: RunApp, keeping: FakeProgram) -> None:
    ben = keeping.journal.switch_on("Ben")

    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        assert "It rained." in screen_text(pilot)
        screen.query_one("#whose", Select).value = ben.id
        await pilot.pause()
        assert "It rained." not in screen_text(pilot)
        assert screen.query_one(DataTable).row_count == 0

    run(run_app(walk, play=None))


def test_a_locked_journal_is_opened_in_the_terminal_only(run_app: RunApp, program: FakeProgram) -> None:
    program.journal.people[1] = JournalOwner(1, "Ana", True, b"key")
    program.journal.written[1] = list(ENTRIES)

    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "It rained." not in screen_text(pilot)
        assert journal_words.LOCKED in " ".join(screen_text(pilot).split())
        await pilot.press("o")
        await pilot.pause()
        assert "companion journal" in " ".join(screen_text(pilot).split()), "this terminal can't be lent"

    run(run_app(walk, play=None))


def test_a_journal_that_cannot_be_read_is_said(run_app: RunApp, program: FakeProgram) -> None:
    def damaged() -> list[JournalOwner]:
        raise CompanionError("The file of your journal is damaged, so I can't read it.")

    program.journal.owners = damaged  # type: ignore[method-assign]

    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "damaged" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("size", [(1, 1), (20, 8), (40, 15), (300, 90)])
def test_any_size_can_be_used_and_left(size: tuple[int, int], run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("down", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None, size=size))


# ---- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", ["off", "on"])
def test_picture(state: str, size: tuple[int, int], snap_compare: object) -> None:
    assert _compare(snap_compare, state, size)


def test_picture_without_colour(snap_compare: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert _compare(snap_compare, "on", (80, 24))


def _compare(snap_compare: object, state: str, size: tuple[int, int]) -> bool:
    program = FakeProgram(session=FakeSession())
    if state == "on":
        program.journal.switch_on()
        more = [
            replace(ENTRIES[0], id=10 + n, day=f"2026-{n + 1:02}-12", before=2 + n % 4, after=3 + n % 6)
            for n in range(9)
        ]
        program.journal.written[1] = [*more, *ENTRIES]

    async def before(pilot: Pilot[None]) -> None:
        await opened(pilot)

    return bool(snap_compare(CompanionApp(program), run_before=before, terminal_size=size))  # type: ignore[operator]
