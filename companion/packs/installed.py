"""Installs packs, and removes them.

An installed pack is a folder among the person's own exercises, with its manifest, its signature and a receipt. A new
version is written beside the old one and takes its place by a rename; a version that the person had changed is kept
elsewhere. The author and the signature were checked before (`offering`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from companion import resources
from companion.packs.keeping import LOCK_WAIT, in_words, locked, write_bytes
from companion.packs.keys import AuthorKey
from companion.packs.manifest import Manifest
from companion.packs.receipts import RECEIPT, Installed, altered, author_word, read_installed
from companion.packs.refusals import NoSuchPack, PackRefused, SeveralPacks
from companion.packs.walking import MOVED_ASIDE, inside, is_file, is_folder
from companion.store.whole_file import flush_folder

_OF = "@"
"""Stands between a pack's id and its author in the name of a folder. No id has this sign."""
_GONE = ".gone-"
_INCOMING = ".incoming-"
_STALE = 24 * 3600.0
"""Seconds after which an unfinished installation counts as abandoned."""


class Library:
    """The installed packs below one folder; if `root` is None, below the folder of the person's own exercises."""

    def __init__(self, root: Path | None = None, kept: Path | None = None) -> None:
        self.root = root or resources.own_exercises()
        self._kept = kept or resources.OwnPlace.KEPT_CHANGES.path()

    def packs(self) -> list[Installed]:
        """Returns the installed packs by id. A folder whose manifest or receipt cannot be read is left out: see
        `unreadable`.

        Raises PackRefused if the folder of packs cannot be read.
        """
        found: list[Installed] = []
        for folder in self._folders():
            with contextlib.suppress(PackRefused):
                found.append(read_installed(folder))
        return found

    def unreadable(self) -> list[Path]:
        """Returns the folders of installed packs whose manifest or receipt cannot be read. Raises as `packs` does."""
        known = {pack.folder for pack in self.packs()}
        return [each for each in self._folders() if each not in known]

    def _folders(self) -> list[Path]:
        """Returns the folders with a receipt, and those that cannot be opened, because they may have one."""
        if not is_folder(self.root):
            return []
        try:
            return [each for each in inside(self.root) if not each.name.startswith(".") and _may_be_installed(each)]
        except OSError as error:
            raise in_words(error, self.root) from error

    def of(self, pack_id: str) -> list[Installed]:
        """Returns the installed packs with this id: one of each author. Those with unreadable records are left out."""
        if not _is_plain(pack_id):
            return []
        try:
            folders = [self.root / pack_id, *self.root.glob(f"{pack_id}{_OF}*")]
        except (OSError, ValueError):
            return []
        found: list[Installed] = []
        for folder in folders:
            if _may_be_installed(folder):
                with contextlib.suppress(PackRefused):
                    found.append(read_installed(folder))
        return [each for each in found if each.manifest.id == pack_id]

    def find(self, name: str) -> Installed:
        """Finds a pack by its id, or by `author/id`.

        Raises NoSuchPack; SeveralPacks if packs of several authors have this id; PackRefused if it is there, but its
        manifest or receipt cannot be read.
        """
        author, _, pack_id = name.rpartition("/")
        found = [each for each in self.of(pack_id) if not author or each.is_called(name)]
        if len(found) > 1:
            raise SeveralPacks(
                f"You have {len(found)} packs called '{pack_id}', each by a different author.",
                hint="Write which one you mean: " + ", ".join(_addresses(found)),
            )
        if found:
            return found[0]
        if not author and _is_plain(pack_id) and _may_be_installed(self.root / pack_id):
            return read_installed(self.root / pack_id)
        raise NoSuchPack(f"No pack called '{name[:60]}' is installed.", hint="To see your packs: companion pack list")

    def place(self, manifest: Manifest, key: AuthorKey | None, replaced: Installed | None) -> Path:
        """Finds the folder for a pack: the one of the pack that it replaces, or a free one.

        If a pack of another author with the same id is installed, this author's name is added to the folder's name.
        """
        if replaced is not None:
            return replaced.folder
        plain = self.root / manifest.id
        others = {each.folder for each in self.of(manifest.id)}
        if plain not in others:
            return plain
        word = author_word(manifest.author, key)
        spelled = "-".join(key.words[:3]) if key is not None else "unsigned"
        named = [self.root / f"{manifest.id}{_OF}{each}" for each in (word, spelled, f"{word}-{spelled}")]
        return next((each for each in named if each not in others), named[-1])

    def check_place(self, place: Path, pack_id: str) -> None:
        """Checks that `place` is free or holds an installed pack, and that no pack that comes with the program has this
        id.

        Raises PackRefused if something of the person's own, or of the program's, has this name.
        """
        if os.path.lexists(place) and not is_file(place / RECEIPT):
            raise PackRefused(
                f"You already have a folder called '{place.name}', and the pack would replace it.",
                place=str(place),
                hint="Rename your folder, then install the pack again.",
            )
        if is_folder(resources.shipped_exercises() / pack_id):
            raise PackRefused(
                f"'{pack_id}' is the name of a pack that comes with Companion.",
                hint="Ask its author to give it a different name.",
            )

    @contextlib.contextmanager
    def incoming(self, room: int) -> Iterator[Path]:
        """Makes an empty folder beside the installed packs, gone afterwards. `room` is the bytes it will have to hold.

        Raises PackRefused if there is not enough room, or nothing can be written.
        """
        import tempfile

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.root).free
            if free < room + _SPARE:
                raise PackRefused(
                    f"There isn't enough space: it needs {(room + _SPARE) / 1e6:.0f} MB, and {free / 1e6:.0f} MB are"
                    " free.",
                    place=str(self.root),
                    hint="Free some space, then try again.",
                )
            work = tempfile.TemporaryDirectory(prefix=_INCOMING, dir=self.root, ignore_cleanup_errors=True)
        except OSError as error:
            raise in_words(error, self.root) from error
        with work:
            yield Path(work.name)

    def put(
        self,
        fresh: Path,
        manifest: Manifest,
        *,
        place: Path,
        key: AuthorKey | None,
        source: str,
        shelf: str,
        today: str,
    ) -> Path | None:
        """Moves the unpacked folder `fresh` to its `place`; the old version stands there until then.

        `source`: the file or address that the pack came from. `shelf`: the address of the shelf that offered it; empty
        if none did. `today`: the date, as YYYY-MM-DD. Returns where the old version was kept, if the person had changed
        it. Raises PackRefused; the old one stands then.
        """
        old = self.root / f"{MOVED_ASIDE}{place.name}"
        receipt = {"format": 1, "key": key.base64 if key else "", "source": source, "shelf": shelf, "since": today}
        try:
            # All of it is on the disk before it gets its place. The source may be a path that is not UTF-8, so ASCII.
            write_bytes(fresh / RECEIPT, json.dumps(receipt, indent=1).encode("ascii"))
            for here, _, _ in os.walk(fresh):
                flush_folder(Path(here))
            with locked(self.root):
                self._mend(place.name)
                self.check_place(place, manifest.id)
                kept = self._keep_place(place) if place.exists() and altered(place) else None
                if place.exists():
                    place.rename(old)
                try:
                    fresh.rename(place)
                except OSError:
                    if old.exists():
                        old.rename(place)
                    raise
                flush_folder(self.root)
                _away(old, kept)
        except OSError as error:
            raise in_words(error, place) from error
        return kept

    def remove(self, name: str) -> Path | None:
        """Takes a pack away, by its id or `author/id`. Returns where it was kept, if the person changed it.

        Raises NoSuchPack, SeveralPacks, PackRefused.
        """
        folder = self.root / name
        if not _is_plain(name) or not is_file(folder / RECEIPT) or len(self.of(name)) > 1:
            folder = self.find(name).folder
        gone = self.root / f"{_GONE}{folder.name}"
        try:
            with locked(self.root):
                self._mend(folder.name)
                kept = self._keep_place(folder) if altered(folder) else None
                if kept is not None:
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    folder.rename(kept)
                else:
                    # Not under the name of an old version: `mend` must never put back a half-deleted folder.
                    shutil.rmtree(gone, ignore_errors=True)
                    folder.rename(gone)
                    shutil.rmtree(gone, ignore_errors=True)
        except OSError as error:
            raise in_words(error, folder) from error
        return kept

    def mend(self, wait: float = LOCK_WAIT) -> None:
        """Puts back a version that an interrupted installation had moved aside, and deletes leftovers. Waits up to
        `wait` seconds for another Companion that is installing. Never raises."""
        try:
            there = inside(self.root)
        except OSError:
            return
        if left := [each for each in there if each.name.startswith(MOVED_ASIDE)]:
            with contextlib.suppress(OSError, PackRefused), locked(self.root, wait):
                for old in left:
                    self._mend(old.name.removeprefix(MOVED_ASIDE))
        for gone in (each for each in there if each.name.startswith(_GONE)):
            shutil.rmtree(gone, ignore_errors=True)
        for half in (each for each in there if each.name.startswith(_INCOMING)):
            with contextlib.suppress(OSError):
                # A newer one may belong to another Companion that is still installing.
                if time.time() - half.stat().st_mtime > _STALE:
                    shutil.rmtree(half, ignore_errors=True)

    def _mend(self, name: str) -> None:
        """Mends the folder of one pack. Called under the lock."""
        old, target = self.root / f"{MOVED_ASIDE}{name}", self.root / name
        if old.exists():
            if target.exists():
                _away(old, self._keep_place(old) if altered(old) else None)
            else:
                old.rename(target)

    def _keep_place(self, folder: Path) -> Path:
        """Finds a free name, outside the exercises, for a version that the person changed."""
        name = folder.name.removeprefix(MOVED_ASIDE)
        with contextlib.suppress(PackRefused):
            name = read_installed(folder).manifest.full_name
        place, number = self._kept / name, 2
        while place.exists():
            place = self._kept / f"{name}-{number}"
            number += 1
        return place


_SPARE = 20_000_000
"""Bytes of the disk that stay free."""


def _may_be_installed(folder: Path) -> bool:
    """Tells whether an installed pack is here, or may be, because the folder cannot be looked into."""
    try:
        return (folder / RECEIPT).is_file()
    except OSError:
        return True


def _addresses(packs: Sequence[Installed]) -> list[str]:
    """Returns an address for each that no other one has: two authors may have the same name."""
    plain = [each.address for each in packs]
    if len(set(plain)) == len(plain):
        return plain
    return [f"{'-'.join(each.key.words[:3])}/{each.manifest.id}" if each.key else each.address for each in packs]


def _away(old: Path, kept: Path | None) -> None:
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        old.rename(kept)
    elif old.exists():
        shutil.rmtree(old, ignore_errors=True)


def _is_plain(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not any(ch in name for ch in "/\\:\0*?[")
