"""kill -9 at any moment leaves the journal whole, with every entry that was said to be written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from companion.journal.book import JournalBook, JournalTrouble
from tests.journal import kills

KILLS = 40

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork on Windows; run it on Linux or macOS")


def test_a_killed_program_leaves_the_journal_whole(tmp_path: Path) -> None:
    done, broken = kills.campaign(KILLS, tmp_path / "home")
    assert broken == []
    assert done > KILLS, "they are killed amid their work, not before it"


def test_an_entry_that_is_lost_would_be_noticed(tmp_path: Path) -> None:
    told = kills.killed(0, tmp_path)
    written = JournalBook(tmp_path / "journal")
    sure = [line["id"] for line in told if line["done"] and line["what"] == "add"]
    (owner,) = written.owners()
    assert sure
    for id in sure:
        written.delete(owner, id)
    with pytest.raises(kills.Lost, match="every entry"):
        kills.look(told, written)


def test_a_file_that_is_damaged_would_be_noticed(tmp_path: Path) -> None:
    told = kills.killed(0, tmp_path)
    written = JournalBook(tmp_path / "journal")
    written.owners()
    written.file.write_bytes(b"not a journal at all" * 100)
    with pytest.raises(JournalTrouble, match="damaged"):
        kills.look(told, written)
