"""kill -9 of the real program amid an exercise: home offers to go on, and the journal is whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from companion.journal.book import JournalBook
from companion.store import last_time_files

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there are no pseudoterminals on Windows; run it on Linux or macOS"
)

KILLS = 20


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    return tmp_path


def test_home_offers_to_go_on_after_a_kill_and_the_journal_is_whole(own_home: Path) -> None:
    from tests.app import kills_of_program

    assert kills_of_program.campaign(KILLS, own_home) == []


def test_a_lost_place_and_a_lost_entry_would_be_noticed(own_home: Path) -> None:
    from tests.app import kills_of_program

    kills_of_program.prepared(own_home)
    with pytest.raises(kills_of_program.Lost, match="no place"):
        kills_of_program.look()
    last_time_files.save_place(last_time_files.KeptPlace(id=kills_of_program.EXERCISE, place=4, left=60.0))
    kills_of_program.look()
    book = JournalBook()
    (owner,) = book.owners()
    book.delete_all(owner)
    with pytest.raises(kills_of_program.Lost, match="the journal"):
        kills_of_program.look()
