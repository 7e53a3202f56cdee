"""Names inside packs: which a file may have, so that it is the same file on every system. Pure.

Refuses, never repairs: a name that has to be changed before it is safe was never meant well, or will not be found by
the exercise that plays it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

EXERCISES = (".yaml", ".yml")
RECORDINGS = (".ogg", ".flac", ".mp3", ".wav")
TEXTS = (".txt", ".md")
SUFFIXES = (*EXERCISES, *RECORDINGS, *TEXTS)
LONGEST_NAME = 200
"""Characters of a whole path; Windows allows 260 with the folders above it."""
LONGEST_PART = 100
DEEPEST = 4
_RESERVED = {
    *("con", "prn", "aux", "nul", "conin$", "conout$", "clock$"),
    *(f"{device}{n}" for device in ("com", "lpt") for n in "0123456789¹²³"),
}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories of characters that nobody sees, and that may reorder what is seen."""


def why_not(name: str) -> str:
    """What is wrong with a file's path inside a pack, a sentence's end; empty where nothing is."""
    parts = name.split("/")
    if "\\" in name:
        return "has a backslash in its name"
    if name.startswith("/") or ":" in name:
        return "wants to lie somewhere else on the disk"
    if ".." in parts:
        return "wants to lie outside the pack"
    if not name or any(not part or part == "." for part in parts):
        return "has a name with nothing in it"
    if len(name) > LONGEST_NAME or any(len(part) > LONGEST_PART for part in parts):
        return "has a name that is too long"
    if len(parts) > DEEPEST:
        return "lies too many folders deep"
    if any(unicodedata.category(ch) in _HIDDEN for ch in name) or any(ch in name for ch in '*?"<>|'):
        return "has a character in its name that some systems do not allow"
    if any(part.startswith(".") or part != part.rstrip(" .") or part != part.lstrip(" ") for part in parts):
        return "has a name that begins or ends with a dot or a space"
    if any(part.split(".")[0].rstrip(" ").casefold() in _RESERVED for part in parts):
        return "has a name that Windows keeps for devices"
    if unicodedata.normalize("NFC", name) != name:
        return "has an accent that is written in two pieces"
    if not name.casefold().endswith(SUFFIXES):
        return "is of a kind that does not belong in a pack"
    return ""


def twins(names: Iterable[str]) -> tuple[str, str] | None:
    """Two names that are one file, or a file and a folder, on some systems; None where there are none."""
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
    # Folders differing in case only would be one folder on some systems and two on others.
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
    """A name for a message: harmless to a terminal, and short."""
    text = "".join(ch if ch.isprintable() and unicodedata.category(ch) not in _HIDDEN else "�" for ch in name)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
