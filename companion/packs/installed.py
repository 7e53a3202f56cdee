"""The installed packs: putting one in place, taking it away, and looking whether it is still what it was.

An installed pack is a folder among the person's own exercises, with its manifest, its signature and a receipt. A new
version is written beside the old one and takes its place by a rename; what the person changed in it is kept. Whom a
pack is from, and whether that is believed, was decided before (`offering`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from companion import resources
from companion.packs.about import Version
from companion.packs.archive import facts_of
from companion.packs.keeping import in_words, locked, read_json
from companion.packs.keys import AuthorKey
from companion.packs.manifest import AUTHOR_KEY, MANIFEST, SIGNATURE, SPECIAL, Manifest, read_manifest
from companion.packs.names import shown
from companion.packs.refusals import NoSuchPack, PackRefused
from companion.packs.signing import signer

RECEIPT = ".companion-installed.json"
_OLD = ".old-"
_GONE = ".gone-"
_INCOMING = ".incoming-"
_STALE = 24 * 3600.0
"""Seconds after which nobody is installing any more."""


@dataclass(frozen=True, slots=True)
class Installed:
    """One installed pack."""

    folder: Path
    manifest: Manifest
    key: AuthorKey | None
    """Whose signature it came with."""
    source: str
    """Where it came from: a file, a folder or an address, as it was named."""
    shelf: str
    """The address of the shelf that it came from; empty where it came by itself."""
    since: str
    """The day, as 2026-11-22."""

    @property
    def version(self) -> Version:
        return Version.of(self.manifest.version)


class Library:
    """The installed packs below one folder, the person's own exercises where none is named."""

    def __init__(self, root: Path | None = None, kept: Path | None = None) -> None:
        self.root = root or resources.own_exercises()
        self._kept = kept or resources.data_dir() / "kept"

    def packs(self) -> list[Installed]:
        """By id. A folder whose manifest or receipt cannot be read is left out; `verify` says so."""
        if not self.root.is_dir():
            return []
        found: list[Installed] = []
        for folder in sorted(self.root.iterdir()):
            if not folder.name.startswith(".") and (folder / RECEIPT).is_file():
                with contextlib.suppress(PackRefused):
                    found.append(read_installed(folder))
        return found

    def unreadable(self) -> list[Path]:
        """The folders of installed packs whose papers cannot be read."""
        known = {pack.folder for pack in self.packs()}
        folders = sorted(self.root.iterdir()) if self.root.is_dir() else []
        return [each for each in folders if (each / RECEIPT).is_file() and each.name[0] != "." and each not in known]

    def get(self, pack_id: str) -> Installed | None:
        """Raises PackRefused where it is there but its papers cannot be read."""
        folder = self.root / pack_id
        if not _is_plain(pack_id) or not (folder / RECEIPT).is_file():
            return None
        return read_installed(folder)

    def find(self, pack_id: str) -> Installed:
        """Raises NoSuchPack."""
        found = self.get(pack_id)
        if found is None:
            raise NoSuchPack(
                f"No pack called '{pack_id[:60]}' is installed.", hint="`companion pack list` shows those that are."
            )
        return found

    def check_place(self, pack_id: str) -> None:
        """Raises PackRefused where something of the person's own, or of the program's, has this name."""
        folder = self.root / pack_id
        if folder.exists() and not (folder / RECEIPT).is_file():
            raise PackRefused(
                f"You have a folder of your own called '{pack_id}', and the pack would take its place.",
                place=str(folder),
                hint="Give your folder another name, then install the pack again.",
            )
        if (resources.shipped_exercises() / pack_id).is_dir():
            raise PackRefused(
                f"'{pack_id}' is the name of a pack that comes with Companion.",
                hint="Ask its author to give it a name of its own.",
            )

    @contextlib.contextmanager
    def incoming(self, room: int) -> Iterator[Path]:
        """An empty folder beside the installed packs, gone afterwards. `room` is the bytes it will have to hold.

        Raises PackRefused where there is not enough room, or nothing can be written.
        """
        import tempfile

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.root).free
            if free < room + _SPARE:
                raise PackRefused(
                    f"There is not enough room: it needs {(room + _SPARE) / 1e6:.0f} MB, {free / 1e6:.0f} are free.",
                    place=str(self.root),
                    hint="Make some room, then try again.",
                )
            work = tempfile.TemporaryDirectory(prefix=_INCOMING, dir=self.root, ignore_cleanup_errors=True)
        except OSError as error:
            raise in_words(error, self.root) from error
        with work:
            yield Path(work.name)

    def put(
        self, fresh: Path, manifest: Manifest, *, key: AuthorKey | None, source: str, shelf: str, today: str
    ) -> Path | None:
        """Moves the unpacked folder `fresh` into its place; the old version stands until then.

        Returns where the old one was kept, if the person had changed it. Raises PackRefused; the old one stands then.
        """
        target, old = self.root / manifest.id, self.root / f"{_OLD}{manifest.id}"
        receipt = {"format": 1, "key": key.base64 if key else "", "source": source, "shelf": shelf, "since": today}
        try:
            # Not flushed to the disk by itself: the whole folder is new, and `verify` sees a torn one.
            (fresh / RECEIPT).write_text(json.dumps(receipt, ensure_ascii=False, indent=1), encoding="utf-8")
            with locked(self.root):
                self._mend(manifest.id)
                self.check_place(manifest.id)
                kept = self._keep_place(target) if target.exists() and altered(target) else None
                if target.exists():
                    target.rename(old)
                try:
                    fresh.rename(target)
                except OSError:
                    if old.exists():
                        old.rename(target)
                    raise
                _away(old, kept)
        except OSError as error:
            raise in_words(error, target) from error
        return kept

    def remove(self, pack_id: str) -> Path | None:
        """Takes a pack away. Returns where it was kept, if the person changed it. Raises NoSuchPack, PackRefused."""
        folder, gone = self.root / pack_id, self.root / f"{_GONE}{pack_id}"
        if not _is_plain(pack_id) or not (folder / RECEIPT).is_file():
            self.find(pack_id)
        try:
            with locked(self.root):
                self._mend(pack_id)
                kept = self._keep_place(folder) if altered(folder) else None
                if kept is not None:
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    folder.rename(kept)
                else:
                    # Not under the name of an old version: what is half deleted must never be put back.
                    shutil.rmtree(gone, ignore_errors=True)
                    folder.rename(gone)
                    shutil.rmtree(gone, ignore_errors=True)
        except OSError as error:
            raise in_words(error, folder) from error
        return kept

    def mend(self) -> None:
        """Puts back what a machine that was switched off in the middle left aside, and sweeps. Never raises."""
        left = list(self.root.glob(f"{_OLD}*")) if self.root.is_dir() else []
        if left:
            with contextlib.suppress(OSError, PackRefused), locked(self.root):
                for old in left:
                    self._mend(old.name.removeprefix(_OLD))
        for gone in self.root.glob(f"{_GONE}*") if self.root.is_dir() else []:
            shutil.rmtree(gone, ignore_errors=True)
        for half in self.root.glob(f"{_INCOMING}*") if self.root.is_dir() else []:
            with contextlib.suppress(OSError):
                # Another Companion may be at work on a younger one.
                if time.time() - half.stat().st_mtime > _STALE:
                    shutil.rmtree(half, ignore_errors=True)

    def _mend(self, pack_id: str) -> None:
        """What a machine that was switched off in the middle left behind. Called under the lock."""
        old, target = self.root / f"{_OLD}{pack_id}", self.root / pack_id
        if old.exists():
            if target.exists():
                _away(old, self._keep_place(old) if altered(old) else None)
            else:
                old.rename(target)

    def _keep_place(self, folder: Path) -> Path:
        """A free name outside the exercises."""
        name = folder.name.removeprefix(_OLD)
        with contextlib.suppress(PackRefused):
            name = read_installed(folder).manifest.full_name
        place, number = self._kept / name, 2
        while place.exists():
            place = self._kept / f"{name}-{number}"
            number += 1
        return place


