"""Words in capitals: shouting, which is said like anything else, acronyms, and Roman numerals. Pure."""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language
from companion.speech.normalise.number_words import cardinal, ordinal
from companion.speech.normalise.rewriting import Rewrite

_LETTER = "[A-ZÀ-ÖØ-Þ]"
_RUN = re.compile(
    rf"(?<![\w])(?:{_LETTER}+['’])?{_LETTER}+(?:['’]{_LETTER}+)?(?:[ ,]+{_LETTER}+(?:['’]{_LETTER}+)?){{0,30}}(?![\w])"
)
_WORD = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)?")
_ROMAN = re.compile(r"(?<![\w'’.-])(?P<name>[^\W\d_]+)(?P<gap>\s)(?P<roman>[IVXL]+)(?!\w|['’](?!s\b))")
_CANONICAL = re.compile(r"(?=.)(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_LONG = 4
"""Letters from which a word in capitals that stands alone is taken for a shout, unless it is a known acronym."""


def capital_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrites for Roman numerals, acronyms that voices mistake for words, and shouting."""
    if not language.number_words:
        return []
    return [
        *_centuries(language),
        Rewrite(_ROMAN, lambda match: _roman(match, language)),
        Rewrite(_RUN, lambda match: _run(match, language)),
    ]


def roman_value(written: str) -> int | None:
    """Returns the value of a Roman numeral up to 89; None for anything else."""
    if _CANONICAL.fullmatch(written) is None:
        return None
    values = [_VALUES[each] for each in written]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))


def _roman(match: re.Match[str], language: Language) -> str | None:
    """Says "Louis XIV" and "World War II". One letter alone is a numeral only after a ruler's name."""
    name, roman = match["name"], match["roman"]
    value = roman_value(roman)
    if value is None or not (name[0].isupper() or name in language.counted):
        return None
    if {name, name.capitalize()} & language.counted and (len(roman) > 1 or not name.isupper()):
        following = match.string[match.end() :].lstrip()[:1]
        return None if roman == "I" and following.isalpha() else f"{name} {cardinal(value, language)}"
    if name.isupper() and len(name) > 1:
        return None
    if roman == "I" and match.string[match.end() :].lstrip()[:1].isalpha():
        return None  # "And Mary I love": the speaker
    if name in language.regnal and language.regnal_said is not None:
        return f"{name} {language.regnal_said(value)}"
    return f"{name} {cardinal(value, language)}" if len(roman) > 1 and language.regnal else None


def _centuries(language: Language) -> list[Rewrite]:
    if not language.century:
        return []

    def said(match: re.Match[str]) -> str | None:
        value = roman_value(match[1])
        return None if value is None else ordinal(value, language)

    return [Rewrite(re.compile(rf"(?<!\w)([IVX]+){language.century}(?!\w)"), said)]


def _run(match: re.Match[str], language: Language) -> str | None:
    """Says a row of words in capitals: as words where somebody shouts, otherwise each acronym as it is called."""
    words = _WORD.findall(match[0])
    shouted = [each for each in words if _could_be_a_word(each, language)]
    long = [each for each in shouted if len(each) >= _LONG or each.casefold() in language.short_words]
    shouting = bool(long) or len(shouted) > 1
    first = _begins_a_sentence(match.string[: match.start()])

    def one(word: re.Match[str]) -> str:
        written = word[0]
        if written in language.acronyms and not (shouting and written in language.words_too):
            return language.acronyms[written]
        if (
            not shouting
            or written == "I"
            or written.startswith(("I'", "I’"))
            or not (_shouted(written, language) or written in language.words_too)
        ):
            return f"I{written[1:].lower()}" if written.startswith(("I'", "I’")) else written
        return written.capitalize() if first and word.start() == 0 else written.lower()

    said = _WORD.sub(one, match[0])
    return said if said != match[0] else None


def _could_be_a_word(written: str, language: Language) -> bool:
    return len(written) > 1 and _shouted(written, language)


def _shouted(written: str, language: Language) -> bool:
    """Tells whether a word in capitals could be an ordinary one: it has a vowel and is not a known acronym."""
    vowel = re.search(r"[AEIOUYÀ-ÖØ-Þ]", written) is not None
    return vowel and written not in language.acronyms and (len(written) > 1 or written in "AEOY")


def _begins_a_sentence(before: str) -> bool:
    last = before.rstrip(" \t\n\"'“‘”’([*")
    return not last or last[-1] in ".!?…:"
