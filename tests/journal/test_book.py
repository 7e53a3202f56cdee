"""The journal's file: nothing before it is switched on, whole entries, nothing left of deleted ones, locked ones."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from companion.journal.book import VERSION, JournalBook, JournalTrouble
from companion.journal.journal_entry import JournalEntry, JournalOwner
from companion.store.sealed import Cost, SealedTrouble, WeakPassphrase

CHEAP = Cost(memory=64, iterations=1, lanes=1)
PASSPHRASE = "four grey owls singing"
SECRET = "The words that nobody else may read 4711"
ENTRY = JournalEntry("2026-11-30", "right-now", "One minute, right now", 75.0, 3, 6, SECRET)


@pytest.fixture
def book(tmp_path: Path) -> JournalBook:
    return JournalBook(tmp_path / "home" / "journal", CHEAP)


@pytest.fixture
def owner(book: JournalBook) -> JournalOwner:
    return book.switch_on()


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """The date and the content of every file, and the date of every folder."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }


def in_the_files(book: JournalBook, words: str) -> bool:
    return any(words.encode() in path.read_bytes() for path in book.place.rglob("*") if path.is_file())


def test_before_it_is_switched_on_there_is_nothing(book: JournalBook) -> None:
    assert book.owners() == []
    assert book.writers() == []
    assert not book.place.parent.exists()


def test_an_entry_is_kept_as_it_was_written(book: JournalBook, owner: JournalOwner) -> None:
    id = book.add(owner, ENTRY)
    assert book.entries(owner) == [replace(ENTRY, id=id)]
    changed = replace(ENTRY, id=id, after=None, words="Ünï 😀")
    book.replace(owner, changed)
    assert JournalBook(book.place).entries(owner) == [changed]


def test_between_two_calls_there_is_one_file(book: JournalBook, owner: JournalOwner) -> None:
    book.add(owner, ENTRY)
    assert [path.name for path in book.place.iterdir()] == ["journal.sqlite"]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no owner's rights (chmod); run it on Linux or macOS")
def test_only_the_owner_may_read_the_file(book: JournalBook) -> None:
    umask = os.umask(0)
    try:
        owner = book.switch_on()
        with closing(sqlite3.connect(book.file)) as reader:  # as long as it is open, there are files beside it
            reader.execute("SELECT * FROM entry").fetchall()
            book.add(owner, ENTRY)
            found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in book.place.iterdir()}
    finally:
        os.umask(umask)
    assert found == dict.fromkeys(["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"], 0o600)
    assert stat.S_IMODE(book.place.stat().st_mode) == 0o700


