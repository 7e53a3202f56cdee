"""Reads a script in rich text (.rtf), the format that every word processor writes. Pure, except for its library."""

from __future__ import annotations

import re
from dataclasses import replace

from companion.authoring.importing.plain_reading import read_plain
from companion.authoring.importing.script_parts import ReadScript

_PICTURE = re.compile(r"\\pict(?![a-z])")
_HEX = re.compile(r"[0-9a-fA-F\s]{400,}")
"""The data of a picture: words never have 400 hexadecimal digits in a row."""
_DELETED = re.compile(r"\\deleted(?![a-z0-9])")
_FOOTNOTE = re.compile(r"\\footnote(?![a-z])")


def read_rtf(text: str) -> ReadScript:
    """Reads a script. The library gives its words without their styles, so headings are found by their looks alone."""
    from striprtf.striprtf import rtf_to_text

    plain = rtf_to_text(_HEX.sub(" ", text), errors="replace")
    counts = {
        "pictures": len(_PICTURE.findall(text)),
        "lost footnotes": len(_FOOTNOTE.findall(text)),
        "kept deletions": len(_DELETED.findall(text)),
    }
    return replace(read_plain(plain, wrapped=False), counts={name: number for name, number in counts.items() if number})
