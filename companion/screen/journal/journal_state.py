"""The sentences about a journal that depend on its state: off, on, or locked. Pure; for the screen and plain lines.

Nothing else says whether a journal is on, or who can read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from companion.errors import CompanionError
from companion.screen.journal import journal_words

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalOwner
    from companion.screen.journal.journal_handle import JournalHandle


def state_word(owner: JournalOwner | None) -> str:
    """Says in a word or two whether one person's journal is on, and locked."""
    word = journal_words.ON if owner is not None and owner.writing else journal_words.OFF
    locked = owner is not None and owner.locked
    return journal_words.LOCKED_STATE.format(state=word) if locked else word


def state_words(owners: Sequence[JournalOwner]) -> str:
    """Says the same of all journals here in a few words, without names: for the first page and the settings."""
    if not owners:
        return journal_words.NEVER_ON
    writing = [owner for owner in owners if owner.writing]
    if not writing:
        return journal_words.FROM_BEFORE
    locked = {owner.locked for owner in writing}
    if len(locked) == 2:
        return journal_words.ON_PARTLY_LOCKED
    return journal_words.ON_LOCKED if True in locked else journal_words.ON_NOT_LOCKED


def words_of(journal: JournalHandle) -> str:
    """Reads the state of all journals in a few words; on any thread. Empty if they can't be read: the journal's page
    says why."""
    try:
        return state_words(journal.owners())
    except CompanionError:
        return ""


def about(owner: JournalOwner | None) -> tuple[str, ...]:
    """Explains a journal: its readers, its lock, and that nothing is written while it is off."""
    asks = owner is None  # the question comes when it is switched on
    return _about(owner, journal_words.READ_OFF if asks else _readers(owner), "" if asks else journal_words.LOCK_BY_KEY)


def about_plain(owner: JournalOwner | None) -> tuple[str, ...]:
    """Says the same for plain lines. A command locks the journal there, because typed letters can be seen."""
    return _about(owner, _readers(owner), journal_words.LOCK_BY_COMMAND)


def _readers(owner: JournalOwner | None) -> str:
    return journal_words.READ_KEPT if owner is not None and not owner.writing else journal_words.READ_ON


def _about(owner: JournalOwner | None, readers: str, how: str) -> tuple[str, ...]:
    if owner is not None and owner.locked:
        readers, how = journal_words.READ_LOCKED, ""
    who = " ".join(filter(None, (journal_words.PLACE, readers, how)))
    return journal_words.WHAT, who, journal_words.WHILE_OFF
