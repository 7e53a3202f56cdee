"""Lets the output write a plainer sign in place of one that its encoding lacks."""

from __future__ import annotations

import codecs
import io
from typing import TextIO


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
