"""The spoken form of a written text, with the place of each of its parts there. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from companion.speech.normalise.rewriting import Traced


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the spoken text, and the part of the written text that it is said for; each as the index of its first
    character and the index after its last."""

    start: int
    end: int
    written_start: int
    written_end: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text as it is spoken. The spans cover both texts from end to end, in order; text that is not spoken belongs to
    the span before it."""

    text: str
    spans: tuple[Span, ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Returns the beginning and the end of the written text for which a part of the spoken text, of at least one
        character, is said."""
        over = [span for span in self.spans if span.start < end and span.end > start]
        if not over:
            raise ValueError(f"nothing is spoken from {start} to {end}")
        return over[0].written_start, over[-1].written_end


def spoken_of(traced: Traced, length: int) -> Spoken:
    """Groups the characters into spans; `length` is the written text's."""
    if length and traced.places == tuple(pairwise(range(length + 1))):
        return Spoken(traced.text, (Span(0, length, 0, length),))  # it is spoken as it is written, as most texts are
    groups: list[list[int]] = []  # start, end, written start, written end
    for at, (begin, end) in enumerate(traced.places):
        last = groups[-1] if groups else None
        if last is not None and begin < last[3]:
            last[1], last[3] = at + 1, max(last[3], end)
        elif last is not None and begin == last[3] and _plain(last) and end == begin + 1 and not _shared(traced, at):
            last[1], last[3] = at + 1, end
        else:
            groups.append([at, at + 1, begin, end])
    for one, following in pairwise(groups):
        one[3] = following[2]
    if groups:
        groups[0][2], groups[-1][3] = 0, length
    return Spoken(traced.text, tuple(Span(*each) for each in groups))


def _plain(group: list[int]) -> bool:
    """Tells whether a group is spoken as it is written so far."""
    return group[1] - group[0] == group[3] - group[2]


def _shared(traced: Traced, at: int) -> bool:
    """Tells whether the next character stands for the same place as this one."""
    return at + 1 < len(traced.places) and traced.places[at + 1] == traced.places[at]
