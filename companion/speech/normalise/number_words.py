"""Numbers in words, by num2words: the only module that knows it. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from companion.speech.normalise.language import Language

_MOST_DIGITS = 15
"""Digits of a number that is read as one; a longer one is read digit by digit. "Quadrillions" are hard to
follow by ear."""
_YEARS = range(1100, 2100)


def cardinal(number: int, language: Language) -> str:
    """Says a whole number: "one hundred and five"."""
    if len(str(abs(number))) > _MOST_DIGITS:
        return digits(str(number).lstrip("-"), language)
    return in_words(number, language.number_words, "cardinal")


def ordinal(number: int, language: Language) -> str:
    """Says the number of a place: "twenty-first"."""
    if len(str(number)) > _MOST_DIGITS:
        return digits(str(number), language)
    return in_words(number, language.number_words, "ordinal")


def year(number: int, language: Language) -> str:
    """Says a year: "nineteen ninety-five"."""
    return in_words(number, language.number_words, "year")


def digits(written: str, language: Language) -> str:
    """Says each digit by itself: "one one six"."""
    return " ".join(cardinal(unicodedata.digit(each), language) for each in written if each.isdecimal())


def plain_number(written: str, language: Language) -> str:
    """Says a number as it is written in the language: "1,000", "2.50", "1995". No sign, no unit."""
    mark = re.escape(language.decimal)
    whole, _, part = re.sub(rf"[^\d{mark}]", "", written).partition(language.decimal)
    if part:
        return f"{cardinal(int(whole or 0), language)} {language.point} {digits(part, language)}"
    if len(whole) > 1 and whole[0] == "0":
        return digits(whole, language)
    number = int(whole)
    if language.years and number in _YEARS and whole == written:
        return year(number, language)
    return cardinal(number, language)


@lru_cache(1024)
def in_words(number: int, name: str, kind: str) -> str:
    """Says a number in num2words' language `name`; `kind` is "cardinal", "ordinal" or "year"."""
    # Loading it takes 25 ms, which the program's start does without.
    from num2words import num2words

    # It separates thousands by commas, at which a voice would rest.
    return str(num2words(number, lang=name, to=kind)).replace(",", "")
