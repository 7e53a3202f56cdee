"""What is kept of two people from one evening to the next: a value. Reading and writing it is `companion.couple`'s.

Never an answer, never a number, never a concern. `touch_from` is the day of what both saw on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from companion.evening.pages import A, B, Day

CHECK_EVERY = 30
"""Days after which the whole check is asked again."""


@dataclass(frozen=True, slots=True)
class Kept:
    known: bool = False
    """They have been asked for their names, and may have left them empty."""
    a: str = ""
    b: str = ""
    starts: str = A
    """Who starts next time."""
    checked: Day | None = None
    """When the whole private check was last asked, and an evening with touch came of it."""
    touch_from: Day | None = None
    """Touch is offered again from this day on. Set by any evening that led to something without touch, whatever led
    to it: whoever starts the program anew that evening would otherwise learn from a second asking what the first
    result came of."""
    greens: Mapping[str, Day] = field(default_factory=dict)
    """When both ended an exercise with green, by its id."""
    rungs: Mapping[int, Day] = field(default_factory=dict)
    """The same by its rung."""
    stop_word: str = ""

    def name(self, who: str) -> str:
        return self.a if who == A else self.b

    def resting(self, today: Day) -> bool:
        """Tonight has already led to something without touch. A clock that was far ahead once locks nobody out."""
        return self.touch_from is not None and today + 1 == self.touch_from

    def whole_check(self, today: Day) -> bool:
        return self.checked is None or not 0 <= today - self.checked < CHECK_EVERY

    def without_touch(self, today: Day) -> Kept:
        """After an evening without touch. The date of asking goes, too: next time the whole check is asked again, so
        that nothing that was said in it is passed over because it was said once."""
        return replace(self, checked=None, touch_from=today + 1)

    def begun(self, started: str) -> Kept:
        return replace(self, starts=B if started == A else A)

    def ended_green(self, id: str, rung: int | None, today: Day) -> Kept:
        rungs = self.rungs if rung is None else {**self.rungs, rung: today}
        return replace(self, greens={**self.greens, id: today}, rungs=rungs)
