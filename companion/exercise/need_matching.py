"""Comparing the words by which people look for exercises. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

_NEAR = 0.8
"""A ratio of difflib, from 0 to 1: the least at which two needs count as one word written in two ways. "panick" and
"panic" have 0.91, "anger" and "angry" 0.8; "touching" and "touch", which may differ in meaning, 0.77."""
_AROUND = re.compile(r"^(?:after )?(?:(?:an?|the) )?")
"""The beginning that several needs share, and that is left out before two of them are compared."""


def plain_need(need: str) -> str:
    """Returns a need as it is compared: in small letters, its apostrophes straight."""
    return need.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def near_need(need: str, known: Collection[str]) -> str | None:
    """Finds the known need that `need` was probably meant to be; None if it is one of them, or near none."""
    sought = plain_need(need)
    if sought in map(plain_need, known):
        return None
    bare = {_AROUND.sub("", plain_need(each)): each for each in known}
    near = difflib.get_close_matches(_AROUND.sub("", sought), list(bare), n=1, cutoff=_NEAR)
    return bare[near[0]] if near else None
