"""The memory of two people from one evening to the next: a value. `companion.couple.couple_file` reads and writes it.

It holds only what both of them know already, and no answer, number or concern.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from companion.couple.evening.lengths import Length
from companion.couple.evening.pages import A, B, Day
from companion.couple.evening.tonight import Tonight

CHECK_EVERY = 30
"""Days after which the question about safety is asked again."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual evening with one exercise, as both saw it on the shared page when both of them chose to keep it."""

    areas: frozenset[str]
    seconds: float | None = None
    """The longest of its lengths; None if it has none."""


@dataclass(frozen=True, slots=True)
class Kept:
    known: bool = False
    """They have been asked for their names, and may have left them empty."""
    a: str = ""
    b: str = ""
    starts: str = A
    """The person who starts next time, "a" or "b"."""
    checked: Day | None = None
    """The day on which both were last asked about safety, and the evening led to touch."""
    tonight: Tonight | None = None
    """The limits that were decided on the evening of its day."""
    done: Mapping[str, Day] = field(default_factory=dict)
    """The day on which they last did an exercise of touch, by its id."""
    left_out: frozenset[str] = frozenset()
    """Areas that both saw left out, the last time that they were asked about them."""
    seconds: float | None = None
    """The length that both saw, where it was shorter than the author's."""
    never: frozenset[str] = frozenset()
    """Areas that are left out on every evening without being asked about: one of the two chose it, and both saw it."""
    usual: Mapping[str, Usual] = field(default_factory=dict)
    """By the exercise's id. Kept only while both want it. It holds no yes: each evening asks both for theirs."""
    stop_word: str = ""

    def name(self, who: str) -> str:
        return self.a if who == A else self.b

    def of_tonight(self, today: Day) -> Tonight:
        """Returns what this evening still allows; everything, where nothing was decided yet.

        Limits of any other day don't count. So if the computer's clock was wrong once, and they got a date in the
        future, they end with that evening all the same. Areas that are always left out count here as left out.
        """
        tonight = self.tonight if self.tonight is not None and self.tonight.day == today else Tonight(today)
        return replace(tonight, left_out=tonight.left_out | self.never) if tonight.touch and self.never else tonight

    def resting(self, today: Day) -> bool:
        """Tells whether there is no touch any more this evening."""
        return not self.of_tonight(today).touch

    def safety_due(self, today: Day) -> bool:
        """Tells whether both are to be asked about safety this evening."""
        return self.checked is None or not 0 <= today - self.checked < CHECK_EVERY

    def knows(self, id: str, today: Day) -> bool:
        """Tells whether both heard this exercise's introduction not long ago: on another evening, to its end."""
        return id in self.done and 0 < today - self.done[id] < CHECK_EVERY

    @property
    def usual_seconds(self) -> float | None:
        """The length that the two usually choose: the shortest one of those that they keep."""
        return min((each.seconds for each in self.usual.values() if each.seconds is not None), default=None)

    def with_usual(self, id: str, usual: Usual | None) -> Kept:
        """Returns the memory with another usual evening for this exercise, or with none."""
        others = {each: kept for each, kept in self.usual.items() if each != id}
        return replace(self, usual=others if usual is None else {**others, id: usual})

    def called(self, a: str, b: str, today: Day) -> Kept:
        """Returns the memory of two people with these names. New names inherit nothing but this evening's limits, and
        areas that are always left out are among those."""
        if {a, b} == {self.a, self.b}:
            return replace(self, known=True, a=a, b=b)
        tonight = self.of_tonight(today) if self.never else self.tonight
        return Kept(known=True, a=a, b=b, starts=self.starts, tonight=tonight, stop_word=self.stop_word)

    def without_touch(self, today: Day) -> Kept:
        """Returns the memory once there is no touch any more this evening, whatever led to it.

        The day of the question about safety is deleted as well, so that the question is asked again next time. So
        somebody who has a concern is asked each time.
        """
        return replace(self, checked=None, tonight=self.of_tonight(today).without_touch())

    def decided(
        self,
        asked: Collection[str],
        areas: Collection[str],
        clothes: str,
        lengths: Mapping[str, float],
        authors: Mapping[str, Length],
        today: Day,
    ) -> Kept:
        """Returns the memory once both have seen what fits tonight.

        `asked`: the areas they were asked about, of which `areas` are left; `lengths`: seconds by name, and `authors`
        the same as the author gave them. Of all this only what is smaller than the author's is remembered for other
        evenings.
        """
        out = frozenset(asked) - frozenset(areas)
        shorter = [seconds for name, seconds in lengths.items() if seconds < authors[name].seconds]
        return replace(
            self,
            tonight=self.of_tonight(today).at_most(out, clothes, lengths),
            left_out=(self.left_out - frozenset(areas)) | out,
            seconds=min(shorter, default=None) if lengths else self.seconds,
        )

    def always_without(self, areas: Collection[str]) -> Kept:
        """Returns the memory with these areas left out from now on. It is called when both are shown that."""
        return replace(self, never=self.never | frozenset(areas)) if areas else self

    def asking_again(self, today: Day) -> Kept:
        """Returns the memory without areas that are always left out. Tonight they stay out, and after that they are
        touched only if both say so."""
        tonight = self.of_tonight(today)
        return replace(self, never=frozenset(), left_out=self.left_out | self.never, tonight=tonight)

    def for_minutes(self, minutes: int, today: Day) -> Kept:
        """Returns the memory with `minutes` as the time that both have this evening, unless less was chosen before."""
        tonight = self.of_tonight(today)
        fewest = minutes if tonight.minutes is None else min(minutes, tonight.minutes)
        return replace(self, tonight=replace(tonight, minutes=fewest))

    def touching(self, areas: Collection[str], today: Day, rung: int | None = None) -> Kept:
        """Returns the memory once touch begins with these areas, on this rung: tonight only gentler ones are added."""
        return replace(self, tonight=self.of_tonight(today).begun_with(areas, rung))

    def leaving_out(self, areas: Collection[str], today: Day) -> Kept:
        """Returns the memory once areas were left out in a session. They stay out for this evening. On another one
        they are touched only if both say so: leaving them unanswered is not enough."""
        tonight, out = self.of_tonight(today), frozenset(areas)
        if not (areas and tonight.touch):
            return self
        return replace(self, left_out=self.left_out | out, tonight=replace(tonight, left_out=tonight.left_out | out))

    def also(self, other: Kept, today: Day) -> Kept:
        """Returns this memory with what another account of the same evening says: the smaller of both holds."""
        tonight = self.of_tonight(today).smaller(other.of_tonight(today))
        return self if tonight == self.of_tonight(today) else replace(self, tonight=tonight)

    def begun(self, started: str) -> Kept:
        """Returns the memory once a session begins. Until its second turn, this person starts the next time, too."""
        return replace(self, starts=started)

    def took_turns(self, started: str) -> Kept:
        """Returns the memory once the second turn has begun: the partner starts the next time."""
        return replace(self, starts=B if started == A else A)

    def did(self, id: str, today: Day) -> Kept:
        """Returns the memory after an exercise of touch that was not stopped."""
        return replace(self, done={**self.done, id: today})

    def under_present_ids(self, present: Mapping[str, str]) -> Kept:
        """Moves what was kept under old ids of exercises to their present ones. `present`: old id to present id."""
        done: dict[str, Day] = {}
        for id, day in self.done.items():
            now = present.get(id, id)
            done[now] = max(day, done.get(now, day))
        usual = {present.get(id, id): each for id, each in self.usual.items()}
        return replace(self, done=done, usual=usual)
