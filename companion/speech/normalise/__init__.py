"""The normaliser, in front of every voice: a written text as it is spoken, with the place of each part. Pure.

Voices read "4-7-8" with dashes and "No. 5" as two sentences, and rest at no ellipsis. Here each text is put into words
that all of them read alike. People see the written text; `Spoken.spans` leads back to it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from companion.speech.normalise.abbreviations import abbreviation_rewrites
from companion.speech.normalise.capitals import capital_rewrites
from companion.speech.normalise.counts import count_rewrites
from companion.speech.normalise.language import Language
from companion.speech.normalise.languages import LANGUAGES
from companion.speech.normalise.letter_keys import letter_key_rewrites
from companion.speech.normalise.misread import misread_rewrites
from companion.speech.normalise.negations import negation_rewrites
from companion.speech.normalise.quantities import quantity_rewrites
from companion.speech.normalise.rest_marks import rest_rewrites
from companion.speech.normalise.rewriting import Rewrite, rewritten, traced, without_spare_spaces
from companion.speech.normalise.spoken import Span, Spoken, spoken_of
from companion.speech.normalise.symbols import symbol_rewrites
from companion.speech.normalise.telephone import telephone_rewrites

__all__ = ["Span", "Spoken", "normalise"]

_MOST_PASSES: Final = 6
"""Passes over a text. One is enough for what people write; the others are for signs that only meet once others are
gone, so that a spoken text is never changed again."""
_KEPT: Final = 2048
"""Texts whose spoken form is remembered."""


@lru_cache(_KEPT)
def normalise(text: str, language: str = "en") -> Spoken:
    """Returns a text as it is spoken in a language ("fr", "pt-BR"). Its text is empty if there is no word in it.

    In a language without a table only markup, emoji and rests are seen to.
    """
    rewrites = _rewrites(language.partition("-")[0].lower())
    now = without_spare_spaces(traced(text))
    for _ in range(_MOST_PASSES):
        before = now
        now = without_spare_spaces(rewritten(before, rewrites))
        if now.text == before.text:
            break
    if not any(map(str.isalnum, now.text)):
        return Spoken("", ())
    return spoken_of(now, len(text))


@lru_cache(16)
def _rewrites(code: str) -> tuple[Rewrite, ...]:
    language = LANGUAGES.get(code, Language(code, or_=""))
    return (
        *telephone_rewrites(language),
        *count_rewrites(language),
        *quantity_rewrites(language),
        *abbreviation_rewrites(language),
        *capital_rewrites(language),
        *negation_rewrites(language),
        *misread_rewrites(language),
        *letter_key_rewrites(language),
        *rest_rewrites(),
        *symbol_rewrites(language),
    )
