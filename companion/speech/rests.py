"""Rests inside a sentence: the quiet a voice leaves between clauses made longer, so that slow means unhurried.

A natural voice that is only stretched begins to drawl. So it speaks at a pace at which it still sounds like a person,
and what is missing to the pace asked for becomes rest where it rested by itself. Pure NumPy.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from companion.ports import Pcm

LONGEST_REST: Final = 0.55
"""Seconds that one rest may grow by."""

_BLOCK_SECONDS: Final = 0.01
_SHORTEST_SECONDS: Final = 0.2
"""A closed mouth before a "t" or "p" lasts up to 0.15 s; a clause's end 0.22 s and more, measured on piper's joe."""
_QUIET: Final = 0.02
"""Of the loudest block."""
_EDGE_SECONDS: Final = 0.005
_CLAUSE = re.compile(r"[,;:—–.!?…](?=[\"'”’)\]]*\s)")


def clauses(text: str) -> int:
    """How many ends of clauses and sentences there are inside `text`."""
    return len(_CLAUSE.findall(text.strip()))


def rested(pcm: Pcm, seconds: float, most: int) -> Pcm:
    """With its `most` longest inner quiets made longer, evenly, to come near to a length of `seconds`.

    Never shorter, and no rest grows by more than `LONGEST_REST`. Unchanged where the voice never rested.
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
    """The middles of the longest quiets inside, in samples and in order."""
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
