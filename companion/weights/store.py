"""The folder of models: finds a model, tells whether it is complete, and locks the folder for changes.

It is quick, because every start of a session uses it. A model counts as fetched when its marker file, written last, is
there and every file it lists has the size it lists. Hashes are kept when a model is fetched; `damaged` compares them,
for `companion setup` and `companion doctor`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from companion.errors import FetchFailed, NoModel
from companion.store.lock import take_lock

MARKER = "companion-model.json"
_LOCK = ".setup.lock"
_NOT_ALLOWED = (
    "Companion has to be allowed to save files there. For somebody who knows this computer: allow it, or let "
    "COMPANION_MODELS name another folder."
)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCK_WAIT = 900.0
"""Seconds to wait for another setup: longer than a download takes on any usable connection."""


def place_of(name: str, folder: Path | None = None) -> Path:
    """Finds a model's folder: in `folder` (the usual one if none is given), or else among the models that came with
    the program. It returns the one in `folder` if the model is whole in neither."""
    from companion.resources import models_dir, shipped_models

    own = (models_dir() if folder is None else folder) / name
    shipped = shipped_models()
    if shipped is not None and read_marker(own) is None and read_marker(shipped / name) is not None:
        return shipped / name
    return own


def model_path(name: str, folder: Path | None = None) -> Path:
    """Returns the folder of a fetched model. Raises NoModel, with advice on how to get it."""
    path = place_of(name, folder)
    if read_marker(path) is None:
        there = path.is_dir()
        raise NoModel(
            f"What I need for this was only partly downloaded ({name})."
            if there
            else f"What I need for this isn't downloaded yet ({name}).",
            place=str(path),
            hint=(
                "While you're online, type “download” on the first page, or in a terminal: companion setup. Until "
                "then, use keys and typed words."
            ),
        )
    return path


def is_fetched(name: str, folder: Path | None = None) -> bool:
    return read_marker(place_of(name, folder)) is not None


def read_marker(path: Path) -> str | None:
    """Returns the sha256 of the archive that a model's folder was made of; None if the model is missing or
    incomplete."""
    try:
        marker = json.loads((path / MARKER).read_text(encoding="utf-8"))
        sha256, files = marker["sha256"], marker["files"]
        whole = all((path / name).stat().st_size == size for name, size in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return sha256 if whole and files and isinstance(sha256, str) else None


def damaged(path: Path, *, known: Mapping[str, str] = {}, thorough: bool = False) -> Path | None:
    """Finds the first file of a fetched model that has changed; None if none has, or the model was not fetched.

    Quick for files whose size and time are the same as at the last look; `thorough` reads these too. `known`: hashes
    from the catalog. If a model was fetched before hashes were kept, and none are known, its present files count as
    unchanged.
    """
    if read_marker(path) is None:
        return _torn(path)
    marker = json.loads((path / MARKER).read_text(encoding="utf-8"))
    hashes = marker.get("hashes") if isinstance(marker.get("hashes"), dict) else {}
    checked = marker.get("checked") if isinstance(marker.get("checked"), dict) else {}
    fresh = False
    for name in marker["files"]:
        file: Path = path / str(name)
        expected = known.get(name, hashes.get(name))
        try:
            stamp = _stamp(file)
            if expected is not None and checked.get(name) == stamp and hashes.get(name) == expected and not thorough:
                continue
            found = _sha256(file)
        except OSError:
            return file
        if expected is not None and found != expected:
            return file
        fresh = fresh or (hashes.get(name), checked.get(name)) != (found, stamp)
        hashes[name], checked[name] = found, stamp
    if fresh:
        with contextlib.suppress(OSError):  # the folder is read-only for us: the files are read again next time
            _keep_marker(path, {**marker, "hashes": hashes, "checked": checked})
    return None


def _torn(path: Path) -> Path | None:
    """Finds an incomplete file of a model, by sizes alone; None if there is none, or the model was not fetched."""
    try:
        sizes = json.loads((path / MARKER).read_text(encoding="utf-8"))["files"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return path / MARKER
    for name, size in sizes.items() if isinstance(sizes, dict) else ():
        file: Path = path / str(name)
        if not file.is_file() or file.stat().st_size != size:
            return file
    return path / MARKER


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def _sha256(file: Path) -> str:
    import hashlib

    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def write_marker(path: Path, *, sha256: str, source: str, files: dict[str, int]) -> None:
    """Writes a model's marker file, last of all and in one piece. `files`: paths relative to the folder, with `/`, and
    their sizes in bytes."""
    there = [name for name in files if (path / name).is_file()]
    marker = {
        "sha256": sha256,
        "source": source,
        "files": files,
        "hashes": {name: _sha256(path / name) for name in there},
        "checked": {name: _stamp(path / name) for name in there},
    }
    _keep_marker(path, marker)


def _keep_marker(path: Path, marker: Mapping[str, object]) -> None:
    text = json.dumps(marker, indent=1, sort_keys=True)
    fresh = path / f"{MARKER}.new"
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path / MARKER)


def cannot_write(path: Path, error: OSError) -> FetchFailed:
    """Makes the error for a file that cannot be written, with the same words everywhere."""
    if error.errno in _FULL:
        return FetchFailed(
            "The disk is full.",
            place=str(path.parent),
            hint="Free some space, then type `companion setup` again.",
            why="full",
        )
    return FetchFailed(
        f"I can't save this file: {error.strerror or error}.",
        place=str(path),
        hint=_NOT_ALLOWED,
        why="not-allowed",
    )


def make_folder(folder: Path) -> None:
    """Makes the models' folder and tries it. Raises FetchFailed if nothing can be written there."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise FetchFailed(
            f"I can't save what I download: {error.strerror or error}.",
            place=str(folder),
            hint=_NOT_ALLOWED,
            why="full" if error.errno in _FULL else "not-allowed",
        ) from error


@contextlib.contextmanager
def locked(folder: Path, note: Callable[[str], None], wait: float = _LOCK_WAIT) -> Iterator[None]:
    """Lets one setup at a time work in this folder. Waits for another one and says so; raises FetchFailed after `wait`
    seconds.

    The system frees the lock when its process ends, however it ends.
    """
    with (folder / _LOCK).open("a+b") as file:
        if not take_lock(file, wait, lambda: note("Another `companion setup` is running. Waiting for it to finish.")):
            raise FetchFailed(
                "Another `companion setup` has been running for a long time.",
                place=str(folder),
                hint="Close the other one, then type `companion setup` again.",
            )
        yield
