"""The closing lines that two people may write after touch, each into their own locked journal."""

from __future__ import annotations

from datetime import date

from companion.couple.evening.own_line import WriteLine
from companion.errors import CompanionError
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry, one_line
from companion.store.sealed import SealedTrouble


def own_lines(name: str, book: JournalBook | None = None) -> WriteLine | None:
    """Finds how the person of this name writes a line. None if their journal is off, isn't locked, or can't be read."""
    there = JournalBook() if book is None else book
    try:
        owner = there.owner(name)
    except CompanionError:
        return None
    if owner is None or not (owner.writing and owner.locked):
        return None

    def write(line: str, passphrase: str) -> str | None:
        try:
            there.key(owner, passphrase)  # somebody else could have made a journal with this name
            there.add(owner, JournalEntry(day=date.today().isoformat(), words=one_line(line)))
        except SealedTrouble:
            return None
        except CompanionError as error:
            return f"{error.message} {error.hint}".strip()
        return ""

    return write
