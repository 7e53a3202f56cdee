"""Makes a text ready for a voice, and refuses one without a word. Pure."""

from __future__ import annotations

from companion.errors import CannotSay
from companion.speech.normalise import normalise


def sayable(text: str, language: str = "en") -> str:
    """Returns the text as it is spoken, in one line. Raises CannotSay if no word is left."""
    said = normalise(text, language).text
    if not said:
        raise CannotSay("There is nothing in this text that can be read aloud.", hint="Write it in words.")
    return said
