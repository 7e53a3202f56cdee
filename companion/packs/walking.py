"""Lists folders whose files may change at any moment, because other people or programs use them.

A folder may not be readable, a link may lead nowhere, and a file may be deleted at any moment. `inside` raises then;
the two other functions never raise.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

MOVED_ASIDE = ".old-"
"""Begins the name of a pack's folder while a newer version takes its place."""


def inside(folder: Path) -> list[Path]:
    """Returns everything that lies in a folder, by name. Raises OSError if the folder cannot be read."""
    with os.scandir(folder) as found:
        return sorted(folder / each.name for each in found)


def pack_folders(roots: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Yields the folders in which exercises may lie, and whether each is a pack: the roots, and the folders in them.

    A folder that cannot be read has no packs either. Hidden ones are left out.
    """
    for root in roots:
        if not is_folder(root):
            continue
        yield root, False
        with contextlib.suppress(OSError):
            for folder in inside(root):
                if not folder.name.startswith((".", "_")) and is_folder(folder):
                    yield folder, True


def is_file(path: Path) -> bool:
    """Tells whether this is an ordinary file, or a link to one. False if that cannot be found out, or it is not a
    path."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Tells whether this is a folder, or a link to one. False if that cannot be found out, or it is not a path."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
