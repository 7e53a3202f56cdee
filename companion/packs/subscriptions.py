"""The shelves that a person has added: adds one, looks at it again, and notices a list that is held back.

The last list of each shelf is kept, so that an older list, or one that was not renewed in time, is noticed. Nothing
here opens a connection; the command line passes in a `PackSource` that does.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from companion import resources
from companion.packs.index import HEAD, LARGEST_HEAD, Index, checked_index, read_head, read_index, shelf_key
from companion.packs.keeping import in_words, write_bytes
from companion.packs.keys import PUBLIC_FILE, AuthorKey, read_public
from companion.packs.refusals import KeyChanged, KeyTrouble, ShelfTrouble
from companion.packs.sources import PackSource
from companion.packs.state_file import StateFile, WentBack


@dataclass(frozen=True, slots=True)
class SubscribedShelf:
    """A shelf as it was at the last look."""

    address: str
    """An address of the web, or a folder's path."""
    key: AuthorKey
    author: str
    number: int = 0
    until: str = ""
    """The last day on which the list is valid, as 2027-05-21."""
    sha256: str = ""
    """The hash of the list."""
    tags: dict[str, str] = field(default_factory=dict)
    """The server's names for the head when it was last seen."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The outcome of looking at a shelf."""

    shelf: SubscribedShelf
    index: Index
    data: bytes
    """The signed list."""
    news: bool
    """The list has changed since the last look."""


