"""Every sentence about a journal in each of its states: none of them may tell of another state."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from textual.pilot import Pilot

from companion.errors import CompanionError
from companion.journal.journal_entry import JournalOwner
from companion.screen.home.home_screen import HomeScreen
from companion.screen.journal.journal_state import about, about_plain, state_word, state_words, words_of
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeJournal, FakeProgram

OFF = None
KEPT = JournalOwner(1, "", False)
ON = JournalOwner(1, "", True)
LOCKED = JournalOwner(1, "", True, b"key")
LOCKED_OFF = JournalOwner(1, "", False, b"key")
STATES = [OFF, KEPT, ON, LOCKED, LOCKED_OFF]


def sentences(owner: JournalOwner | None) -> list[str]:
    owners = [owner] if owner is not None else []
    return [state_word(owner), state_words(owners), *about(owner), *about_plain(owner)]


@pytest.mark.parametrize("owner", STATES)
def test_who_can_read_it_is_true(owner: JournalOwner | None) -> None:
    said = " ".join(sentences(owner))
    locked = owner is not None and owner.locked
    assert ("can read" not in said) is locked
    assert ("only your passphrase opens it" in said) is locked
    assert ("To lock it" in said) is not locked


@pytest.mark.parametrize("owner", STATES)
def test_whether_it_is_on_is_true(owner: JournalOwner | None) -> None:
    for said in sentences(owner)[:2]:
        assert (said.split(",")[0] == "on") is (owner is not None and owner.writing)
        assert ("until you switch it on" in said) <= (owner is None)


def test_of_two_people_nothing_is_said_that_holds_for_one_only() -> None:
    assert state_words([LOCKED, ON]) == "on, not all locked"
    assert state_words([LOCKED, KEPT]) == "on, locked"
    assert "entries" in state_words([KEPT, LOCKED_OFF])


def test_one_that_cannot_be_read_says_nothing() -> None:
    class Damaged(FakeJournal):
        def owners(self) -> list[JournalOwner]:
            raise CompanionError("The file of your journal is damaged.")

    assert words_of(Damaged()) == ""


@pytest.mark.parametrize(
    ("owners", "line"),
    [
        ([], "Your journal off until you switch it on"),
        ([ON], "Your journal on, without a passphrase"),
        ([LOCKED], "Your journal on, locked"),
        ([KEPT], "Your journal off, with entries from before"),
    ],
)
def test_home_says_it(owners: Sequence[JournalOwner], line: str, run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        await asyncio.wait_for(home.loaded.wait(), 10)
        program.journal.people = {owner.id: owner for owner in owners}
        program.journal.written = {owner.id: [] for owner in owners}
        await pilot.press(*"journal", "enter")  # there and back, so that it is read anew
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.press("escape")
        await pilot.pause()
        await pilot.pause()
        assert any(" ".join(row.split()).startswith(line) for row in screen_text(pilot).splitlines()), screen_text(
            pilot
        )

    run(run_app(walk, play=None, size=(80, 40)))
