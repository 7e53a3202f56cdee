"""Writes what the owner of a journal hands out: all of it as text or as a table, or one page for a therapist."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion.journal.new_file import write_new

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalEntry


def _markdown(entries: Sequence[JournalEntry], today: date) -> bytes:
    from companion.journal.handing_out import as_markdown

    return as_markdown(entries).encode()


def _table(entries: Sequence[JournalEntry], today: date) -> bytes:
    from companion.journal.handing_out import as_csv

    return as_csv(entries).encode()


def _page(entries: Sequence[JournalEntry], today: date) -> bytes:
    """Makes the page without the owner's own words: they go on it only if they are chosen one by one."""
    from companion.journal.handing_out import ALL_BUT_WORDS, page_of
    from companion.journal.summary_paper import as_pdf

    return as_pdf(page_of(entries, today, ALL_BUT_WORDS), numbers=ALL_BUT_WORDS.numbers)


FORMS: Final[Mapping[str, Callable[[Sequence[JournalEntry], date], bytes]]] = {
    "md": _markdown,
    "csv": _table,
    "pdf": _page,
}
"""The kinds of files that can be handed out, by the ending of the name."""


def usual_folder() -> Path:
    """Returns the folder that is offered: the person's documents, or the working folder if they have none."""
    import platformdirs

    documents = platformdirs.user_documents_path()
    return documents if documents.is_dir() else Path.cwd()


def hand_out(entries: Sequence[JournalEntry], form: str, file: str, today: date) -> Path:
    """Writes a new file, and returns its whole path. `form`: "md", "csv" or "pdf". Raises CompanionError; never
    replaces a file."""
    place = Path(file).expanduser()
    if not place.is_absolute():
        place = usual_folder() / place
    write_new(place, FORMS[form](entries, today))
    return place
