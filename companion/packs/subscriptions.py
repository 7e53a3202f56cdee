"""The shelves somebody looks at: adding one, asking what is new on it, and noticing when it is held back.

What was seen last is kept, so that a list that goes back in time, or that nobody has renewed, is told from a fresh
one. Nothing here opens a connection: a `Source` does, which the command line brings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from companion import resources
from companion.packs.about import Version
from companion.packs.archive import facts_of
from companion.packs.index import HEAD, LARGEST_HEAD, Entry, Index, checked_index, read_head, read_index, shelf_key
from companion.packs.installed import Installed
from companion.packs.keeping import in_words, read_json, write_bytes, write_json
from companion.packs.keys import PUBLIC_FILE, AuthorKey, read_public
from companion.packs.refusals import KeyChanged, KeyTrouble, NoSuchPack, PackRefused, ShelfTrouble
from companion.packs.sources import Source


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf as it was seen last."""

    address: str
    """An address of the web, or a folder's path."""
    key: AuthorKey
    author: str
    number: int = 0
    until: str = ""
    """The last day on which the list holds, as 2027-05-21."""
    sha256: str = ""
    """Of the list."""
    tags: dict[str, str] = field(default_factory=dict)
    """What the server called the head when it was last seen."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at a shelf brought."""

    shelf: Shelf
    index: Index
    data: bytes
    """The list as it was signed."""
    news: bool
    """The list is another one than last time."""


@dataclass(frozen=True, slots=True)
class Update:
    """A newer version of an installed pack, on a shelf."""

    entry: Entry
    shelf: Shelf
    installed: Installed


