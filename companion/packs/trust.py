"""The authors that the person trusts: their keys, kept from the first time a pack of theirs was opened.

They are in one small file. If it cannot be read, nothing is installed, because with an empty list every known author
would be asked about again as a stranger.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from companion import resources
from companion.packs.keeping import in_words
from companion.packs.keys import AuthorKey, read_public
from companion.packs.lookalikes import folded, skeleton
from companion.packs.manifest import Manifest
from companion.packs.receipts import Installed
from companion.packs.refusals import KeyChanged, KeyTrouble, PackRefused
from companion.packs.state_file import StateFile, WentBack


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
    """Their names as their packs give them; the newest last."""
    since: str
    """The day they were first trusted, as 2026-11-22."""
    packs: list[str] = field(default_factory=list)
    """The ids of all packs that ever came with this key."""

    @property
    def name(self) -> str:
        return self.names[-1]

    def is_called(self, name: str) -> bool:
        """Tells whether this is one of their names, however it is written."""
        return folded(name) in map(folded, self.names)


class Trust:
    """The authors that a person knows. Each change first reads the file again, and is written to it at once."""

    def __init__(self, file: Path | None = None) -> None:
        """Reads the file. Raises PackRefused if it cannot be read."""
        self._state = StateFile(file or resources.OwnPlace.AUTHORS.path())
        self._held = False
        self.authors = self._read()

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Keeps other processes from changing the list, and reads it again first. It is reentrant.

        Raises PackRefused.
        """
        if self._held:
            yield
            return
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(self._state.locked())
            except OSError as error:
                raise in_words(error, self._state.file) from error
            self.authors = self._read()
            self._held = True
            try:
                yield
            finally:
                self._held = False

    def _read(self) -> list[Author]:
        try:
            data = self._state.read() or {"authors": []}
            return [_author(each) for each in data["authors"]]
        except WentBack as error:
            raise PackRefused(
                "The list of authors you trust is an older copy, so Companion can't tell who is who.",
                place=str(self._state.file),
                hint="If you have a newer copy of that file, in a backup for example, put it back. If not, delete the"
                f" file {self._state.mark.name} in the same folder. Companion then uses this list, and asks you again"
                " about authors who aren't on it.",
            ) from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError, KeyTrouble) as error:
            raise PackRefused(
                "The list of authors you trust can't be read, so Companion can't tell who is who.",
                place=str(self._state.file),
                hint="Restore the file from a backup. Or move it away, and Companion will ask about each author again.",
            ) from error

    def by_key(self, key: AuthorKey) -> Author | None:
        return next((author for author in self.authors if author.key == key), None)

    def owners(self, pack_id: str) -> list[Author]:
        """Finds the authors of packs with this id; usually one at most."""
        return [author for author in self.authors if pack_id in author.packs]

    def called(self, what: str) -> list[Author]:
        """Finds the authors with this name, or with these six words."""
        named = self._named(what)
        return [author for author in self.authors if author in named or author.key.is_called(what)]

    def forget(self, author: Author) -> None:
        """Stops trusting this author. Raises PackRefused if the change cannot be saved."""
        with self.changing():
            self.authors = [each for each in self.authors if each.key != author.key]
            self._save()

    def judge(
        self,
        manifest: Manifest,
        key: AuthorKey | None,
        own: AuthorKey | None = None,
        installed: Sequence[Installed] = (),
    ) -> Standing:
        """Judges whether the pack's author is known.

        `own` is the person's own key: their drafts need no signature. `installed` are the packs with this id that they
        have; the keys in their receipts count as much as this list does.

        Raises KeyChanged if a known author's pack comes with another key, or with none; its
        `same_name` is set if only the author's name is known.
        """
        receipts = [_Known(each.manifest.author, each.key) for each in installed if each.key is not None]
        owners = [_Known(each.name, each.key) for each in self.owners(manifest.id)]
        if key is None:
            named = [_Known(_called(each, manifest.author), each.key) for each in self._named(manifest.author)]
            for known in (receipts, owners or named):
                if known and all(each.key != own for each in known):
                    raise KeyChanged(
                        f"The packs of {known[0].name} are signed, but this one isn't.",
                        hint="Don't open it. Ask the author for the signed pack, by phone or in person."
                        " Nothing was installed, and what you have is unchanged.",
                    )
            return Standing.UNSIGNED
        for known in (receipts, owners):
            if known and all(each.key != key for each in known):
                raise _changed(
                    known,
                    key,
                    f"The pack “{manifest.id}” has always been signed by {known[0].name}",
                    says=manifest.author,
                )
        return self.judge_shelf(key, manifest.author)

    def accept(self, manifest: Manifest, key: AuthorKey, today: str, *, beside: bool = False) -> None:
        """Keeps this key as this author's, and as the key of this pack. Other authors of the same name are forgotten,
        unless `beside`. Raises PackRefused if it cannot be saved.
        """
        with self.changing():
            fresh = self.by_key(key)
            if fresh is not None and manifest.id in fresh.packs and fresh.name == manifest.author:
                return
            for other in self.authors:
                if other.key != key and manifest.id in other.packs and not beside:
                    other.packs.remove(manifest.id)
            if fresh is None:
                # A known author of this name gets here only after the six words were typed: the key there is their old
                # one.
                if not beside:
                    self._make_way_for(manifest.author)
                fresh = Author(key, [manifest.author], today)
                self.authors.append(fresh)
            fresh.names = [*(name for name in fresh.names if name != manifest.author), manifest.author]
            if manifest.id not in fresh.packs:
                fresh.packs.append(manifest.id)
            self._save()

    def accept_shelf(self, key: AuthorKey, name: str, today: str, *, beside: bool = False) -> None:
        """Keeps this key for a shelf, which has no pack yet. Raises PackRefused if it cannot be saved."""
        with self.changing():
            if self.by_key(key) is not None:
                return
            if not beside:
                self._make_way_for(name)
            self.authors.append(Author(key, [name], today))
            self._save()

    def judge_shelf(self, key: AuthorKey, name: str) -> Standing:
        """Judges as `judge` does. Raises KeyChanged."""
        known, named = self.by_key(key), self._named(name)
        if named and all(each.key != key for each in named):
            # By the name that this one has too: an author may have several.
            namesakes = [_Known(_called(each, name), each.key) for each in named]
            raise _changed(namesakes, key, f"{namesakes[0].name} has always signed", same_name=True)
        return Standing.FIRST_TIME if known is None else Standing.KNOWN

    def judge_shelf_again(self, key: AuthorKey, name: str, told: KeyChanged | None, like: Author | None) -> None:
        """Judges again when the person has answered. `told` and `like` are what they were told before.

        Raises KeyChanged, or PackRefused if they were told something else.
        """
        try:
            self.judge_shelf(key, name)
        except KeyChanged as stop:
            if told is None or str(stop) != str(told):
                raise
            return
        now = self.like(name, key)
        if now is not None and (like is None or like.key != now.key):
            raise changed_meanwhile()

    def like(self, name: str, key: AuthorKey | None) -> Author | None:
        """Finds a known author with another key and the same name, or one that looks like it."""
        mine = skeleton(name)
        return next(
            (each for each in self.authors if each.key != key and any(skeleton(one) == mine for one in each.names)),
            None,
        )

    def _named(self, name: str) -> list[Author]:
        return [author for author in self.authors if author.is_called(name)]

    def _make_way_for(self, name: str) -> None:
        """Removes all authors with this name."""
        for author in self._named(name):
            self.authors.remove(author)

    def _save(self) -> None:
        data = [
            {"key": each.key.base64, "names": each.names, "since": each.since, "packs": sorted(each.packs)}
            for each in self.authors
        ]
        try:
            self._state.write({"format": 1, "authors": data})
        except OSError as error:
            raise in_words(error, self._state.file) from error


