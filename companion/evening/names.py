"""What two people may be called, and which words may stand for them on a page. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from enum import StrEnum

from companion.exercise.scalars import clean_text

LONGEST = 30
"""Characters: what can be said in a breath and fits into a line."""
_BETWEEN = frozenset(" -'’.·")


class Fault(StrEnum):
    LONG = "name_long"
    SIGNS = "name_signs"
    SAME = "name_same"
    WORD = "name_word"


def tidy(text: str) -> str:
    """Without control characters and escapes, white space folded, composed characters made one."""
    return unicodedata.normalize("NFC", str(clean_text(text)))


def fault(name: str, other: str, reserved: Collection[str]) -> Fault | None:
    """What is wrong with a tidied name; None where nothing is. Empty is no fault. `reserved`: words that act."""
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
    """As it sounds: two names that differ only in how they are written cannot be told apart by ear."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if unicodedata.category(sign)[0] in "LN ")
    return " ".join(plain.casefold().split())
