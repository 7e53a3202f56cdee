"""The journal as plain lines of text. Must not import textual."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from companion.errors import CompanionError
from companion.journal.handing_out import OnThePage, facts
from companion.journal.journal_entry import JournalEntry, one_line
from companion.journal.new_file import EXPORTS, own_file, write_new, write_summary
from companion.journal.weeks import average_in_words, day_in_words, day_of, weeks_of
from companion.screen import words
from companion.screen.journal import journal_words
from companion.screen.journal.journal_state import about_plain
from companion.screen.plain.page_talk import MOST_ROWS, PageTalk
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_lines import TypedLines
from companion.tongue import meant

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalOwner
    from companion.screen.seam import ProgramHandle

_LOOKS_BACK: Final = frozenset({"", "back"})
_ALIKE: Final = 0.5
"""Steps on the scale of 0 to 10 below which two averages are called about the same."""


async def journal_plain(program: ProgramHandle, printer: Printer, lines: TypedLines) -> None:
    """Shows the journal, and does what is typed, until the person goes back. Raises LeftPage if they go elsewhere."""
    talk = PageTalk(printer, lines, program.crisis)
    while True:
        try:
            owners = program.journal.owners()
            names = [words.shown(owner.name) or journal_words.ONLY_ONE for owner in owners]
            if len(owners) > 1:
                talk.line(journal_words.PLAIN_WHOSE)
                at = await talk.choose(names)
                if at is None:
                    return
                await _Pages(program, talk, owners[at].id).run()
            else:
                await _Pages(program, talk, None).run()
                return
        except CompanionError as error:
            talk.line(words.shown(str(error)))
            if await talk.typed() in _LOOKS_BACK:
                return


class _Pages:
    """One person's journal, or the page about it before anybody has one."""

    def __init__(self, program: ProgramHandle, talk: PageTalk, id: int | None) -> None:
        self._journal = program.journal
        self._talk = talk
        self._line = talk.line
        self._id = id
        self._owner: JournalOwner | None = None
        self._entries: Sequence[JournalEntry] = ()
        """The entries, the latest first."""
        self._from = 0

    async def run(self) -> None:
        """Goes on until the person goes back. Raises LeftPage, or CompanionError."""
        self._read()
        self._show()
        while (typed := await self._talk.typed()) not in _LOOKS_BACK:
            await self._obey(typed)

    def _read(self) -> None:
        owners = self._journal.owners()
        self._owner = next((each for each in owners if self._id in (None, each.id)), None)
        unread = self._owner is None or self._owner.locked
        self._entries = () if self._owner is None or unread else self._journal.entries(self._owner)[::-1]
        self._from = 0

    def _show(self) -> None:
        """Writes the state of the journal, the latest entries, and what can be typed."""
        self._line(f"{journal_words.TITLE}.")
        if self._owner is None:
            self._talk.all(about_plain(None))
        elif self._owner.locked:
            self._line(journal_words.PLAIN_LOCKED.format(name=words.shown(self._owner.name)))
        elif not self._entries:
            self._line(journal_words.EMPTY)
        else:
            self._line(journal_words.PLAIN_LATEST)
            self._list()
        self._say_what()

    def _list(self) -> None:
        """Writes nine entries, and how to come to the ones before them."""
        for entry in self._entries[self._from : self._from + MOST_ROWS]:
            self._line(line_of(entry))
        if (left := len(self._entries) - self._from - MOST_ROWS) > 0:
            self._line(journal_words.PLAIN_MORE.format(n=left))

    def _say_what(self) -> None:
        """Writes what can be typed now, and lets "help" say it too."""
        if self._owner is None:
            told = journal_words.PLAIN_OFF
        else:
            told = journal_words.PLAIN_ON if self._owner.writing else journal_words.PLAIN_KEPT
        self._talk.helps = (told,)
        self._line(told)

    async def _obey(self, typed: str) -> None:
        owner = self._owner
        if typed == "on":
            self._journal.switch_on(owner.name if owner is not None else "")
            self._read()
            self._say_what()
        elif owner is None:
            self._line(words.PLAIN_UNKNOWN)
        elif typed == "off":
            self._journal.switch_off(owner)
            some = self._entries or owner.locked
            self._again(journal_words.SWITCHED_OFF if some else journal_words.SWITCHED_OFF_EMPTY)
            self._say_what()
        elif typed == "write" and owner.writing:
            await self._write(owner)
        elif typed == "more" and self._from + MOST_ROWS < len(self._entries):
            self._from += MOST_ROWS
            self._list()
        elif typed == "more":
            self._line(journal_words.PLAIN_NO_MORE)
        elif typed in {"weeks", "chart"} and not owner.locked:
            self._talk.all(week_lines(self._entries))
        elif typed in {"weeks", "chart", "export", "summary"}:
            await self._hand_out(owner, typed)
        elif typed == "delete all":
            await self._delete_all(owner)
        elif (found := re.fullmatch(r"(.+) ([0-9]{1,9})", typed)) and meant(found[1]) == "delete":
            gone = self._journal.delete(owner, int(found[2]))
            self._again(journal_words.DELETED if gone else journal_words.PLAIN_NOT_FOUND)
        else:
            self._line(words.PLAIN_UNKNOWN)

    def _again(self, told: str) -> None:
        """Says what was done, and reads the journal anew."""
        self._line(told)
        self._read()

    async def _write(self, owner: JournalOwner) -> None:
        self._line(journal_words.PLAIN_WRITE)
        if text := one_line(await self._talk.words()):
            self._journal.add(owner, JournalEntry(day=date.today().isoformat(), words=text))
            self._again(journal_words.WRITTEN)
        else:
            self._line(journal_words.PLAIN_NOT_WRITTEN)

    async def _delete_all(self, owner: JournalOwner) -> None:
        self._line(journal_words.PLAIN_ALL_SURE)
        if await self._talk.typed() == "yes":
            self._journal.delete_all(owner)
            self._again(journal_words.ALL_DELETED)
        else:
            self._line(journal_words.PLAIN_ALL_KEPT)

    async def _hand_out(self, owner: JournalOwner, what: str) -> None:
        """Saves the whole journal, or a page for somebody else, as a new file."""
        if owner.locked:
            self._line(journal_words.PLAIN_LOCKED.format(name=words.shown(owner.name)))
            return
        if not self._entries:
            self._line(journal_words.EMPTY)
            return
        own_words = False
        if what == "summary":
            self._line(journal_words.PLAIN_SUMMARY_WORDS)
            own_words = await self._talk.typed() == "yes"
        usual = "companion-journal.md" if what == "export" else "companion-summary.txt"
        ask = journal_words.PLAIN_EXPORT if what == "export" else journal_words.PLAIN_SUMMARY
        self._line(ask.format(file=own_file("", usual)))
        file = own_file(await self._talk.words(), usual)
        entries = self._entries[::-1]
        try:
            if what == "summary":
                write_summary(file, entries, date.today(), OnThePage(words=None if own_words else ()))
            elif file.suffix.lower() in EXPORTS:
                write_new(file, EXPORTS[file.suffix.lower()](entries))
            else:
                self._line(journal_words.PLAIN_EXPORT_FORM.format(name=words.harmless(file.name)))
                return
        except CompanionError as error:
            self._line(words.shown(str(error)))
            return
        self._line(journal_words.PLAIN_SAVED.format(file=words.harmless(file)))