def changed_meanwhile() -> PackRefused:
    """Makes the error for an answer to something that is not true any more."""
    return PackRefused(
        "While I was asking, your packs or the authors you trust were changed in another window of Companion.",
        hint="Nothing was installed. Run the same command again.",
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A key that the person trusts, and the author's name for messages."""

    name: str
    key: AuthorKey


def _author(data: dict[str, Any]) -> Author:
    """Reads one author. Raises the errors of data that Companion did not write."""
    key = read_public(data["key"].encode())
    names, packs = [*map(str, data["names"])], [*map(str, data["packs"])]
    if not names:
        raise ValueError("an author without a name")
    return Author(key, names, str(data["since"]), packs)


def _called(author: Author, name: str) -> str:
    """Returns the author's own spelling of a name of theirs."""
    return next((each for each in reversed(author.names) if folded(each) == folded(name)), author.name)


def _changed(
    known: Sequence[_Known], key: AuthorKey, said: str, says: str = "", *, same_name: bool = False
) -> KeyChanged:
    """Makes the error that stops an installation. `says`: the author whom the pack names, if that may be another one
    than the known author."""
    one = len(known) == 1
    rows = "".join(f"    the key you know:  {each.key.spelled()}\n" for each in known)
    row = "second" if one else "last"
    other = "a different person with the same name" if same_name else "a different author's pack of this name"
    changed = KeyChanged(
        f"{said} with {'one key' if one else 'other keys'}, but this one has a different key."
        f"{f' This one says it is by {says}.' if says and folded(says) != folded(known[0].name) else ''}\n"
        f"{rows}"
        f"    the key in this:   {key.spelled()}",
        hint=f"Don't open it. Call {known[0].name} on a number you already had, and ask if they have a new key.\n"
        f"  Only if they read you the {row} row of words, type the same again with --new-key.\n"
        f"  If this is {other}, type the same again with --another-author.\n"
        "  Nothing was installed, and what you have is unchanged.",
    )
    changed.same_name = same_name
    return changed