_SPARE = 20_000_000
"""Bytes of the disk that stay free."""


def read_installed(folder: Path) -> Installed:
    """Raises PackRefused where its papers cannot be read."""
    try:
        receipt = read_json(folder / RECEIPT) or {}
        with (folder / MANIFEST).open("rb") as file:
            manifest = read_manifest(file.read(2 * 1024 * 1024))
        key = AuthorKey(str(receipt["key"])) if receipt["key"] else None
        return Installed(folder, manifest, key, str(receipt["source"]), str(receipt["shelf"]), str(receipt["since"]))
    except (OSError, ValueError, KeyError, PackRefused) as error:
        raise PackRefused(
            "The papers of this installed pack cannot be read.",
            place=str(folder),
            hint="Install the pack again; the folder is kept if you changed something in it.",
        ) from error


def differences(folder: Path) -> list[str]:
    """How an installed pack differs from what its author made, one sentence each; empty where it does not."""
    manifest = read_installed(folder).manifest
    wrong: list[str] = []
    for name, facts in manifest.files.items():
        file = folder.joinpath(*name.split("/"))
        try:
            same = not file.is_symlink() and file.stat().st_size == facts.size and facts_of(file) == facts
        except OSError:
            wrong.append(f"{name} is missing, or cannot be read")
            continue
        if not same:
            wrong.append(f"{name} was changed")
    known = {*manifest.files, *SPECIAL, RECEIPT}
    for here, _, files in os.walk(folder):
        for file_name in sorted(files):
            name = (Path(here) / file_name).relative_to(folder).as_posix()
            if name not in known and file_name.casefold() not in (".ds_store", "thumbs.db", "desktop.ini"):
                wrong.append(f"{shown(name)} was added")
    return wrong


def verify(installed: Installed) -> list[str]:
    """`differences`, and whether the signature still fits and is by the key that it was installed with."""
    wrong = differences(installed.folder)
    papers = {name: installed.folder / name for name in (MANIFEST, SIGNATURE, AUTHOR_KEY)}
    try:
        read = {name: file.read_bytes() for name, file in papers.items() if file.exists()}
        key = signer(installed.manifest, read[MANIFEST], read.get(SIGNATURE), read.get(AUTHOR_KEY))
    except PackRefused as error:
        return [*wrong, error.message]
    except (OSError, KeyError):
        return [*wrong, "its signature cannot be read"]
    if key != installed.key:
        wrong.append("its signature is by another key than it was installed with")
    return wrong


def altered(folder: Path) -> bool:
    """Whether anything in it is not as it was installed; also where nobody can tell."""
    try:
        return bool(differences(folder))
    except PackRefused:
        return True


def _away(old: Path, kept: Path | None) -> None:
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        old.rename(kept)
    elif old.exists():
        shutil.rmtree(old, ignore_errors=True)


def _is_plain(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not any(ch in name for ch in "/\\:\0")
