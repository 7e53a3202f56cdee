"""Whom the person trusts: the keys of authors, kept from the first time a pack of theirs was opened.

One small file. Where it cannot be read, nothing is installed: to take it for empty would mean to ask again as if
nobody had ever been known.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from companion import resources
from companion.packs.keeping import in_words, read_json, write_json
from companion.packs.keys import AuthorKey, read_public
from companion.packs.lookalikes import skeleton
from companion.packs.manifest import Manifest
from companion.packs.refusals import KeyChanged, KeyTrouble, PackRefused, SameName


class Standing(Enum):
    KNOWN = "known"
    """Signed with a key that was trusted before."""
    FIRST_TIME = "first time"
    """Signed by somebody not met before."""
    UNSIGNED = "unsigned"


@dataclass(slots=True)
class Author:
    key: AuthorKey
    names: list[str]
    """As their packs give them; the newest last."""
    since: str
    """The day they were first trusted, as 2026-11-22."""
    packs: list[str] = field(default_factory=list)
    """The ids of all packs that ever came with this key."""

    @property
    def name(self) -> str:
        return self.names[-1]


class Trust:
    """The authors somebody knows. `accept` writes at once."""

    def __init__(self, file: Path | None = None) -> None:
        """Raises PackRefused where the file cannot be read."""
        self._file = file or resources.data_dir() / "authors.json"
        self.authors: list[Author] = []
        try:
            data = read_json(self._file) or {"authors": []}
            for each in data["authors"]:
                key = read_public(each["key"].encode())
                names, packs = [*map(str, each["names"])], [*map(str, each["packs"])]
                if not names:
                    raise ValueError("an author without a name")
                self.authors.append(Author(key, names, str(each["since"]), packs))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, KeyTrouble) as error:
            raise PackRefused(
                "The list of authors you trust cannot be read, so nobody can tell who is who.",
                place=str(self._file),
                hint="Take the file from a copy; or move it away, and you will be asked about each author again.",
            ) from error

    def by_key(self, key: AuthorKey) -> Author | None:
        return next((author for author in self.authors if author.key == key), None)

    def owner(self, pack_id: str) -> Author | None:
        """Whose packs with this id have been."""
        return next((author for author in self.authors if pack_id in author.packs), None)

    def judge(self, manifest: Manifest, key: AuthorKey | None, own: AuthorKey | None = None) -> Standing:
        """How its author stands with us. `own` is the person's own key: their drafts need no signature.

        Raises KeyChanged where a known author's pack comes with another key, or with none; SameName where only the
        author's name is known.
        """
        owner = self.owner(manifest.id)
        if key is None:
            named = self._named(manifest.author)
            known = owner or next((each for each in named if each.key == own), named[0] if named else None)
            if known is not None and known.key != own:
                raise KeyChanged(
                    f"The packs of {known.name} are signed, and this one is not signed at all.",
                    hint="Do not open it. Ask them, by telephone or face to face, for the signed pack."
                    " Nothing was installed, and what you have is as it was.",
                )
            return Standing.UNSIGNED
        if owner is not None and owner.key != key:
            raise _changed(owner, key, f"The pack “{manifest.id}” has always been signed by {owner.name} with one key")
        return self.judge_shelf(key, manifest.author)

    def accept(self, manifest: Manifest, key: AuthorKey, today: str, *, beside: bool = False) -> None:
        """From now on this key is this author's, and this pack's. Others of the same name are forgotten, unless
        `beside`. Raises PackRefused where it cannot be kept.
        """
        fresh = self.by_key(key)
        if fresh is not None and manifest.id in fresh.packs and fresh.name == manifest.author:
            return
        for other in self.authors:
            if other.key != key and manifest.id in other.packs:
                other.packs.remove(manifest.id)
        if fresh is None:
            # Only after the six words were typed can somebody else have the name: theirs is the old key then.
            if not beside:
                self._forget(manifest.author)
            fresh = Author(key, [manifest.author], today)
            self.authors.append(fresh)
        fresh.names = [*(name for name in fresh.names if name != manifest.author), manifest.author]
        if manifest.id not in fresh.packs:
            fresh.packs.append(manifest.id)
        self._save()

    def accept_shelf(self, key: AuthorKey, name: str, today: str, *, beside: bool = False) -> None:
        """The same for a shelf, which has no pack yet."""
        if self.by_key(key) is None:
            if not beside:
                self._forget(name)
            self.authors.append(Author(key, [name], today))
            self._save()

    def judge_shelf(self, key: AuthorKey, name: str) -> Standing:
        """As `judge`. Raises KeyChanged."""
        known, named = self.by_key(key), self._named(name)
        if named and all(each.key != key for each in named):
            namesake = named[-1]
            raise _changed(namesake, key, f"{namesake.name} has always signed with one key", SameName)
        return Standing.FIRST_TIME if known is None else Standing.KNOWN

    def like(self, name: str, key: AuthorKey) -> Author | None:
        """Another author, with another key, whose name is the same or may be taken for it."""
        mine = skeleton(name)
        return next(
            (each for each in self.authors if each.key != key and any(skeleton(one) == mine for one in each.names)),
            None,
        )

    def _named(self, name: str) -> list[Author]:
        return [author for author in self.authors if _has(author, name)]

    def _forget(self, name: str) -> None:
        for author in self._named(name):
            self.authors.remove(author)

    def _save(self) -> None:
        data = [
            {"key": each.key.base64, "names": each.names, "since": each.since, "packs": sorted(each.packs)}
            for each in self.authors
        ]
        try:
            write_json(self._file, {"format": 1, "authors": data})
        except OSError as error:
            raise in_words(error, self._file) from error


def _has(author: Author, name: str) -> bool:
    return _fold(name) in map(_fold, author.names)


def _fold(name: str) -> str:
    """Names that look the same are the same: case, width and spaces do not tell two people apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _changed(known: Author, key: AuthorKey, said: str, kind: type[KeyChanged] = KeyChanged) -> KeyChanged:
    another = (
        "  If they are another person, who only has the same name: the same with --another-author instead.\n"
        if kind is SameName
        else ""
    )
    return kind(
        f"{said}, and this comes with another one.\n"
        f"    the key you know:  {known.key.spelled()}\n"
        f"    the key in this:   {key.spelled()}",
        hint="Do not open it. Call them, on a number you had before, and ask whether they have a new key.\n"
        "  Only if they read the second row of words to you: do the same again with --new-key.\n"
        f"{another}  Nothing was installed, and what you have is as it was.",
    )
