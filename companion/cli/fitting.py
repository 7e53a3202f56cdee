"""Sentences that fit the terminal: broken between words, where the terminal would break within one. Nothing is decided.

What goes into a file or another program stays in one line, and so does a command that somebody may copy.
"""

from __future__ import annotations

import codecs
import io
import shutil
import textwrap
from typing import Final, TextIO

_NARROWEST: Final = 40


def let_plainer(out: TextIO) -> None:
    """Where its encoding lacks a sign, `out` gets a plainer one: a crisis card matters more than its quotes."""

    def plainer(error: UnicodeError) -> tuple[str, int]:
        from companion.screen.words import PLAINER

        if not isinstance(error, UnicodeEncodeError):
            raise error
        signs = error.object[error.start : error.end].translate(PLAINER)
        return "".join(sign if sign.isascii() else "?" for sign in signs), error.end

    if isinstance(out, io.TextIOWrapper) and out.errors in ("strict", "surrogateescape"):
        codecs.register_error("plainer", plainer)
        out.reconfigure(errors="plainer")


def fitted(text: str, out: TextIO) -> str:
    """`text` as it should be written to `out`; its lines keep how far they are set in."""
    if not out.isatty():
        return text
    width = max(_NARROWEST, shutil.get_terminal_size().columns) - 1
    return "\n".join(_fitted(line, width) for line in text.split("\n"))


def _fitted(line: str, width: int) -> str:
    told = line.lstrip()
    if len(line) <= width or told.startswith("companion "):
        return line
    indent = line[: len(line) - len(told)]
    # Long words are paths and addresses: they stay whole, for whoever copies them.
    return textwrap.fill(
        told,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
