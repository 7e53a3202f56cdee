"""Takes a folder out of a zip or tar archive, and trusts nothing in it.

The hash was checked before; these checks come in addition. Every name in the archive is checked, even of files that are
not taken. Links, devices, encryption, absolute names, `..`, and names that are equal on some systems are refused. Bytes
are counted as they come out, because the archive may state a wrong number.
"""

from __future__ import annotations

import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from companion.fetch.connection import SourceFailed
from companion.store.reserved_names import is_reserved
from companion.weights.store import cannot_write

MOST_FILES = 5_000
MOST_SKIPPED = 1 << 30
"""Bytes that a tar may hold besides the files that are taken, because reading past them costs time."""
_BLOCK = 1 << 18


class BadArchive(SourceFailed):
    """The archive is damaged, or not of a kind that is used for models."""


def unpack(archive: Path, take: str, into: Path, *, most_bytes: int) -> dict[str, int]:
    """Writes the files below the folder `take` (empty: all) to the folder `into`, which must exist and be empty.

    Returns {path with `/`: bytes}. Raises BadArchive, or FetchFailed if it cannot be written; the caller then removes
    the files that were already written.
    """
    written: dict[str, int] = {}
    prefix = f"{take}/" if take else ""
    seen: set[str] = set()
    left = most_bytes
    for name, open_it in _entries(archive):
        _check(name, seen)
        if not name.startswith(prefix):
            continue
        inside = name[len(prefix) :]
        target = into.joinpath(*PurePosixPath(inside).parts)
        with _opened(open_it) as source:
            written[inside] = _pour(source, target, left)
        left -= written[inside]
    if not written:
        raise BadArchive(f"there is nothing in its folder {take!r}" if take else "it is empty")
    return written


def take_file(archive: Path, file: str, target: Path, *, most_bytes: int) -> None:
    """Writes one file of an archive to `target`. Raises as `unpack` does."""
    seen: set[str] = set()
    for name, open_it in _entries(archive):
        _check(name, seen)
        if name == file:
            with _opened(open_it) as source:
                _pour(source, target, most_bytes)
            return
    raise BadArchive(f"there is no {file} in it")


def _pour(source: IO[bytes], target: Path, most: int) -> int:
    """Copies a stream to a new file and stops at `most` bytes. Returns the number of bytes."""
    count = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            while block := _read(source):
                count += len(block)
                if count > most:
                    raise BadArchive("it holds more than the model has")
                out.write(block)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise BadArchive("a file in it is also a folder") from error
    except OSError as error:
        raise cannot_write(target, error) from error
    return count


def _opened(open_it: Callable[[], IO[bytes]]) -> IO[bytes]:
    try:
        return open_it()
    except (zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadArchive(f"it is damaged ({error})") from error


def _read(source: IO[bytes]) -> bytes:
    try:
        return source.read(_BLOCK)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise BadArchive(f"it is damaged ({error})") from error


_Entry = tuple[str, Callable[[], IO[bytes]]]


def _entries(archive: Path) -> Iterator[_Entry]:
    """Yields (name, opener) of each regular file. Folders are left out, and everything else is refused."""
    return _zip_entries(archive) if zipfile.is_zipfile(archive) else _tar_entries(archive)


def _zip_entries(archive: Path) -> Iterator[_Entry]:
    try:
        with zipfile.ZipFile(archive) as box:
            if len(box.infolist()) > MOST_FILES:
                raise BadArchive("it holds too many files")
            for info in box.infolist():
                kind = stat.S_IFMT(info.external_attr >> 16)
                if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                    raise BadArchive(f"{info.orig_filename!r} in it is a link or a device")
                if info.flag_bits & 0x1:
                    raise BadArchive("it is encrypted")
                # orig_filename: zipfile itself cuts names at a zero byte and changes separators without telling.
                if info.is_dir():
                    _check(info.orig_filename.rstrip("/"), set())
                    continue
                yield info.orig_filename, lambda info=info: box.open(info)  # type: ignore[misc]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise BadArchive(f"it is damaged ({error})") from error


def _tar_entries(archive: Path) -> Iterator[_Entry]:
    skipped = 0
    try:
        with tarfile.open(archive, "r:*") as box:
            for number, info in enumerate(box):
                if number >= MOST_FILES:
                    raise BadArchive("it holds too many files")
                if info.isdir():
                    _check(info.name.rstrip("/"), set())
                    continue
                if not info.isreg():
                    raise BadArchive(f"{info.name!r} in it is a link or a device")
                skipped += info.size
                if skipped > MOST_SKIPPED:
                    raise BadArchive("it holds far more than a model")
                yield info.name, lambda info=info: cast(IO[bytes], box.extractfile(info))  # type: ignore[misc]
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise BadArchive(f"it is damaged ({error})") from error


def _check(name: str, seen: set[str]) -> None:
    """Refuses a name that leads outside the folder, or that is not the same file on every system."""
    parts = name.split("/")
    if (
        not name
        or any(part in ("", ".", "..") or part != part.rstrip(" .") for part in parts)
        or any(ch in name for ch in '\\:*?"<>|')
        or any(unicodedata.category(ch) == "Cc" for ch in name)
        or any(map(is_reserved, parts))
    ):
        raise BadArchive(f"the name {name!r} in it is not allowed")
    key = unicodedata.normalize("NFC", name).casefold()
    if key in seen:
        raise BadArchive(f"the name {name!r} is in it twice")
    seen.add(key)
