"""Verifies a phrase by a likelihood ratio: how much better the phrase alone explains the last one to two seconds of
sound than anything else in the grammar does. In this project that is called *weighing* a phrase.

vosk gives a recognised word no usable confidence. But a fresh recogniser can be asked for its ten likeliest readings of
the same sound, and the difference of their log-likelihoods separates real words from false ones.

Runs in the recogniser's own process (`ear_cascade.py`), so only the standard library is imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WEIGHED_AFTER = (0.16, 0.36)
"""Seconds from the jumpy ear's report of a phrase to each of its two weighings: the end of the word, and the sound
after it."""
WEIGHED_BEFORE = 1.2
"""Seconds of sound before that report that are weighed: the longest word, and the quiet before it."""
EXPECTED = 300
"""Number of times that the phrase stands in the grammar it is weighed with, which makes it that much likelier than any
other word. Listed once, a safety word would be one among sixteen hundred."""
READINGS = 10
"""Number of likeliest readings that are compared. Readings far behind the best are not given at all (the model's
`lattice-beam`)."""
CERTAIN = 20.0
"""Log-likelihood ratio if every reading is the phrase; its negative if none is. Bounds all ratios."""


@dataclass(frozen=True)
class Weighing:
    """A phrase that is to be weighed."""

    phrase: str
    since: int
    """Index of the first sample that is weighed."""
    due: int
    """Index of the sample up to which sound has to be there before it is weighed."""


def odds(readings: Iterable[tuple[float, str]], phrase: str) -> float:
    """Returns the log-likelihood ratio of the likeliest reading that is the phrase alone (once or more often) to the
    likeliest other reading. A reading that holds the phrase among other words counts as another one, since such
    readings are found too easily."""
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
    """The result of weighing."""

    odds: dict[str, float]
    unexplained: bool
    """The likeliest of all readings has no word in it."""


def weigh(recogniser: Any, sound: Iterable[tuple[int, bytes]], due: list[Weighing]) -> Weighed:
    """Weighs all phrases that are due on one reading of the sound. `recogniser`: a fresh one, with the grammar of
    `expecting`. `sound`: (index of the first sample, block), as far back as it is kept."""
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
    """Returns a grammar in which each phrase that is due is listed `EXPECTED` times more."""
    return [*phrases, *(one.phrase for one in due for _ in range(EXPECTED))]
