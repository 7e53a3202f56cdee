"""Verbs that are written like an adjective or a noun: a voice reads "close your eyes" with the end of "close by". Pure.

The spoken text spells such a verb so that every voice reads it rightly; people see it as it is written.
"""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language, Verb
from companion.speech.normalise.rewriting import Rewrite, Said


def verb_rewrites(language: Language) -> list[Rewrite]:
    """Gives a rewrite for each of the `verbs`."""
    return [
        Rewrite(re.compile(rf"\b{written}\b(?!['’-])", re.I), _saying(verb)) for written, verb in language.verbs.items()
    ]


def _saying(verb: Verb) -> Said:
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
        return verb.said.capitalize() if match[0][0].isupper() else verb.said

    return said
