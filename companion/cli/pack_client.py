"""The commands of pack users: install, list, remove, verify. Shelves and updates are in `pack_shelves`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.pack_wires import (
    AnsweredBeforehand,
    ask_for_words,
    downloads,
    fetched,
    is_address,
    is_pack_name,
    look_at_all,
    path_of,
    progress,
    say,
    source_of,
)
from companion.errors import EXIT_GOOD, EXIT_YOURS

if TYPE_CHECKING:
    from companion.packs.offering import Offer
    from companion.packs.trust import Trust


def run_install(what: str, consent: AnsweredBeforehand) -> int:
    """Runs `companion pack install`."""
    from companion.packs.installed import Library
    from companion.packs.offering import offered
    from companion.packs.trust import Trust

    library, trust = Library(), Trust()
    library.mend()
    with (
        _got(what) as (file, source, shelf, expected),
        offered(file, library, trust, source=source, shelf=shelf, expected=expected, allowed=consent.allowed) as offer,
    ):
        return settle(offer, trust, consent)


def settle(offer: Offer, trust: Trust, consent: AnsweredBeforehand) -> int:
    """Shows the pack, asks, and installs it."""
    from companion.packs.offering import Step
    from companion.packs.telling import offer_lines

    say(*offer_lines(offer, trust.by_key(offer.key) if offer.key else None), "")
    if offer.step is Step.SAME:
        return say("This version is already installed, and nothing in it has changed.")
    if offer.changed is not None and offer.key is not None:
        ask_for_words(offer.changed, offer.key)
    elif not consent.to(_question(offer)):
        return say("Nothing was installed.")
    return accept(offer)


def accept(offer: Offer) -> int:
    """Installs an offered pack, and says so."""
    kept = offer.accept(date.today().isoformat())
    say(f"Installed: {offer.manifest.title}, version {offer.manifest.version}.")
    if kept is not None:
        say(f"You had changed something in the old version, so it was kept: {kept}")
    return EXIT_GOOD


def _question(offer: Offer) -> str:
    from companion.packs.telling import name_asked
    from companion.packs.trust import Standing

    if offer.standing is Standing.KNOWN:
        return "Install it?"
    asked = name_asked(offer.manifest.author, offer.like)
    if offer.standing is Standing.UNSIGNED:
        return f"{asked}Install it?"
    return f"{asked}Do you trust this author, and do you want to install the pack?"


@contextmanager
def _got(what: str) -> Iterator[tuple[Path, str, str, tuple[str, str] | None]]:
    """Finds the pack's file, its source, the shelf's address, and the shelf's entry for it."""
    if is_address(what):
        with fetched(what) as file:
            yield file, what, "", None
        return
    if _is_from_a_shelf(what):
        from companion.packs.getting import fetch, find
        from companion.packs.subscriptions import Subscriptions

        # The shelves are read again: an old list may name files that are gone, or hold newer ones back.
        looked, troubles = look_at_all(Subscriptions())
        entry, shelf = find(what, looked, troubles)
        with progress() as report:
            file = fetch(entry, source_of(shelf.address, report), downloads())
        try:
            yield file, shelf.address, shelf.address, (entry.id, entry.version)
        finally:
            file.unlink(missing_ok=True)
        return
    from companion.packs.repacked import unpacked_in

    path = path_of(what)
    if (unpacked := unpacked_in(path)) is not None:
        yield unpacked, str(path.resolve()), "", None
    elif path.is_dir():
        from companion.packs.building import build

        with tempfile.TemporaryDirectory(prefix="companion-pack-") as work:
            yield build(path, Path(work), lambda folder: None).file, str(path.resolve()), "", None
    else:
        yield path, str(path.resolve()), "", None


def _is_from_a_shelf(what: str) -> bool:
    """Tells whether a pack of a shelf is meant; if there is also a file or folder of this name, the person is told."""
    if not is_pack_name(what):
        return False
    if not path_of(what).exists():
        return True
    from companion.packs.subscriptions import Subscriptions

    shelves = Subscriptions()
    if all(shelves.index(each).find(what.rpartition("/")[2]) is None for each in shelves.shelves):
        return False
    say(f"This is “{what}” from your shelf. For the one in this folder: companion pack install .{os.sep}{what}", "")
    return True


def run_list(as_json: bool) -> int:
    """Runs `companion pack list`."""
    from companion.packs.installed import Library
    from companion.packs.telling import installed_data, installed_lines

    library = Library()
    library.mend()
    packs = library.packs()
    if as_json:
        return say(json.dumps(installed_data(packs), ensure_ascii=False, indent=2))
    return say(*installed_lines(packs))


def run_remove(pack_id: str, consent: AnsweredBeforehand) -> int:
    """Runs `companion pack remove`."""
    from companion.packs.installed import Library

    library = Library()
    library.mend()
    manifest = library.find(pack_id).manifest
    if not consent.to(f"Remove “{manifest.title}”, version {manifest.version}?"):
        return say("Nothing was removed.")
    kept = library.remove(pack_id)
    say(f"Removed: {manifest.title}.")
    if kept is not None:
        say(f"You had changed something in it, so it was kept: {kept}")
    return EXIT_GOOD


def run_verify(what: str | None) -> int:
    """Runs `companion pack verify`; exit code 1 if anything is not as its author made it."""
    from companion.packs.installed import Library
    from companion.packs.receipts import verify

    library = Library()
    library.mend()
    if what is not None and (file := _uninstalled(what)) is not None:
        return _verify_file(file)
    packs = library.packs() if what is None else [library.find(what)]
    bad = 0
    for pack in packs:
        wrong = verify(pack)
        bad += bool(wrong)
        whose = f"signed: {pack.key.spelled()}" if pack.key else "not signed"
        state = "changed since you installed it" if wrong else "unchanged"
        say(f"{pack.manifest.id}  {pack.manifest.version}  {state}; {whose}", *(f"    {each}" for each in wrong))
    for folder in library.unreadable() if what is None else []:
        bad += 1
        say(f"{folder.name}  I can't read my notes about it; please install it again")
    if not packs and not bad:
        say("You have no packs yet.")
    return EXIT_YOURS if bad else EXIT_GOOD


def _uninstalled(what: str) -> Path | None:
    """Finds the file, or the unpacked folder, of a pack. None if an installed pack is meant."""
    from companion.packs.repacked import unpacked_in

    path = path_of(what)
    return path if path.is_file() else None if is_pack_name(what) else unpacked_in(path)


def _verify_file(file: Path) -> int:
    """Verifies a pack's file. Raises PackRefused if it is incomplete, or not as it was signed."""
    from companion.packs.archive import open_archive
    from companion.packs.signing import signer_of
    from companion.packs.trust import Trust

    with open_archive(file) as pack, progress() as report:
        key = signer_of(pack)
        pack.check(report)
        manifest = pack.manifest
    known = Trust().by_key(key) if key else None
    say(f"{manifest.title}, version {manifest.version}, by {manifest.author}: nothing in it is damaged.")
    if key is None:
        return say("It isn't signed, so there is no way to tell who it comes from.")
    trusted = f"trusted since {known.since}" if known else "an author who is new to you"
    return say(
        f"Signed with the key of {known.name if known else manifest.author}, {trusted}:", f"      {key.spelled()}"
    )
