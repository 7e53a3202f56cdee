"""A shelf: an author's packs in a plain folder, with a signed list of them. Any web space or shared drive can hold it.

Three files lie beside the packs. `author.pub` is the author's key. `index-….json` lists the packs and is named after
its own hash, so it never changes. `shelf.minisig` signs that list, and its trusted comment holds the list's name, its
number, which only grows, and the last day on which it is valid. To see that nothing is new, only this file has to be
fetched. The shelves that a person has added are in `subscriptions`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from companion.exercise.model import Model, Text
from companion.packs.about import AuthorName, PackId, Version, VersionText
from companion.packs.archive import Report, facts_of, open_archive, silent
from companion.packs.keeping import in_words, write_bytes
from companion.packs.keys import PUBLIC_FILE, AuthorKey, public_of, read_public, read_signature
from companion.packs.plain_zip import LARGEST_FILE, SUFFIX
from companion.packs.refusals import KeyTrouble, PackRefused, ShelfTrouble
from companion.packs.signing import signer_of

if TYPE_CHECKING:
    from minisign import SecretKey

HEAD = "shelf.minisig"
LARGEST_HEAD = 16 * 1024
LARGEST_INDEX = 16 * 1024 * 1024
MOST_PACKS = 20_000
DAYS = 180
"""Days that a list is valid, unless its author says otherwise: enough for an author who builds it twice a year."""
MOST_DAYS = 730

_COMMENT = re.compile(
    r"companion shelf number:(\d{1,15}) until:(\d{4}-\d\d-\d\d) list:(index-[0-9a-f]{16}\.json)"
    r" size:(\d{1,9}) sha256:([0-9a-f]{64})",
    re.ASCII,
)


class IndexEntry(Model):
    """One pack of a shelf."""

    id: PackId
    version: VersionText
    title: Annotated[Text, Field(max_length=120)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    size: Annotated[int, Field(ge=1, le=LARGEST_FILE)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @property
    def file(self) -> str:
        """Its file name on the shelf. It is computed, so that a list cannot name any other file."""
        return f"{self.id}-{self.version}{SUFFIX}"


class Index(Model):
    format: Literal[1] = 1
    author: Annotated[AuthorName, Field(max_length=200)]
    packs: Annotated[tuple[IndexEntry, ...], Field(max_length=MOST_PACKS)]

    def find(self, pack_id: str) -> IndexEntry | None:
        return next((entry for entry in self.packs if entry.id == pack_id), None)

    def by_id(self) -> Mapping[str, IndexEntry]:
        return {entry.id: entry for entry in self.packs}


@dataclass(frozen=True, slots=True)
class Head:
    """The contents of the small signed file. They must not be trusted until `checked_index` has checked them."""

    number: int
    until: date
    """The last day on which the list is valid."""
    list: str
    """The list's file name."""
    size: int
    sha256: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class ShelfBuilt:
    index: Index
    head: Head
    key: AuthorKey
    old: tuple[str, ...]
    """Packs in the folder that have a newer version there, and so are not listed."""


def read_head(data: bytes) -> Head:
    """Reads the small signed file. Raises ShelfTrouble if it is not one."""
    try:
        found = _COMMENT.fullmatch(read_signature(data).trusted_comment)
        if found is None:
            raise ValueError("another comment")
        head = Head(int(found[1]), date.fromisoformat(found[2]), found[3], int(found[4]), found[5], data)
        if head.size > LARGEST_INDEX:
            raise ValueError("too large")
    except ValueError:
        raise ShelfTrouble("Its signed list can't be read.", hint=_ASK) from None
    return head


_ASK = "Nothing was installed. Check the address. If it's right, please tell the shelf's author."


def checked_index(head: Head, data: bytes, key: AuthorKey) -> Index:
    """Checks the list against the signature in `head` and reads it. Raises ShelfTrouble."""
    if len(data) != head.size or hashlib.sha256(data).hexdigest() != head.sha256:
        raise ShelfTrouble("Its list of packs isn't the one that was signed.", hint=_ASK)
    if not key.verify(data, read_signature(head.signature)):
        raise ShelfTrouble("Its list of packs isn't signed by this shelf's author.", hint=_ASK)
    return read_index(data)


def read_index(data: bytes) -> Index:
    """Reads a list that was checked before. Raises ShelfTrouble."""
    try:
        index = Index.model_validate_json(data)
    except ValidationError:
        raise ShelfTrouble("Its list of packs can't be read.", hint=_NEWER) from None
    if len(index.by_id()) != len(index.packs):
        raise ShelfTrouble("A pack is on its list twice.", hint=_ASK)
    return index


_NEWER = "It may need a newer Companion. Update Companion, then try again."


# ---- the author's side ------------------------------------------------------------------------------------------


