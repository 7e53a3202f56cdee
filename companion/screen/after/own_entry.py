"""The journal's entry about the session that has just ended: written at once, and anew with each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from companion.journal.journal_entry import JournalEntry, one_line

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalOwner
    from companion.screen.journal.journal_handle import JournalHandle


@dataclass(frozen=True, slots=True)
class EndedSession:
    """The session of one person that has just ended."""

    exercise_id: str
    title: str
    seconds: float = 0.0
    how: int | None = None
    """Their answer to “How are you right now?” on the page before it, 0 to 10."""


class OwnEntry:
    """One entry. It belongs to the only journal that is on, or to the one that is chosen of several.

    All calls but the reading ones may raise a CompanionError; the answers are kept, and written with the next call.
    """

    def __init__(
        self, journal: JournalHandle, writers: Sequence[JournalOwner], played: EndedSession, today: date | None = None
    ) -> None:
        self._journal = journal
        self.writers = tuple(writers)
        self.owner = self.writers[0] if len(self.writers) == 1 else None
        self.entry = JournalEntry(
            day=(today or date.today()).isoformat(),
            exercise=played.exercise_id,
            title=one_line(played.title)[:200],
            seconds=round(played.seconds, 1),
            before=played.how,
        )
        self._written: JournalEntry | None = None

    @property
    def is_written(self) -> bool:
        return self._written is not None

    def still_there(self) -> bool:
        """Tells whether the entry is still in the journal, or has no owner yet."""
        return self._written is None or self.owner is None or self._journal.has(self.owner, self._written.id)

    def rate(self, how: int | None) -> None:
        """Takes the answer to “How are you now?”."""
        self.entry = replace(self.entry, after=how)
        self.keep()

    def say(self, text: str) -> None:
        """Takes their own words."""
        self.entry = replace(self.entry, words=one_line(text))
        self.keep()

    def give_to(self, owner: JournalOwner | None) -> None:
        """Moves the entry to this person's journal; None takes it out of all of them."""
        if owner != self.owner and self._written is not None and self.owner is not None:
            self._journal.delete(self.owner, self._written.id)
            self._written, self.entry = None, replace(self.entry, id=0)
        self.owner = owner
        self.keep()

    def keep(self) -> None:
        """Writes the entry, if it belongs to somebody and has changed."""
        if self.owner is None or self.entry == self._written:
            return
        if self._written is None:
            self.entry = replace(self.entry, id=self._journal.add(self.owner, self.entry))
        else:
            self._journal.replace(self.owner, self.entry)
        self._written = self.entry
