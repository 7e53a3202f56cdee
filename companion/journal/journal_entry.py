"""An entry of a journal, and the people whose journals there are. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LONGEST_WORDS: Final = 2000
"""Characters of a person's own words in one entry: a page by hand, and an entry that still fits into a sealed one."""
LOWEST, HIGHEST = 0, 10
"""The bounds of “How are you right now?”: very bad, and very good."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One session, or a line that was written without one."""

    day: str
    """A date such as 2026-11-30."""
    exercise: str = ""
    """The id of the exercise; empty if there was none."""
    title: str = ""
    seconds: float = 0.0
    before: int | None = None
    """Their answer to “How are you right now?” before the session, 0 to 10; None if it wasn't asked or answered."""
    after: int | None = None
    words: str = ""
    """Their own words, in one line."""
    id: int = 0
    """Its number in the file; 0 before it is written."""


@dataclass(frozen=True, slots=True)
class JournalOwner:
    """A person who has a journal here."""

    id: int
    name: str
    """Empty for the only one, who needs no name."""
    writing: bool
    """True while their journal is on."""
    public: bytes | None = None
    """The key that locks their entries; None if they are not locked."""

    @property
    def locked(self) -> bool:
        return self.public is not None


def one_line(text: str) -> str:
    """Makes a person's own words one line without control characters, and no longer than fits."""
    return _whole_line(text)[:LONGEST_WORDS]


def is_too_long(text: str) -> bool:
    """Tells whether `one_line` leaves out the end of a text."""
    return len(_whole_line(text)) > LONGEST_WORDS


def _whole_line(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())
