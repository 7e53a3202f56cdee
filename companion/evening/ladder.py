"""Which step of the ladder may be offered how. Pure; nothing is ever locked.

Down is always open, and so is a step both have already ended with green. The next one is offered a day after both
ended the one below with green. Anything else is theirs as well, if both say so twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from companion.evening.pages import Day


class Climb(StrEnum):
    OPEN = "open"
    """Nothing to ask."""
    NEXT = "next"
    """Offered; both are asked once."""
    TOO_SOON = "soon"
    """The one below was ended today; both are asked twice."""
    FURTHER = "further"
    """The one below has not been ended with green; both are asked twice."""


def climb(rung: int | None, there: Collection[int], rungs: Mapping[int, Day], today: Day) -> Climb:
    """How an exercise of this rung stands. `there`: the rungs of the library; `rungs`: when each was ended green."""
    if rung is None or any(done >= rung for done in rungs):
        return Climb.OPEN
    below = max((step for step in there if step < rung), default=None)
    if below is None:
        return Climb.OPEN
    # An own exercise may have brought a new rung in between: whoever was above it has been there.
    reached = max((done for done in rungs if done >= below), default=None)
    if reached is None:
        return Climb.FURTHER
    return Climb.NEXT if today - rungs[reached] >= 1 else Climb.TOO_SOON
