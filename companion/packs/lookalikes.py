"""Names that look alike and are not the same, by Unicode's whole list of characters that people confuse
("confusables"). Pure.

No name is refused for a letter that people can see. The person is told about such letters when they are asked whether
they trust the author. Characters that leave no mark on the screen are refused.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Final

from companion.packs.file_names import is_unseen

_ALSO: Final = {"ĸ": "k", "ʍ": "rn", "τ": "t", "χ": "x", "Լ": "l"}
"""Letters that look like Latin ones in many typefaces, and not in Unicode's list: each stands for its whole group."""
_SMALL_CAPITAL: Final = "LATIN LETTER SMALL CAPITAL "
_BESIDE_LATIN: Final = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "KANGXI", "IDEOGRAPHIC"}
"""Alphabets that names often mix with each other and with Latin letters, and that look like none of those."""
_ORDINALS: Final = "ªº"
"""Raised letters of abbreviated titles in Spanish and Portuguese, as in Dr.ª."""
_NAME_SIGNS: Final = "+°"
"""Signs that are neither letters nor punctuation and that a name may have."""


def skeleton(name: str) -> str:
    """Returns a form of the name that is the same for all names that look alike; for comparing only.

    Case, accents, spaces and punctuation are left out, because they are overlooked.
    """
    text = unicodedata.normalize("NFD", name)
    for _ in range(2):  # a letter may look like another one only once it is small
        text = unicodedata.normalize("NFKD", "".join(map(_alike, text)).casefold())
    bones = "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")
    return bones.replace("i", "l").replace("vv", "w") or text


def folded(name: str) -> str:
    """Makes names comparable: case, width, spaces and punctuation do not tell two people apart."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LMN") or text


def unfit_for_a_name(name: str) -> str:
    """Finds the first character that an author's name may not have; empty if there is none.

    Allowed are letters, accents, digits, punctuation and spaces, if they can be seen.
    """
    return next((each for each in name if not _is_fit(each)), "")


def _is_fit(character: str) -> bool:
    if is_unseen(character):
        return False
    return character in _NAME_SIGNS or character == " " or unicodedata.category(character)[0] in "LMNP"


def strange_letters(name: str) -> list[tuple[str, str]]:
    """Finds the letters from another alphabet than most of the name, each once, with the name of that alphabet."""
    alphabets = [(letter, _alphabet(letter)) for letter in unicodedata.normalize("NFC", name)]
    counts = Counter(alphabet for _, alphabet in alphabets if alphabet)
    if len(counts) < 2:
        return []
    # With as many letters of each, Latin counts as the alphabet that is imitated.
    usual = max(counts, key=lambda each: (counts[each], each == "LATIN"))
    return list(dict.fromkeys((letter, each.capitalize()) for letter, each in alphabets if each and each != usual))


def letters_told(name: str) -> str:
    """Writes a sentence about letters from other alphabets in a name; empty if there are none."""
    strange = strange_letters(name)
    if not strange:
        return ""
    named = ", ".join(f"“{letter}” ({alphabet})" for letter, alphabet in strange[:6])
    return (
        f"Some letters in the name “{name}” are from another alphabet: {named}. They can look just like the usual ones,"
        " so someone may be using a name that only looks like one you know."
    )


def _alphabet(letter: str) -> str:
    """Returns the first word of the letter's name in Unicode, which is that of its alphabet; empty for other signs."""
    if not letter.isalpha() or letter in _ORDINALS:
        return ""
    found = unicodedata.name(letter, "").partition(" ")[0]
    if found in _BESIDE_LATIN or (found == "MODIFIER" and unicodedata.category(_alike(letter)[0])[0] == "P"):
        return ""
    return found


def _alike(letter: str) -> str:
    """Returns the character, or the characters, that stand for all that look like this one."""
    found = _prototypes().get(letter, letter)
    found = _ALSO.get(found, found)
    spelled = unicodedata.name(found, "") if len(found) == 1 else ""
    if spelled.startswith(_SMALL_CAPITAL) and len(spelled) == len(_SMALL_CAPITAL) + 1:
        return spelled[-1].lower()
    return found


@cache
def _prototypes() -> Mapping[str, str]:
    """Maps each character of Unicode's list (UTS #39, confusables) to one that stands for all of its look."""
    from confusable_homoglyphs.confusables import confusables_data

    above: dict[str, str] = {}

    def top(each: str) -> str:
        while above.setdefault(each, each) != each:
            each = above[each]
        return each

    # The list holds pairs. Marks for the direction of writing stand around some, and belong to none.
    for one, others in confusables_data.items():
        for other in others:
            above[top(one.strip("\u200e"))] = top(other["c"].strip("\u200e"))
    groups: dict[str, list[str]] = defaultdict(list)
    for each in list(above):
        groups[top(each)].append(each)
    return {each: min(group, key=_preference) for group in groups.values() for each in group if len(each) == 1}


def _preference(each: str) -> tuple[bool, bool, bool, str]:
    """Orders the members of a group: several characters first (as "rn" for m), then plain letters, then plain signs."""
    return (len(each) == 1, not (each.isascii() and each.isalpha()), not each.isascii(), each)
