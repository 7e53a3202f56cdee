"""Words that voices misread, above all verbs that are written like an adjective or a noun: a voice reads the "close"
of "close your eyes" as it sounds in "close by". Pure.

The spoken text spells such a word so that every voice reads it rightly; people see it as it is written.
"""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language, Verb
from companion.speech.normalise.rewriting import Rewrite, Said


def misread_rewrites(language: Language) -> list[Rewrite]:
    """Returns a rewrite for each of the `verbs` and of the `misread` words."""
    return [
        *(Rewrite(_word(written), _saying_verb(verb)) for written, verb in language.verbs.items()),
        *(Rewrite(_word(written), _saying(said)) for written, said in language.misread.items()),
    ]


def _word(written: str) -> re.Pattern[str]:
    return re.compile(rf"\b{written}\b(?!['’-])", re.I)


def _saying(said: str) -> Said:
    return lambda match: _as_large(said, match[0])


def _as_large(said: str, written: str) -> str:
    return said.capitalize() if written[0].isupper() else said


def _saying_verb(verb: Verb) -> Said:
    after = re.compile(rf"(?:{verb.after})$", re.I)
    never_after = re.compile(rf"\b(?:{verb.never_after})\s+$", re.I) if verb.never_after else None
    always_after = re.compile(rf"\b(?:{verb.always_after})\s+$", re.I) if verb.always_after else None
    before = re.compile(rf"\s+(?:{verb.before})", re.I)

    def said(match: re.Match[str]) -> str | None:
        left = match.string[: match.start()]
        if never_after is not None and never_after.search(left):
            return None
        sure = always_after is not None and always_after.search(left) is not None
        if not sure and not (after.search(left) and before.match(match.string, match.end())):
            return None
        return _as_large(verb.said, match[0])

    return said
