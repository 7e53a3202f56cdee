"""The names of two people, and the words that may stand for them on a page. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from enum import StrEnum

from companion.exercise.scalars import clean_text

LONGEST = 30
"""Characters in a name: it can be said in one breath and fits into a line."""
_BETWEEN = frozenset(" -'’.·")


class Fault(StrEnum):
    LONG = "name_long"
    SIGNS = "name_signs"
    SAME = "name_same"
    WORD = "name_word"


def tidy(text: str) -> str:
    """Cleans a name: no control characters and escapes, single spaces, composed characters."""
    return unicodedata.normalize("NFC", str(clean_text(text)))


def fault(name: str, other: str, reserved: Collection[str]) -> Fault | None:
    """Finds the fault of a tidied name; None if it has none. An empty name has none. `reserved`: words that are
    commands."""
    if not name:
        return None
    if len(name) > LONGEST:
        return Fault.LONG
    if not all(unicodedata.category(sign)[0] in "LMN" or sign in _BETWEEN for sign in name):
        return Fault.SIGNS
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        return Fault.SIGNS
    said = _said(name)
    if set(said.split()) & {word.casefold() for word in reserved}:
        return Fault.WORD
    return Fault.SAME if other and said == _said(other) else None


def _said(name: str) -> str:
    """Reduces a name to its sound: two names that differ only in their spelling cannot be told apart by ear."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if unicodedata.category(sign)[0] in "LN ")
    return " ".join(plain.casefold().split())
