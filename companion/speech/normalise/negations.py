"""Negations that voices swallow: "isn't" is often heard as "is in", so it is spoken as "is not". Pure.

A sentence that loses its "not" tells people the opposite. `python -m bench transcripts` finds such sentences.
"""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language
from companion.speech.normalise.rewriting import Rewrite

_BEFORE = re.compile(r"(\w+) $")
_SUBJECT_AFTER = re.compile(r"\s+(?:i|you|he|she|it|we|they|there|this|that|anyone|anybody|somebody|someone)\b", re.I)
_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they", "there", "this", "that"})


def negation_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrite for the contractions in `negations`."""
    if not language.negations:
        return []
    words = "|".join(re.escape(each).replace("'", "['’]") for each in language.negations)

    def said(match: re.Match[str]) -> str | None:
        subject = _BEFORE.search(match.string[: match.start()])
        # In a question the verb comes first, and "isn't it" cannot be "is not it".
        if subject is None:
            return None
        if subject[1].lower() not in _PRONOUNS and _SUBJECT_AFTER.match(match.string, match.end()):
            return None
        return language.negations[match[0].lower().replace("’", "'")]

    return [Rewrite(re.compile(rf"\b(?:{words})(?!['’\w])", re.I), said)]
