"""The journal's file: a SQLite database, made when somebody first switches their journal on, and not before.

Each call opens the file and closes it again, so that between two calls SQLite leaves no second file beside it. A change
is there whole or not at all, also after a kill or a power cut. While all journals are off, a look at them changes
nothing on the disk, not even a date. Only the owner of the file may read it. Every call may raise JournalTrouble.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from companion import resources
from companion.errors import CompanionError, told_by_system
from companion.journal import entry_lock
from companion.journal.journal_entry import JournalEntry, JournalOwner
from companion.store import sealed
from companion.store.sealed import COST, Cost
from companion.store.spoken_traces import forget_spoken
from companion.store.whole_file import flush_folder

VERSION: Final = 1
"""Of the tables, kept in the file as `user_version`; 0 before there are any."""
_WAIT: Final = 5.0
"""Seconds that a call waits for another process. A change takes some milliseconds, and a tenth of a second on a busy
disk."""
_LABEL: Final = "journal/{id}"

_TABLES: Final = f"""
BEGIN IMMEDIATE;
CREATE TABLE owner (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    writing INTEGER NOT NULL CHECK (writing IN (0, 1)),
    public BLOB
);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL REFERENCES owner (id),
    day TEXT,
    exercise TEXT,
    title TEXT,
    seconds REAL,
    before INTEGER CHECK (before BETWEEN 0 AND 10),
    after INTEGER CHECK (after BETWEEN 0 AND 10),
    words TEXT,
    sealed BLOB
);
PRAGMA user_version = {VERSION};
COMMIT;
"""
"""A locked entry has its number, its owner and `sealed`, and nothing else."""
_LOCKED_BUT: Final = "It's locked now."
_FIELDS: Final = ("day", "exercise", "title", "seconds", "before", "after", "words")


class JournalTrouble(CompanionError):
    title = "Your journal"


class JournalBook:
    """The journals in one folder."""

    def __init__(self, place: Path | None = None, cost: Cost = COST) -> None:
        self._given = place
        self._cost = cost

    @property
    def place(self) -> Path:
        return self._given or resources.OwnPlace.JOURNAL.path()

    @property
    def file(self) -> Path:
        return self.place / "journal.sqlite"

    # -- whose journals there are ---------------------------------------------------------------------------------

    def owners(self) -> list[JournalOwner]:
        """Lists the people who have a journal here; none where there is no file."""
        if not self.file.exists():
            return []
        with self._opened() as db:
            return _owners(db)

    def writers(self) -> list[JournalOwner]:
        """Lists the people whose journal is on."""
        return [owner for owner in self.owners() if owner.writing]

    def owner(self, name: str) -> JournalOwner | None:
        return next((owner for owner in self.owners() if owner.name.casefold() == name.casefold()), None)

    def switch_on(self, name: str = "", passphrase: str | None = None) -> JournalOwner:
        """Switches a person's journal on, and makes it if need be; locks it if there is a passphrase.

        Raises WeakPassphrase, NotSealed, and JournalTrouble for a passphrase where the journal has one already.
        """
        if passphrase is not None:
            sealed.check_passphrase(passphrase)
        self._make_file()
        before = self.owner(name)
        if before is not None:
            if passphrase is not None:
                before = self.lock(before, passphrase)
            return self._switch_on_again(before)
        with self._opened() as db:
            # Only a journal that is on needs this mode; a look at the file in it would leave traces of the look.
            db.execute("PRAGMA journal_mode = WAL")
            with _whole(db):
                id = _new_owner(db, name)
                if passphrase is not None:
                    self._set_public(db, id, passphrase)
                return _owner(db, id)

    def _switch_on_again(self, owner: JournalOwner) -> JournalOwner:
        with self._opened() as db:
            db.execute("PRAGMA journal_mode = WAL")
            with _whole(db):
                db.execute("UPDATE owner SET writing = 1 WHERE id = ?", (owner.id,))
                return _owner(db, owner.id)

    def lock(self, owner: JournalOwner, passphrase: str) -> JournalOwner:
        """Locks a journal that isn't locked yet, with all its entries, and writes over what could be read of them.

        Takes about a second. Raises WeakPassphrase, NotSealed, and JournalTrouble for a journal that is locked already.
        """
        sealed.check_passphrase(passphrase)
        with self._opened() as db:
            with _whole(db):
                if _owner(db, owner.id).locked:
                    raise JournalTrouble("This journal is locked already.", hint="Its passphrase is still the old one.")
                # The key is safely on the disk before the first entry needs it.
                self._set_public(db, owner.id, passphrase)
                locked = _owner(db, owner.id)
                wanted = f"SELECT id, {', '.join(_FIELDS)} FROM entry WHERE owner = ?"
                nothing = ", ".join(f"{field} = NULL" for field in _FIELDS)
                for id, *values in db.execute(wanted, (owner.id,)).fetchall():
                    entry = JournalEntry(**dict(zip(_FIELDS, values, strict=True)), id=id)
                    _, (closed,) = _columns(locked, entry)
                    db.execute(f"UPDATE entry SET {nothing}, sealed = ? WHERE id = ?", (closed, id))
            self._wipe(db, _LOCKED_BUT)
        return locked

    def _set_public(self, db: sqlite3.Connection, id: int, passphrase: str) -> None:
        private, public = entry_lock.new_keys()
        sealed.seal(self._key_file(id), passphrase, private, _LABEL.format(id=id), self._cost)
        db.execute("UPDATE owner SET public = ? WHERE id = ?", (public, id))

    def switch_off(self, owner: JournalOwner) -> None:
        """Switches a journal off; its entries stay. Nothing at all stays of one without entries."""
        with self._opened() as db:
            db.execute("UPDATE owner SET writing = 0 WHERE id = ?", (owner.id,))
        self._tidy()

    # -- entries --------------------------------------------------------------------------------------------------

    def add(self, owner: JournalOwner, entry: JournalEntry) -> int:
        """Writes an entry, and returns its number once it is safely on the disk."""
        with self._opened() as db, _whole(db):
            now = _owner(db, owner.id)  # it may have been locked since the caller read it
            if not now.writing:
                raise JournalTrouble("Your journal is off, so nothing was written.", hint="Switch it on first.")
            columns, values = _columns(now, entry)
            marks = ", ".join("?" for _ in columns)
            made = db.execute(
                f"INSERT INTO entry (owner, {', '.join(columns)}) VALUES (?, {marks})", (owner.id, *values)
            )
            return made.lastrowid or 0

    def replace(self, owner: JournalOwner, entry: JournalEntry) -> None:
        """Writes an entry anew, under its number."""
        with self._opened() as db, _whole(db):
            columns, values = _columns(_owner(db, owner.id), entry)
            sets = ", ".join(f"{column} = ?" for column in columns)
            done = db.execute(f"UPDATE entry SET {sets} WHERE id = ? AND owner = ?", (*values, entry.id, owner.id))
            if done.rowcount != 1:
                raise JournalTrouble("This entry was deleted meanwhile, so it couldn't be changed.")

    def key(self, owner: JournalOwner, passphrase: str) -> bytes:
        """Opens the key of a locked journal. Takes about a second. Raises SealedTrouble."""
        return sealed.open_sealed(self._key_file(owner.id), passphrase, _LABEL.format(id=owner.id), self._cost)

    def opened(self, owner: JournalOwner, passphrase: str) -> list[JournalEntry]:
        """Reads the entries of a locked journal, the oldest first. Takes about a second. Raises SealedTrouble."""
        return self.entries(owner, self.key(owner, passphrase))

    def entries(self, owner: JournalOwner, key: bytes = b"") -> list[JournalEntry]:
        """Reads a person's entries, the oldest first; those of a locked journal with its `key`."""
        with self._opened() as db:
            wanted = f"SELECT id, sealed, {', '.join(_FIELDS)} FROM entry WHERE owner = ? ORDER BY id"
            rows = db.execute(wanted, (owner.id,)).fetchall()
            owner = _owner(db, owner.id)
        if not owner.locked:
            return [JournalEntry(**dict(zip(_FIELDS, values, strict=True)), id=id) for id, _, *values in rows]
        if not key:
            raise JournalTrouble("This journal is locked.", hint="Open it with its passphrase.")
        try:
            return [entry_lock.unlock(key, locked, id) for id, locked, *_ in rows]
        except entry_lock.CannotOpen:
            raise JournalTrouble(
                "An entry of this journal is damaged, so I can't open it.",
                place=str(self.file),
                hint="If you have a copy of the file in a backup, put that in its place.",
            ) from None

    def count(self, owner: JournalOwner) -> int:
        """Counts a person's entries. Anybody who can read the file can do the same, also where they are locked."""
        with self._opened() as db:
            return int(db.execute("SELECT count(*) FROM entry WHERE owner = ?", (owner.id,)).fetchone()[0])

    def has(self, owner: JournalOwner, id: int) -> bool:
        """Tells whether this person's journal has an entry of this number, locked or not."""
        if not self.file.exists():
            return False
        with self._opened() as db:
            return db.execute("SELECT 1 FROM entry WHERE id = ? AND owner = ?", (id, owner.id)).fetchone() is not None

    def delete(self, owner: JournalOwner, id: int) -> bool:
        """Deletes an entry, and writes over it. False if there is no such entry."""
        with self._opened() as db:
            gone = db.execute("DELETE FROM entry WHERE id = ? AND owner = ?", (id, owner.id)).rowcount > 0
            if gone:
                self._wipe(db)
        if gone:
            self._forget_spoken()
        return gone

    def delete_all(self, owner: JournalOwner) -> None:
        """Deletes all entries of a person, and writes over them. Their journal stays on or off as it was."""
        with self._opened() as db:
            db.execute("DELETE FROM entry WHERE owner = ?", (owner.id,))
            self._wipe(db)
        self._tidy()
        self._forget_spoken()

    def _forget_spoken(self) -> None:
        """Deletes the rendered speech, which could show which exercises the deleted entries told of."""
        if self._given is None:  # it lies in the person's own folder, like the usual journal
            forget_spoken()

    # -- the file -------------------------------------------------------------------------------------------------

    def _make_file(self) -> None:
        try:
            resources.made(self.place)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                flush_folder(self.place)
        except OSError as error:
            raise JournalTrouble(
                f"I couldn't make a journal: {told_by_system(error)}.",
                place=str(self.file),
                hint="Free some space, or check that you can write there, and try again.",
            ) from error
        with self._opened() as db:
            if _version(db) == 0:
                with contextlib.suppress(sqlite3.OperationalError):  # another process has just made them
                    db.executescript(_TABLES)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(f"{self.file.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT)
            try:
                db.isolation_level = None
                for setting in (
                    "trusted_schema = OFF",
                    "foreign_keys = ON",
                    "synchronous = FULL",
                    "secure_delete = ON",
                    "temp_store = MEMORY",  # VACUUM would otherwise copy everything to the folder for temporary files
                ):
                    db.execute(f"PRAGMA {setting}")
                if _version(db) > VERSION:
                    raise JournalTrouble(
                        "A newer version of Companion wrote your journal.",
                        place=str(self.file),
                        hint="Update Companion, and try again. Nothing in the journal was changed.",
                    )
                yield db
            finally:
                db.close()
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def _trouble(self, error: sqlite3.Error) -> JournalTrouble:
        if error.sqlite_errorname.startswith("SQLITE_BUSY") if hasattr(error, "sqlite_errorname") else False:
            return JournalTrouble("Your journal is busy in another window.", hint="Please try again in a moment.")
        if not isinstance(error, sqlite3.OperationalError | sqlite3.IntegrityError):
            return JournalTrouble(
                "The file of your journal is damaged, so I can't read it.",
                place=str(self.file),
                hint="I've changed nothing in it. If you have a copy in a backup, put that in its place.",
            )
        return JournalTrouble(
            f"I couldn't read or write your journal: {error}.",
            place=str(self.file),
            hint="Free some space, or check that you can read and write there, and try again.",
        )

    def _wipe(self, db: sqlite3.Connection, done: str = "It's deleted.") -> None:
        """Lets nothing stay in the file or beside it of rows that were deleted or locked. `done`: what has happened
        already, for the error."""
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        db.execute("VACUUM")
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] or busy
        if busy:
            raise JournalTrouble(
                f"{done} But your journal is open in another window, so a trace of it may still be in the file.",
                hint="Close the other window. The trace goes the next time an entry is deleted. You don't have to lose "
                "one for that: write a short line, then delete that line.",
            )

    def _tidy(self) -> None:
        """Takes away the journals that are off and empty, and the file with the last of them."""
        with self._opened() as db:
            ids = [id for (id,) in db.execute(_UNUSED)]
            db.execute(f"DELETE FROM owner WHERE id IN ({', '.join(map(str, ids))})")
            left = _owners(db)
            if ids and left:
                self._wipe(db)  # a name was in the file
            if not any(owner.writing for owner in left):
                db.execute("PRAGMA journal_mode = DELETE")
        for id in ids:
            sealed.delete(self._key_file(id))
        if not left:
            try:
                for path in sorted(self.place.glob("journal.sqlite*")):
                    path.unlink(missing_ok=True)
                self.place.rmdir()
            except OSError:
                return  # something else is in the folder, or the file is held open: it has no entry and no name

    def _key_file(self, id: int) -> Path:
        return self.place / f"{id}.sealed"


