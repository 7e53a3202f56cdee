"""Breaks sentences between words to fit the terminal, which would break inside them.

Text for a file or another program stays in one line, and so does a command that may be copied.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from typing import Final, TextIO

_NARROWEST: Final = 20
"""Columns; in a narrower terminal nearly every word would stand alone on its line."""
_APART: Final = re.compile(r" (?=[?!:;»])|(?<=«) ")
"""The spaces of French at which no line may end: those before the signs that it sets apart, as in "Ça va ?"."""
_TIE: Final = "\u2060"
"""Stands for such a space while a text is broken: a sign that isn't a space, and that no text has."""


def fitted(text: str, out: TextIO) -> str:
    """Breaks `text` for `out`; its lines keep their indentation."""
    if not out.isatty():
        return text
    width = max(_NARROWEST, shutil.get_terminal_size().columns) - 1
    return "\n".join(_fitted(line, width) for line in text.split("\n"))


def _fitted(line: str, width: int) -> str:
    told = line.lstrip()
    if len(line) <= width or told.startswith("companion "):
        return line
    indent = line[: len(line) - len(told)]
    # Long words are paths and addresses, which stay whole so that they can be copied.
    return loosened(
        textwrap.fill(
            tied(told),
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def tied(text: str) -> str:
    """Ties the signs that French sets apart to their words, so that a line doesn't end between them."""
    return _APART.sub(_TIE, text)


def loosened(text: str) -> str:
    """Turns what `tied` made back into spaces."""
    return text.replace(_TIE, " ")
