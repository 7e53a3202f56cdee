"""The figures and choices of the page before an exercise: lengths, the total, the time until it starts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.couple.evening.lengths import Length, lengths_of
from companion.screen import words
from companion.screen.seam import AdjustableLength
from companion.tongue import said

WAITS: Final = (0, 1, 3, 5)
"""Minutes to get settled, from which the person chooses how soon it starts."""

SILENCES: Final = (0, 1, 3, 5, 10, 20)
"""Minutes of silence after the ending, from which the person chooses."""


def steps_of(length: AdjustableLength, chosen: float) -> tuple[float, ...]:
    """Returns the lengths to choose from, in seconds: the bounds, the present one, and round ones between them."""
    return lengths_of(Length(chosen, length.shortest, length.longest))


def within(lengths: Mapping[str, AdjustableLength], chosen: Mapping[str, float]) -> dict[str, float]:
    """Returns a length in seconds for each name: the one chosen, kept within the bounds, or the author's own."""
    return {
        name: min(max(chosen.get(name, length.default), length.shortest), length.longest)
        for name, length in lengths.items()
    }


def total(seconds: float, *, own_pace: bool = False) -> str:
    """Writes how long the whole takes: "about 6 minutes", "about a minute". `own_pace`: at a pace that the person
    chose, so that it may differ from what the exercise says of itself."""
    minutes = max(1, round(seconds / 60))
    length = said("about a minute") if minutes == 1 else said("about {n} minutes").format(n=minutes)
    return said("{length}, at your pace").format(length=length) if own_pace else length


def wait(minutes: int) -> str:
    """Writes when it starts: "now", "in 3 minutes"."""
    return words.BEFORE_NOW if minutes == 0 else said("in {length}").format(length=words.span(60 * minutes))


def silence(minutes: int) -> str:
    """Writes how long the silence at the end is: "none", "3 minutes"."""
    return words.BEFORE_NO_SILENCE if minutes == 0 else words.span(60 * minutes)


def name_of_length(name: str) -> str:
    """Puts the author's name for a length into words; "rest" is "Each rest"."""
    which = words.shown(name.replace("_", " ").replace("-", " "))
    return words.BEFORE_LENGTHS.get(name, words.BEFORE_LENGTH.format(which=which))
