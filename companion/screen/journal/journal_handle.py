"""The Protocol through which screens use the journal. `journal.book.JournalBook` fulfils it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalEntry, JournalOwner


class JournalHandle(Protocol):
    """The journals on this computer. A call takes some milliseconds, and may raise a CompanionError."""

    def owners(self) -> Sequence[JournalOwner]: ...

    def switch_on(self, name: str = "", passphrase: str | None = None) -> JournalOwner:
        """Switches a journal on; with a passphrase it is locked, which takes about a second."""

    def lock(self, owner: JournalOwner, passphrase: str) -> JournalOwner:
        """Locks a journal with all its entries. Takes about a second."""

    def opened(self, owner: JournalOwner, passphrase: str) -> Sequence[JournalEntry]:
        """Reads the entries of a locked journal, the oldest first. Takes about a second."""

    def switch_off(self, owner: JournalOwner) -> None: ...

    def add(self, owner: JournalOwner, entry: JournalEntry) -> int:
        """Writes an entry, and returns its number."""

    def replace(self, owner: JournalOwner, entry: JournalEntry) -> None:
        """Writes an entry anew, under its number."""

    def entries(self, owner: JournalOwner) -> Sequence[JournalEntry]:
        """Reads the entries of a journal that isn't locked, the oldest first."""

    def has(self, owner: JournalOwner, id: int) -> bool:
        """Tells whether this person's journal has an entry of this number."""

    def delete(self, owner: JournalOwner, id: int) -> bool: ...

    def delete_all(self, owner: JournalOwner) -> None: ...
