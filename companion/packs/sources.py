"""The sources of a shelf's files. A folder is read here; a source on the web is passed in, as a `PackSource`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from companion.packs.plain_zip import BLOCK
from companion.packs.refusals import ShelfTrouble

Tags = Mapping[str, str]


class PackSource(Protocol):
    """The files below one address. Raises CompanionError if they aren't available."""

    def small(self, name: str, most: int, tags: Tags) -> tuple[bytes, dict[str, str]] | None:
        """Reads a file of at most `most` bytes. Returns it with its HTTP cache tags, which the next call gets as
        `tags`; None if the file has not changed since."""

    def file(self, name: str, part: Path, size: int, sha256: str) -> None:
        """Fetches a file of known size and hash into `part`, continuing after the bytes that are there. May raise
        OSError."""


class FolderSource:
    """A shelf on this machine, or on a shared drive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def small(self, name: str, most: int, tags: Tags) -> tuple[bytes, dict[str, str]] | None:
        file = self._folder / name
        with _in_words(file), file.open("rb") as source:
            data = source.read(most + 1)
        if len(data) > most:
            raise ShelfTrouble("A file on the shelf is far too large.", place=str(file), hint=_LOOK)
        return data, {}

    def file(self, name: str, part: Path, size: int, sha256: str) -> None:
        file = self._folder / name
        with _in_words(file):
            source = file.open("rb")
        with source, part.open("wb") as out:
            left = size + 1
            while left > 0 and (block := source.read(min(BLOCK, left))):
                out.write(block)
                left -= len(block)


_LOOK = "Check that the folder exists and the drive is connected."


@contextlib.contextmanager
def _in_words(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ShelfTrouble("A file on the shelf can't be read.", place=str(file), hint=_LOOK) from error
