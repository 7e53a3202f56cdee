"""The exercise that two people have chosen, and the others that they may do tonight. Pure.

Exercises of touch stand on a ladder: the higher the rung, the more touch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from companion.couple.evening.lengths import Length
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Day, OfferedExercise
from companion.couple.evening.private_page import Scope
from companion.exercise.cautions import NONE, Cautions
from companion.exercise.first_turn import Addressed

GENTLER = 3
"""Number of gentler exercises that are offered beside one that is high up, to two people who never did one of touch."""
HIGH_FROM = 2
"""Rungs below an exercise from which it counts as high up."""
BARE = frozenset({"hand", "hands", "fingers", "palms", "face", "head", "hair"})
"""Areas that no clothes cover. An exercise that asks for no others does not ask about clothes: they stay on."""


@dataclass(frozen=True, slots=True)
class ChosenExercise:
    id: str
    cautions: Cautions = NONE
    areas: tuple[str, ...] = ()
    """The areas it asks to touch; empty if it asks for no touch."""
    rung: int | None = None
    lengths: Mapping[str, Length] = field(default_factory=dict)
    without: tuple[OfferedExercise, ...] = ()
    """Exercises without touch to offer instead."""
    touch: tuple[OfferedExercise, ...] = ()
    """The other touch exercises."""
    first_turn: tuple[Addressed, ...] = ()
    """The sentences of the first turn that are said to one of the two; empty if they take no turns."""
    practice: OfferedExercise | None = None
    """The exercise in which two people practice saying no, without touch; None if it isn't there."""

    def fits(self, kept: Kept, today: Day) -> bool:
        """Tells whether what is left of this evening is enough for it."""
        tonight = kept.of_tonight(today)
        lengths = [tonight.length(length) for length in self.lengths.values()]
        return bool(self.left(kept, today)) and None not in lengths

    def left(self, kept: Kept, today: Day) -> tuple[str, ...]:
        """Returns the areas that it asks to touch, without those that are ruled out tonight."""
        return kept.of_tonight(today).areas(self.areas, self.rung)

    def scope(self, kept: Kept, today: Day, *, first_evening: bool = False) -> Scope:
        """Returns what both are asked about tonight. Any shorter length and any left-out areas of last time are set
        from the start. On a first evening, only the author's usual length and the shortest one can be chosen."""
        tonight = kept.of_tonight(today)
        lengths = {name: tonight.length(length) or length for name, length in self.lengths.items()}
        return Scope(
            areas=self.left(kept, today),
            left_out=kept.left_out,
            known=self._known(kept),
            lengths={name: _standing(length, kept.seconds, kept.usual_seconds) for name, length in lengths.items()},
            clothes=not tonight.clothes_on and not {area.casefold() for area in self.areas} <= BARE,
            safety=kept.safety_due(today),
            step=bool(kept.done),
            next=self.next(kept, today) is not None,
            ask_length=not first_evening,
        )

    def _known(self, kept: Kept) -> frozenset[str]:
        """Returns the areas of the exercises that the two have done together."""
        done = [offer.areas for offer in self.touch if offer.id in kept.done]
        own = self.areas if self.id in kept.done else ()
        return frozenset(own).union(*done)

    def usual(self, kept: Kept, today: Day, scope: Scope) -> tuple[str, ...]:
        """Returns the areas of the two's usual evening with this exercise that are left tonight. Empty if all the
        questions are asked: if they keep none, if it is long ago, or if safety is asked about."""
        usual = kept.usual.get(self.id)
        if usual is None or scope.safety or not kept.knows(self.id, today):
            return ()
        return tuple(area for area in scope.areas if area in usual.areas and area not in scope.left_out)

    def next(self, kept: Kept, today: Day) -> OfferedExercise | None:
        """Returns the touch exercise of the next rung (the one with a little more touch), if this evening still allows
        it."""
        tonight = kept.of_tonight(today)
        if self.rung is None:
            return None
        above = [offer for offer in self._by_rung() if (offer.rung or 0) > (self.rung or 0)]
        return above[0] if above and tonight.allows(above[0]) else None

    def gentler(self, kept: Kept, today: Day) -> tuple[OfferedExercise, ...]:
        """Returns touch exercises to begin with, for two people who never did any and chose one with much touch."""
        below = [offer for offer in self._by_rung() if self.rung is not None and (offer.rung or 0) < self.rung]
        if kept.done or len(below) < HIGH_FROM:
            return ()
        tonight = kept.of_tonight(today)
        return tuple(offer for offer in below if tonight.allows(offer))[:GENTLER]

    def smaller(self, kept: Kept, today: Day) -> tuple[OfferedExercise, ...]:
        """Returns touch exercises that this evening still allows, the gentlest first."""
        tonight = kept.of_tonight(today)
        return tuple(offer for offer in self._by_rung() if tonight.allows(offer))[:GENTLER]

    def _by_rung(self) -> list[OfferedExercise]:
        return sorted((offer for offer in self.touch if offer.rung is not None), key=lambda offer: offer.rung or 0)


def _standing(length: Length, *shorter: float | None) -> Length:
    """Returns the length, set from the start to the shortest of these within the author's bounds. A None is ignored."""
    seconds = min((length.seconds, *(each for each in shorter if each is not None)))
    return Length(max(length.shortest, seconds), length.shortest, length.longest)
