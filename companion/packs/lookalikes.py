"""Names that look alike and are not the same: letters of other alphabets, and letters hard to tell apart. Pure.

Nobody is turned away for the letters of their name. Whoever is asked whether they trust somebody is told.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

# Letters of other alphabets beside the Latin ones that they look like, in most typefaces.
_LIKE: Final = {
    **dict(zip("АВЕКМНОРСТХУІЈЅԚԜҮ", "ABEKMHOPCTXYIJSQWY", strict=True)),
    **dict(zip("аекорсухіјѕԁһԛԝӏвмнт", "aekopcyxijsdhqwlbmht", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("αγικνορτυχ", "ayikvoptux", strict=True)),
    **dict(zip("օսռհԼՕ", "ounhLO", strict=True)),
    "ı": "i",
    "ł": "l",
    "ø": "o",
}
_HARD_TO_TELL: Final = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})
_ALPHABETS: Final = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE"}


def skeleton(name: str) -> str:
    """The same for names that may be taken for each other; for comparing only."""
    latin = "".join(_LIKE.get(letter, letter) for letter in unicodedata.normalize("NFKD", name))
    folded = "".join(letter for letter in latin.casefold() if not unicodedata.combining(letter))
    return " ".join(folded.translate(_HARD_TO_TELL).replace("rn", "m").replace("vv", "w").split())


def strange_letters(name: str) -> list[tuple[str, str]]:
    """Letters from another alphabet than most of the name, each once, with that alphabet's name."""
    alphabets = [(letter, _alphabet(letter)) for letter in unicodedata.normalize("NFC", name)]
    counts = Counter(alphabet for _, alphabet in alphabets if alphabet)
    if len(counts) < 2:
        return []
    # Where there are as many of each, Latin is the one that is imitated.
    usual = max(counts, key=lambda each: (counts[each], each == "LATIN"))
    return list(dict.fromkeys((letter, each.capitalize()) for letter, each in alphabets if each and each != usual))


def letters_told(name: str) -> str:
    """A sentence about letters from other alphabets in a name; empty where there are none."""
    strange = strange_letters(name)
    if not strange:
        return ""
    named = ", ".join(f"“{letter}” ({alphabet})" for letter, alphabet in strange[:6])
    return f"Not all letters of “{name}” are of one alphabet: {named}. Such a name can be made to look like another."


def _alphabet(letter: str) -> str:
    found = unicodedata.name(letter, "").partition(" ")[0]
    return found if letter.isalpha() and found in _ALPHABETS else ""
