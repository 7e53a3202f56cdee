"""What is guessed from English words: offered choices, stated lengths, and touch between two people. Pure.

Precision first: a guess that is often wrong teaches authors to look away. What goes through unseen is listed in
docs/format.md. Text comes as the author wrote it, names in braces and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    """Whether a spoken sentence leaves something to the listener."""
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
    """Seconds in "about seven minutes"; None where no length of the whole is stated."""
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
    """Which key of `turns` a line inside a turn takes the place of: `sign`, `swap` or none."""
    return "sign" if _SIGN.search(text) else "swap" if _SWAP.search(text) else None


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
_AREA_OF = {word: area for area, words in _AREAS.items() for word in words.split()}
_COVERS = {"arms": {"forearms"}, "legs": {"feet"}, "head": {"face"}, "back": {"shoulders"}}
_INTIMATE = frozenset({"breasts", "buttocks", "genitals"})
# What meets where two people lie or stand close. Never more than that: whoever agrees to it must know to what.
_BESIDE = frozenset({"shoulders", "arms", "forearms", "back", "hips", "legs", "feet"})
_IN_ARMS = frozenset({"shoulders", "arms", "forearms", "back"})
_WHOLE: dict[str, frozenset[str]] = {
    "body": frozenset(_AREAS) - _INTIMATE - {"lips"},
    **dict.fromkeys(("lying", "close"), _BESIDE),
    **dict.fromkeys(("embrace", "hug", "holding"), _IN_ARMS),
}

_PERSON = r"(?:\{(?:giver|receiver|other|a|b)\}|each other|one another|your partner|the other person)"
_WHOSE = (
    r"(?:(?:\{(?:giver|receiver|other|a|b)\}|each other|one another|your partner|the other(?: one| person)?)['’]s"
    r"|their|his|her)"
)
_AREA = rf"(?P<area>{'|'.join(sorted(_AREA_OF, key=len, reverse=True))})"
# These touch what they name; the others only with a "to" or an "on" ("let their shoulders be" touches nobody).
_DIRECT = r"(?:touch|stroke|caress|massage|hold|kiss|rub|squeeze|take|trace|cup|brush|knead|tickle)"
_TOWARDS = r"(?:press|lay|put|place|rest|slide|move|glide|run|lean|let)"
_PLACE = r"(?:on|onto|to|in|into|over|under|against|along|across|around|round|between|up|down|through|from)"
# From the verb to the end of its clause, and in that every area that is the other's.
_VERBS = re.compile(rf"\b(?:{_DIRECT}|{_TOWARDS}\b[^.!?]{{0,40}}?\b{_PLACE})\s+", re.I)
_THEIR_AREAS = (
    re.compile(rf"(?<!\w){_WHOSE}\s+(?:\w+\s+){{0,2}}?{_AREA}\b", re.I),
    re.compile(rf"\b(?:the|a)\s+(?:\w+\s+)?{_AREA}\s+(?:in front of|beside|next to|opposite) you\b", re.I),
)
_HOLDING_HANDS = re.compile(r"\b(?:hold|take|join)\s+(?P<area>hands)\b", re.I)
# The braces begin with no letter, so a word's edge cannot be asked for before them.
_TO_A_PERSON = (
    re.compile(rf"\b(?:touch|stroke|caress|massage|hug|kiss|embrace|hold|squeeze|tickle)\s+{_PERSON}(?!['’\w])", re.I),
    re.compile(rf"\b(?:lean|lie|cuddle|snuggle)\s+(?:up\s+)?(?:against|on|into|to)\s+{_PERSON}(?!['’\w])", re.I),
)
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
    """What was read as touch."""
    area: str
    """One of the areas; empty where none is named."""
    named: str
    """The area in the author's word."""


@lru_cache(4096)
def touches(text: str) -> tuple[Touch, ...]:
    """Where a line seems to lead one person's hands, or body, to the other's. Several rules ask it of the same line."""
    return tuple(
        touch for clause in _CLAUSE.split(text) if not _ELSEWHERE.search(clause) for touch in _in_clause(clause)
    )


def _in_clause(clause: str) -> Iterator[Touch]:
    seen: set[int] = set()
    for start, match in _matches(clause):
        if match.end() in seen or _NEGATED.search(clause, 0, match.end()):
            continue
        seen.add(match.end())
        words = clause[start : match.end()].strip()
        named = match.groupdict().get("area") or ("lips" if words.lower().startswith("kiss") else "")
        yield Touch(words, _AREA_OF.get(named.lower(), ""), named)


def _matches(clause: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Where what is read as touch begins, and the match that says what is touched."""
    for verb in _VERBS.finditer(clause):
        for pattern in _THEIR_AREAS:
            for area in pattern.finditer(clause, verb.end()):
                yield verb.start(), area
    for pattern in (_HOLDING_HANDS, *_TO_A_PERSON):
        for match in pattern.finditer(clause):
            yield match.start(), match


def areas_of(declared: tuple[str, ...]) -> frozenset[str] | None:
    """The areas that a heading's `touch` allows; None where it says something that is not understood."""
    allowed: set[str] = set()
    for entry in declared:
        areas = named_in(entry)
        if not areas:
            return None
        allowed |= areas
        for area in areas:
            allowed |= _COVERS.get(area, set())
    # It is hands that touch, whatever they touch.
    return frozenset(allowed | {"hands"})


def named_in(entry: str) -> frozenset[str]:
    """The areas that one entry of `touch` names; empty where none is understood."""
    found: set[str] = set()
    for word in re.findall(r"[a-z]+", entry.casefold()):
        found |= _WHOLE.get(word, frozenset({_AREA_OF[word]} if word in _AREA_OF else ()))
    return frozenset(found)


def entries_for(area: str, declared: tuple[str, ...]) -> tuple[str, ...]:
    """The entries of `touch` that touch on `area` falls under; those that say just that first of all.

    Empty where it cannot be told: hands that only do the touching, or an entry that is not understood.
    """
    exact = tuple(entry for entry in declared if area in named_in(entry))
    if exact or any(not named_in(entry) for entry in declared):
        return exact
    return tuple(entry for entry in declared if any(area in _COVERS.get(each, ()) for each in named_in(entry)))
