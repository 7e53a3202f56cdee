"""The lengths that two people may choose from, within the author's bounds. Pure."""

from __future__ import annotations

from dataclasses import dataclass

MOST_LENGTHS = 7
"""Lengths to choose from at most: more don't fit into a row."""
_STEPS = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)


@dataclass(frozen=True, slots=True)
class Length:
    """Seconds: the author's, or what was asked for on the command line, and the author's bounds."""

    seconds: float
    shortest: float
    longest: float


def usual_or_shortest(length: Length) -> tuple[float, ...]:
    """Returns the lengths that can be chosen on a first evening, the shortest first. No separate question is asked
    about them."""
    return tuple(sorted({length.shortest, length.seconds}))


def lengths_of(length: Length) -> tuple[float, ...]:
    """Chooses a handful of lengths to go through, in order, with the bounds and the present one among them."""
    fixed = {length.shortest, length.longest, length.seconds}
    for step in _STEPS:
        first = int(length.shortest // step) + 1
        between = {n * step for n in range(first, first + MOST_LENGTHS) if length.shortest < n * step < length.longest}
        if len(between | fixed) <= MOST_LENGTHS and (first + MOST_LENGTHS) * step >= length.longest:
            return tuple(sorted(between | fixed))
    return tuple(sorted(fixed))
