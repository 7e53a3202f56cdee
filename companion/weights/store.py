"""The folder of models: where each lies, whether it is whole, and the lock for those who change it.

Cheap by design: a session asks here on every start. A model counts as fetched when its marker file, written last, is
there and every file it lists has the size it lists. Hashes are kept when a model is fetched; `damaged` compares them,
for `companion setup` and for whoever looks for what is wrong.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from companion.errors import FetchFailed, NoModel
from companion.file_lock import try_lock

MARKER = "companion-model.json"
_LOCK = ".setup.lock"
_LOCK_WAIT = 900.0
"""Seconds to wait for another setup: longer than any download should take on a line that is worth waiting for."""


def model_path(name: str, folder: Path | None = None) -> Path:
    """The folder of a fetched model. Raises NoModel, whose hint says how to get it."""
    path = (_models_dir() if folder is None else folder) / name
    if read_marker(path) is None:
        there = path.is_dir()
        raise NoModel(
            f"The model {name} is not whole." if there else f"The model {name} is not here yet.",
            place=str(path),
            hint="Run `companion setup` while you are online. Until then everything works by keys and typed words.",
        )
    return path


def is_fetched(name: str, folder: Path | None = None) -> bool:
    return read_marker((_models_dir() if folder is None else folder) / name) is not None


def read_marker(path: Path) -> str | None:
    """The sha256 of the archive that a model's folder was made of; None where it is missing or not whole."""
    try:
        marker = json.loads((path / MARKER).read_text(encoding="utf-8"))
        sha256, files = marker["sha256"], marker["files"]
        whole = all((path / name).stat().st_size == size for name, size in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return sha256 if whole and files and isinstance(sha256, str) else None


def damaged(path: Path, *, known: Mapping[str, str] = {}, thorough: bool = False) -> Path | None:
    """The first file of a fetched model that is not as it was fetched; None where all are, or nothing was fetched.

    Quick where no file was touched since it was looked at last, by its size and time; `thorough` reads them all the
    same. `known` are hashes from elsewhere. A model that was fetched before hashes were kept, and of which none are
    known, is taken as it is now.
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
        with contextlib.suppress(OSError):  # a folder that only somebody else may write to: read again next time
            _keep_marker(path, {**marker, "hashes": hashes, "checked": checked})
    return None


def _torn(path: Path) -> Path | None:
    """What is wrong with a model that is not whole by its sizes alone; None where nothing was fetched."""
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
    """`files`: paths relative to the folder, with `/`, and their sizes in bytes. Written last, and in one piece."""
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
    """The same two sentences wherever a file cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return FetchFailed(
            "The disk is full.", place=str(path.parent), hint="Make some room, then run `companion setup` again."
        )
    return FetchFailed(
        f"This file cannot be written: {error.strerror or error}.",
        place=str(path),
        hint="Give yourself the right to write there, or name another folder in COMPANION_MODELS.",
    )


def make_folder(folder: Path) -> None:
    """Makes the models' folder and tries it. Raises FetchFailed where nothing can be written there."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise FetchFailed(
            f"Nothing can be written to the folder of models: {error.strerror or error}.",
            place=str(folder),
            hint="Give yourself the right to write there, or name another folder in COMPANION_MODELS.",
        ) from error


@contextlib.contextmanager
def locked(folder: Path, note: Callable[[str], None], wait: float = _LOCK_WAIT) -> Iterator[None]:
    """One setup at a time in this folder. Waits for another one and says so; raises FetchFailed after `wait` seconds.

    The system lets go of the lock when its process ends, however it ends.
    """
    with (folder / _LOCK).open("a+b") as file:
        until = time.monotonic() + wait
        told = False
        while not try_lock(file):
            if not told:
                note("Another setup is at work in this folder. Waiting for it to finish.")
                told = True
            if time.monotonic() >= until:
                raise FetchFailed(
                    "Another setup has been at work in this folder for a long time.",
                    place=str(folder),
                    hint="End it (look for another `companion setup`), then run `companion setup` again.",
                )
            time.sleep(0.2)
        yield


def _models_dir() -> Path:
    from companion.resources import models_dir

    return models_dir()
