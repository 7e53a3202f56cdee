"""Telephone numbers, which are read digit by digit, with a rest between the groups. Pure."""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language
from companion.speech.normalise.number_words import digits
from companion.speech.normalise.rewriting import Rewrite

_GAP = "[ \u00a0.‑-]"
_GROUPS = re.compile(
    rf"(?<![\w$£€])(?<!\d[.,:/-])(?:\+\s?|\()?\d{{1,12}}\)?(?:{_GAP}?\(\d{{1,4}}\))?(?:{_GAP}\d{{1,5}}){{0,6}}"
    r"(?![\w°%$£€])(?![.,:/]\d)"
)
_AMERICAN = re.compile(r"(?:\+?1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\d{3}-\d{4}")
_SPANISH = re.compile(r"\d{2,3}(?: \d{3})?(?: \d\d){2,3}")
"""Nine digits in such groups: thousands have three digits in each group after the first."""
_EUROPEAN = re.compile(r"116[ \u00a0.-]?\d{3}")
_DATE = re.compile(r"\d{1,2}[.-]\d{1,2}[.-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{4}[.-]\d{4}")
_LOOK_BACK = 60
"""Characters before a number in which a word like "call" is looked for."""
_SHORT = 3
"""Digits of a number that has a rest after each one."""
_LEAST_DIGITS = 7
"""Digits from which a number that begins with "0" or "+" is a telephone number."""


def telephone_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrite for telephone numbers."""
    if not language.number_words:
        return []
    called = re.compile(rf"\b(?:{language.calling})[\s:“\"'(]{{1,3}}$", re.I) if language.calling else None

    def said(match: re.Match[str]) -> str | None:
        written = match[0]
        count = sum(each.isdecimal() for each in written)
        known = written in language.telephones or _EUROPEAN.fullmatch(written) or _AMERICAN.fullmatch(written)
        long = count >= _LEAST_DIGITS and written[0] in "+0(" and not _DATE.fullmatch(written)
        spanish = count == 9 and _SPANISH.fullmatch(written) is not None
        if not known and not long and not spanish:
            before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
            if count < 3 or called is None or called.search(before) is None or _DATE.fullmatch(written):
                return None
        groups = re.findall(r"\d+", written)
        if len(groups) == 1 and count == 6:
            groups = [written[:3], written[3:]]
        if len(groups) == 1 and count <= _SHORT:
            groups = list(groups[0])  # run together, "nine eight eight" is hard to understand
        spoken = ", ".join(digits(group, language) for group in groups)
        return f"{language.plus} {spoken}" if written[0] == "+" else spoken

    return [Rewrite(_GROUPS, said)]
