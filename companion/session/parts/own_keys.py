"""The own keys of two people: which presses count, and how long a key has been held.

A terminal tells when a key goes down, never when it goes up, and repeats only the key that was pressed last. So a key
counts as held once its presses span a second: held down, or pressed again one to five seconds later. A key that has
been down since before the question was meant for something else, and counts only once it has been let go and pressed
anew.
"""

from __future__ import annotations

BURST = 0.3
"""Seconds after a press within which the other person's key does not count: one hand can press both so quickly. Two
people who press as quickly by chance press once more."""
REPEATS = 0.6
"""Seconds within which one more press of the same key is the keyboard's own repetition: longer than most keyboards wait
before they repeat."""
FIRST_REPEAT = 0.9
"""Seconds within which the first repetition may come on a slow keyboard, where a key that is held on could become a
yes to touch: 0.66 is a usual setting. A few can be set to two seconds, and by then another press looks the same."""
HELD = 1.0
"""Seconds that the presses of a key have to span at an agreement: too long for a key that was only brushed, and short
enough to hold it without asking oneself whether it works."""
LONGEST_GAP = 5.0
"""Seconds between two presses of a key after which the first one no longer counts towards a yes: both may be touches by
chance in a long silence. Long enough to hold a key, wonder and hold it again, on a keyboard that repeats no key."""


class OwnKeys:
    """Keeps the last press that counted, and the presses of each of the two at the question at hand."""

    def __init__(self) -> None:
        self._last: tuple[str, float] | None = None
        self._pressed: dict[str, float] = {}
        """The last press of each key, whether it counted or not."""
        self._held: dict[str, tuple[float, float]] = {}
        """The first and the last press of each key that may be part of a yes."""
        self._from_before: dict[str, float] = {}
        """The keys that may have been down since before the question at hand, with the seconds after which the next
        press tells that they were let go."""

    def counts(self, by: str, now: float) -> bool:
        """Notes a press. Returns False if it does not count, because the other key was pressed in the same burst."""
        if self._last is not None and self._last[0] != by and now - self._last[1] < BURST:
            return False
        self._last = (by, now)
        return True

    def is_fresh(self, by: str, now: float) -> bool:
        """Notes that a key went down. Returns False if the keyboard repeats it, because it has been held down since:
        then it was meant for whatever was asked before."""
        before, self._pressed[by] = self._pressed.get(by, float("-inf")), now
        if by in self._from_before:
            self._note_later_press(by, now - before)
        return now - before >= REPEATS

    def _note_later_press(self, by: str, gap: float) -> None:
        if gap >= self._from_before[by]:
            del self._from_before[by]
        else:
            self._from_before[by] = REPEATS  # only the first gap can be a slow keyboard's

    def is_from_before(self, by: str) -> bool:
        """True if this key has been down since before the question at hand."""
        return by in self._from_before

    def held(self, by: str, now: float) -> bool:
        """Notes a press at an agreement. Returns True once the presses of this key span HELD seconds."""
        first, last = self._held.get(by, (now, now))
        if now - last > LONGEST_GAP:
            first = now
        self._held[by] = first, now
        return now - first >= HELD

    def forget_first_presses(self) -> None:
        """Lets no press from before this count towards a yes. A key that is down may be held on."""
        self._held.clear()

    def begin_anew(self) -> None:
        """Lets no press and no key that is down from before this count towards a yes, because a question begins, is
        asked anew, or goes on after a hold."""
        self.forget_first_presses()
        self._from_before = dict.fromkeys(self._pressed, FIRST_REPEAT)
