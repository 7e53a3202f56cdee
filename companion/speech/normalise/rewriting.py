"""Rewrites a text by rules and remembers, for each character, the part of the written text that it stands for. Pure.

A `Rewrite` finds something by a regular expression and gives what is said in its place. The one that begins earliest
goes first, and of two that begin at the same place the one that stands earlier in the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_AFTER_A_STOP = re.compile(r"[.!?][\"'”’)\]]*\s+[\"'“‘(\[]*$")
_SPARE_SPACE = re.compile(r"\A\s|\s\Z|\s[\s.,;:!?]|[^\S ]")
"""White space that is too much, or isn't an ordinary space. Most sentences have none."""
_LOOK_BACK = 20
"""Characters in which the end of the sentence before is looked for."""

Place = tuple[int, int]
"""A part of the written text: from, to (characters)."""


Said = Callable[[re.Match[str]], str | None]
"""Gives what is said for a match, or None to leave it as it is."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A pattern that matches one character at least, and what is said for a match."""

    pattern: re.Pattern[str]
    said: Said


@dataclass(frozen=True, slots=True)
class Traced:
    """A text and the written place of each of its characters."""

    text: str
    places: tuple[Place, ...]


def traced(written: str) -> Traced:
    """Wraps a written text that is not rewritten yet: each character stands for itself."""
    return Traced(written, tuple((at, at + 1) for at in range(len(written))))


def rewritten(before: Traced, rewrites: Sequence[Rewrite]) -> Traced:
    """Goes through the text once and puts in place of each match what is said for it, with a capital letter where it
    begins a sentence: voices cut a text there."""
    text = before.text
    parts: list[str] = []
    places: list[Place] = []
    nexts: list[re.Match[str] | None] = [each.pattern.search(text) for each in rewrites]
    at = 0
    while True:
        best = _earliest(text, rewrites, nexts, at)
        if best is None and not at:
            return before
        start = len(text) if best is None else best[0].start()
        parts.append(text[at:start])
        places += before.places[at:start]
        if best is None:
            return Traced("".join(parts), tuple(places))
        match, said = best
        if said[:1].islower() and _begins_sentence(parts):
            said = said[0].upper() + said[1:]
        parts.append(said)
        whole = (before.places[start][0], before.places[match.end() - 1][1])
        places += [whole] * len(said)
        at = match.end()


def _begins_sentence(parts: Sequence[str]) -> bool:
    """Tells whether a sentence begins after these parts of a text."""
    before = "".join(part[-_LOOK_BACK:] for part in parts[-4:])
    return not any(map(str.isalnum, before)) or _AFTER_A_STOP.search(before[-_LOOK_BACK:]) is not None


def _earliest(
    text: str, rewrites: Sequence[Rewrite], nexts: list[re.Match[str] | None], at: int
) -> tuple[re.Match[str], str] | None:
    """Finds the first match from `at` on that has something to say. `nexts` keeps the next match of each rewrite."""
    while True:
        best = -1
        for index, match in enumerate(nexts):
            if match is not None and match.start() < at:
                match = nexts[index] = rewrites[index].pattern.search(text, at)
            if match is not None and (best < 0 or match.start() < _start(nexts[best])):
                best = index
        if best < 0:
            return None
        match = nexts[best]
        assert match is not None
        said = rewrites[best].said(match)
        if said is not None:
            return match, said
        nexts[best] = rewrites[best].pattern.search(text, match.start() + 1)


def _start(match: re.Match[str] | None) -> int:
    assert match is not None
    return match.start()


def without_spare_spaces(before: Traced) -> Traced:
    """Makes one space of each stretch of white space, and none at either end or before a mark that ends a clause."""
    if _SPARE_SPACE.search(before.text) is None:
        return before
    kept: list[int] = []
    for at, character in enumerate(before.text):
        space = character.isspace()
        if space and (not kept or before.text[kept[-1]].isspace()):
            continue
        if character in ".,;:!?" and kept and before.text[kept[-1]].isspace():
            kept.pop()
        kept.append(at)
    while kept and before.text[kept[-1]].isspace():
        kept.pop()
    text = "".join(" " if before.text[at].isspace() else before.text[at] for at in kept)
    return Traced(text, tuple(before.places[at] for at in kept))
