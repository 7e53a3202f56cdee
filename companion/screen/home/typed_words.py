"""Breaks what was typed, and texts of exercises, into words that can be compared. Pure."""

from __future__ import annotations

import re
from typing import Final

from companion.screen import words

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

_SENTENCE: Final = 3
"""Words of a sentence, at least: somebody who types that many says something, and doesn't look for a title's word."""


def spoken(text: str) -> list[str]:
    """Returns the words of a text, in small letters, their apostrophes straight."""
    return _WORD.findall(text.translate(words.PLAINER).lower())


def is_sentence(typed: str) -> bool:
    """Tells whether so many words were typed that they are probably about the person."""
    return len(spoken(typed)) >= _SENTENCE
