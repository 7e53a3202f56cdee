"""Reads a signed pack that is not in its own file any more: unpacked into a folder, or packed again by another program.

Browsers unpack a zip when it has been downloaded. File managers add entries for folders, compress, turn slashes round
and spell accents in two characters. None of that changes the signed manifest, nor a byte of a file.
"""

from __future__ import annotations

import contextlib
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TypeVar

from companion.packs.file_names import shown
from companion.packs.manifest import AUTHOR_KEY, MANIFEST, MOST_FILES, NOT_HARMLESS, SIGNATURE
from companion.packs.plain_zip import BROKEN, PlainZip, check_end, check_kind, damaged
from companion.packs.refusals import PackRefused
from companion.packs.walking import inside, is_file, is_folder

_MOST_ENTRIES = 2 * MOST_FILES + 500
"""Files and folders in a zip, at most: for each file of a pack, a Mac adds one of its own, and some add folders."""
_JUNK = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini", "icon\r", ".companion-installed.json"}
"""Names of things that systems, and Companion, put beside a pack's files, in small letters."""

THE_ORIGINAL = (
    "Ask for the original file, and install it without unpacking it. If you changed something yourself and want to keep"
    f" that, delete {MANIFEST}, {SIGNATURE} and {AUTHOR_KEY}, and write another id and your own name into pack.yaml."
)


_Where = TypeVar("_Where")


@contextlib.contextmanager
def open_loose(file: IO[bytes]) -> Iterator[PlainZip]:
    """Opens a zip that may hold the files of a pack. Raises PackRefused if it cannot be read safely."""
    check_end(file, _MOST_ENTRIES)
    try:
        box = zipfile.ZipFile(file)
    except BROKEN as error:
        raise damaged() from error
    with box:
        yield PlainZip(box, _by_name((_name(info), info) for info in box.infolist() if not _is_folder(info)))


class UnpackedFolder:
    """The files below a folder, by the names that they have in the pack."""

    def __init__(self, folder: Path) -> None:
        """Raises PackRefused if the folder cannot be read, or has a link in it."""
        self._files = _by_name(_below(folder))

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file. Raises PackRefused."""
        with _in_words():
            return {name: path.stat().st_size for name, path in self._files.items()}

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Opens one file. Raises PackRefused."""
        with _in_words():
            source = self._files[name].open("rb")
        with source:
            yield source


def unpacked_in(folder: Path) -> Path | None:
    """Finds the folder with a signed pack's files: this one, or the only one in it; None if there is none."""
    if not is_folder(folder):
        return None
    try:
        there = [each for each in inside(folder) if not _is_junk(each.name)]
    except OSError:
        return None
    for each in [folder, *(there if len(there) == 1 else [])]:
        if all(is_file(each / name) for name in (MANIFEST, SIGNATURE, AUTHOR_KEY)):
            return each
    return None


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    with _in_words():
        for here, folders, files in os.walk(folder, onerror=_refuse):
            folders[:] = [name for name in folders if not _is_junk(name)]
            for name in [*files, *(name for name in folders if (Path(here) / name).is_symlink())]:
                path = Path(here) / name
                if _is_junk(name):
                    continue
                if not stat.S_ISREG(path.lstat().st_mode):
                    raise PackRefused(
                        f"This part isn't a file but a link to somewhere else: {shown(name)}.", hint=NOT_HARMLESS
                    )
                yield path.relative_to(folder).as_posix(), path


def _refuse(error: OSError) -> None:
    raise error


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PackRefused(
            "A file of this unpacked pack can't be read.",
            place=shown(str(error.filename)),
            hint="Check that you have permission to read it. Or ask for the original file.",
        ) from error


def _by_name(found: Iterable[tuple[str, _Where]]) -> dict[str, _Where]:
    """Sorts the files by their names in the pack, below the folder in which the manifest lies. Raises PackRefused."""
    named: dict[str, _Where] = {}
    for name, where in found:
        if any(map(_is_junk, name.split("/"))):
            continue
        name = unicodedata.normalize("NFC", name)
        if name in named:
            raise PackRefused(f"Two files in it have the same name: {shown(name)}.", hint=NOT_HARMLESS)
        named[name] = where
        if len(named) > _MOST_ENTRIES:
            raise PackRefused("There are too many files in it for a pack.", hint=NOT_HARMLESS)
    tops = [name.removesuffix(MANIFEST) for name in named if name == MANIFEST or name.endswith(f"/{MANIFEST}")]
    top = min(tops, key=len, default="")
    return {name.removeprefix(top): where for name, where in named.items()}


def _name(info: zipfile.ZipInfo) -> str:
    check_kind(info)
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        # Macs write UTF-8 without saying so.
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\")) and not info.file_size


def _is_junk(name: str) -> bool:
    return name.casefold() in _JUNK or name.startswith("._")
