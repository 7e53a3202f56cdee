"""Reads the records of one installed pack, its manifest and its receipt, and compares the folder with them."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from companion.packs.about import Version
from companion.packs.archive import facts_of
from companion.packs.file_names import shown
from companion.packs.keeping import read_json
from companion.packs.keys import AuthorKey, read_public
from companion.packs.manifest import AUTHOR_KEY, MANIFEST, SIGNATURE, SPECIAL, Manifest, read_manifest
from companion.packs.refusals import KeyTrouble, PackRefused
from companion.packs.signatures import signer

RECEIPT = ".companion-installed.json"


@dataclass(frozen=True, slots=True)
class Installed:
    """One installed pack."""

    folder: Path
    manifest: Manifest
    key: AuthorKey | None
    """The key that it was signed with; None if it came unsigned."""
    source: str
    """The file, folder or address that it came from, as the person named it."""
    shelf: str
    """The address of the shelf that it came from; empty if it came by itself."""
    since: str
    """The day, as 2026-11-22."""

    @property
    def version(self) -> Version:
        return Version.of(self.manifest.version)

    @property
    def address(self) -> str:
        """Its name with its author's, as `anna-example/calm`, to tell it from another author's pack of this name."""
        return f"{author_word(self.manifest.author, self.key)}/{self.manifest.id}"

    def is_called(self, address: str) -> bool:
        """Tells whether this is its `author/id`. The author may also be named by the first three words of their key."""
        author, _, pack_id = address.casefold().rpartition("/")
        words = {author_word(self.manifest.author, self.key), "-".join(self.key.words[:3]) if self.key else ""}
        return pack_id == self.manifest.id and author in words - {""}


def author_word(name: str, key: AuthorKey | None) -> str:
    """Makes one word of an author's name, of small letters, digits and hyphens: `dr-may-example`.

    A name without such letters gives the first three words of the key.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    word = "-".join(re.findall("[a-z0-9]+", "".join(ch for ch in plain if not unicodedata.combining(ch))))
    if not word and key is not None:
        word = "-".join(key.words[:3])
    return word[:_LONGEST_WORD].strip("-") or "somebody"


_LONGEST_WORD = 60
"""Characters of an author's word, at most: it becomes part of a folder's name, which Windows keeps short."""


def read_installed(folder: Path) -> Installed:
    """Reads the manifest and receipt of an installed pack. Raises PackRefused if they cannot be read."""
    try:
        receipt = read_json(folder / RECEIPT) or {}
        with (folder / MANIFEST).open("rb") as file:
            manifest = read_manifest(file.read(2 * 1024 * 1024))
        key = read_public(str(receipt["key"]).encode()) if receipt["key"] else None
        return Installed(folder, manifest, key, str(receipt["source"]), str(receipt["shelf"]), str(receipt["since"]))
    except (OSError, ValueError, KeyError, KeyTrouble, PackRefused) as error:
        raise PackRefused(
            "I can't read my notes about this pack.",
            place=str(folder),
            hint="Install the pack again. If you changed something in the folder, it is kept.",
        ) from error


def differences(folder: Path) -> list[str]:
    """Lists how an installed pack differs from what its author made, a sentence each; empty if it does not."""
    manifest = read_installed(folder).manifest
    wrong: list[str] = []
    for name, facts in manifest.files.items():
        file = folder.joinpath(*name.split("/"))
        try:
            same = not file.is_symlink() and file.stat().st_size == facts.size and facts_of(file) == facts
        except OSError:
            wrong.append(f"{name} is missing or can't be read")
            continue
        if not same:
            wrong.append(f"{name} was changed")
    known = {*manifest.files, *SPECIAL, RECEIPT}
    closed: list[OSError] = []
    for here, _, files in os.walk(folder, onerror=closed.append):
        for file_name in sorted(files):
            name = (Path(here) / file_name).relative_to(folder).as_posix()
            if name not in known and file_name.casefold() not in (".ds_store", "thumbs.db", "desktop.ini"):
                wrong.append(f"{shown(name)} was added")
    wrong += [f"{shown(Path(error.filename).name)} is a folder that I can't open" for error in closed]
    return wrong


def verify(installed: Installed) -> list[str]:
    """Lists `differences`, and says whether the signature is wrong or made with another key than at the
    installation."""
    wrong = differences(installed.folder)
    papers = {name: installed.folder / name for name in (MANIFEST, SIGNATURE, AUTHOR_KEY)}
    try:
        read = {name: file.read_bytes() for name, file in papers.items() if file.exists()}
        key = signer(installed.manifest, read[MANIFEST], read.get(SIGNATURE), read.get(AUTHOR_KEY))
    except PackRefused as error:
        return [*wrong, error.message]
    except (OSError, KeyError):
        return [*wrong, "its signature can't be read"]
    if key != installed.key:
        wrong.append("it is signed with a different key than when it was installed")
    return wrong


def altered(folder: Path) -> bool:
    """Tells whether anything in it may have changed since the installation."""
    try:
        return bool(differences(folder))
    except PackRefused:
        return True
