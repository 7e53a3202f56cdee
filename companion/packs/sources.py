"""Where a shelf's files come from. A folder is read here; what speaks to the web comes from outside, as a `Source`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from companion.packs.archive import BLOCK
from companion.packs.refusals import ShelfTrouble

Tags = Mapping[str, str]


class Source(Protocol):
    """The files below one address. Raises CompanionError where they cannot be had."""

    def small(self, name: str, most: int, tags: Tags) -> tuple[bytes, dict[str, str]] | None:
        """A file of at most `most` bytes, and what to ask with next time; None where it is unchanged since `tags`."""

    def file(self, name: str, part: Path, size: int, sha256: str) -> None:
        """A file of known size and hash into `part`, going on with what is there. May raise OSError."""


class FolderSource:
    """A shelf on this machine, or on a shared drive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def small(self, name: str, most: int, tags: Tags) -> tuple[bytes, dict[str, str]] | None:
        file = self._folder / name
        with _in_words(file), file.open("rb") as source:
            data = source.read(most + 1)
        if len(data) > most:
            raise ShelfTrouble("A file of the shelf is larger than any real one.", place=str(file), hint=_LOOK)
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


_LOOK = "Look whether the folder is there and the drive is connected."


@contextlib.contextmanager
def _in_words(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ShelfTrouble("A file of the shelf cannot be read.", place=str(file), hint=_LOOK) from error
