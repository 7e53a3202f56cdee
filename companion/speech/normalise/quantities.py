"""Numbers with what belongs to them: sign, range, unit, money, ordinal, fraction, proportion, time, date. Pure."""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language
from companion.speech.normalise.number_words import cardinal, digits, ordinal, plain_number
from companion.speech.normalise.rewriting import Rewrite, Said

DASH = "[-‐‑‒–—−]"
_FRACTION_SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_SIGN_VALUES = dict(
    zip(
        _FRACTION_SIGNS,
        ("1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "1/6", "5/6", "1/8", "3/8", "5/8", "7/8"),
        strict=True,
    )
)
_LONGEST_SHORT_UNIT = 3
"""Letters of an abbreviated unit at most: a longer one is a word, and said as it is written after a hyphen."""
_BEGIN = r"(?<![\w])(?<!\d[.,:/])"
"""Nothing before it that a number may go on from."""
_END = r"(?![\d])(?![.,:/]\d)"
_ORDINAL_DOT = re.compile(r"\.\s+\w")
_LARGE_LETTERS = {"m": "million", "bn": "billion", "k": "thousand"}
_LARGE = r"m|bn|k|million|billion|thousand|Millionen|Milliarden|millions?|milliards?|millones|milioni|milhões"


def quantity_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrites for numbers, the most specific first; none if the language leaves numbers to the voice."""
    if not language.number_words:
        return []
    return [
        Rewrite(re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])"), lambda match: _date(match, language)),
        *_points(language),
        *_clock(language),
        *_ordinals(language),
        *_decades(language),
        *_money(language),
        *_half_units(language),
        Rewrite(
            re.compile(rf"{_BEGIN}(?:(\d+)\s?)?([{_FRACTION_SIGNS}])(?:\s?(?P<unit>{_units(language)})(?!\w)\.?)?"),
            lambda match: _fraction_sign(match, language),
        ),
        Rewrite(
            re.compile(rf"{_BEGIN}(?:(\d+)\s)?(\d{{1,3}})\s?[/⁄]\s?(\d{{1,3}})(?!\w)(?![/⁄]\d)"),
            lambda match: _slash(match, language),
        ),
        Rewrite(
            re.compile(rf"{_BEGIN}(\d{{1,3}})\s?:\s?(\d{{1,3}})(?!\w)(?!:\d)"),
            lambda match: f"{cardinal(int(match[1]), language)} {language.ratio} {cardinal(int(match[2]), language)}",
        ),
        Rewrite(_measure(language), lambda match: _measured(match, language)),
        Rewrite(
            re.compile(r"(?<=\d)\s?[+×x*=÷]\s?(?=\d)"),
            lambda match: f" {_operators(language)[match[0].strip()]} ",
        ),
        Rewrite(re.compile(_number(language)), lambda match: _left_over(match, language)),
        *(Rewrite(re.compile(written), _contracting(short)) for written, short in language.joined.items()),
    ]


def _contracting(short: str) -> Said:
    return lambda match: short.capitalize() if match[0][0].isupper() else short


def _half_units(language: Language) -> list[Rewrite]:
    """Returns the rewrite for half of a unit, where its number and its unit are not said one after the other."""
    if not language.half_of:
        return []
    units = "|".join(map(re.escape, sorted(language.half_of, key=len, reverse=True)))
    pattern = re.compile(rf"{_BEGIN}(?:½|1\s?[/⁄]\s?2)\s?(?P<unit>{units})(?P<dot>\.)?(?!\w)")
    return [Rewrite(pattern, lambda match: language.half_of[match["unit"]] + ends_here(match, language))]


def _number(language: Language) -> str:
    """Returns the pattern of a number without a sign."""
    groups = f"[{re.escape(language.thousands)} \u00a0\u202f\u2009]"
    mark = re.escape(language.decimal)
    return rf"(?:\d{{1,3}}(?:{groups}\d{{3}})+(?!\d)|\d+)(?:{mark}\d+)?"


def _units(language: Language) -> str:
    return "|".join(re.escape(unit) for unit in sorted(language.units, key=len, reverse=True)) or r"(?!)"


def _measure(language: Language) -> re.Pattern[str]:
    number = _number(language)
    return re.compile(
        rf"(?<![\w])(?<!\d[.,:/])(?P<about>[~≈]\s?)?(?P<sign>[-−+±](?=\d))?(?P<n>{number})"
        rf"(?:\s?{DASH}\s?(?P<m>{number})(?!\s?{DASH}\s?\d))?"
        rf"(?:(?P<gap>[\s{chr(0xA0)}-]?)(?P<unit>{_units(language)})(?P<dot>(?<=[a-zA-Z])\.)?(?!\w))?"
        rf"{_END}"
    )


def _measured(match: re.Match[str], language: Language) -> str | None:
    """Says a number or a range, with its unit and its sign."""
    first, second, unit = match["n"], match["m"], match["unit"]
    said = plain_number(first, language)
    if second is not None:
        said = _two(first, second, match.string[match.end() :], unit, language)
    alone = second is None and first == "1"
    if match["sign"] is not None:
        said = f"{language.minus if match['sign'] in '-−' else language.plus} {said}"
    if match["about"] is not None:
        said = f"{language.about} {said}"
    if unit is None:
        following = match.string[match.end() : match.end() + 2].strip()[:1]
        if alone and language.one_keeps_digit and following.isalpha() and not match["sign"]:
            return None
        if language.ordinal_dot and second is None and _ORDINAL_DOT.match(match.string, match.end()) is not None:
            return None
        return said + (" " if match.string[match.end() : match.end() + 1].isalpha() else "")
    one, many = language.units[unit]
    if match["gap"] == "-" and unit.isalpha() and len(unit) < 3:
        one = many = unit  # "a 5-s" is a word of its own
    if language.agreed is not None:
        said = language.agreed(said, many)
    said = one if alone else f"{said} {many}"
    if match["gap"] == "-":
        noun = one.rpartition(" ")[2] if len(unit) <= _LONGEST_SHORT_UNIT else unit
        said = f"{plain_number(first, language)}-{noun}" if second is None else said
    return said + ends_here(match, language)


def _two(first: str, second: str, after: str, unit: str | None, language: Language) -> str:
    """Says two numbers with a dash between them: a range, or the counts of a breath where they fall, are equal, or the
    word after them says so."""
    small = len(first) <= 2 and len(second) <= 2 and first.isdecimal() and second.isdecimal()
    next_to = small and int(second) == int(first) + 1  # "2-3 breath cycles"
    breath = bool(language.breathing) and re.match(rf"[\s-]*(?:{language.breathing})\b", after, re.I) is not None
    one, other = plain_number(first, language), plain_number(second, language)
    if first == second == "50":
        return f"{one}-{other}"
    if small and unit is None and ((breath and not next_to) or int(first) >= int(second)):
        return f"{one}, {other}"
    return f"{one} {language.to} {other}"


def ends_here(match: re.Match[str], language: Language) -> str:
    """Returns "." if the dot of an abbreviation also ends its sentence, because nothing or a capital letter follows;
    otherwise ""."""
    if "dot" in match.re.groupindex and match["dot"] is None:
        return ""
    after = match.string[match.end() :]
    ahead = after.strip().lstrip("\"'“‘”’)([*")
    ends = not ahead or (after[:1].isspace() and ahead[:1].isupper() and not language.capital_nouns)
    return "." if ends else ""


def _money(language: Language) -> list[Rewrite]:
    if not language.currencies:
        return []
    signs = "".join(map(re.escape, language.currencies))
    number = _number(language)
    before = (
        rf"(?P<sign>[{signs}])\s?(?P<n>{number})(?:\s?{DASH}\s?[{signs}]?(?P<m>{number}))?(?:\s?(?P<large>{_LARGE})\b)?"
    )
    after = rf"{_BEGIN}(?P<n>{number})(?:\s?{DASH}\s?(?P<m>{number}))?\s?(?P<sign>[{signs}])"
    return [Rewrite(re.compile(each), lambda match: _amount(match, language)) for each in (before + r"(?!\w)", after)]


def _amount(match: re.Match[str], language: Language) -> str:
    one, many = language.currencies[match["sign"]]
    first = match["n"]
    if match["m"] is not None:
        return f"{plain_number(first, language)} {language.to} {plain_number(match['m'], language)} {many}"
    large = match["large"] if "large" in match.re.groupindex else None
    large = _LARGE_LETTERS.get(large, large) if large else None
    if large is not None:
        return f"{plain_number(first, language)} {large} {many}"
    whole, mark, part = first.rpartition(language.decimal)
    if mark and len(part) == 2:
        said = one if whole == "1" else f"{_count(whole, language)} {many}"
        return said if part == "00" else f"{said} {cardinal(int(part), language)}"
    return one if first == "1" else f"{_count(first, language)} {many}"


def _count(written: str, language: Language) -> str:
    """Says a number that is not a year."""
    return (
        plain_number(written, language)
        if language.decimal in written
        else cardinal(int(re.sub(r"\D", "", written)), language)
    )


def _fraction_sign(match: re.Match[str], language: Language) -> str | None:
    said = _fraction(match[1], _SIGN_VALUES[match[2]], match.string[match.end() :], language)
    if said is None:
        return None
    unit = match["unit"]
    if unit is None:
        return said + (" " if match.string[match.end() : match.end() + 1].isalnum() else "")
    one, many = language.units[unit]
    return f"{said} {many if match[1] is not None else one.rpartition(' ')[2]}{ends_here(match, language)}"


def _slash(match: re.Match[str], language: Language) -> str | None:
    known = language.pairs.get(f"{match[2]}/{match[3]}")
    if known is not None and match[1] is None:
        return known
    top, bottom = int(match[2]), int(match[3])
    said = _fraction(match[1], f"{top}/{bottom}", match.string[match.end() :], language)
    if said is not None:
        return said
    if language.code == "en" and bottom == 10:
        return f"{cardinal(top, language)} out of ten"
    if language.code == "en" and 0 < top < bottom <= 20:
        name = ordinal(bottom, language)
        said = f"{cardinal(top, language)} {name}{'' if top == 1 else 's'}"
        return said if match[1] is None else f"{cardinal(int(match[1]), language)} {language.and_} {said}"
    said = f"{cardinal(top, language)} {language.over} {cardinal(bottom, language)}"
    return said if match[1] is None else f"{cardinal(int(match[1]), language)} {said}"


def _fraction(whole: str | None, fraction: str, after: str, language: Language) -> str | None:
    """Says "3/4", or "1 1/2" with its whole number; None if the language has no words for it."""
    said = language.halves.get(fraction)
    if said is None:
        return None
    if whole is not None:
        link = language.and_ if language.mixed_by is None else language.mixed_by
        return " ".join(f"{cardinal(int(whole), language)} {link} {language.mixed.get(fraction, said)}".split())
    if fraction == "1/2" and language.code == "en" and (of := re.match(r"\s+(?!of\b)([a-z])", after)) is not None:
        return f"half a{'n' if of[1] in 'aeio' or after.lstrip().startswith('hour') else ''}"
    return said


def _clock(language: Language) -> list[Rewrite]:
    if not language.clock or language.clock_said is None:
        return []
    say = language.clock_said

    def said(match: re.Match[str]) -> str | None:
        names = match.re.groupindex
        half = (match["half"] or "") if "half" in names else ""
        hour, minute = int(match["h"]), int((match["m"] if "m" in names else None) or 0)
        return say(hour, minute, half) if hour <= 24 and minute < 60 else None

    return [Rewrite(re.compile(rf"{_BEGIN}(?:{language.clock})(?!\w)(?!:\d)", re.I), said)]


def _ordinals(language: Language) -> list[Rewrite]:
    if not language.ordinals or language.ordinal_said is None:
        return []
    say = language.ordinal_said
    pattern = re.compile(rf"{_BEGIN}(?:{language.ordinals})(?!\w)")
    return [Rewrite(pattern, lambda match: say(int(re.sub(r"\D", "", match["n"])), match["end"]))]


_DECADE = re.compile(rf"{_BEGIN}(?:(?P<long>1\d\d0|20\d0)|(?P<mark>['’])?(?P<short>[2-9]0))(?P<s>['’]?s)(?!\w)")
_OF_A_LIFE = re.compile(r"\b(?:the|early|mid|late|my|your|his|her|our|their)[\s-]+$", re.I)


def _decades(language: Language) -> list[Rewrite]:
    def said(match: re.Match[str]) -> str | None:
        if (
            match["short"]
            and not match["mark"]
            and _OF_A_LIFE.search(match.string[max(0, match.start() - 20) : match.start()]) is None
        ):
            return None  # seconds
        words = plain_number(match["long"] or match["short"], language)
        return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"

    return [Rewrite(_DECADE, said)] if language.decades else []


def _points(language: Language) -> list[Rewrite]:
    """Returns the rewrites for numbers in several parts ("1.2.3") or without a whole one (".5")."""
    if language.decimal != ".":
        return []

    def said(match: re.Match[str]) -> str:
        return f" {language.point} ".join(cardinal(int(each), language) for each in match[0].split("."))

    return [
        Rewrite(re.compile(rf"{_BEGIN}\d+(?:\.\d+){{2,}}(?!\w)"), said),
        Rewrite(
            re.compile(r"(?<![\w.])\.(\d+)(?![\w.])"), lambda match: f"{language.point} {digits(match[1], language)}"
        ),
    ]


def _date(match: re.Match[str], language: Language) -> str | None:
    if language.dated is None or not 1 <= int(match[2]) <= 12 or not 1 <= int(match[3]) <= 31:
        return None
    return language.dated(int(match[1]), int(match[2]), int(match[3]))


def _operators(language: Language) -> dict[str, str]:
    return {
        "+": language.plus, "=": language.equals, "×": language.times, "x": language.times, "*": language.times,
        "÷": language.over,
    }  # fmt: skip


def _left_over(match: re.Match[str], language: Language) -> str | None:
    """Says a number in the middle of a word ("B12", "3D")."""
    if match[0] == "1" and language.one_keeps_digit:
        return None
    if language.ordinal_dot and _ORDINAL_DOT.match(match.string, match.end()) is not None:
        return None
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return f"{' ' if before.isalpha() else ''}{plain_number(match[0], language)}{' ' if after.isalpha() else ''}"
