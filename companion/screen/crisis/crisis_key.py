"""The key that opens the crisis card on pages where C would be typed as a letter, and sentences that name it. Pure; no
textual.

Exercises say "press C", which is the key in a session and on every page that takes single letters.
"""

from __future__ import annotations

import re
from typing import Final

IN_THE_SEARCH: Final = "!"
"""The key on the list of exercises, where every letter goes into the search."""
IN_A_LINE: Final = "F1"
"""The key on a page with a line to type in, where every sign goes into the line."""
_PRESS_C: Final = re.compile(r"\b(press|touche) C\b(?:, as in call\b)?", re.IGNORECASE)


def naming(text: str, key: str) -> str:
    """Returns the text with `key` in place of C wherever it says to press C. "As in call" is left out with the C."""
    return _PRESS_C.sub(lambda found: f"{found[1]} {key}", text)
