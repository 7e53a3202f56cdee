"""`companion journal`: switches the journal on and off, lists it, writes files from it, deletes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion.cli.parsing import AddCommand, adder
from companion.errors import EXIT_GOOD, CompanionError
from companion.tongue import said

if TYPE_CHECKING:
    from companion.journal.journal_entry import JournalEntry, JournalOwner

_HELP: Final = """\
examples:
  companion journal                        show the entries
  companion journal on                     keep a journal from now on
  companion journal off                    write nothing more; the entries stay
  companion journal write                  add a line
  companion journal write "A calm evening" the same in one go
  echo "A calm evening" | companion journal write
  companion journal export journal.md      save all of it as a file: text (.md) or a table (.csv)
  companion journal summary page.pdf       make one page that you can show your therapist
  companion journal summary page.pdf --words 3 7 --no-numbers    choose what's on it
  companion journal delete 3               delete entry number 3
  companion journal delete --all           delete all entries

two people, each with their own journal:
  companion journal on --as Ana --lock     one for Ana; only her passphrase opens it
  companion journal --as Ana               show it, after asking for the passphrase

It's off until you switch it on. While it's off, nothing is written into it. So that the voice
starts sooner, the sentences it speaks are kept on this computer. They could show which exercises were played. You can
delete them in the settings. Nothing that you say is kept.
A forgotten passphrase can't be replaced. The entries can be deleted without it.
"""
_ON: Final = (
    "Your journal is on. From now on I write down each exercise that you do alone: the day, its name, how long it "
    "took, and the numbers you give before and after."
)
_ANYONE: Final = (
    "Anyone who uses this computer with your login, such as your partner, can read it. To lock it with a passphrase, "
    "type: companion journal on --lock"
)
_LOCKED: Final = "Only your passphrase opens it."
_BEFORE_NEW: Final = (
    "Choose four or five words that have nothing to do with each other, and that no one close to you would guess. "
    "If you forget them, I can't open your journal, and neither can anyone else. What you type isn't shown."
)
_BEFORE_OPENING: Final = (
    "This journal is locked. Type its passphrase, which isn't shown. If it's forgotten, I can't open the journal."
)


class NoJournal(CompanionError):
    title = "No journal"


def add_commands(command: AddCommand) -> None:
    """Adds journal."""
    made = command("journal", _run_list, "Keep a journal, if you want one. It's off until you switch it on.", _HELP)
    _add_name(made)
    part = adder(made)
    on = part("on", _run_on, "Keep a journal from now on.")
    on.add_argument(
        "--lock", action="store_true", help="lock it, also one that is there, with a passphrase that I'll ask you for"
    )
    off = part("off", _run_off, "Write nothing more. The entries stay until you delete them.")
    listing = part("list", _run_list, "Show the entries.")
    write = part(
        "write",
        _run_write,
        "Add a line. I'll ask you for it, or you give it here or through a pipe. Your shell may keep one given here.",
    )
    write.add_argument("words", nargs="*", metavar="WORDS", help="your line")
    export = part("export", _run_export, "Save all entries as a file.")
    export.add_argument("file", type=Path, metavar="FILE", help="its name; - to print it")
    export.add_argument("--format", choices=("md", "csv"), help="text or a table (default: by the file's name)")
    summary = part("summary", _run_summary, "Make one page, in plain words and with a simple chart: a PDF, or text.")
    summary.add_argument("file", type=Path, metavar="FILE", help="a name that ends in .pdf, or in .txt for text")
    summary.add_argument(
        "--words",
        type=int,
        nargs="*",
        metavar="NUMBER",
        help="also put my own words on it: those of the entries with these numbers, or the latest",
    )
    summary.add_argument("--no-exercises", action="store_true", help="leave out which exercises I did")
    summary.add_argument("--no-numbers", action="store_true", help="leave out how I felt before and after")
    summary.add_argument("--since", type=_day, metavar="DATE", help="leave out everything before a day: 2026-11-30")
    delete = part("delete", _run_delete, "Delete an entry, or all of them. It can't be undone.")
    delete.add_argument("id", nargs="?", type=int, metavar="NUMBER", help="the number of an entry in the list")
    delete.add_argument("--all", action="store_true", help="delete all entries")
    delete.add_argument("--yes", action="store_true", help="don't ask first")
    for each in (on, off, listing, write, export, summary, delete):
        _add_name(each)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a day; write it like this: 2026-11-30") from None


def _add_name(parser: argparse.ArgumentParser) -> None:
    # Without a default here: the one of a later parser would take the place of a name that was given before.
    parser.add_argument(
        "--as", dest="name", metavar="NAME", default=argparse.SUPPRESS, help="whose journal, if there are several"
    )


def standing() -> str:
    """Says in one sentence whether the journal is on; for `companion doctor` and `companion settings`."""
    from companion.journal.book import JournalBook

    try:
        owners = JournalBook().owners()
    except CompanionError as error:
        return f"{error.message} {error.hint}"
    if not owners:
        return said("off, and nothing is in it")
    return "; ".join(
        (f"{owner.name}: " if owner.name else "")
        + (said("on") if owner.writing else said("off, with entries from before"))
        for owner in owners
    )


# -- on and off -------------------------------------------------------------------------------------------------------


def _run_on(arguments: argparse.Namespace) -> int:
    from companion.journal.book import JournalBook
    from companion.journal.journal_entry import one_line

    book, name = JournalBook(), one_line(getattr(arguments, "name", ""))[:40]
    others = book.owners()
    if not name and any(owner.name for owner in others):
        raise _whose(others, "on")
    if arguments.lock and any(owner.name.casefold() == name.casefold() and owner.locked for owner in others):
        raise CompanionError(
            "This journal is locked already.",
            hint="Its passphrase stays as it is. To switch it on: companion journal on",
        )
    owner = book.switch_on(name, _new_passphrase() if arguments.lock else None)
    print(said(_ON))
    print(said(_LOCKED) if owner.locked else said(_ANYONE))
    print(said("To see it: companion journal. To switch it off: companion journal off"))
    return EXIT_GOOD


def _run_off(arguments: argparse.Namespace) -> int:
    from companion.journal.book import JournalBook

    book = JournalBook()
    owner = _owner(arguments, "off")
    left = book.count(owner)
    book.switch_off(owner)
    print(said("Your journal is off. I write nothing more in it."))
    if left:
        print(said("The entries you have stay. To delete them: companion journal delete --all"))
    return EXIT_GOOD


# -- reading and writing ----------------------------------------------------------------------------------------------


def _run_list(arguments: argparse.Namespace) -> int:
    from companion.fitting import fitted
    from companion.journal.book import JournalBook
    from companion.screen.plain.journal_lines import line_of

    if not JournalBook().owners():
        print(said("Your journal is off, and nothing is in it."))
        print(said("To switch it on: companion journal on. To read about it first: companion journal --help"))
        return EXIT_GOOD
    import sys

    owner = _owner(arguments, "list")
    entries = _entries(owner)
    lines = [said("Your journal is on.") if owner.writing else said("Your journal is off."), *map(line_of, entries)]
    if not entries:
        lines.append(said("There’s nothing in it yet."))
    if owner.locked:
        from companion.cli.apart import shown_apart

        shown_apart(lines)
    else:
        for line in lines:
            print(fitted(line, sys.stdout))
    return EXIT_GOOD


def _run_write(arguments: argparse.Namespace) -> int:
    from companion.cli import prompts
    from companion.journal.book import JournalBook
    from companion.journal.journal_entry import JournalEntry, is_too_long, one_line

    owner = _owner(arguments, "write")
    hint = said('Type it in a terminal window: companion journal write "my line"')
    given = " ".join(arguments.words) or prompts.piped(hint)
    if given is None:
        given = prompts.line(said("Your line: "), hint)
    typed = one_line(given)
    if not typed:
        print(said("Nothing was written."))
        return EXIT_GOOD
    JournalBook().add(owner, JournalEntry(day=date.today().isoformat(), words=typed))
    print(said("It’s in your journal."))
    if is_too_long(given):
        print(said("Your text was too long for one entry, so its end isn’t in it."))
    return EXIT_GOOD


def _run_export(arguments: argparse.Namespace) -> int:
    from companion.journal.new_file import EXPORTS, write_new

    file: Path = arguments.file
    piped = str(file) == "-"
    form = arguments.format or ("md" if piped else file.suffix.lower().lstrip("."))
    if form not in {"md", "csv"}:
        raise CompanionError(
            f"I can't tell from the name “{file.name}” whether you want text or a table.",
            hint="Let the name end in .md for text, or in .csv for a table.",
        )
    entries = _entries(_owner(arguments, "export FILE"))
    if piped:
        print(EXPORTS[f".{form}"](entries), end="")
        return EXIT_GOOD
    write_new(file, EXPORTS[f".{form}"](entries))
    _told_of(file)
    return EXIT_GOOD


def _run_summary(arguments: argparse.Namespace) -> int:
    from companion.journal.handing_out import OnThePage
    from companion.journal.new_file import write_summary

    entries = _entries(_owner(arguments, "summary FILE"))
    given: list[int] | None = arguments.words
    if unknown := sorted(set(given or ()) - {each.id for each in entries if each.words}):
        raise CompanionError(
            f"There are no words of yours in entry {unknown[0]}.", hint="To see the numbers: companion journal"
        )
    words = () if given is None else given or None
    chosen = OnThePage(not arguments.no_exercises, not arguments.no_numbers, words, arguments.since)
    write_summary(arguments.file, entries, date.today(), chosen)
    _told_of(arguments.file)
    if given is None:
        print(said("Your own words aren't on it. To put them there too, add: --words"))
    return EXIT_GOOD


def _told_of(file: Path) -> None:
    print(said("It's in this file: {file}").format(file=file))
    print(said("It isn't locked. Anyone you give it to can read it."))


def _run_delete(arguments: argparse.Namespace) -> int:
    from companion.cli import prompts
    from companion.journal.book import JournalBook

    if (arguments.id is None) is not arguments.all:
        raise CompanionError(
            "Which entry should I delete?",
            hint="Type its number, for example: companion journal delete 3. For all: companion journal delete --all",
        )
    owner = _owner(arguments, "delete")
    if not arguments.yes:
        if not prompts.is_there():
            which = "--all" if arguments.all else arguments.id
            raise CompanionError(
                "I can't ask you here if you're sure, so nothing was deleted.",
                hint=f"To delete it without being asked: companion journal delete {which} --yes",
            )
        asked = said("This deletes all entries. Are you sure?")
        if not arguments.all:
            asked = said("This deletes entry {n}. Are you sure?").format(n=arguments.id)
        if not prompts.yes(asked, ""):
            print(said("Nothing was deleted."))
            return EXIT_GOOD
    if arguments.all:
        JournalBook().delete_all(owner)
        print(said("All entries are deleted."))
        return EXIT_GOOD
    if not JournalBook().delete(owner, arguments.id):
        raise CompanionError(f"There is no entry {arguments.id}.", hint="To see the numbers: companion journal")
    print(said("It’s deleted."))
    return EXIT_GOOD


# -- whose ------------------------------------------------------------------------------------------------------------


def _owner(arguments: argparse.Namespace, action: str) -> JournalOwner:
    """Finds the journal that is meant. Raises NoJournal, or CompanionError if it could be one of several."""
    from companion.journal.book import JournalBook

    owners, name = JournalBook().owners(), getattr(arguments, "name", None)
    if not owners:
        raise NoJournal("Your journal is off, and nothing is in it.", hint="To switch it on: companion journal on")
    if name is None and len(owners) == 1:
        return owners[0]
    found = [owner for owner in owners if owner.name.casefold() == (name or "").casefold()]
    if name is None or not found:
        raise _whose(owners, action)
    return found[0]


def _whose(owners: Sequence[JournalOwner], action: str) -> CompanionError:
    names = ", ".join(owner.name or said("one without a name") for owner in owners)
    some = next((owner.name for owner in owners if owner.name), "")
    return CompanionError(
        f"Which journal do you mean? There are: {names}.", hint=f"For example: companion journal {action} --as {some}"
    )


def _entries(owner: JournalOwner) -> Sequence[JournalEntry]:
    """Reads the entries; those of a locked journal with the passphrase, which it asks for."""
    from companion.journal.book import JournalBook

    book = JournalBook()
    if not owner.locked:
        return book.entries(owner)
    from companion.cli import prompts
    from companion.walls.shield import shield_memory

    shield_memory()
    if prompts.is_there():
        print(said(_BEFORE_OPENING))
    return book.opened(owner, prompts.unseen(said("Your passphrase: "), said(_HINT)))


def _new_passphrase() -> str:
    from companion.cli import prompts
    from companion.store import sealed
    from companion.walls.shield import shield_memory

    shield_memory()
    if prompts.is_there():
        print(said(_BEFORE_NEW))
    given = prompts.unseen(said("Choose a passphrase: "), said(_HINT))
    sealed.check_passphrase(given)
    if prompts.unseen(said("Type it again: "), said(_HINT)) != given:
        raise CompanionError("The two passphrases were not the same.", hint="Nothing was changed. Please try again.")
    return given


_HINT: Final = "Please type this command yourself, in the window where you start Companion."
