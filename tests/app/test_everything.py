"""Everything about a person can be deleted: something is written into each place, and then all of it is deleted.

`tests/conftest.py` makes sure that no test writes a file outside of these places.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from companion.app import crash, everything, two_halves
from companion.app.settings_desk import USUAL
from companion.couple import couple_file
from companion.couple.evening.memory import Kept
from companion.errors import CompanionError
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from companion.ports import Pcm
from companion.resources import OwnPlace
from companion.speech.cache import ClipCache
from companion.store import last_time_files, sealed, settings
from companion.store.last_time_files import KeptChoice, KeptPlace
from companion.store.settings import Settings
from tests.closeness.desks import CHEAP
from tests.conftest import BESIDE, outside_of_all_places

PASSPHRASE = "four grey owls singing"
TOLD = "pineapple"
"""A word that is written wherever words can be written."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("COMPANION_MODELS", raising=False)
    return tmp_path / "home"


def _write_left_off() -> None:
    last_time_files.save_place(KeptPlace(id=TOLD, place=3, chosen=KeptChoice(bed=f"/home/{TOLD}.wav")))
    file = OwnPlace.LEFT_OFF.path()
    file.with_name(f".half-{file.name}-1.tmp").write_text(TOLD, encoding="utf-8")


def _write_last_time() -> None:
    last_time_files.save_choice(TOLD, KeptChoice(bed=f"/home/{TOLD}.wav"))
    file = OwnPlace.LAST_TIME.path()
    file.with_name(f".half-{file.name}-1.tmp").write_text(TOLD, encoding="utf-8")


def _write_couple() -> None:
    couple_file.save(Kept(known=True, a=TOLD, b="Ben"), 1)
    file = couple_file.path()
    file.write_text("{", encoding="utf-8")
    couple_file.save(Kept(known=True, a=TOLD, b="Ben"), 1)  # the damaged file is kept beside it
    file.with_name(f".half-{file.name}-1.tmp").write_text(TOLD, encoding="utf-8")  # as a power cut leaves it


def _write_journals() -> None:
    book = JournalBook(cost=CHEAP)
    for owner in (book.switch_on("Ana"), book.switch_on("Ben", PASSPHRASE)):
        book.add(owner, JournalEntry("2026-11-30", words=TOLD))


def _write_halves() -> None:
    for who in ("a", "b"):
        file = two_halves.folder() / f"{who}.sealed"
        sealed.seal(file, PASSPHRASE, TOLD.encode(), who, CHEAP)
        file.with_name(f".half-{file.name}-1.tmp").write_bytes(b"")
    with two_halves.only_here(two_halves.folder()):
        pass


def _write_speech() -> None:
    clip = Pcm(np.zeros(10, np.int16), 22_050)
    ClipCache(OwnPlace.SPEECH.path()).put("joe", 130, TOLD, clip)


def _write_logs() -> None:
    crash.write_log(ValueError(TOLD))
    (OwnPlace.LOGS.path() / "libraries.log").write_text("ALSA", encoding="utf-8")


def _write_settings() -> None:
    file = settings.path()
    file.with_suffix(".json").write_text('{"stop_word": 3}', encoding="utf-8")  # of an earlier version, and damaged
    settings.change(lambda _: Settings(stop_word=TOLD))
    file.write_text("stop_word = ", encoding="utf-8")
    settings.change(lambda _: Settings(stop_word=TOLD, favourites=("right-now",)))


def _own(place: OwnPlace) -> Callable[[], None]:
    """A file that the person put there, or one that says nothing about anybody."""

    def write() -> None:
        path = place.path()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text("{}", encoding="utf-8")
        else:
            path.mkdir()
            (path / "file").write_text("", encoding="utf-8")

    return write


WRITES: Final[Mapping[OwnPlace, Callable[[], None]]] = {
    OwnPlace.LEFT_OFF: _write_left_off,
    OwnPlace.LAST_TIME: _write_last_time,
    OwnPlace.COUPLE: _write_couple,
    OwnPlace.JOURNAL: _write_journals,
    OwnPlace.HALVES: _write_halves,
    OwnPlace.SPEECH: _write_speech,
    OwnPlace.LOGS: _write_logs,
    OwnPlace.SETTINGS: _write_settings,
}


@pytest.fixture
def everywhere(home: Path) -> None:
    for place in OwnPlace:
        WRITES.get(place, _own(place))()
        assert everything.left_in(place) or place.path().exists(), place
    assert outside_of_all_places(home) == []


def files(home: Path) -> set[Path]:
    return {file for file in home.rglob("*") if file.is_file()}


def test_after_everything_was_deleted_only_what_has_a_reason_is_there(home: Path, everywhere: None) -> None:
    everything.forget(everything.EVERYTHING)
    stays = {
        file for place in OwnPlace if everything.record_at(place) is None for file in files(home) if _in(file, place)
    }
    left = files(home) - stays
    assert {file.name for file in left} <= everything.STAYS.keys(), left
    assert not [file for file in files(home) if TOLD.encode() in file.read_bytes()]
    assert everything.shown() == []


def _in(file: Path, place: OwnPlace) -> bool:
    return place.path() in (file, *file.parents)


def test_each_place_with_a_record_has_something_written_by_the_program_itself() -> None:
    assert set(WRITES) == {place for place, _ in everything.records()}


def test_each_record_is_shown_once_and_under_its_own_name(everywhere: None) -> None:
    names = [thing.name for thing in everything.shown()]
    assert names == [record.name for _, record in everything.records()]
    assert len(set(names)) == len(names)


def test_a_record_says_nothing_where_nothing_is_saved(home: Path) -> None:
    assert everything.shown() == []
    assert not home.exists()


@pytest.mark.parametrize("place", WRITES)
def test_each_record_is_deleted_alone(place: OwnPlace, everywhere: None) -> None:
    record = everything.record_at(place)
    assert record is not None
    assert everything.forget(record.name)
    assert everything.left_in(place) == []


def test_a_file_that_a_record_leaves_behind_is_named(home: Path, everywhere: None) -> None:
    forgotten = OwnPlace.HALVES.path() / "a.new"
    forgotten.write_text(TOLD, encoding="utf-8")
    with pytest.raises(CompanionError, match=r"a\.new"):
        everything.forget(everything.EVERYTHING)
    assert not OwnPlace.SETTINGS.path().exists()


def test_no_record_has_the_name_of_a_setting() -> None:
    """The settings page deletes both kinds by name."""
    names = {record.name for _, record in everything.records()} | {everything.EVERYTHING}
    assert not names & {field.name for field in fields(Settings)}
    assert not names & USUAL.keys()
    assert not everything.forget("favourites")


def test_a_file_that_nobody_listed_would_be_noticed(home: Path) -> None:
    home.mkdir()
    new = home / "sessions.json"
    new.write_text("{}", encoding="utf-8")
    assert outside_of_all_places(home) == ["sessions.json"]
    new.unlink()
    for name in BESIDE:
        (home / name).touch()
    assert outside_of_all_places(home) == []
    shutil.rmtree(home)
