"""Reads lengths of time as people write them: "half a minute", "1:30", "10 Sek". Pure.

`scalars` reads the lengths of the format itself; this module only proposes what to write.
"""

from __future__ import annotations

import re

from companion.exercise.scalars import LONGEST, parse_seconds, spell_seconds

_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_GERMAN = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
_NUMBERS: dict[str, float] = {
    **{word: float(number) for number, word in enumerate(_SMALL, 1)},
    **{word: float(number) for number, word in enumerate(_GERMAN, 1)},
    "a": 1,
    "an": 1,
    "ein": 1,
    "eine": 1,
    "einer": 1,
    "une": 1,
    "un": 1,
    "una": 1,
    "uno": 1,
    "couple": 2,
    "deux": 2,
    "dos": 2,
    "trois": 3,
    "tres": 3,
    "cinq": 5,
    "cinco": 5,
    "dix": 10,
    "diez": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "fünfzehn": 15,
    "zwanzig": 20,
    "dreißig": 30,
    "vierzig": 40,
    "sechzig": 60,
    "quinze": 15,
    "quince": 15,
    "vingt": 20,
    "veinte": 20,
    "trente": 30,
    "treinta": 30,
    "half": 0.5,
    "halbe": 0.5,
    "halben": 0.5,
    "demi": 0.5,
    "demie": 0.5,
    "media": 0.5,
    "medio": 0.5,
    "mezzo": 0.5,
    "quarter": 0.25,
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "1/2": 0.5,
    "1/4": 0.25,
    "3/4": 0.75,
}
_FRACTIONS = frozenset({"½", "¼", "¾", "1/2", "1/4", "3/4"})
_UNITS = (
    (re.compile(r"(?:ms|msec|millisec\w*)\Z"), 0.001),
    (re.compile(r"(?:s|sec|secs|seconds?|sek|sekd?|sekunden?|secondes?|segundos?|seg|second[io])\Z"), 1.0),
    (re.compile(r"(?:m|min|mins|minutes?|minuten?|minutos?|minut[io]|mn)\Z"), 60.0),
    (re.compile(r"(?:h|hrs?|hours?|std|stunden?|heures?|horas?|or[ae])\Z"), 3600.0),
)
_ABOUT = re.compile(
    r"(?:about|around|approx\w*\.?|roughly|circa|ca\.?|c\.|etwa|ungefähr|environ|unos|for)(?!\w)\s*|(?:~|≈|\+/-)\s*"
)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:\s*(?:min|minutes?|h)\b\.?)?\Z")
_PRIMES = re.compile(r"(?:(\d{1,3})\s*['′’])?\s*(?:(\d{1,3})\s*(?:\"|″|”|''|′′))?\Z")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?(?!/)|1/2|1/4|3/4|[½¼¾]|[^\W\d_]+(?:-[^\W\d_]+)?")
_JOINING = frozenset({"and", "und", "et", "y", "e", "of", "plus", "full", "long"})


def length_in(text: str) -> str | None:
    """Writes a length as the format has it ("1 min 30s"); None if the text is not a length, or lacks its unit."""
    seconds = _seconds(text.strip().casefold().rstrip(".,; "))
    return spell_seconds(seconds) if seconds is not None and 0 < seconds <= LONGEST else None


def too_long(text: str) -> bool:
    """Tells whether a text is a length of more than four hours."""
    return (_seconds(text.strip().casefold().rstrip(".,; ")) or 0) > LONGEST


def is_length(text: str) -> bool:
    """Tells whether the format reads this as a length as it is."""
    try:
        return parse_seconds(text) >= 0
    except ValueError:
        return False


def _seconds(text: str) -> float | None:
    if text[:1] in ("-", "−", "–"):
        return None
    text = _ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text
    if (clock := _CLOCK.match(text)) is not None:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600.0 + minutes * 60 + seconds
    if text and (primes := _PRIMES.match(text)) is not None:
        return int(primes[1] or 0) * 60.0 + int(primes[2] or 0)
    if re.sub(r"[\s.,;/-]", "", _TOKEN.sub("", text)):
        return None
    return _counted(_TOKEN.findall(text))


def _counted(tokens: list[str]) -> float | None:
    """Adds up numbers and their units; a last number without one counts the next smaller unit."""
    total, last = 0.0, 0.0
    number: float | None = None
    joined = False
    for token in tokens:
        unit = next((size for pattern, size in _UNITS if pattern.match(token)), None)
        if unit is not None:
            if number is None:
                return None
            total, last, number = total + number * unit, unit, None
        elif token in _JOINING:
            joined = True
            continue
        elif (value := _number(token)) is not None:
            # "half a minute", "1½", "a minute and a half"
            if number is None:
                number = value
            elif joined and value == 1:
                continue
            elif joined or token in _FRACTIONS:
                number += value
            elif value == 1 or number == 1:
                number *= value
            else:
                return None
        else:
            return None
        joined = False
    if number is not None:
        if last <= 1:
            return None
        total += number * (last if number < 1 else last / 60)
    return total or None


def _number(token: str) -> float | None:
    if token[0].isdecimal() and "/" not in token:
        return float(token.replace(",", "."))
    return _NUMBERS.get(token)
