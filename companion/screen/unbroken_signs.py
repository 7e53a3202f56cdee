"""Keeps the signs that French sets apart, as in "Ça va ?", on the line of their word wherever Textual breaks a text.

Textual breaks at every space, also at one that forbids it, so the texts can't say it themselves. It breaks with Rich's
pattern of a word, which is replaced here for the whole program. `flow.wrap` does the same for the lines that are broken
by hand, and `companion.fitting` for those of the command line.
"""

from __future__ import annotations

import re
from typing import Final

from rich import _wrap

_WORD: Final = re.compile(r"\s*\S+(?: [?!:;»]\S*|(?<=«) \S+)*\s*")
"""A word with the spaces around it, as Rich has it, and the signs that belong to it."""


def keep_signs_with_words() -> None:
    """Makes Textual break no line before "?", "!", ":", ";" and "»", and none after "«". Called again, it changes
    nothing."""
    _wrap.re_word = _WORD
