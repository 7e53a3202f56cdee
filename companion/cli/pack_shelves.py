"""The commands about shelves: adding and listing them, and updating packs from them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from companion.cli.pack_client import accept
from companion.cli.pack_wires import (
    AnsweredBeforehand,
    ask_for_words,
    complain,
    downloads,
    look_at_all,
    progress,
    say,
    settled,
    source_of,
)
from companion.errors import EXIT_GOOD, EXIT_YOURS, CompanionError

if TYPE_CHECKING:
    from companion.packs.getting import Update
    from companion.packs.installed import Library
    from companion.packs.trust import Trust


def run_add(address: str, consent: AnsweredBeforehand) -> int:
    """Runs `companion shelf add`."""
    from companion.packs.keys import AuthorKey
    from companion.packs.refusals import KeyChanged
    from companion.packs.subscriptions import Subscriptions, first_look
    from companion.packs.telling import key_lines, name_asked, name_lines
    from companion.packs.trust import Standing, Trust

    address = settled(address)
    shelves, trust = Subscriptions(), Trust()
    if shelves.find(address) is not None:
        return say("You already have this shelf. To look for newer packs: companion pack update")
    with progress() as report:
        looked = first_look(address, source_of(address, report), datetime.now(UTC))
    key: AuthorKey = looked.shelf.key
    count = len(looked.index.packs)
    say(f"A shelf by {looked.index.author}, with {count:,} pack{'' if count == 1 else 's'}.")
    told: KeyChanged | None = None
    like = trust.like(looked.index.author, key)
    try:
        standing = trust.judge_shelf(key, looked.index.author)
    except KeyChanged as stop:
        if not (consent.new_key or consent.another):
            raise
        told = stop
        ask_for_words(stop, key)
    else:
        if standing is Standing.FIRST_TIME:
            say(
                "This author is new to you. The six words of their key are",
                *key_lines(key),
                "To be sure, call the author on a number you got from somewhere else, and ask them to read you these",
                "words.",
            )
            say(*name_lines(looked.index.author, like))
            asked = name_asked(looked.index.author, like)
            if not consent.to(f"{asked}Do you trust this author, and do you want to add the shelf?"):
                return say("Nothing was added.")
    with trust.changing():
        trust.judge_shelf_again(key, looked.index.author, told, like)
        beside = told is None or consent.another
        trust.accept_shelf(key, looked.index.author, date.today().isoformat(), beside=beside)
        shelves.add(looked)
    return say(
        "Added. To see what is on it: companion shelf list. To install a pack: companion pack install NAME.",
        "To look for newer versions: companion pack update.",
    )


def run_list() -> int:
    """Runs `companion shelf list`."""
    from companion.packs.subscriptions import Subscriptions
    from companion.packs.telling import shelf_lines

    shelves = Subscriptions()
    for shelf in shelves.shelves:
        packs = shelves.index(shelf).packs
        say(*shelf_lines(shelf, [(each.id, each.version, each.title) for each in packs]))
    if not shelves.shelves:
        say("You have no shelves yet. To add one: companion shelf add ADDRESS")
    return EXIT_GOOD


def run_remove(address: str) -> int:
    """Runs `companion shelf remove`."""
    from companion.packs.subscriptions import Subscriptions

    shelves = Subscriptions()
    found = shelves.find(settled(address)) or shelves.find(address)
    if found is None:
        raise CompanionError("None of your shelves has this address.", hint="To see your shelves: companion shelf list")
    shelves.remove(found)
    return say("Removed. Its packs stay installed.")


# ---- updating ---------------------------------------------------------------------------------------------------


def run_update(names: list[str], consent: AnsweredBeforehand) -> int:
    """Updates packs; exit code 1 if a shelf could not be read, or a pack not be updated. The rest is updated."""
    from companion.packs.getting import updates
    from companion.packs.installed import Library
    from companion.packs.subscriptions import Subscriptions
    from companion.packs.telling import update_lines
    from companion.packs.trust import Trust

    library, trust, shelves = Library(), Trust(), Subscriptions()
    library.mend()
    wanted = [library.find(name) for name in names] or library.packs()
    if not shelves.shelves:
        return say("You have no shelves to update from. To add one: companion shelf add ADDRESS")
    looked, troubles = look_at_all(shelves)
    found = updates(wanted, looked)
    if not found:
        if not troubles:
            say("There is nothing new." if wanted else "You have no packs yet.")
        return EXIT_YOURS if troubles else EXIT_GOOD
    say(*update_lines(found))
    if not consent.to("Update?"):
        return say("Nothing was updated.")
    for update in found:
        try:
            _update(update, library, trust)
        except CompanionError as error:
            troubles += 1
            complain(error)
    return EXIT_YOURS if troubles else EXIT_GOOD


def _update(update: Update, library: Library, trust: Trust) -> None:
    """Updates one pack. Raises CompanionError if it cannot be fetched or is not as promised; the old one stays."""
    from companion.packs.getting import fetch
    from companion.packs.offering import Step, offered
    from companion.packs.refusals import PackRefused

    entry, address = update.entry, update.shelf.address
    with progress() as report:
        file = fetch(entry, source_of(address, report), downloads())
    try:
        with offered(
            file,
            library,
            trust,
            source=address,
            shelf=address,
            expected=(entry.id, entry.version),
        ) as offer:
            if offer.key != update.installed.key:
                raise PackRefused(
                    f"{entry.file} isn't signed with the key of its shelf.",
                    hint="Nothing was installed. Please send the shelf's author the lines above.",
                )
            if offer.step is Step.NEWER:
                accept(offer)
    finally:
        file.unlink(missing_ok=True)
