"""Checks names inside packs, so that each is the same file on every system. Pure.

A bad name is refused and never repaired: it may be an attack, and the exercise that plays the file would not find it
under another name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from companion.store.reserved_names import is_reserved

EXERCISES = (".yaml", ".yml")
RECORDINGS = (".ogg", ".flac", ".mp3", ".wav")
TEXTS = (".txt", ".md")
SAY_AS_FILE = "say-as.yaml"
"""The list of words of a pack that voices should say in another way (`exercise/say_as.py`)."""
SUFFIXES = (*EXERCISES, *RECORDINGS, *TEXTS)
LONGEST_NAME = 200
"""Characters of a whole path, at most; Windows allows 260 with the folders above it."""
LONGEST_PART = 100
DEEPEST = 4
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
"""Unicode categories of characters that leave no mark of their own, some of which reorder the visible ones."""
_BLANK = "\ufffc\U0001d159"
"""Signs without ink whose names do not say so."""
_IGNORABLE = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0000, 0xE0FFF),
)
"""First and last of the letters and marks that Unicode calls default-ignorable, because programs need not show them."""


def why_not(name: str) -> str:
    """Returns the reason why a file cannot have this path inside a pack, as the end of a sentence; empty if it can."""
    parts = name.split("/")
    if "\\" in name:
        return "has a backslash in its name"
    if name.startswith("/") or ":" in name:
        return "would go somewhere else on the disk"
    if ".." in parts:
        return "would go outside the pack"
    if not name or any(not part or part == "." for part in parts):
        return "has an empty name"
    if len(name) > LONGEST_NAME or any(len(part) > LONGEST_PART for part in parts):
        return "has a name that is too long"
    if len(parts) > DEEPEST:
        return "is too many folders deep"
    if any(map(is_unseen, name)) or any(ch in name for ch in '*?"<>|'):
        return "has a character in its name that some systems do not allow"
    if any(part.startswith(".") or part != part.rstrip(" .") or part != part.lstrip(" ") for part in parts):
        return "has a name that begins or ends with a dot or a space"
    if any(map(is_reserved, parts)):
        return "has a name that Windows keeps for devices"
    if unicodedata.normalize("NFC", name) != name:
        return "has an accented letter written as two characters"
    if not name.casefold().endswith(SUFFIXES):
        return "is a kind of file that doesn't belong in a pack"
    return ""


def is_unseen(character: str) -> bool:
    """Tells whether a character leaves no mark of its own on the screen. False for the ordinary space."""
    if character == " " or (character.isascii() and character.isprintable()):
        return False
    if unicodedata.category(character) in _HIDDEN or character in _BLANK:
        return True
    if any(first <= ord(character) <= last for first, last in _IGNORABLE):
        return True
    words = unicodedata.name(character, "").split()
    return "BLANK" in words or "FILLER" in words


def twins(names: Iterable[str]) -> tuple[str, str] | None:
    """Finds two names that would be one file, or a file and a folder, on some systems; None if there are none."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        key = _key(name)
        if key in files:
            return files[key], name
        files[key] = name
        pieces = key.split("/")
        for count in range(1, len(pieces)):
            folders.setdefault("/".join(pieces[:count]), "/".join(name.split("/")[:count]))
    # Two folders that differ only in case are one folder on some systems.
    spelled: dict[str, str] = {}
    for name in files.values():
        pieces = name.split("/")
        for count in range(1, len(pieces)):
            folder = "/".join(pieces[:count])
            if spelled.setdefault(_key(folder), folder) != folder:
                return spelled[_key(folder)], folder
    for key in files.keys() & folders.keys():
        return files[key], folders[key]
    return None


def shown(name: str) -> str:
    """Makes a name fit for a message: harmless to a terminal, and short."""
    text = "".join(ch if ch.isprintable() and not is_unseen(ch) else "�" for ch in name)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
