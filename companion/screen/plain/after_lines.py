"""The page after an exercise for one person, as plain lines of text. Must not import textual."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from companion.errors import CompanionError
from companion.journal.journal_entry import HIGHEST
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.after.own_entry import EndedSession, OwnEntry
from companion.screen.after.similar import named, similar
from companion.screen.home.exercise_order import listed
from companion.screen.plain.page_talk import OF_A_SESSION, PageTalk
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_commands import number_in
from companion.screen.plain.typed_lines import TypedLines
from companion.session.effects import Outcome

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalOwner
    from companion.screen.seam import ProgramHandle


async def ask_how(talk: PageTalk) -> int | None:
    """Asks how the person is, 0 to 10; None without an answer. Raises LeftPage."""
    talk.line(after_words.PLAIN_HOW)
    number = number_in(await talk.typed())
    return number if number is not None and number <= HIGHEST else None


def keep_entry(program: ProgramHandle, played: EndedSession, printer: Printer) -> OwnEntry | None:
    """Writes the entry, if a journal is on, and says so; None if none is."""
    try:
        writers = program.journal_writers()
        if not writers:
            return None
        entry = OwnEntry(program.journal, writers, played)
        entry.keep()
    except CompanionError as error:
        printer.line(words.shown(str(error)))
        return None
    if entry.is_written:
        printer.line(f"({after_words.KEPT})")
    return entry


async def after_plain(
    program: ProgramHandle,
    played: EndedSession,
    entry: OwnEntry | None,
    outcome: Outcome,
    printer: Printer,
    lines: TypedLines,
    leads: str,
) -> str:
    """Asks in lines what the page after an exercise asks, and offers what can be done next.

    `leads`: the way home in words. Returns the id of an exercise that is to follow, or "" for home. A line that answers
    nothing here is left for home to read. Raises LeftPage if the person goes elsewhere, or at the end of the input.
    """
    talk = PageTalk(printer, lines, program.crisis, after_words.PLAIN_CHOOSE)
    stopped = outcome is Outcome.STOPPED
    if entry is not None and not stopped:
        await _ask(entry, talk)
    elif entry is None and not stopped and program.offers_journal():
        printer.line(f"({after_words.PLAIN_OFFER})")
    ways = await _ways(program, played, leads, entry if stopped else None)
    for at, (_, text) in enumerate(ways, 1):
        printer.line(f"{at}. {text}.")
    printer.line(after_words.PLAIN_CHOOSE)
    while (typed := await talk.typed()) in OF_A_SESSION:
        printer.line(words.PLAIN_NOTHING_PLAYS)
    number = number_in(typed)
    if number is None or not 1 <= number <= len(ways):
        if typed and typed != "back":
            lines.put_back(typed)
        return ""
    way = ways[number - 1][0]
    if way == "write" and entry is not None:
        await _ask(entry, talk)
    elif way.startswith("*"):
        _favour(program, played, way == "*", printer)
    return way if way not in {"home", "write"} and not way.startswith("*") else ""


async def _ways(
    program: ProgramHandle, played: EndedSession, leads: str, write: OwnEntry | None
) -> list[tuple[str, str]]:
    """Lists what can be done next, each with its words: an exercise's id, or one of "home", "write", "*" (makes it a
    favourite) and "*not" (takes it off the favourites)."""
    id = played.exercise_id
    ways = [("home", leads), (id, after_words.AGAIN)]
    titles: Sequence[str] = ()
    try:
        exercises = listed(await asyncio.to_thread(program.entries))
        titles = await asyncio.to_thread(program.named_at_end, id)
        favourite = id in (await asyncio.to_thread(program.kept)).favourites
    except CompanionError:
        exercises, favourite = [], False  # home says what is wrong; here it would be in the way
    if (going_on := named(titles, exercises)) is not None:
        ways.insert(1, (going_on.id, going_on.title))
    if (like := similar(id, exercises)) is not None and like != going_on:
        ways.append((like.id, after_words.LIKE.format(title=like.title)))
    if any(each.id == id for each in exercises):
        ways.append(("*not", after_words.FAVOURITE_NOT) if favourite else ("*", after_words.FAVOURITE))
    if write is not None:
        ways.append(("write", after_words.WRITE))
    return ways


async def _ask(entry: OwnEntry, talk: PageTalk) -> None:
    try:
        if len(entry.writers) > 1:
            entry.give_to(await _whose(entry, talk))
        if entry.owner is None:
            return
        before = entry.entry.before
        if before is not None:
            entry.rate(await ask_how(talk))
            if entry.entry.after is not None:
                talk.line(after_words.PLAIN_BEFORE_AND_NOW.format(before=before, now=entry.entry.after))
        talk.line(after_words.PLAIN_WORDS)
        entry.say(await talk.words())
    except CompanionError as error:
        talk.line(words.shown(str(error)))


async def _whose(entry: OwnEntry, talk: PageTalk) -> JournalOwner | None:
    """Asks whose journal it belongs to, by number or name; None if it is for no journal. Raises LeftPage."""
    names = [words.shown(owner.name) or after_words.ONLY_ONE for owner in entry.writers]
    told = ", ".join(f"{at}. {name}" for at, name in enumerate(names, 1))
    talk.line(after_words.PLAIN_WHOSE.format(names=told))
    said = await talk.typed()
    number = number_in(said)
    by_name = [owner for owner, name in zip(entry.writers, names, strict=True) if words.typed(name) == said]
    if number is not None and 1 <= number <= len(names):
        return entry.writers[number - 1]
    return by_name[0] if by_name else None


def _favour(program: ProgramHandle, played: EndedSession, now: bool, printer: Printer) -> None:
    try:
        program.favour(played.exercise_id, now)
    except CompanionError as error:
        printer.line(words.shown(str(error)))
        return
    printer.line((words.FAVOURITE if now else words.FAVOURITE_NOT).format(title=words.shown(played.title)))
