"""The journal as plain lines of text. Must not import textual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from companion.errors import CompanionError
from companion.journal.handing_out import facts
from companion.journal.journal_entry import JournalEntry, one_line
from companion.journal.weeks import day_in_words, day_of
from companion.screen import words
from companion.screen.crisis import card_wording
from companion.screen.journal import journal_words
from companion.screen.journal.journal_state import about_plain
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_lines import TypedLines

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalOwner
    from companion.screen.seam import ProgramHandle

_LEAVE: Final = frozenset({"", "back", "home", "q", "quit", "leave", "exit"})
MOST_LINES: Final = 9
"""Entries that are written at once: as many as can be kept in mind by ear."""


async def journal_plain(program: ProgramHandle, printer: Printer, lines: TypedLines) -> None:
    """Shows the journal, and does what is typed, until Enter is pressed alone or the input ends."""
    journal = program.journal
    chosen: JournalOwner | None = None
    while not printer.gone.is_set():
        try:
            owners = journal.owners()
            if len(owners) > 1 and chosen is None:
                chosen = await _choose(owners, printer, lines)
                if chosen is None:
                    return
            owner = next((each for each in owners if chosen is None or each.id == chosen.id), None)
            entries = _show(program, owner, printer)
            typed = await _typed(program, printer, lines)
            if typed is None or typed in _LEAVE:
                return
            await _obey(typed, program, owner, entries, printer, lines)
        except CompanionError as error:
            printer.line(words.shown(str(error)))
            if await _typed(program, printer, lines) in _LEAVE | {None}:
                return


async def _choose(owners: Sequence[JournalOwner], printer: Printer, lines: TypedLines) -> JournalOwner | None:
    names = [f"{at}. {words.shown(owner.name) or journal_words.ONLY_ONE}" for at, owner in enumerate(owners, 1)]
    printer.line(journal_words.PLAIN_WHOSE.format(names=", ".join(names)))
    typed = words.typed(await lines.next() or "").strip()
    return owners[int(typed) - 1] if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(owners) else None


async def _typed(program: ProgramHandle, printer: Printer, lines: TypedLines) -> str | None:
    """Waits for a line that isn't about the crisis card; None at the end of the input."""
    while True:
        line = await lines.next()
        if line is None:
            return None
        text = words.typed(line).strip()
        answer = card_wording.typed(program.crisis, text)
        if answer is None:
            return text
        for sentence in answer:
            printer.line(sentence)


def _show(program: ProgramHandle, owner: JournalOwner | None, printer: Printer) -> Sequence[JournalEntry]:
    """Writes the latest entries and what can be typed. Returns all entries that can be read."""
    printer.line(f"{journal_words.TITLE}.")
    if owner is None:
        for sentence in about_plain(owner):
            printer.line(sentence)
        printer.line(journal_words.PLAIN_OFF)
        return ()
    entries: Sequence[JournalEntry] = ()
    if owner.locked:
        printer.line(journal_words.PLAIN_LOCKED.format(name=words.shown(owner.name)))
    else:
        entries = program.journal.entries(owner)
        if len(entries) > MOST_LINES:
            printer.line(journal_words.PLAIN_MORE.format(n=MOST_LINES))
        for entry in entries[-MOST_LINES:]:
            printer.line(line_of(entry))
        if not entries:
            printer.line(journal_words.EMPTY)
    printer.line(journal_words.PLAIN_ON if owner.writing else journal_words.PLAIN_KEPT)
    return entries


def line_of(entry: JournalEntry) -> str:
    """Writes an entry in one line, with its number."""
    day = day_of(entry)
    when = words.harmless(entry.day) if day is None else day_in_words(day)
    parts = [when, *map(words.shown, facts(entry))]
    said = f" {words.shown(entry.words)}" if entry.words else ""
    return f"{entry.id}. {', '.join(parts)}.{said}"


async def _obey(
    typed: str,
    program: ProgramHandle,
    owner: JournalOwner | None,
    entries: Sequence[JournalEntry],
    printer: Printer,
    lines: TypedLines,
) -> None:
    journal = program.journal
    if typed == "on":
        journal.switch_on(owner.name if owner is not None else "")
        printer.line(journal_words.SWITCHED_ON)
    elif owner is None:
        printer.line(words.PLAIN_UNKNOWN)
    elif typed == "off":
        journal.switch_off(owner)
        printer.line(journal_words.SWITCHED_OFF if entries or owner.locked else journal_words.SWITCHED_OFF_EMPTY)
    elif typed == "write" and owner.writing:
        printer.line(journal_words.PLAIN_WRITE)
        if text := one_line(await lines.next() or ""):
            journal.add(owner, JournalEntry(day=date.today().isoformat(), words=text))
            printer.line(journal_words.WRITTEN)
    elif typed == "delete all":
        printer.line(journal_words.PLAIN_ALL_SURE)
        if words.typed(await lines.next() or "").strip() == "yes":
            journal.delete_all(owner)
            printer.line(journal_words.ALL_DELETED)
    elif found := re.fullmatch(r"delete ([0-9]{1,9})", typed):
        gone = journal.delete(owner, int(found[1]))
        printer.line(journal_words.DELETED if gone else journal_words.PLAIN_NOT_FOUND)
    else:
        printer.line(words.PLAIN_UNKNOWN)
