"""Finds the lists of words that voices should say in another way than they are written: a pack's, and one's own."""

from __future__ import annotations

from pathlib import Path

from companion import resources
from companion.errors import CompanionError
from companion.exercise.say_as import SayAs, read_say_as, together
from companion.packs.file_names import SAY_AS_FILE
from companion.packs.loading import read_bytes
from companion.packs.walking import is_file


def say_as_beside(folder: Path) -> SayAs:
    """Reads the person's own list and that of the exercises in `folder`; the person's own wins.

    A list with a mistake is left out, because nothing should keep a session from beginning; `companion check` names the
    mistake.
    """
    return together(map(_read, (resources.own_say_as(), folder / SAY_AS_FILE)))


def _read(file: Path) -> SayAs:
    try:
        return read_say_as(read_bytes(file), str(file)) if is_file(file) else ()
    except CompanionError:
        return ()
