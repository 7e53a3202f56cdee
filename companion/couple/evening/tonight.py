"""The limits of this evening: a value that can only become smaller. Pure.

Both have seen all of it on the screen, or heard it. It holds until five in the morning, whatever is begun in between:
the same exercise once more, another exercise, other names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from companion.couple.evening.lengths import Length
from companion.couple.evening.pages import Day, OfferedExercise

GENTLE = frozenset({"hand", "hands", "finger", "fingers", "palm", "palms", "forearm", "forearms", "arm", "arms"})
"""The areas of the gentlest touch: hands and arms. They stay possible after touch that was further up the ladder."""


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
    """The areas with which touch began tonight, the last time. Only gentler ones than these can still be added. None
    before it began."""
    rung: int | None = None
    """The lowest rung of the ladder on which touch began tonight; None before that, and for exercises without one."""

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

    def begun_with(self, areas: Collection[str], rung: int | None = None) -> Tonight:
        """Returns this evening once touch begins on this rung with these areas, which both saw."""
        if not self.touch:
            return self
        left = frozenset(area for area in areas if self._still(area, rung))
        return replace(self, only=left, rung=_lower(self.rung, rung))

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
            only=_both(self, other),
            rung=_lower(self.rung, other.rung),
        )

    @property
    def most(self) -> float | None:
        """The longest turn of touch that is still allowed, in seconds; None if no time was chosen yet."""
        found = [
            *([] if self.seconds is None else [self.seconds]),
            *([] if self.minutes is None else [self.minutes * 30.0]),
        ]
        return min(found, default=None)

    def areas(self, asked: Collection[str], rung: int | None = None) -> tuple[str, ...]:
        """Returns the areas of `asked` that are still left tonight. `rung`: the rung of the exercise that asks.

        A gentler exercise stays possible after touch that was further up the ladder, if that exercise adds no more
        than hands or arms.
        """
        gentler = rung if all(self._still(area, rung) for area in asked) else None
        return tuple(area for area in asked if area not in self.left_out and self._still(area, gentler))

    def _still(self, area: str, rung: int | None) -> bool:
        """Tells whether this area, on this rung, is no more than the touch that began."""
        if self.only is None or area in self.only:
            return True
        return area.casefold() in GENTLE and rung is not None and self.rung is not None and rung < self.rung

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
        return self.touch and short_enough and bool(self.areas(offer.areas, offer.rung))


def _both(one: Tonight, other: Tonight) -> frozenset[str] | None:
    """Returns the areas with which touch began, of those that neither account rules out."""
    if one.only is None or other.only is None:
        return other.only if one.only is None else one.only
    first = {area for area in one.only if other._still(area, one.rung)}
    return frozenset(first | {area for area in other.only if one._still(area, other.rung)})


def _lower(one: int | None, other: int | None) -> int | None:
    return min((rung for rung in (one, other) if rung is not None), default=None)
