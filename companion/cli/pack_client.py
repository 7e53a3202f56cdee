"""The commands of those who use packs: install, list, remove, verify. Shelves and updates are in `shelves`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.pack_wires import (
    Consent,
    downloads,
    fetched,
    hear_words,
    is_address,
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


def run_install(what: str, consent: Consent) -> int:
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


def settle(offer: Offer, trust: Trust, consent: Consent) -> int:
    """Shows the pack, asks, and installs it."""
    from companion.packs.offering import Step
    from companion.packs.telling import offer_lines

    say(*offer_lines(offer, trust.by_key(offer.key) if offer.key else None), "")
    if offer.step is Step.SAME:
        return say("This version is installed already, and nothing in it has changed.")
    if offer.changed is not None and offer.key is not None:
        hear_words(offer.changed, offer.key)
    elif not consent.to(_question(offer)):
        return say("Nothing was installed.")
    return accept(offer)


def accept(offer: Offer) -> int:
    kept = offer.accept(date.today().isoformat())
    say(f"Installed: {offer.manifest.title}, version {offer.manifest.version}.")
    if kept is not None:
        say(f"You had changed something in the old one, so it was kept: {kept}")
    return EXIT_GOOD


def _question(offer: Offer) -> str:
    from companion.packs.trust import Standing

    if offer.standing is Standing.FIRST_TIME:
        from companion.packs.telling import name_asked

        return f"{name_asked(offer.manifest.author, offer.like)}Do you trust this key, and want to install the pack?"
    return "Install it?"


@contextmanager
def _got(what: str) -> Iterator[tuple[Path, str, str, tuple[str, str] | None]]:
    """The pack's file, where it is from, the shelf's address and what that promised."""
    if is_address(what):
        with fetched(what) as file:
            yield file, what, "", None
        return
    path = path_of(what)
    if path.is_dir():
        from companion.packs.building import build

        with tempfile.TemporaryDirectory(prefix="companion-pack-") as work:
            yield build(path, Path(work), lambda folder: None).file, str(path.resolve()), "", None
    elif path.exists() or path.suffix or len(path.parts) > 1:
        yield path, str(path.resolve()), "", None
    else:
        from companion.packs.subscriptions import Subscriptions, fetch, find

        # As they are now: a list of last month may name files that are gone, and newer ones may be held back.
        looked, troubles = look_at_all(Subscriptions())
        entry, shelf = find(what, looked, troubles)
        with progress() as report:
            file = fetch(entry, source_of(shelf.address, report), downloads())
        try:
            yield file, shelf.address, shelf.address, (entry.id, entry.version)
        finally:
            file.unlink(missing_ok=True)


def run_list(as_json: bool) -> int:
    from companion.packs.installed import Library
    from companion.packs.telling import installed_data, installed_lines

    library = Library()
    library.mend()
    packs = library.packs()
    if as_json:
        return say(json.dumps(installed_data(packs), ensure_ascii=False, indent=2))
    return say(*installed_lines(packs))


def run_remove(pack_id: str, consent: Consent) -> int:
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
    """Exit code 1 where anything is not as its author made it."""
    from companion.packs.installed import Library, verify

    library = Library()
    library.mend()
    if what is not None and path_of(what).is_file():
        return _verify_file(path_of(what))
    packs = library.packs() if what is None else [library.find(what)]
    bad = 0
    for pack in packs:
        wrong = verify(pack)
        bad += bool(wrong)
        whose = f"signed: {pack.key.spelled()}" if pack.key else "not signed"
        state = "NOT as it was installed" if wrong else "as it was installed"
        say(f"{pack.manifest.id}  {pack.manifest.version}  {state}; {whose}", *(f"    {each}" for each in wrong))
    for folder in library.unreadable() if what is None else []:
        bad += 1
        say(f"{folder.name}  its papers cannot be read; install it again")
    if not packs and not bad:
        say("No packs are installed yet.")
    return EXIT_YOURS if bad else EXIT_GOOD


def _verify_file(file: Path) -> int:
    """Raises PackRefused where it is not whole, or not what was signed."""
    from companion.packs.archive import open_archive
    from companion.packs.signing import signer_of
    from companion.packs.trust import Trust

    with open_archive(file) as pack, progress() as report:
        key = signer_of(pack)
        pack.check(report)
        manifest = pack.manifest
    known = Trust().by_key(key) if key else None
    say(f"{manifest.title}, version {manifest.version}, by {manifest.author}: nothing in it was damaged.")
    if key is None:
        return say("It is not signed, so nobody can tell whether it is from them.")
    trusted = f"whom you have trusted since {known.since}" if known else "whom you have not met before"
    return say(
        f"Signed with the key of {known.name if known else manifest.author}, {trusted}:", f"      {key.spelled()}"
    )
