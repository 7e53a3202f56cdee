"""Guesses from English words: choices, stated lengths, known words, and touch between two people. Pure.

Precision comes first: a guess that is often wrong teaches authors to look away. docs/format.md lists the touch that
these rules miss. Text comes as the author wrote it, with names in braces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

# ---- offered choices --------------------------------------------------------------------------------------------

_CHOICE = re.compile(
    r"\b(?:or|either|choose|whenever|whichever|wherever|perhaps|needn't|optional|allowed|instead|both are|"
    r"rather not|you(?:'d| would) rather|you (?:can|could|may|might)|you don't have to|as (?:you|they) (?:like|please)|"
    r"if (?:you|they|any|either|there|that|it|this|one)\b|leave (?:it|them|out|any)|would you)\b",
    re.I,
)


def offers_a_choice(text: str) -> bool:
    """Tells whether a spoken sentence leaves something to the person who hears it."""
    return _CHOICE.search(text) is not None


# ---- how long it says it takes ----------------------------------------------------------------------------------

_TO_FIFTEEN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ROUND = {
    "a": 1,
    "twenty": 20,
    "twenty-five": 25,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "fifty": 50,
    "sixty": 60,
}
_NUMBERS = {word: number for number, word in enumerate(_TO_FIFTEEN.split())} | _ROUND
_STATED = re.compile(
    rf"\b(?:about|takes|roughly|around|lasts)\s+(?:about\s+)?(\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
    r"\s+(minute|hour)s?\b(?!\s+(?:each|ago|later|a day|per|every|left|apart))",
    re.I,
)


def stated_seconds(text: str) -> float | None:
    """Returns the seconds in "about seven minutes"; None if no length of the whole is stated."""
    found = _STATED.search(text)
    if found is None:
        return None
    number = int(found[1]) if found[1].isdigit() else _NUMBERS[found[1].lower()]
    return number * (3600.0 if found[2].lower() == "hour" else 60.0)


# ---- what the program says of a turn by itself -----------------------------------------------------------------------

_SIGN = re.compile(
    r"\b(?:minutes?|seconds?)\s+(?:is\s+|are\s+)?left\b|\bleft\s+(?:is|are)\s+\w+\s+(?:minutes?|seconds?)\b"
    r"|\b(?:your|this) (?:time|turn) is (?:nearly|almost) (?:round|over|up)\b",
    re.I,
)
_SWAP = re.compile(
    r"\b(?:the )?other way round\b|\b(?:now|then) (?:you )?swap\b|\b(?:swap|change) (?:over|places|roles|sides) now\b"
    r"|\bnow (?:swap|change) (?:over|places|roles|sides)\b",
    re.I,
)


def says_of_a_turn(text: str) -> str | None:
    """Names the key of `turns` that a line inside a turn takes the place of: `sign`, `swap` or none."""
    return "sign" if _SIGN.search(text) else "swap" if _SWAP.search(text) else None


# ---- words that most people know --------------------------------------------------------------------------------

_ENDINGS = ("'s", "’s", "s", "es", "ed", "d", "ing", "er", "r", "est", "st", "ly", "ful", "less", "ness", "able", "y")
_BEGINNINGS = ("un", "re")
_SHORTEST_PART = 3
"""Letters of each part of a compound, and of a word that can have a beginning or an ending."""


def is_known(word: str, common: Collection[str], terms: Collection[str]) -> bool:
    """Tells whether a word, in small letters, is among these, or is plainly made of one or two of them."""
    if any(mark in word for mark in ("n't", "n’t")) or len(word) < _SHORTEST_PART:
        return True
    made_of = _made_of(word)
    if any(made in common or made in terms for made in made_of):
        return True
    # "Frightens", where only "frightened" is frequent.
    if any(f"{made}{ending}" in common for made in made_of[1:] for ending in ("s", "ed", "d", "ing")):
        return True
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, second = word[:cut], word[cut:]
        if first in common and any(made in common for made in _made_of(second)):
            return True
    return False


def as_in_america(word: str) -> str:
    """Writes "organise" with a z, and letters without their accents, as the list of common words does."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", word) if not unicodedata.combining(each))
    return _ISE.sub("z", bare)


_ISE = re.compile(r"(?<=[a-z]{2}i)s(?=(?:e[ds]?|ers?|ing|ations?)\Z)")


