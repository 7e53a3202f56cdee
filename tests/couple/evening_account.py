"""The account that random evenings are checked against, and the exercises in them.

It knows nothing of the program's rules: it keeps what two people saw and did, and says what may still happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from companion.exercise.model import Exercise
from companion.exercise.reading import read
from tests.couple.evening.people import OUR_HANDS

DAY = 739_577
HANDS_AND_ARMS = {"hands", "forearms"}
"""The areas here that are gentle enough to be added after touch further up the ladder."""


class Broken(AssertionError):
    """Raised if a rule of the account does not hold; says which one."""


def must(holds: bool, rule: str) -> None:
    if not holds:
        raise Broken(rule)


def _exercise(id: str, areas: str, turn: tuple[int, int, int], rung: int) -> Exercise:
    default, shortest, longest = turn
    text = OUR_HANDS.replace("id: our-hands", f"id: {id}").replace("touch: [hands]", f"touch: [{areas}]")
    text = text.replace("rung: 1", f"rung: {rung}").replace(
        "{default: 1 min, from: 1 min, to: 3 min}",
        f"{{default: {default} min, from: {shortest} min, to: {longest} min}}",
    )
    return read(text.encode(), f"{id}.yaml").exercise


@cache
def exercises() -> Mapping[str, Exercise]:
    return {
        each.id: each
        for each in (
            _exercise("our-hands", "hands", (1, 1, 3), 1),
            _exercise("up-to-the-elbow", "hands, forearms", (4, 2, 10), 2),
            _exercise("two-feet", "feet", (3, 3, 6), 3),
            _exercise("close", "cuddling, kissing", (4, 2, 10), 4),
        )
    }


@dataclass
class Account:
    """The touch that is still allowed on this evening, after all that the two have seen and said."""

    closed: bool = False
    gone: set[str] = field(default_factory=set)
    begun: set[str] | None = None
    """The areas with which touch began the last time; None before that."""
    rung: int = 0
    """The lowest rung on which touch began."""
    dressed: bool = False
    most: float = float("inf")
    """Seconds of the longest turn."""
    minutes: float = float("inf")
    """Minutes for the evening."""

    def left(self, exercise: Exercise) -> set[str]:
        """Returns the areas of an exercise that may still be touched: those with which touch began, or, further down
        the ladder, hands and arms. Never one that was left out, and none if its shortest turn is too long."""
        asked = set(exercise.touch)
        if self.closed or exercise.lengths["turn"].from_ > min(self.most, self.minutes * 30):
            return set()
        if self.begun is not None and not ((exercise.rung or 99) < self.rung and asked <= HANDS_AND_ARMS | self.begun):
            asked &= self.begun
        return asked - self.gone

    def begin(self, areas: set[str], exercise: Exercise) -> None:
        """Takes in that touch begins."""
        rung = exercise.rung or 99
        self.rung = rung if self.begun is None else min(self.rung, rung)
        self.begun = areas


@dataclass
class Count:
    """The number of things that happened in all evenings, so that a walk that tests nothing is noticed."""

    evenings: int = 0
    starts: int = 0
    touched: int = 0
    closed: int = 0
    stops: int = 0
    noes: int = 0
    yellows: int = 0
    alone: int = 0
    """Sessions that went on with one person's keys alone."""
    usual: int = 0
    """Sessions for which at least one of the two had answered “as usual”."""
    broken: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        for name in ("evenings", "starts", "touched", "closed", "stops", "noes", "yellows", "alone", "usual"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.broken += other.broken
