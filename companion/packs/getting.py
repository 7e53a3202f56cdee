"""Finds packs on the shelves that were looked at, newer versions among them, and fetches one.

Nothing here opens a connection; the command line passes in a `PackSource` that does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from companion.packs.about import Version
from companion.packs.archive import facts_of
from companion.packs.index import IndexEntry
from companion.packs.keeping import in_words
from companion.packs.receipts import Installed, author_word
from companion.packs.refusals import NoSuchPack, PackRefused, SeveralPacks
from companion.packs.sources import PackSource
from companion.packs.subscriptions import Looked, SubscribedShelf


@dataclass(frozen=True, slots=True)
class Update:
    """A newer version of an installed pack, on a shelf."""

    entry: IndexEntry
    shelf: SubscribedShelf
    installed: Installed


def updates(installed: Iterable[Installed], looked: Iterable[Looked]) -> list[Update]:
    """Finds newer versions of installed packs, each on a shelf with the same key that the pack was installed with."""
    lists = [(each.shelf, each.index.by_id()) for each in looked]
    found: list[Update] = []
    for pack in installed:
        offers = [
            Update(entry, shelf, pack)
            for shelf, entries in lists
            if shelf.key == pack.key
            and (entry := entries.get(pack.manifest.id)) is not None
            and Version.of(entry.version) > pack.version
        ]
        if offers:
            found.append(max(offers, key=lambda each: Version.of(each.entry.version)))
    return found


def find(name: str, looked: Iterable[Looked], troubles: int) -> tuple[IndexEntry, SubscribedShelf]:
    """Finds a pack on one of the shelves that were looked at, by its id or by `author/id`; the newest version, if one
    author has several. `troubles` is how many other shelves could not be looked at.

    Raises NoSuchPack; SeveralPacks if shelves of several authors have it.
    """
    author, _, pack_id = name.rpartition("/")
    offers = [
        (entry, each.shelf)
        for each in looked
        if (entry := each.index.find(pack_id)) is not None and (not author or author.casefold() in _words(each.shelf))
    ]
    if len({shelf.key for _, shelf in offers}) > 1:
        raise SeveralPacks(
            f"Several of your shelves (lists of packs to download) have a pack '{pack_id}', each by a different "
            "author.",
            hint="Write which one you mean: " + ", ".join(f"{_words(shelf)[0]}/{pack_id}" for _, shelf in offers),
        )
    if offers:
        return max(offers, key=lambda each: Version.of(each[0].version))
    elsewhere = "on the shelves that I could open" if troubles else "on your shelves"
    raise NoSuchPack(
        f"There is no pack '{name[:60]}' {elsewhere}, and no such file.",
        hint="`companion shelf list` shows what is on them; `companion shelf add ADDRESS` adds one.",
    )


def _words(shelf: SubscribedShelf) -> list[str]:
    """Returns the words by which its author may be named: of each name, and of the key, if two have the same name."""
    names = [author_word(each, shelf.key) for each in shelf.author.split(", ")]
    return [*names, "-".join(shelf.key.words[:3])]


def fetch(entry: IndexEntry, source: PackSource, folder: Path) -> Path:
    """Fetches the pack's file, and checks it against the list's hash. If the connection breaks, the part stays in
    `folder`.

    Raises PackRefused if the list and the file do not agree, CompanionError if it isn't available.
    """
    part = folder / f"{entry.sha256[:20]}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        source.file(entry.file, part, entry.size, entry.sha256)
        facts = facts_of(part)
    except OSError as error:
        raise in_words(error, folder) from error
    if (facts.size, facts.sha256) != (entry.size, entry.sha256):
        part.unlink(missing_ok=True)
        raise PackRefused(
            f"A file on the shelf isn't the one in its list: {entry.file}.",
            hint="The file was damaged or changed after the list was signed. Please tell the shelf's author.",
        )
    return part