class Subscriptions:
    """The shelves that were added. Changes are written at once."""

    def __init__(self, folder: Path | None = None) -> None:
        """Raises ShelfTrouble where the file cannot be read."""
        self._folder = folder or resources.data_dir() / "shelves"
        self._file = self._folder / "shelves.json"
        try:
            data = read_json(self._file) or {"shelves": []}
            self.shelves = [_shelf(each) for each in data["shelves"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, KeyTrouble) as error:
            raise ShelfTrouble(
                "The list of your shelves cannot be read.",
                place=str(self._file),
                hint="Move the file away and add your shelves again; your packs stay as they are.",
            ) from error

    def find(self, address: str) -> Shelf | None:
        return next((shelf for shelf in self.shelves if shelf.address == address), None)

    def keep(self, looked: Looked) -> None:
        """Remembers what was seen. Raises ShelfTrouble."""
        others = [each for each in self.shelves if each.address != looked.shelf.address]
        try:
            if looked.news or not self._list_file(looked.shelf).exists():
                write_bytes(self._list_file(looked.shelf), looked.data)
            if looked.shelf not in self.shelves:
                self._save([*others, looked.shelf])
        except OSError as error:
            raise in_words(error, self._folder, ShelfTrouble) from error

    def remove(self, shelf: Shelf) -> None:
        """Raises ShelfTrouble."""
        try:
            self._save([each for each in self.shelves if each.address != shelf.address])
            self._list_file(shelf).unlink(missing_ok=True)
        except OSError as error:
            raise in_words(error, self._folder, ShelfTrouble) from error

    def list_of(self, shelf: Shelf) -> bytes | None:
        """The list as it was seen last and signed; None where it is not here any more, or was changed."""
        try:
            data = self._list_file(shelf).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == shelf.sha256 else None

    def index(self, shelf: Shelf) -> Index:
        """The same, read; an empty one where it is not here."""
        data = self.list_of(shelf)
        return read_index(data) if data is not None else Index(author=shelf.author or "?", packs=())

    def _save(self, shelves: list[Shelf]) -> None:
        data = [
            {
                "address": each.address,
                "key": each.key.base64,
                "author": each.author,
                "number": each.number,
                "until": each.until,
                "sha256": each.sha256,
                "tags": each.tags,
            }
            for each in shelves
        ]
        write_json(self._file, {"format": 1, "shelves": data})
        self.shelves = shelves

    def _list_file(self, shelf: Shelf) -> Path:
        return self._folder / f"{hashlib.sha256(shelf.address.encode()).hexdigest()[:20]}.json"


def _shelf(data: dict[str, object]) -> Shelf:
    tags = data["tags"]
    if not isinstance(tags, dict):
        raise ValueError("tags")
    return Shelf(
        address=str(data["address"]),
        key=read_public(str(data["key"]).encode()),
        author=str(data["author"]),
        number=int(str(data["number"])),
        until=str(data["until"]),
        sha256=str(data["sha256"]),
        tags={str(key): str(value) for key, value in tags.items()},
    )


# ---- looking ----------------------------------------------------------------------------------------------------


def first_look(address: str, source: Source, now: datetime) -> Looked:
    """A shelf not seen before; whether its key is trusted is the caller's to ask. Raises CompanionError."""
    key = shelf_key(_got(source.small(PUBLIC_FILE, LARGEST_HEAD, {})), address)
    return look(Shelf(address, key, ""), None, source, now)


def look(shelf: Shelf, known: bytes | None, source: Source, now: datetime) -> Looked:
    """What is on the shelf now. `known` is the list as it was seen last.

    One small request where nothing is new. Raises ShelfTrouble where the list is older than the last one, out of date
    or not rightly signed, KeyChanged where the shelf's key is another; CompanionError where it cannot be had.
    """
    told = source.small(HEAD, LARGEST_HEAD, shelf.tags if known is not None else {})
    if told is None:
        if known is None:
            raise ShelfTrouble("It says that nothing is new, and was never seen before.", place=shelf.address)
        _check_date(shelf.until, shelf, now)
        return Looked(shelf, read_index(known), known, news=False)
    data, tags = told
    head = read_head(data)
    if known is not None and head.sha256 == shelf.sha256:
        # Still to be verified: only its author may say that the old list goes on.
        listed = known
    else:
        listed = _got(source.small(head.list, head.size, {}))
    try:
        index = checked_index(head, listed, shelf.key)
    except ShelfTrouble as trouble:
        _tell_changed_key(shelf, source, trouble)
        raise
    if head.number < shelf.number:
        raise ShelfTrouble(
            "It shows an older list than the one you have seen: somebody may be holding back newer packs.",
            place=shelf.address,
            hint="Your packs stay as they are. Tell the shelf's author, and try again in a day or two.",
        )
    if head.number == shelf.number and head.sha256 != shelf.sha256:
        raise ShelfTrouble(
            "It shows two different lists with the same number.",
            place=shelf.address,
            hint="Your packs stay as they are. Tell the shelf's author.",
        )
    until = head.until.isoformat()
    _check_date(until, shelf, now)
    seen = replace(shelf, author=index.author, number=head.number, until=until, sha256=head.sha256, tags=tags)
    return Looked(seen, index, listed, news=head.sha256 != shelf.sha256)


def _got(told: tuple[bytes, dict[str, str]] | None) -> bytes:
    # None answers a condition, and none was asked.
    return told[0] if told is not None else b""


def _check_date(until: str, shelf: Shelf, now: datetime) -> None:
    if now.astimezone(UTC).date() > date.fromisoformat(until):
        raise ShelfTrouble(
            f"Its list held until {until} and was not renewed: somebody may be holding back newer packs.",
            place=shelf.address,
            hint="Your packs stay as they are. Look at your computer's date; if it is right, ask the shelf's author"
            " to run `companion shelf build` again.",
        )


def _tell_changed_key(shelf: Shelf, source: Source, trouble: ShelfTrouble) -> None:
    """Raises KeyChanged where the shelf shows another key by now: that deserves more than a damaged list does."""
    key = shelf_key(_got(source.small(PUBLIC_FILE, LARGEST_HEAD, {})), shelf.address)
    if key != shelf.key:
        raise KeyChanged(
            f"The shelf of {shelf.author or 'this author'} has another key now.\n"
            f"    the key you know:  {shelf.key.spelled()}\n"
            f"    the key it shows:  {key.spelled()}",
            place=shelf.address,
            hint="Call its author, on a number you had before. Only if they read the second row of words to you:\n"
            "  `companion shelf remove`, then `companion shelf add` with --new-key."
            " Nothing was installed, and your packs stay as they are.",
        ) from trouble


# ---- what is new, and getting it --------------------------------------------------------------------------------


def updates(installed: Iterable[Installed], looked: Iterable[Looked]) -> list[Update]:
    """Newer versions of installed packs, each on a shelf with the same key that the pack was installed with."""
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


def find(pack_id: str, looked: Iterable[Looked], troubles: int) -> tuple[Entry, Shelf]:
    """A pack of one of the shelves that were looked at; `troubles` is how many others could not be.

    Raises NoSuchPack.
    """
    for each in looked:
        if entry := each.index.find(pack_id):
            return entry, each.shelf
    elsewhere = "on the shelves that could be looked at" if troubles else "on your shelves"
    raise NoSuchPack(
        f"There is no pack '{pack_id[:60]}' {elsewhere}, and no such file.",
        hint="`companion shelf list` shows what is on them; `companion shelf add ADDRESS` adds one.",
    )


def fetch(entry: Entry, source: Source, folder: Path) -> Path:
    """The pack's file, with the hash that the list gives. What came of it stays in `folder` if the line breaks.

    Raises PackRefused where the list and the file do not agree, CompanionError where it cannot be had.
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
            f"The shelf's list and its file do not agree: {entry.file}.",
            hint="The file was damaged or changed after the list was signed. Tell the shelf's author.",
        )
    return part
