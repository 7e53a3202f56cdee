"""Breaks what was typed, and texts of exercises, into words that can be compared. Pure."""

from __future__ import annotations

import re
from typing import Final

from companion.screen import words

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def spoken(text: str) -> list[str]:
    """Returns the words of a text, in small letters, their apostrophes straight."""
    return _WORD.findall(text.translate(words.PLAINER).lower())
