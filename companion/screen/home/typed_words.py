"""Breaks what was typed, and texts of exercises, into words that can be compared. Pure."""

from __future__ import annotations

import re
from typing import Final

from companion.screen import words

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

_SENTENCE: Final = 3
"""Fewest typed words that count as a sentence. Somebody who types that many is probably not looking for a title."""


def spoken(text: str) -> list[str]:
    """Returns the words of a text, in small letters, their apostrophes straight."""
    return _WORD.findall(text.translate(words.PLAINER).lower())


def is_sentence(typed: str) -> bool:
    """Tells whether enough words were typed to be a sentence, which is probably about the person."""
    return len(spoken(typed)) >= _SENTENCE
