"""What of a text can be said at all. Pure."""

from __future__ import annotations

import unicodedata

from companion.errors import NoVoice


class CannotSay(NoVoice):
    """This one text cannot be said; the voice itself is well."""

    title = "Nothing to say"


_SPOKEN_CATEGORIES = frozenset("LMNPZ")  # letters, marks, numbers, punctuation, separators
_SPOKEN_SYMBOLS = frozenset("+=<>%$£€°|~^")
# Marks that only make sense beside an emoji: variation selectors, the enclosing keycap, skin tones' joiner.
_EMOJI_GLUE = frozenset({"\ufe0e", "\ufe0f", "\u20e3", "\u200d"})


def sayable(text: str) -> str:
    """The text without emoji, pictures and control characters, in one line. Raises CannotSay where no word is left."""
    kept = "".join(character if _spoken(character) else " " for character in text)
    said = " ".join(kept.split())
    if not any(character.isalnum() for character in said):
        raise CannotSay("This text holds nothing that can be said aloud.", hint="Write it in words.")
    return said


def _spoken(character: str) -> bool:
    if character in _EMOJI_GLUE:
        return False
    return unicodedata.category(character)[0] in _SPOKEN_CATEGORIES or character in _SPOKEN_SYMBOLS
