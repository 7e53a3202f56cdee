"""The rests inside a sentence: silence where its author wrote an ellipsis, and a longer quiet between clauses.

No voice rests at an ellipsis, so a text is cut there and silence is put between the parts. And a natural voice that is
only stretched begins to drawl. So it speaks at a pace at which it still sounds like a person, and the rests that it
makes by itself take up the difference to the pace asked for. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.ports import Pcm
from companion.speech.normalise.rest_marks import REST

_WRITTEN_REST: Final = 0.7
"""Seconds of a rest that was written as an ellipsis, at the usual pace: twice the rest after a sentence, since it is
written to be noticed."""
LONGEST_REST: Final = 0.55
"""Seconds by which one rest may grow."""

_BLOCK_SECONDS: Final = 0.01
_SHORTEST_SECONDS: Final = 0.2
"""Seconds of quiet from which it is a rest. A closed mouth before a "t" or "p" lasts up to 0.15 s, the end of a clause
0.22 s and more (measured on piper's joe)."""
_QUIET: Final = 0.02
"""Share of the loudest block below which a block is quiet."""
_EDGE_SECONDS: Final = 0.005
_CLAUSE = re.compile(rf"[,;:—–.!?{REST}](?=[\"'”’)\]]*\s)")
_OPEN_END = re.compile(r"[^\W_][\"'”’)\]]*$")


def clauses(text: str) -> int:
    """Counts the ends of clauses and sentences inside `text`."""
    return len(_CLAUSE.findall(text.strip()))


def parts_at_rests(text: str) -> list[str]:
    """Cuts a spoken text where a rest is written. A part that the sentence goes on after ends in a comma, at which a
    voice does not sound as if it had come to its end."""
    parts = [part.strip() for part in text.split(REST)]
    parts = [part for part in parts if any(map(str.isalnum, part))]
    return [*(f"{part}," if _OPEN_END.search(part) else part for part in parts[:-1]), *parts[-1:]]


def written_rest(words_per_minute: float) -> float:
    """Returns the seconds of a rest that was written as an ellipsis, at this pace."""
    return _WRITTEN_REST * WORDS_PER_MINUTE / max(1.0, words_per_minute)


def joined(parts: Sequence[Pcm], seconds: float) -> Pcm:
    """Puts parts of one rate together, with `seconds` of silence between them."""
    rest = np.zeros(int(seconds * parts[0].rate), np.float32)
    spaced = [samples for part in parts for samples in (rest, part.samples)][1:]
    return Pcm(np.concatenate(spaced), parts[0].rate)


def rested(pcm: Pcm, seconds: float, most: int) -> Pcm:
    """Lengthens the `most` longest inner quiets, evenly, to approach a length of `seconds`.

    It never shortens, and no rest grows by more than `LONGEST_REST`. A clip without a rest is not changed.
    """
    missing = seconds - pcm.seconds
    if missing <= 0 or most <= 0:
        return pcm
    places = _quiets(pcm, most)
    if not places:
        return pcm
    rest = np.zeros(int(min(LONGEST_REST, missing / len(places)) * pcm.rate), np.float32)
    edge = max(1, int(_EDGE_SECONDS * pcm.rate))
    fall = np.linspace(1, 0, edge, dtype=np.float32)
    parts = []
    start = 0
    for place in [*places, len(pcm.samples)]:
        part = np.array(pcm.samples[start:place], np.float32)
        if start:
            part[:edge] *= fall[::-1][: len(part)]
            parts.append(rest)
        if place < len(pcm.samples):
            part[-edge:] *= fall[-len(part) :]
        parts.append(part)
        start = place
    return Pcm(np.concatenate(parts), pcm.rate)


def _quiets(pcm: Pcm, most: int) -> list[int]:
    """Finds the middles of the longest quiets inside, in samples and in order."""
    size = max(1, int(_BLOCK_SECONDS * pcm.rate))
    blocks = len(pcm.samples) // size
    if not blocks:
        return []
    loud = np.sqrt(np.mean(np.square(pcm.samples[: blocks * size].reshape(blocks, size)), axis=1))
    heard = np.flatnonzero(loud >= _QUIET * float(loud.max()))
    if len(heard) < 2 or not loud.any():
        return []
    lengths = np.diff(heard) - 1
    longest = np.argsort(-lengths, kind="stable")[:most]
    found = [int(each) for each in longest if lengths[each] * _BLOCK_SECONDS >= _SHORTEST_SECONDS]
    return sorted(int(heard[each] + 1 + lengths[each] // 2) * size for each in found)
