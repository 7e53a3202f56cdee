"""The limits of this evening: a value that can only become smaller. Pure.

Both have seen all of it on the screen, or heard it. It holds until five in the morning, whatever is begun in between:
the same exercise once more, another exercise, other names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from companion.couple.evening.lengths import Length
from companion.couple.evening.pages import Day, OfferedExercise


@dataclass(frozen=True, slots=True)
class Tonight:
    day: Day
    touch: bool = True
    left_out: frozenset[str] = frozenset()
    """Areas that are not touched any more tonight."""
    clothes_on: bool = False
    seconds: float | None = None
    """The longest that any length of a touch exercise may be; None if none was chosen yet."""
    minutes: int | None = None
    """The time that both have for tonight, where they were asked. Half of it is the longest turn of either."""
    only: frozenset[str] | None = None
    """The areas with which touch began tonight: no other one is touched until five. None before it began."""

    def without_touch(self) -> Tonight:
        """Returns an evening without touch. Of the other limits only the time of both is kept: the rest is about
        touch."""
        return Tonight(self.day, touch=False, minutes=self.minutes)

    def at_most(self, left_out: Collection[str], clothes: str, lengths: Mapping[str, float]) -> Tonight:
        """Returns this evening once they have chosen: nothing in it is larger than before."""
        if not self.touch:
            return self
        seconds = [*lengths.values(), *([] if self.seconds is None else [self.seconds])]
        return replace(
            self,
            left_out=self.left_out | frozenset(left_out),
            clothes_on=self.clothes_on or clothes == "on",
            seconds=min(seconds, default=None),
        )

    def begun_with(self, areas: Collection[str]) -> Tonight:
        """Returns this evening once touch begins with these areas, which both saw."""
        if not self.touch:
            return self
        return replace(self, only=frozenset(areas) if self.only is None else self.only & frozenset(areas))

    def smaller(self, other: Tonight) -> Tonight:
        """Returns what both of two accounts of this evening still allow."""
        if not (self.touch and other.touch):
            return self.without_touch()
        return Tonight(
            self.day,
            left_out=self.left_out | other.left_out,
            clothes_on=self.clothes_on or other.clothes_on,
            seconds=min((each.seconds for each in (self, other) if each.seconds is not None), default=None),
            minutes=min((each.minutes for each in (self, other) if each.minutes is not None), default=None),
            only=_both(self.only, other.only),
        )

    @property
    def most(self) -> float | None:
        """The longest turn of touch that is still allowed, in seconds; None if no time was chosen yet."""
        found = [
            *([] if self.seconds is None else [self.seconds]),
            *([] if self.minutes is None else [self.minutes * 30.0]),
        ]
        return min(found, default=None)

    def areas(self, asked: Collection[str]) -> tuple[str, ...]:
        """Returns the areas of `asked` that are still left tonight."""
        return tuple(area for area in asked if area not in self.left_out and (self.only is None or area in self.only))

    def length(self, length: Length) -> Length | None:
        """Cuts a length down to what is still allowed. None if even the author's shortest is longer."""
        most = self.most
        if most is None:
            return length
        if most < length.shortest:
            return None
        return Length(min(length.seconds, most), length.shortest, min(length.longest, most))

    def allows(self, offer: OfferedExercise) -> bool:
        """Tells whether a touch exercise still fits into this evening."""
        short_enough = self.most is None or offer.shortest <= self.most
        return self.touch and short_enough and bool(self.areas(offer.areas))


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
