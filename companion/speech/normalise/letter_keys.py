"""A letter to press, which needs a short rest after it: voices run "press C when" together, and it is heard as "press
E when". Pure.

`python -m bench transcripts` finds such sentences: without the rest the default voice was misheard in half of them.
"""

from __future__ import annotations

import re

from companion.speech.normalise.language import Language
from companion.speech.normalise.rewriting import Rewrite


def letter_key_rewrites(language: Language) -> list[Rewrite]:
    """Returns the rewrite that puts a comma after a letter to press."""
    if not language.pressing:
        return []
    key = re.compile(rf"\b(?P<press>(?i:{language.pressing}) [A-Z])(?= \w)")
    return [Rewrite(key, lambda match: f"{match['press']},")]