class Subscriptions:
    """The shelves that were added. Each change first reads the list of them again, and is written at once."""

    def __init__(self, folder: Path | None = None) -> None:
        """Reads the list. Raises ShelfTrouble if it cannot be read."""
        self._folder = folder or resources.OwnPlace.SHELVES.path()
        self._state = StateFile(self._folder / "shelves.json")
        self.shelves = self._read()

    def _read(self) -> list[SubscribedShelf]:
        try:
            data = self._state.read() or {"shelves": []}
            return [_shelf(each) for each in data["shelves"]]
        except WentBack as error:
            raise ShelfTrouble(
                "The list of your shelves is an older copy, so Companion can't tell whether someone is keeping newer "
                "packs from you.",
                place=str(self._state.file),
                hint="Most likely an old backup was put back. If you have a newer copy of that file, put it back."
                " If not, move this one somewhere else, and add your shelves again. Your packs stay as they are.",
            ) from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError, KeyTrouble) as error:
            raise ShelfTrouble(
                "The list of your shelves can't be read.",
                place=str(self._state.file),
                hint="Move the file somewhere else and add your shelves again. Your packs stay as they are.",
            ) from error

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Keeps other processes from changing the list, and reads it again first. Raises ShelfTrouble."""
        try:
            with self._state.locked():
                self.shelves = self._read()
                yield
        except OSError as error:
            raise in_words(error, self._folder, ShelfTrouble) from error

    def find(self, address: str) -> SubscribedShelf | None:
        return next((shelf for shelf in self.shelves if shelf.address == address), None)

    def add(self, looked: Looked) -> None:
        """Adds the shelf that was just looked at. Raises ShelfTrouble."""
        with self._changing():
            self._keep(looked)

    def keep(self, looked: Looked) -> None:
        """Keeps the list that was just looked at, unless the shelf was removed meanwhile.

        Raises ShelfTrouble, also if another process has seen a newer list: the newer one stays.
        """
        with self._changing():
            if self.find(looked.shelf.address) is not None:
                self._keep(looked)

    def _keep(self, looked: Looked) -> None:
        shelf, there = looked.shelf, self.find(looked.shelf.address)
        if there is not None:
            if there.key != shelf.key:
                raise ShelfTrouble(
                    "While you were adding this shelf, it was added with a different key in another window "
                    "of Companion. So I didn’t add it here.",
                    place=shelf.address,
                    hint="To see your shelves: companion shelf list",
                )
            _check_number(shelf.number, shelf.sha256, there)
        if looked.news or not self._list_file(shelf).exists():
            write_bytes(self._list_file(shelf), looked.data)
        if shelf not in self.shelves:
            self._save([*(each for each in self.shelves if each.address != shelf.address), shelf])

    def remove(self, shelf: SubscribedShelf) -> None:
        """Takes a shelf off the list. Raises ShelfTrouble."""
        with self._changing():
            self._save([each for each in self.shelves if each.address != shelf.address])
            self._list_file(shelf).unlink(missing_ok=True)

    def list_of(self, shelf: SubscribedShelf) -> bytes | None:
        """Reads the signed list of the last look; None if it is not here any more, or was changed."""
        try:
            data = self._list_file(shelf).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == shelf.sha256 else None

    def index(self, shelf: SubscribedShelf) -> Index:
        """Reads the packs of that list; none if the list is not here."""
        data = self.list_of(shelf)
        return read_index(data) if data is not None else Index(author=shelf.author or "?", packs=())

    def _save(self, shelves: list[SubscribedShelf]) -> None:
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
        self._state.write({"format": 1, "shelves": data})
        self.shelves = shelves

    def _list_file(self, shelf: SubscribedShelf) -> Path:
        return (
            self._folder / f"{hashlib.sha256(shelf.address.encode('utf-8', 'surrogateescape')).hexdigest()[:20]}.json"
        )


def _shelf(data: dict[str, object]) -> SubscribedShelf:
    tags = data["tags"]
    if not isinstance(tags, dict):
        raise ValueError("tags")
    return SubscribedShelf(
        address=str(data["address"]),
        key=read_public(str(data["key"]).encode()),
        author=str(data["author"]),
        number=int(str(data["number"])),
        until=str(data["until"]),
        sha256=str(data["sha256"]),
        tags={str(key): str(value) for key, value in tags.items()},
    )


# ---- looking ----------------------------------------------------------------------------------------------------


def first_look(address: str, source: PackSource, now: datetime) -> Looked:
    """Looks at a shelf for the first time; the caller asks whether its key is trusted. Raises CompanionError."""
    key = shelf_key(_got(source.small(PUBLIC_FILE, LARGEST_HEAD, {})), address)
    return look(SubscribedShelf(address, key, ""), None, source, now)


def look(shelf: SubscribedShelf, known: bytes | None, source: PackSource, now: datetime) -> Looked:
    """Looks at the shelf as it is now. `known`: the list of the last look.

    One small request if nothing is new. Raises ShelfTrouble if the list is older than the last one, out of date or not
    signed correctly, KeyChanged if the shelf has another key; CompanionError if it cannot be reached.
    """
    told = source.small(HEAD, LARGEST_HEAD, shelf.tags if known is not None else {})
    if told is None:
        if known is None:
            raise ShelfTrouble(
                "It says that nothing is new, but I've never loaded it before, so something is wrong there.",
                place=shelf.address,
                hint="Your packs stay as they are. Please tell the shelf's author.",
            )
        _check_date(shelf.until, shelf, now)
        return Looked(shelf, read_index(known), known, news=False)
    data, tags = told
    head = read_head(data)
    if known is not None and head.sha256 == shelf.sha256:
        # Still to be verified: only the author may say that the old list is valid for longer.
        listed = known
    else:
        listed = _got(source.small(head.list, head.size, {}))
    try:
        index = checked_index(head, listed, shelf.key)
    except ShelfTrouble as trouble:
        _tell_changed_key(shelf, source, trouble)
        raise
    _check_number(head.number, head.sha256, shelf)
    until = head.until.isoformat()
    _check_date(until, shelf, now)
    seen = replace(shelf, author=index.author, number=head.number, until=until, sha256=head.sha256, tags=tags)
    return Looked(seen, index, listed, news=head.sha256 != shelf.sha256)


def _check_number(number: int, sha256: str, shelf: SubscribedShelf) -> None:
    """Checks that a list is not older than the one that `shelf` had. Raises ShelfTrouble."""
    if number < shelf.number:
        raise ShelfTrouble(
            "Its list is older than the one you saw before. Most likely that's a mistake, but someone may be keeping "
            "newer packs from you.",
            place=shelf.address,
            hint="Your packs stay as they are. Please tell the shelf's author, and try again in a day or two.",
        )
    if number == shelf.number and sha256 != shelf.sha256:
        raise ShelfTrouble(
            "It has shown two different lists as if they were the same one.",
            place=shelf.address,
            hint="Your packs stay as they are. Please tell the shelf's author.",
        )


def _got(told: tuple[bytes, dict[str, str]] | None) -> bytes:
    # None is only the answer to a condition, and this request had none.
    return told[0] if told is not None else b""


def _check_date(until: str, shelf: SubscribedShelf, now: datetime) -> None:
    if now.astimezone(UTC).date() > date.fromisoformat(until):
        raise ShelfTrouble(
            f"Its list was valid until {until}. Most likely its author only needs to renew it, but someone "
            "may be keeping "
            "newer packs from you.",
            place=shelf.address,
            hint="Your packs stay as they are. Check the date on your computer. If it's right, ask the shelf's author"
            " to renew it with `companion shelf build`.",
        )


def _tell_changed_key(shelf: SubscribedShelf, source: PackSource, trouble: ShelfTrouble) -> None:
    """Raises KeyChanged if the shelf has another key by now, which is more serious than a damaged list."""
    key = shelf_key(_got(source.small(PUBLIC_FILE, LARGEST_HEAD, {})), shelf.address)
    if key != shelf.key:
        raise KeyChanged(
            f"The shelf of {shelf.author or 'this author'} has a different key now.\n"
            f"    the key you know:   {shelf.key.spelled()}\n"
            f"    the key it has now: {key.spelled()}",
            place=shelf.address,
            hint="Call its author on a number you already had, and ask for their six words.\n"
            "  Only if they read you the new words (the second row), type these two lines, one after the other:\n"
            f"    companion shelf remove {shelf.address}\n"
            f"    companion shelf add {shelf.address} --new-key\n"
            "  Nothing was installed, and your packs stay as they are.",
        ) from trouble