def build_shelf(
    folder: Path, key: SecretKey, now: datetime, *, days: int = DAYS, report: Report = silent
) -> ShelfBuilt:
    """Signs the list of the packs in `folder`, which all have to be signed with this key. The list is valid for `days`
    days from `now`.

    Raises ShelfTrouble, naming every pack that does not belong on it; the old list then stays.
    """
    public = public_of(key)
    entries, authors, old = _entries(folder, public, report)
    index = Index(author=", ".join(sorted(authors))[:200], packs=tuple(entries))
    data = index.model_dump_json().encode()
    digest = hashlib.sha256(data).hexdigest()
    # The number is the time, so that it grows even if the folder with the old list was lost.
    number = max(_number_there(folder) + 1, int(now.timestamp()))
    until = (now.astimezone(UTC) + timedelta(days=days)).date()
    comment = (
        f"companion shelf number:{number} until:{until.isoformat()} list:index-{digest[:16]}.json"
        f" size:{len(data)} sha256:{digest}"
    )
    head = read_head(bytes(key.sign(data, trusted_comment=comment)) + b"\n")
    try:
        earlier = _list_there(folder)
        write_bytes(folder / head.list, data)
        write_bytes(folder / PUBLIC_FILE, public.file_bytes())
        write_bytes(folder / HEAD, head.signature)
        # The previous list stays: somebody may have fetched the old head a moment ago.
        for file in folder.glob("index-*.json"):
            if file.name not in (head.list, earlier) and re.fullmatch(r"index-[0-9a-f]{16}\.json", file.name):
                file.unlink()
    except OSError as error:
        raise in_words(error, folder, ShelfTrouble) from error
    return ShelfBuilt(index, head, public, tuple(old))


def _entries(folder: Path, public: AuthorKey, report: Report) -> tuple[list[IndexEntry], set[str], list[str]]:
    try:
        files = sorted(file for file in folder.iterdir() if file.name.endswith(SUFFIX) and file.name[0] != ".")
    except OSError as error:
        raise ShelfTrouble(
            "I can't open this folder.", place=str(folder), hint="Give the folder with your packs."
        ) from error
    newest: dict[str, tuple[Version, IndexEntry, str]] = {}
    old: list[str] = []
    wrong: list[str] = []
    for count, file in enumerate(files, 1):
        try:
            entry, author = _entry(file, public)
        except PackRefused as error:
            wrong.append(f"{file.name}: {error.message}")
            continue
        except OSError as error:
            wrong.append(f"{file.name}: it can't be read ({error.strerror or error})")
            continue
        version = Version.of(entry.version)
        there = newest.get(entry.id)
        if there is None or there[0] < version:
            newest[entry.id] = (version, entry, author)
            old += [there[1].file] if there else []
        else:
            old.append(entry.file)
        report(count, len(files))
    if wrong:
        raise ShelfTrouble(
            "Some packs can't go on a shelf:\n" + "".join(f"    {line}\n" for line in wrong).rstrip("\n"),
            hint="Fix them or remove them from the folder. Then build the shelf again.",
        )
    if not newest:
        raise ShelfTrouble(
            "There are no packs in this folder.", place=str(folder), hint="Put your signed packs there, then try again."
        )
    chosen = [newest[each] for each in sorted(newest)]
    return [entry for _, entry, _ in chosen], {author for _, _, author in chosen}, old


def _entry(file: Path, public: AuthorKey) -> tuple[IndexEntry, str]:
    with open_archive(file) as pack:
        manifest, key = pack.manifest, signer_of(pack)
    if key is None:
        raise PackRefused("it isn't signed; sign it with `companion pack sign`")
    if key != public:
        raise PackRefused("it is signed with a key that isn't yours")
    facts = facts_of(file)
    entry = IndexEntry(
        id=manifest.id,
        version=manifest.version,
        title=manifest.title,
        language=manifest.language,
        size=facts.size,
        sha256=facts.sha256,
    )
    if file.name != entry.file:
        raise PackRefused(f"its name must be {entry.file}")
    return entry, manifest.author


def _number_there(folder: Path) -> int:
    try:
        return read_head((folder / HEAD).read_bytes()).number
    except (OSError, ShelfTrouble):
        return 0


def _list_there(folder: Path) -> str:
    try:
        return read_head((folder / HEAD).read_bytes()).list
    except (OSError, ShelfTrouble):
        return ""


def shelf_key(data: bytes, place: str) -> AuthorKey:
    """Reads the file with the author's key from a shelf. Raises ShelfTrouble."""
    try:
        return read_public(data, place)
    except KeyTrouble as error:
        raise ShelfTrouble("Its author's key isn't a valid key.", place=place, hint=_ASK) from error
