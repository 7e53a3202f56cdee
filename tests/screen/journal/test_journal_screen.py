"""The journal on the screen: its switch, the chart, a line, deleting, two people, a locked one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Select, Sparkline, Switch

from companion.errors import CompanionError
from companion.journal.journal_entry import JournalEntry, JournalOwner
from companion.screen.app import CompanionApp
from companion.screen.home.home_screen import HomeScreen
from companion.screen.journal import journal_words
from companion.screen.journal.journal_screen import CLOSES_AFTER, JournalScreen
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


def shown(pilot: Pilot[None]) -> str:
    """The words on the screen; those of a card if one lies above it."""
    lines = screen_text(pilot).splitlines()
    card = [line.split("│")[1] for line in lines if line.count("│") > 1]
    return " ".join(" ".join(card or lines).split())


async def answered(pilot: Pilot[None], *keys: str) -> None:
    """Presses keys, and waits until what they began is done."""
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def typed_hidden(pilot: Pilot[None], *passphrases: str) -> None:
    """Types passphrases one after the other, each with Enter; none of them may ever be seen."""
    for passphrase in passphrases:
        await pilot.press(*passphrase)
        assert passphrase not in screen_text(pilot)
        await answered(pilot, "enter")


PASSPHRASE = "four grey owls"


def test_it_is_off_says_what_it_is_and_is_switched_on_by_a_key(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "A journal is for you." in shown(pilot)
        assert "nothing is written into it" in shown(pilot)
        assert "Keep a journal" in shown(pilot)
        assert "Tab next" in shown(pilot)
        assert program.journal.owners() == []
        await answered(pilot, "enter")
        assert journal_words.LOCK_QUESTION in shown(pilot)
        assert program.journal.owners() == [], "before it is answered nothing is made"
        await answered(pilot, "down", "enter")
        assert [(owner.writing, owner.locked) for owner in program.journal.owners()] == [(True, False)]
        assert journal_words.SWITCHED_ON in shown(pilot)
        await answered(pilot, "enter")
        assert [owner.writing for owner in program.journal.owners()] == [False]
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("way", [("escape",), ("down", "down", "enter")])
def test_without_an_answer_it_stays_off(way: tuple[str, ...], run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        await answered(pilot, "enter")
        await answered(pilot, *way)
        assert program.journal.owners() == []
        assert not screen.query_one(Switch).value
        assert journal_words.STILL_OFF in shown(pilot)

    run(run_app(walk, play=None))


def test_it_is_locked_from_its_first_entry_on(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await answered(pilot, "enter")
        assert "If you forget it, I can’t open the journal" in shown(pilot)
        await answered(pilot, "enter")
        assert "If you forget it, I can’t open your journal" in shown(pilot), "before it is typed"
        assert "What you type isn’t shown." in shown(pilot)
        await typed_hidden(pilot, PASSPHRASE, PASSPHRASE + "!")
        assert journal_words.PASSPHRASES_DIFFER in shown(pilot)
        await typed_hidden(pilot, "short", "short")
        assert "at least 12 characters" in shown(pilot)
        assert program.journal.passphrases == {}
        await typed_hidden(pilot, PASSPHRASE, PASSPHRASE)
        assert journal_words.ON_AND_LOCKED in shown(pilot)
        assert "can read it, your partner too" not in shown(pilot)

    run(run_app(walk, play=None))
    assert program.journal.passphrases == {1: PASSPHRASE}
    assert [(owner.writing, owner.locked) for owner in program.journal.owners()] == [(True, True)]


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_one_that_has_entries_is_locked_later(size: tuple[int, int], run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "19 Nov 2026" in shown(pilot)
        await answered(pilot, "l")
        await typed_hidden(pilot, PASSPHRASE, PASSPHRASE)
        assert "19 Nov 2026" not in shown(pilot)
        assert "Only your passphrase opens it." in shown(pilot)

    run(run_app(walk, play=None, size=size))
    assert keeping.journal.passphrases == {1: PASSPHRASE}


def test_it_is_switched_on_by_a_click(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.click(Switch)
        await pilot.pause()
        await pilot.click(OptionList, offset=(3, 1))
        await pilot.pause()
        assert [owner.writing for owner in program.journal.owners()] == [True]

    run(run_app(walk, play=None))


def test_a_switch_that_fails_goes_back(run_app: RunApp, program: FakeProgram) -> None:
    program.journal.full = CompanionError("The disk is full.", hint="Free some space.")

    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        await answered(pilot, "enter")
        await answered(pilot, "down", "enter")
        assert "The disk is full. Free some space." in shown(pilot)
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


@pytest.fixture
def locked(keeping: FakeProgram) -> FakeProgram:
    keeping.journal.people[1] = JournalOwner(1, "Ana", True, b"key")
    keeping.journal.passphrases[1] = PASSPHRASE
    return keeping


def test_a_locked_journal_is_opened_on_this_page_and_closed_with_it(run_app: RunApp, locked: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "It rained." not in shown(pilot)
        assert journal_words.LOCKED in shown(pilot)
        await answered(pilot, "o")
        assert "Open the journal of Ana" in shown(pilot)
        assert "If you’ve forgotten it, I can’t open your journal." in shown(pilot)
        await typed_hidden(pilot, "four grey cats")
        assert "That isn't the right passphrase. Try again." in shown(pilot)
        await typed_hidden(pilot, PASSPHRASE)
        assert "It rained." in shown(pilot)
        await pilot.press("w", *"A new line", "enter")
        await pilot.pause()
        assert "A new line" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("escape")  # empties the search
        await opened(pilot)
        assert "It rained." not in shown(pilot)
        assert "A new line" not in shown(pilot)

    run(run_app(walk, play=None))


def test_an_entry_is_deleted_from_an_opened_one(run_app: RunApp, locked: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await answered(pilot, "o")
        await typed_hidden(pilot, PASSPHRASE)
        await pilot.press("d", "d")
        await pilot.pause()
        assert "Slept after it." not in shown(pilot)
        assert "It rained." in shown(pilot)

    run(run_app(walk, play=None))
    assert [entry.id for entry in locked.journal.written[1]] == [1, 2, 3]


def test_an_opened_journal_closes_where_no_key_is_pressed(run_app: RunApp, locked: FakeProgram) -> None:
    clock = [100.0]

    async def walk(pilot: Pilot[None]) -> None:
        screen = JournalScreen(locked, back=pilot.app.pop_screen, now=lambda: clock[0])
        await pilot.app.push_screen(screen)
        await answered(pilot, "o")
        await typed_hidden(pilot, PASSPHRASE)
        clock[0] += CLOSES_AFTER - 1
        screen.close_if_left()
        await pilot.press("down")
        clock[0] += CLOSES_AFTER - 1
        screen.close_if_left()
        await pilot.pause()
        assert "It rained." in shown(pilot), "a key was pressed meanwhile"
        clock[0] += 1
        screen.close_if_left()
        await pilot.pause()
        assert "It rained." not in shown(pilot)
        assert journal_words.CLOSED_ITSELF in shown(pilot)

    run(run_app(walk, play=None))


def test_escape_from_the_passphrase_leaves_it_closed(run_app: RunApp, locked: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        await answered(pilot, "o")
        await answered(pilot, "f", "escape")
        assert pilot.app.screen is screen
        assert "It rained." not in shown(pilot)

    run(run_app(walk, play=None))


def test_help_names_the_keys_of_this_page(run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await answered(pilot, "question_mark")
        assert "locks your journal with a passphrase" in shown(pilot)
        assert "During an exercise" not in shown(pilot)

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


def test_it_is_saved_as_a_file_by_a_key_and_the_place_is_said(run_app: RunApp, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "S save" in shown(pilot)
        for presses in ([], ["down"], ["down", "down"]):
            await answered(pilot, "s", *presses, "enter", "enter")
            assert "Saved here: /home/ana/Documents/journal-" in shown(pilot)
        await answered(pilot, "s", "enter", "enter")
        assert "already" in shown(pilot), "no file is replaced"
        await answered(pilot, "escape")
        assert isinstance(pilot.app.screen, JournalScreen)

    run(run_app(walk, play=None, size=(100, 30)))
    assert [(form, file.rpartition(".")[2], count) for form, file, count in keeping.handed_out] == [
        ("md", "md", 4),
        ("csv", "csv", 4),
        ("pdf", "pdf", 4),
    ]


def test_a_journal_that_is_not_open_cannot_be_saved(run_app: RunApp, keeping: FakeProgram) -> None:
    keeping.journal.lock(keeping.journal.people[1], PASSPHRASE)

    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        await answered(pilot, "s")
        assert pilot.app.screen is screen

    run(run_app(walk, play=None))


@pytest.mark.parametrize("locked", [True, False])
def test_another_person_gets_a_journal_of_their_own_on_the_page(
    locked: bool, run_app: RunApp, keeping: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        await answered(pilot, "p", *"Ben", "enter")
        if locked:
            await answered(pilot, "enter")
            await typed_hidden(pilot, PASSPHRASE, PASSPHRASE)
        else:
            await answered(pilot, "down", "enter")
        assert screen._owner is not None
        assert screen._owner.name == "Ben"
        assert "Five senses" not in shown(pilot)

    run(run_app(walk, play=None, size=(80, 30)))
    assert [(owner.name, owner.locked) for owner in keeping.journal.owners()] == [("", False), ("Ben", locked)]
    assert len(keeping.journal.written[1]) == 4


def test_a_name_that_is_there_and_a_changed_mind_start_nothing(run_app: RunApp, keeping: FakeProgram) -> None:
    keeping.journal.switch_on("Ben")

    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await answered(pilot, "p", *"ben", "enter")
        assert "ben has a journal here already" in shown(pilot)
        await answered(pilot, "p", "escape")
        await answered(pilot, "p", *"Cleo", "enter", "escape")

    run(run_app(walk, play=None, size=(80, 30)))
    assert [owner.name for owner in keeping.journal.owners()] == ["", "Ben"]
