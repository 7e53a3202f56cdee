"""Tells from the names of recordings which sentence of a script each of them is. Pure.

Phones and recorders number their files by themselves, so a number counts as that of a sentence only if the name is
nothing but it, says "sentence", or has the sentence's own words beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_ONLY_A_NUMBER: Final = re.compile(
    r"(?:(?:sentence|satz|phrase|frase|line|zeile|ligne|number|nummer|num[eé]ro|n[ou°]|nr|s|#)\.?[\s_-]*)?0*(?P<number>\d{1,3})\Z",
    re.I,
)
_NUMBER_AND_WORDS: Final = re.compile(r"0*(?P<number>\d{1,3})[\s._)–-]+(?P<words>\D.*)\Z")
_WORD: Final = re.compile(r"[^\W_]+")
_SAME_WORDS: Final = 2
"""Words beside a number that have to be the first ones of the sentence."""


def sentence_number(stem: str, script: Sequence[str]) -> int | None:
    """Returns the number of the sentence that a file is named after; None if its name doesn't say so plainly. `stem`:
    its name without the ending. `script`: the sentences."""
    stem = stem.strip()
    if (found := _ONLY_A_NUMBER.match(stem)) is not None:
        return int(found["number"])
    found = _NUMBER_AND_WORDS.match(stem)
    if found is None or not 0 < int(found["number"]) <= len(script):
        return None
    named, said = _words(found["words"]), _words(script[int(found["number"]) - 1])
    same = min(_SAME_WORDS, len(said))
    return int(found["number"]) if named[:same] == said[:same] else None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'").replace("'", "").casefold())


def in_order(stem: str) -> list[tuple[int, int, str]]:
    """Returns the key by which a name is sorted as people do: "Take 10" comes after "Take 9"."""
    parts = filter(None, re.split(r"(\d+)", stem.casefold()))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
