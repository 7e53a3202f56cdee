"""Finds a name in a list by what has been typed so far of it. Pure; no textual."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def fitting(names: Sequence[str], typed: str) -> int | None:
    """Returns the place of the first name that begins with `typed`, or else of the first one with a word that does;
    None if there is none, or nothing was typed. Capitals and accents make no difference."""
    sought = " ".join(_plain(typed).split())
    if not sought:
        return None
    plain = [_plain(name) for name in names]
    starts = (at for at, name in enumerate(plain) if name.startswith(sought))
    inside = (at for at, name in enumerate(plain) if f" {sought}" in name.replace("-", " "))
    return next(starts, next(inside, None))


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