def test_it_is_written_through_a_log_that_survives_a_power_cut(
    book: JournalBook, owner: JournalOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    connect = sqlite3.connect

    def noted(*given: object, **named: object) -> sqlite3.Connection:
        db = connect(*given, **named)  # type: ignore[call-overload]
        db.set_trace_callback(said.append)
        assert isinstance(db, sqlite3.Connection)
        return db

    monkeypatch.setattr(sqlite3, "connect", noted)
    book.add(owner, ENTRY)
    with closing(connect(book.file)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert {"PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"} <= set(said)


def test_while_it_is_off_a_look_changes_nothing(book: JournalBook, owner: JournalOwner) -> None:
    book.add(owner, ENTRY)
    book.switch_off(owner)
    before = everything(book.place)
    (off,) = book.owners()
    assert not off.writing
    assert book.writers() == []
    assert everything(book.place) == before
    assert len(book.entries(off)) == 1


def test_while_it_is_off_nothing_is_written(book: JournalBook, owner: JournalOwner) -> None:
    book.add(owner, ENTRY)
    book.switch_off(owner)
    with pytest.raises(JournalTrouble, match="off"):
        book.add(owner, ENTRY)
    assert len(book.entries(owner)) == 1


def test_switched_off_without_entries_it_leaves_nothing(book: JournalBook, owner: JournalOwner) -> None:
    book.switch_off(owner)
    assert not book.place.exists()


def test_switched_on_again_it_has_its_entries(book: JournalBook, owner: JournalOwner) -> None:
    book.add(owner, ENTRY)
    book.switch_off(owner)
    again = book.switch_on()
    assert again == owner
    book.add(again, ENTRY)
    assert len(book.entries(again)) == 2


# ---- deleting --------------------------------------------------------------------------------------------------------


def test_nothing_of_deleted_words_is_left(book: JournalBook, owner: JournalOwner) -> None:
    for number in range(40):
        book.add(owner, replace(ENTRY, words=f"other words {number} " * 80))
    id = book.add(owner, ENTRY)
    long = book.add(owner, replace(ENTRY, words=(SECRET + " ") * 45))
    assert in_the_files(book, SECRET)
    assert book.delete(owner, id)
    assert book.delete(owner, long)
    assert not in_the_files(book, SECRET)
    assert len(book.entries(owner)) == 40


def test_nothing_of_words_that_were_changed_is_left(book: JournalBook, owner: JournalOwner) -> None:
    id = book.add(owner, replace(ENTRY, words=(SECRET + " ") * 45))
    book.replace(owner, replace(ENTRY, id=id, words="others"))
    assert not in_the_files(book, SECRET)


def test_nothing_is_left_when_everything_is_deleted(book: JournalBook, owner: JournalOwner) -> None:
    for _ in range(30):
        book.add(owner, ENTRY)
    book.delete_all(owner)
    assert not in_the_files(book, SECRET)
    assert not in_the_files(book, "right-now")
    assert book.entries(owner) == []
    assert book.owners() == [owner], "it is still on"
    book.switch_off(owner)
    assert not book.place.exists()


def test_a_trace_that_may_be_left_is_said(book: JournalBook, owner: JournalOwner) -> None:
    id = book.add(owner, ENTRY)
    book.add(owner, ENTRY)
    with closing(sqlite3.connect(book.file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entry").fetchall()
        with pytest.raises(JournalTrouble, match=r"another window"):
            book.delete(owner, id)
    book.delete(owner, id + 1)
    assert not in_the_files(book, SECRET)


def test_an_entry_that_is_not_there_is_not_deleted(book: JournalBook, owner: JournalOwner) -> None:
    other = book.switch_on("Ben")
    id = book.add(owner, ENTRY)
    assert not book.delete(owner, id + 1)
    assert not book.delete(other, id), "nor one of somebody else's"
    with pytest.raises(JournalTrouble, match="deleted"):
        book.replace(other, replace(ENTRY, id=id))


# ---- two people ------------------------------------------------------------------------------------------------------


def test_two_people_have_their_entries_apart(book: JournalBook) -> None:
    ana, ben = book.switch_on("Ana"), book.switch_on("Ben")
    book.add(ana, ENTRY)
    assert book.entries(ben) == []
    assert [each.name for each in book.owners()] == ["Ana", "Ben"]
    book.delete_all(ben)
    assert len(book.entries(ana)) == 1
    book.switch_off(ben)
    assert not in_the_files(book, "Ben")


def test_a_locked_journal_opens_with_its_own_passphrase_only(book: JournalBook) -> None:
    ana, ben = book.switch_on("Ana", PASSPHRASE), book.switch_on("Ben", PASSPHRASE + "!")
    id = book.add(ana, ENTRY)
    assert book.entries(ana, book.key(ana, PASSPHRASE)) == [replace(ENTRY, id=id)]
    with pytest.raises(JournalTrouble, match="locked"):
        book.entries(ana)
    with pytest.raises(SealedTrouble):
        book.key(ana, PASSPHRASE + "!")
    with pytest.raises(JournalTrouble, match="damaged"):
        book.entries(ana, book.key(ben, PASSPHRASE + "!"))


def test_nothing_of_a_locked_entry_is_in_the_files(book: JournalBook) -> None:
    ana = book.switch_on("Ana", PASSPHRASE)
    id = book.add(ana, ENTRY)
    book.replace(ana, replace(ENTRY, id=id, after=9))
    for words in (SECRET, "right-now", "One minute", "2026-11-30", PASSPHRASE):
        assert not in_the_files(book, words)


def test_locked_entries_have_one_size(book: JournalBook) -> None:
    ana = book.switch_on("Ana", PASSPHRASE)
    book.add(ana, ENTRY)
    book.add(ana, replace(ENTRY, words="😀" * 2000, title="ü" * 200))
    with closing(sqlite3.connect(book.file)) as db:
        assert len({len(locked) for (locked,) in db.execute("SELECT sealed FROM entry")}) == 1
    assert book.entries(ana, book.key(ana, PASSPHRASE))[1].words == "😀" * 2000


def test_a_locked_journal_is_deleted_without_its_passphrase(book: JournalBook) -> None:
    ana = book.switch_on("Ana", PASSPHRASE)
    book.add(ana, ENTRY)
    book.delete_all(ana)
    book.switch_off(ana)
    assert not book.place.exists()


def test_a_weak_passphrase_makes_no_journal(book: JournalBook) -> None:
    with pytest.raises(WeakPassphrase):
        book.switch_on("Ana", "short")
    assert book.owners() == []


def test_a_journal_is_locked_later_and_nothing_readable_stays(book: JournalBook, owner: JournalOwner) -> None:
    first, second = book.add(owner, ENTRY), book.add(owner, replace(ENTRY, words="another line " * 150))
    assert in_the_files(book, SECRET)
    locked = book.lock(owner, PASSPHRASE)
    assert locked.locked
    for words in (SECRET, "another line", "right-now", "One minute", "2026-11-30", PASSPHRASE):
        assert not in_the_files(book, words)
    assert [(each.id, each.words[:12]) for each in book.opened(locked, PASSPHRASE)] == [
        (first, SECRET[:12]),
        (second, "another line"),
    ]
    assert book.owners() == [locked]


def test_an_entry_from_before_the_lock_is_written_locked(book: JournalBook, owner: JournalOwner) -> None:
    id = book.add(owner, replace(ENTRY, words=""))
    locked = book.lock(owner, PASSPHRASE)
    book.replace(owner, replace(ENTRY, id=id))  # a page that was open meanwhile knows the journal as it was
    book.add(owner, replace(ENTRY, words=SECRET[::-1]))
    assert not in_the_files(book, SECRET)
    assert not in_the_files(book, SECRET[::-1])
    assert [each.words for each in book.opened(locked, PASSPHRASE)] == [SECRET, SECRET[::-1]]
    with pytest.raises(JournalTrouble, match="locked"):
        book.entries(owner)


def test_switched_on_with_a_passphrase_an_old_journal_is_locked(book: JournalBook, owner: JournalOwner) -> None:
    book.add(owner, ENTRY)
    book.switch_off(owner)
    again = book.switch_on("", PASSPHRASE)
    assert again.writing
    assert [each.words for each in book.opened(again, PASSPHRASE)] == [SECRET]
    assert not in_the_files(book, SECRET)


def test_a_locked_journal_takes_no_second_passphrase(book: JournalBook) -> None:
    ana = book.switch_on("Ana", PASSPHRASE)
    book.add(ana, ENTRY)
    with pytest.raises(JournalTrouble, match="locked already"):
        book.lock(ana, PASSPHRASE + "!")
    with pytest.raises(JournalTrouble, match="locked already"):
        book.switch_on("Ana", PASSPHRASE + "!")
    assert [each.words for each in book.opened(ana, PASSPHRASE)] == [SECRET]


def test_a_weak_passphrase_leaves_the_journal_as_it_was(book: JournalBook, owner: JournalOwner) -> None:
    id = book.add(owner, ENTRY)
    with pytest.raises(WeakPassphrase):
        book.lock(owner, "short")
    assert book.entries(owner) == [replace(ENTRY, id=id)]


# ---- trouble ---------------------------------------------------------------------------------------------------------


def test_a_damaged_file_is_said_and_left_as_it_is(book: JournalBook, owner: JournalOwner) -> None:
    book.file.write_bytes(b"something else altogether" * 50)
    with pytest.raises(JournalTrouble, match="damaged") as trouble:
        book.owners()
    assert trouble.value.place == str(book.file)
    assert trouble.value.hint
    assert book.file.read_bytes() == b"something else altogether" * 50


def test_a_newer_file_is_left_as_it_is(book: JournalBook, owner: JournalOwner) -> None:
    with closing(sqlite3.connect(book.file)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(JournalTrouble, match="newer version"):
        book.add(owner, ENTRY)


def test_a_file_that_was_only_begun_counts_as_none(book: JournalBook) -> None:
    book.place.mkdir(parents=True)
    book.file.touch()
    assert book.owners() == []
    assert book.switch_on().writing


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    with pytest.raises(JournalTrouble, match="couldn't make"):
        JournalBook(tmp_path / "home" / "journal").switch_on()
