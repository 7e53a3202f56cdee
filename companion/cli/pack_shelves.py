"""The commands about shelves: adding and listing them, and updating packs from them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from companion.cli.pack_client import accept
from companion.cli.pack_wires import (
    Consent,
    complain,
    downloads,
    hear_words,
    look_at_all,
    progress,
    say,
    settled,
    source_of,
)
from companion.errors import EXIT_GOOD, EXIT_YOURS, CompanionError

if TYPE_CHECKING:
    from companion.packs.installed import Library
    from companion.packs.subscriptions import Update
    from companion.packs.trust import Trust


def run_add(address: str, consent: Consent) -> int:
    from companion.packs.keys import AuthorKey
    from companion.packs.refusals import KeyChanged
    from companion.packs.subscriptions import Subscriptions, first_look
    from companion.packs.telling import key_lines, name_asked, name_lines
    from companion.packs.trust import Standing, Trust

    address = settled(address)
    shelves, trust = Subscriptions(), Trust()
    if shelves.find(address) is not None:
        return say("You have this shelf already. `companion pack update` looks whether there is anything new.")
    with progress() as report:
        looked = first_look(address, source_of(address, report), datetime.now(UTC))
    key: AuthorKey = looked.shelf.key
    count = len(looked.index.packs)
    say(f"A shelf by {looked.index.author}, with {count:,} pack{'' if count == 1 else 's'}.")
    try:
        standing = trust.judge_shelf(key, looked.index.author)
    except KeyChanged as stop:
        if not (consent.new_key or consent.another):
            raise
        hear_words(stop, key)
    else:
        if standing is Standing.FIRST_TIME:
            say(
                "You have had nothing by them before. Their key is called",
                *key_lines(key),
                "To be sure, call them on a number you have from somewhere else, and let them read these words to you.",
            )
            like = trust.like(looked.index.author, key)
            say(*name_lines(looked.index.author, like))
            asked = name_asked(looked.index.author, like)
            if not consent.to(f"{asked}Do you trust this key, and want to add the shelf?"):
                return say("Nothing was added.")
    trust.accept_shelf(key, looked.index.author, date.today().isoformat(), beside=consent.another)
    shelves.keep(looked)
    return say(
        "Added. `companion shelf list` shows what is on it, `companion pack install NAME` installs a pack of it,",
        "and `companion pack update` looks for newer versions, whenever you ask for it.",
    )


def run_list() -> int:
    from companion.packs.subscriptions import Subscriptions
    from companion.packs.telling import shelf_lines

    shelves = Subscriptions()
    for shelf in shelves.shelves:
        packs = shelves.index(shelf).packs
        say(*shelf_lines(shelf, [(each.id, each.version, each.title) for each in packs]))
    if not shelves.shelves:
        say("You have no shelves yet. `companion shelf add ADDRESS` adds one.")
    return EXIT_GOOD


def run_remove(address: str) -> int:
    from companion.packs.subscriptions import Subscriptions

    shelves = Subscriptions()
    found = shelves.find(settled(address)) or shelves.find(address)
    if found is None:
        raise CompanionError(
            "You have no shelf with this address.", hint="`companion shelf list` shows those you have."
        )
    shelves.remove(found)
    return say("Removed. The packs from it stay as they are.")


# ---- updating ---------------------------------------------------------------------------------------------------


def run_update(names: list[str], consent: Consent) -> int:
    """Exit code 1 where a shelf could not be looked at, or a pack not be updated; the others are."""
    from companion.packs.installed import Library
    from companion.packs.subscriptions import Subscriptions, updates
    from companion.packs.telling import update_lines
    from companion.packs.trust import Trust

    library, trust, shelves = Library(), Trust(), Subscriptions()
    library.mend()
    wanted = [library.find(name) for name in names] or library.packs()
    if not shelves.shelves:
        return say("You have no shelves to update from. `companion shelf add ADDRESS` adds one.")
    looked, troubles = look_at_all(shelves)
    found = updates(wanted, looked)
    if not found:
        if not troubles:
            say("Nothing is new." if wanted else "Nothing is installed yet.")
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
    """Raises CompanionError where it cannot be had, or is not what it should be; the old version stays then."""
    from companion.packs.offering import Step, offered
    from companion.packs.refusals import PackRefused
    from companion.packs.subscriptions import fetch

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
                    f"{entry.file} is not signed with the key of its shelf.",
                    hint="Nothing was installed. Tell the shelf's author.",
                )
            if offer.step is Step.NEWER:
                accept(offer)
    finally:
        file.unlink(missing_ok=True)
