"""Weighing a phrase: by how much it alone explains the last second of sound better than anything else that an ear
knows. Runs in the recogniser's own process (`ears.py`), so nothing but the standard library is imported.

A recogniser's word comes without odds, and its confidence is worthless. A fresh recogniser that gives its ten likeliest
readings of the same sound can be asked for a likelihood ratio, and that separates.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

RATE = 16000
WEIGHED_AFTER = (0.16, 0.36)
"""Seconds after the first ear had a phrase at which it is weighed: once the word is over, and with what follows."""
WEIGHED_BEFORE = 1.2
"""Seconds before it that are weighed too: the longest word, and the quiet before it."""
EXPECTED = 300
"""How many times likelier than any other word a phrase is that the first ear heard, before it is weighed."""
READINGS = 10
"""So many of the likeliest readings are compared; those far behind (the model's `lattice-beam`) are none at all."""
CERTAIN = 20.0
"""The odds where every reading holds the phrase; where none does, the same below nought."""


@dataclass(frozen=True)
class Weighing:
    """A phrase to be weighed."""

    phrase: str
    since: int
    """The first sample that counts …"""
    due: int
    """… and the one up to which it is waited for."""


def odds(readings: Iterable[tuple[float, str]], phrase: str) -> float:
    """By how much the likeliest reading that is the phrase alone, once or more often, is likelier than the likeliest
    other one (log-likelihoods). In a sentence a reading with the phrase somewhere in it is found too easily."""
    having: list[float] = []
    others: list[float] = []
    for likelihood, text in readings:
        alone = bool(text) and not f" {text} ".replace(f" {phrase}", "").strip()
        (having if alone else others).append(likelihood)
    if not having:
        return -CERTAIN
    return max(-CERTAIN, min(CERTAIN, max(having) - max(others))) if others else CERTAIN


@dataclass(frozen=True)
class Weighed:
    """What came of it."""

    odds: dict[str, float]
    unexplained: bool
    """The likeliest reading of all has no word in it."""


def weigh(recogniser: Any, sound: Iterable[tuple[int, bytes]], due: list[Weighing]) -> Weighed:
    """One reading of the sound does for all that are due. `recogniser`: a fresh one, see `expecting`. `sound`: (first
    sample, block), as far back as it is remembered."""
    recogniser.SetMaxAlternatives(READINGS)
    since = min(one.since for one in due)
    for start, block in sound:
        if start >= since:
            recogniser.AcceptWaveform(block)
    alternatives = json.loads(recogniser.FinalResult()).get("alternatives", ())
    readings = [(one["confidence"], one["text"]) for one in alternatives]
    best = max(readings, default=(0.0, ""))[1]
    return Weighed({one.phrase: round(odds(readings, one.phrase), 2) for one in due}, not best)


def expecting(phrases: Iterable[str], due: list[Weighing]) -> list[str]:
    """The grammar for it. Said more often, a phrase is expected more: otherwise a safety word is one among sixteen
    hundred."""
    return [*phrases, *(one.phrase for one in due for _ in range(EXPECTED))]
