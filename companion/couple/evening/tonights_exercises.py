"""The exercises that “tonight, the two of us” may offer. Plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from companion.couple.evening.lengths import Length
from companion.couple.evening.pages import OfferedExercise
from companion.couple.evening.wishes import Agreement
from companion.exercise.cautions import Cautions
from companion.exercise.first_turn import Addressed


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An exercise without touch."""

    id: str
    title: str
    minutes: float
    people: int = 2
    longest: float = 0.0
    """Minutes with the answers in it that make it longest; 0 if that isn't known."""


@dataclass(frozen=True, slots=True)
class TonightsExercises:
    """The exercises that may be offered, those to be offered first at the front."""

    alone: Sequence[Suggestion] = ()
    """Something for each of them alone, where nothing else without touch is left."""
    beside: Sequence[Suggestion] = ()
    talk: Sequence[Suggestion] = ()
    practice: Suggestion | None = None
    """The exercise in which they practice saying no; None if it isn't there."""
    agreements: Sequence[Agreement] = ()
    without: tuple[OfferedExercise, ...] = ()
    """Exercises for the page that ends an evening which became smaller elsewhere meanwhile."""
    cautions: Mapping[str, Cautions] = field(default_factory=dict)
    """By the exercise's id."""
    lengths: Mapping[str, Mapping[str, Length]] = field(default_factory=dict)
    """The lengths of the agreements, by the exercise's id."""
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """All areas that an agreement's exercise asks for, by its id."""
    first_turn: Callable[[str], Sequence[Addressed]] = lambda id: ()
    """Gives the sentences of an exercise's first turn that are said to one of the two, by the exercise's id."""