def week_lines(entries: Iterable[JournalEntry]) -> list[str]:
    """Writes a line for each week in which there are numbers before and after, the latest first."""
    weeks = weeks_of(list(entries))[::-1]
    if not weeks:
        return [journal_words.NO_CHART]
    lines = [journal_words.PLAIN_WEEKS]
    for week in weeks[:MOST_ROWS]:
        before, after = (average_in_words(value, short=True) for value in (week.before, week.after))
        change = week.after - week.before
        told = journal_words.PLAIN_SAME if abs(change) < _ALIKE else journal_words.PLAIN_HIGHER
        told = journal_words.PLAIN_LOWER if change <= -_ALIKE else told
        lines.append(
            journal_words.PLAIN_WEEK.format(day=day_in_words(week.monday), before=before, after=after, change=told)
        )
    if (left := len(weeks) - MOST_ROWS) > 0:
        lines.append(journal_words.PLAIN_WEEKS_LEFT.format(n=left))
    return lines


def line_of(entry: JournalEntry) -> str:
    """Writes an entry in one line, with its number."""
    day = day_of(entry)
    when = words.harmless(entry.day) if day is None else day_in_words(day)
    parts = [when, *map(words.shown, facts(entry))]
    said = f" {words.shown(entry.words)}" if entry.words else ""
    return f"{entry.id}. {', '.join(parts)}.{said}"
