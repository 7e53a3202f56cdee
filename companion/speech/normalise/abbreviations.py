"""Abbreviations, words with a slash between them, and sounds like "shh". Pure."""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language
from companion.speech.normalise.quantities import DASH, ends_here
from companion.speech.normalise.rewriting import Rewrite, Said

_WORD = r"[^\W\d_]+"
_SLASHED = re.compile(rf"(?<![\w/:.@\\]){_WORD}(?:\s?/\s?{_WORD})+(?![\w/:@\\])(?!\.\w)")
_DRAWN_OUT = re.compile(r"(?<![^\W\d_])[^\W\d_]*([a-zà-ÿ])\1\1+[^\W\d_]*", re.I)


def abbreviation_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrites for abbreviations with a dot, words with a slash, and drawn-out words and sounds."""
    return [
        *_sounds(language),
        *_numbered(language),
        *_titles(language),
        *_shortened(language),
        *_ranged(language),
        Rewrite(_SLASHED, lambda match: _slashed(match[0], language)),
        Rewrite(_DRAWN_OUT, lambda match: _drawn_out(match[0])),
    ]


def _titles(language: Language) -> list[Rewrite]:
    """Returns the rewrites for titles before a name, or before "and" and another title. "St." after a name is the
    street's."""
    if not language.titles:
        return []
    letters = "".join(title for title in language.titles if len(title) == 1) or "\0"
    and_ = re.escape(language.and_)
    names = "|".join(map(re.escape, sorted(language.titles, key=len, reverse=True)))

    def said(match: re.Match[str]) -> str | None:
        return language.titles.get(match[1])

    return [Rewrite(re.compile(rf"(?<![\w.])({names})(?:\.|(?<![{letters}]))(?=\s+(?:[^\W\da-zà-ÿ]|{and_}\s))"), said)]


def _shortened(language: Language) -> list[Rewrite]:
    return [
        Rewrite(re.compile(rf"(?<![\w./])(?:{written})(?P<dot>\.)(?!\w)", re.I), _with_stop(words, language))
        for written, words in language.shortened.items()
    ]


def _ranged(language: Language) -> list[Rewrite]:
    """Returns the rewrites for days and months with a dash between them."""
    if not language.ranged:
        return []
    known = "|".join(sorted(language.ranged, key=len, reverse=True))
    return [
        Rewrite(
            re.compile(rf"\b({known})\.?\s?{DASH}\s?({known})\b\.?"),
            lambda match: f"{language.ranged[match[1]]} {language.to} {language.ranged[match[2]]}",
        )
    ]


def _with_stop(words: str, language: Language) -> Said:
    return lambda match: words + ends_here(match, language)


def _numbered(language: Language) -> list[Rewrite]:
    def saying(words: str) -> Said:
        return lambda match: f"{words} "

    return [
        Rewrite(re.compile(rf"(?<!\w)(?:{written})\s?(?=\d)"), saying(words))
        for written, words in language.numbered.items()
    ]


def _slashed(written: str, language: Language) -> str | None:
    words = [each.strip() for each in written.split("/")]
    known = language.pairs.get("/".join(words).casefold())
    if known is None:
        return f" {language.or_} ".join(words) if language.or_ else None
    return known[0].upper() + known[1:] if words[0][0].isupper() else known


def _sounds(language: Language) -> list[Rewrite]:
    def saying(word: str) -> Said:
        return lambda match: (
            None if match[0].casefold() == word else word.capitalize() if match[0][0].isupper() else word
        )

    return [
        Rewrite(re.compile(rf"(?<![\w.])(?:{written})(?![\w/])", re.I), saying(word))
        for written, word in language.sounds.items()
    ]


def _drawn_out(written: str) -> str | None:
    """Returns a word without its drawn-out letters: "slooowly"."""
    if written.isupper() or written.casefold() == "www":
        return None
    return re.sub(r"([^\W\d_])\1\1+", lambda match: match[1], written, flags=re.I)
