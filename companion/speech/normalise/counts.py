"""Counts of a practice, which are said one by one: "4-7-8", "5-4-3-2-1". Pure."""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language
from companion.speech.normalise.number_words import cardinal, year
from companion.speech.normalise.quantities import DASH
from companion.speech.normalise.rewriting import Rewrite

_COUNTS = re.compile(rf"(?<![\w.])(?<!\w{DASH})\d{{1,2}}(?:(?:\s?{DASH}\s?|[/:,])\d{{1,2}}){{2,}}(?![\d/:])")
_DATE_IN_NUMBERS = re.compile(r"(?<![\w.,/-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\w/-])")


def count_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrites for three or more short numbers in a row, among them dates in numbers."""
    if not language.number_words:
        return []
    return [
        Rewrite(
            _DATE_IN_NUMBERS,  # which is the month, only its author knows
            lambda match: (
                f"{cardinal(int(match[1]), language)}, {cardinal(int(match[3]), language)}, "
                f"{year(int(match[4]), language)}"
            ),
        ),
        Rewrite(
            _COUNTS,
            lambda match: ", ".join(cardinal(int(each), language) for each in re.findall(r"\d+", match[0])),
        ),
    ]