_UNUSED: Final = "SELECT id FROM owner WHERE NOT writing AND id NOT IN (SELECT owner FROM entry)"


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def _whole(db: sqlite3.Connection) -> Iterator[None]:
    """Makes everything within one change, which is there whole or not at all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _owners(db: sqlite3.Connection) -> list[JournalOwner]:
    if _version(db) == 0:
        return []  # a kill came between the making of the file and that of its tables
    rows = db.execute("SELECT id, name, writing, public FROM owner ORDER BY id")
    return [JournalOwner(id, name, bool(writing), public) for id, name, writing, public in rows]


def _owner(db: sqlite3.Connection, id: int) -> JournalOwner:
    found = next((owner for owner in _owners(db) if owner.id == id), None)
    if found is None:
        raise JournalTrouble("This journal was deleted meanwhile.")
    return found


def _new_owner(db: sqlite3.Connection, name: str) -> int:
    return db.execute("INSERT INTO owner (name, writing) VALUES (?, 1)", (name,)).lastrowid or 0


def _columns(owner: JournalOwner, entry: JournalEntry) -> tuple[Sequence[str], Sequence[object]]:
    if owner.public is not None:
        return ("sealed",), (entry_lock.lock(owner.public, entry),)
    return _FIELDS, tuple(getattr(entry, field) for field in _FIELDS)
