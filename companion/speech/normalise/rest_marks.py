"""Rests that an author wrote as signs: an ellipsis, a dash without spaces. Pure.

An ellipsis becomes the sign `REST`, with a space on either side, where `speech.rests` puts silence. A dash gets the
spaces with which every voice already rests at it.
"""

from __future__ import annotations

import re
from typing import Final

from companion.speech.normalise.rewriting import Rewrite

REST: Final = "⋯"
"""Sign of a rest in a spoken text. It is not the one that people type, so the cache never takes a clip without the rest
for one with it."""

_ELLIPSIS = re.compile(r"\s*(?:[…⋯]|\.{3,}|\.\s\.\s\.)(?:[\s.…⋯]*(?:[…⋯]|\.{2,}|\.(?=\s\.)))*\.*\s*")
_DASH = re.compile(r"\s*(?:[—―]|–|(?<=\s)-(?=\s)|(?<!-)--+(?!-))[\s—―–-]*")
_CLOSING = "\"'”’»)]"


def rest_rewrites() -> list[Rewrite]:
    """Returns the rewrites for ellipses and dashes."""
    return [Rewrite(_ELLIPSIS, _ellipsis), Rewrite(_DASH, _dash)]


def _ellipsis(match: re.Match[str]) -> str | None:
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :]
    if not any(map(str.isalnum, before)):
        return None if match[0] == "" else " "
    ahead = after.lstrip(_CLOSING)
    if not any(map(str.isalnum, ahead)) and ahead[:1] not in ("!", "?"):
        return "" if before[-1] in ".!?," else "."
    if after[:1] in ",;:!?":
        return ""
    if after[:1] in _CLOSING:
        return f" {REST}"
    if before[-1] in "([{“‘«":
        return ""
    return f" {REST} "


def _dash(match: re.Match[str]) -> str | None:
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :]
    if not any(map(str.isalnum, before)):
        return " "
    if not any(map(str.isalnum, after)):
        return ""
    if before[-1] in ".!?:;,…⋯" or after[:1] in ".,;:!?…⋯":
        return " "
    sign = match[0].strip()[0]
    return f" {'–' if sign == '–' else '—'} "