@lru_cache(4096)
def near_words(word: str, common: tuple[str, ...]) -> list[str]:
    """Returns the words from which a word differs in one letter, or in two that changed places, the more frequent
    first. If there are some with the very same letters, it is only these. `common` is in order of frequency.

    The first letter has to be right: it is rarely mistyped, and "afresh" is not a slip for "fresh".
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(word, common, scorer=OSA.distance, score_cutoff=1, limit=None)
    letters = sorted(word)
    near = [each for each, _, _ in sorted(found, key=lambda each: each[2])]
    swapped = [each for each in near if sorted(each) == letters]
    return swapped or [each for each in near if each[0] == word[0]]


@lru_cache(4096)
def _made_of(word: str) -> tuple[str, ...]:
    """Returns the word itself, and what is left of it without one ending and one beginning."""
    found = [word]
    for ending in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST_PART:
            found += [rest, f"{rest}e"]
            if rest[-1] == rest[-2]:
                found.append(rest[:-1])
            if rest.endswith("i"):
                found.append(f"{rest[:-1]}y")
    for beginning in _BEGINNINGS:
        found += [each.removeprefix(beginning) for each in found if each.startswith(beginning)]
    return tuple(found)


# ---- touch ------------------------------------------------------------------------------------------------------

_AREAS = {
    "hands": "hand hands palm palms finger fingers fingertip fingertips thumb thumbs knuckle knuckles",
    "forearms": "forearm forearms wrist wrists elbow elbows",
    "arms": "arm arms",
    "shoulders": "shoulder shoulders",
    "neck": "neck nape throat",
    "back": "back spine",
    "head": "head hair scalp",
    "face": "face cheek cheeks forehead brow temple temples jaw chin nose ear ears eyelid eyelids",
    "lips": "lip lips mouth",
    "feet": "foot feet toe toes ankle ankles sole soles heel heels",
    "legs": "leg legs calf calves shin shins knee knees",
    "thighs": "thigh thighs",
    "lap": "lap",
    "hips": "hip hips waist",
    "belly": "belly stomach tummy abdomen",
    "chest": "chest breastbone",
    "breasts": "breast breasts nipple nipples",
    "buttocks": "bottom buttock buttocks",
    "genitals": "genitals genital penis vulva vagina groin crotch",
}
_KISSING, _CUDDLING = "lips", "cuddling"
"""The areas of touch with more than a hand. A kiss counts as touch of the lips; an arm around somebody has an area of
its own."""
_AREA_OF = {word: area for area, words in _AREAS.items() for word in words.split()} | {_CUDDLING: _CUDDLING}
_COVERS = {"arms": {"forearms"}, "legs": {"feet"}, "head": {"face"}, "back": {"shoulders"}}
_INTIMATE = frozenset({"breasts", "buttocks", "genitals"})
# The areas that meet when two people lie or stand close, and no others, so that people know what they agree to.
_BESIDE = frozenset({"shoulders", "arms", "forearms", "back", "hips", "legs", "feet"})
_IN_ARMS = frozenset({"shoulders", "arms", "forearms", "back"})
_WHOLE: dict[str, frozenset[str]] = {
    "body": frozenset(_AREAS) - _INTIMATE - {_KISSING} | {_CUDDLING},
    **dict.fromkeys(("lying", "close"), _BESIDE | {_CUDDLING}),
    **dict.fromkeys(("embrace", "hug", "hugging", "holding", "cuddle", "cuddling"), _IN_ARMS | {_CUDDLING}),
    **dict.fromkeys(("kiss", "kisses", "kissing"), frozenset({_KISSING})),
}

_PERSON = r"(?:\{(?:giver|receiver|other|a|b)\}|each other|one another|your partner|the other person)"
_WHOSE = (
    r"(?:(?:\{(?:giver|receiver|other|a|b)\}|each other|one another|your partner|the other(?: one| person)?)['’]s"
    r"|their|his|her)"
)
_AREA = rf"(?P<area>{'|'.join(sorted(_AREA_OF.keys() - {_CUDDLING}, key=len, reverse=True))})"
# These touch what they name; the others only with a "to" or an "on" ("let their shoulders be" touches nobody).
_DIRECT = r"(?:touch|stroke|caress|massage|hold|kiss|rub|squeeze|take|trace|cup|brush|knead|tickle)"
_TOWARDS = r"(?:press|lay|put|place|rest|slide|move|glide|run|lean|let)"
_PLACE = r"(?:on|onto|to|in|into|over|under|against|along|across|around|round|between|up|down|through|from)"
# Touch goes from the verb to the end of its clause, and to every area in between that is the other person's.
_VERBS = re.compile(rf"\b(?:{_DIRECT}|{_TOWARDS}\b[^.!?]{{0,40}}?\b{_PLACE})\s+", re.I)
_THEIR_AREAS = (
    re.compile(rf"(?<!\w){_WHOSE}\s+(?:\w+\s+){{0,2}}?{_AREA}\b", re.I),
    re.compile(rf"\b(?:the|a)\s+(?:\w+\s+)?{_AREA}\s+(?:in front of|beside|next to|opposite) you\b", re.I),
)
_HOLDING_HANDS = re.compile(r"\b(?:hold|take|join)\s+(?P<area>hands)\b", re.I)
# A brace is not a letter, so no word boundary can be asked for before it.
_BESIDE_A_PERSON = rf"(?:up\s+)?(?:against|on|into|to|with)\s+{_PERSON}(?!['’\w])"
_TO_A_PERSON = (
    ("", re.compile(rf"\b(?:touch|stroke|caress|massage|hold|squeeze|tickle)\s+{_PERSON}(?!['’\w])", re.I)),
    ("", re.compile(rf"\b(?:lean|lie)\s+{_BESIDE_A_PERSON}", re.I)),
    (_KISSING, re.compile(rf"\bkiss\s+{_PERSON}(?!['’\w])", re.I)),
    (_CUDDLING, re.compile(rf"\b(?:hug|embrace|cuddle)\s+{_PERSON}(?!['’\w])", re.I)),
    (_CUDDLING, re.compile(rf"\b(?:cuddle|snuggle)\s+{_BESIDE_A_PERSON}", re.I)),
    (
        _CUDDLING,
        re.compile(
            rf"\b(?:put|lay|place|wrap|slip)\s+(?:an|one|your|both|both your)\s+arms?\s+a?round\s+{_PERSON}(?!['’\w])",
            re.I,
        ),
    ),
)
"""Touch of a whole person, each pattern with the area that it names; empty if it names none."""
_NEGATED = re.compile(
    r"\b(?:no|not|nobody|never|without|nothing|neither|nor|unless|instead of|rather than|before you|leave out)\b"
    r"|n['’]t\b",
    re.I,
)
# A look, a thought or a voice touches nobody, and neither does a hand that is taken away.
_ELSEWHERE = re.compile(
    r"\b(?:eyes?|gaze|look\w*|glanc\w+|see|watch\w*|attention|minds?|thoughts?|imagin\w+|pictur\w+|notic\w+|listen\w*|"
    r"voice|away|off|heart)\b",
    re.I,
)
_CLAUSE = re.compile(r"[.!?;:,]+(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Touch:
    words: str
    """The words that were read as touch."""
    area: str
    """One of the areas; empty if none is named."""
    named: str
    """The area in the author's word."""


