"""Writes a journal, or a page about it, to a new file that only its owner can read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion.errors import CompanionError, told_by_system
from companion.journal.handing_out import OnThePage, as_csv, as_markdown, page_of, summary
from companion.store.whole_file import written_whole

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalEntry

EXPORTS: Final = {".md": as_markdown, ".csv": as_csv}
"""The forms of a whole journal, by the end of the file's name."""


def write_new(file: Path, content: str | bytes) -> None:
    """Writes the file. Raises CompanionError if that can't be done; never replaces a file."""
    if file.exists():
        raise CompanionError(
            "There is a file of that name already, and I won't replace it.",
            place=str(file),
            hint="Choose another name, or delete the file first.",
        )
    if not file.parent.is_dir():
        raise CompanionError("There is no such folder.", place=str(file.parent), hint="Choose a folder that is there.")
    try:
        with written_whole(file, private=True) as half:
            half.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise CompanionError(
            f"I couldn't write it: {told_by_system(error)}.",
            place=str(file),
            hint="Choose another folder, or free some space, and try again.",
        ) from error


def write_summary(file: Path, entries: Sequence[JournalEntry], today: date, chosen: OnThePage) -> None:
    """Writes the page for somebody else, as paper if the name ends in .pdf. Raises CompanionError."""
    if file.suffix.lower() == ".pdf":
        from companion.journal.summary_paper import as_pdf

        write_new(file, as_pdf(page_of(entries, today, chosen), numbers=chosen.numbers))
    else:
        write_new(file, summary(entries, today, chosen))


def own_file(text: str, usual: str) -> Path:
    """Finds the file that a person means: "~" is their home folder, and a bare name lies in their Documents there, or
    in the home folder if there is no such folder. `usual`: the name where they gave none."""
    file = Path(text.strip().strip("\"'") or usual).expanduser()
    if file.is_absolute() or len(file.parts) > 1:
        return file
    documents = Path.home() / "Documents"
    return (documents if documents.is_dir() else Path.home()) / file
