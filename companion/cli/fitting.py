"""Breaks sentences between words to fit the terminal, which would break inside them.

Text for a file or another program stays in one line, and so does a command that may be copied.
"""

from __future__ import annotations

import codecs
import io
import shutil
import textwrap
from typing import Final, TextIO

_NARROWEST: Final = 40
"""Columns; in a narrower terminal the lines are no longer readable when they are broken further."""


def let_plainer(out: TextIO, *, only_ascii: bool = False) -> None:
    """Lets `out` write a plainer sign if its encoding lacks one, so that a crisis card never fails to print.

    `only_ascii`: its encoding promises more than the terminal can show.
    """

    def plainer(error: UnicodeError) -> tuple[str, int]:
        from companion.screen.words import plainer as without

        if not isinstance(error, UnicodeEncodeError):
            raise error
        return without(error.object[error.start : error.end]), error.end

    if isinstance(out, io.TextIOWrapper) and out.errors in ("strict", "surrogateescape", "backslashreplace"):
        codecs.register_error("plainer", plainer)
        out.reconfigure(encoding="ascii" if only_ascii else None, errors="plainer")


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
    return textwrap.fill(
        told,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