@lru_cache(4096)
def touches(text: str) -> tuple[Touch, ...]:
    """Finds the words that seem to lead one person's hands, or body, to another's. Cached, because several rules ask
    about the same line."""
    return tuple(
        touch for clause in _CLAUSE.split(text) if not _ELSEWHERE.search(clause) for touch in _in_clause(clause)
    )


def _in_clause(clause: str) -> Iterator[Touch]:
    seen: set[int] = set()
    for start, end, named in _matches(clause):
        if end in seen or _NEGATED.search(clause, 0, end):
            continue
        seen.add(end)
        yield Touch(clause[start:end].strip(), _AREA_OF.get(named.lower(), ""), named)


def _matches(clause: str) -> Iterator[tuple[int, int, str]]:
    """Yields the beginning and the end of words that are read as touch, and the area that they name, if any."""
    for verb in _VERBS.finditer(clause):
        for pattern in _THEIR_AREAS:
            for area in pattern.finditer(clause, verb.end()):
                yield verb.start(), area.end(), area["area"]
    for match in _HOLDING_HANDS.finditer(clause):
        yield match.start(), match.end(), match["area"]
    for named, pattern in _TO_A_PERSON:
        for match in pattern.finditer(clause):
            yield match.start(), match.end(), named


def areas_of(declared: tuple[str, ...]) -> frozenset[str] | None:
    """Returns the areas that a heading's `touch` allows; None if it says something that is not understood."""
    allowed: set[str] = set()
    for entry in declared:
        areas = named_in(entry)
        if not areas:
            return None
        allowed |= areas
        for area in areas:
            allowed |= _COVERS.get(area, set())
    if allowed >= _IN_ARMS:
        allowed.add(_CUDDLING)
    # Hands do the touching, so the entry allows any area.
    return frozenset(allowed | {"hands"})


def named_in(entry: str) -> frozenset[str]:
    """Returns the areas that one entry of `touch` names; empty if none is understood."""
    found: set[str] = set()
    for word in re.findall(r"[a-z]+", entry.casefold()):
        found |= _WHOLE.get(word, frozenset({_AREA_OF[word]} if word in _AREA_OF else ()))
    return frozenset(found)


def entries_for(area: str, declared: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the entries of the heading's `touch` that cover a touch of `area`; those that name just that area come
    first.

    Empty if it cannot be told: hands that only do the touching, or an entry that is not understood.
    """
    exact = tuple(entry for entry in declared if area in named_in(entry))
    if area == _CUDDLING:
        return exact or declared
    if exact or any(not named_in(entry) for entry in declared):
        return exact
    return tuple(entry for entry in declared if any(area in _COVERS.get(each, ()) for each in named_in(entry)))
