"""The files that the owner of a journal saves from the program: new, readable by them alone, and never replaced."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import platformdirs
import pytest

from companion.errors import CompanionError
from companion.journal.handed_file import FORMS, hand_out, usual_folder
from companion.journal.journal_entry import JournalEntry

DAY = date(2026, 11, 30)
ENTRIES = [JournalEntry("2026-11-29", "five-senses", "Five senses", 300.0, 3, 5, "It rained.", 1)]


@pytest.mark.parametrize(("form", "begins"), [("md", b"# My journal"), ("csv", b"id,date"), ("pdf", b"%PDF")])
def test_each_kind_is_written_for_its_owner_alone(form: str, begins: bytes, tmp_path: Path) -> None:
    place = hand_out(ENTRIES, form, str(tmp_path / f"mine.{form}"), DAY)
    assert place.read_bytes().startswith(begins)
    assert os.name == "nt" or stat.S_IMODE(place.stat().st_mode) == 0o600
    with pytest.raises(CompanionError, match="already"):
        hand_out(ENTRIES, form, str(place), DAY)


def test_the_screen_offers_every_kind() -> None:
    from companion.screen.journal.journal_words import SAVE_FORMS

    assert list(SAVE_FORMS) == list(FORMS)


def test_the_page_has_none_of_their_own_words(tmp_path: Path) -> None:
    from companion.journal.handing_out import ALL_BUT_WORDS, page_of

    assert page_of(ENTRIES, DAY, ALL_BUT_WORDS).words == ()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CompanionError, match="no such folder"):
        hand_out(ENTRIES, "md", str(tmp_path / "gone" / "mine.md"), DAY)


def test_documents_are_offered_or_else_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path / "gone")
    assert usual_folder() == tmp_path
    (tmp_path / "Documents").mkdir()
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path / "Documents")
    assert usual_folder() == tmp_path / "Documents"
    assert hand_out(ENTRIES, "md", "mine.md", DAY) == tmp_path / "Documents" / "mine.md"
