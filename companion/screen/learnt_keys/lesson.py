"""A lesson: asks for the button of each meaning, one after the other, and then lets people try them. Pure; no textual.

A lesson is steered with Y, N and Esc, which no button can be taught. Everything else that is pressed is taken for the
button. It knows no clock: the time of each press is given to it.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from companion.screen.learnt_keys import lesson_words as say
from companion.screen.learnt_keys.key_table import ALREADY, LearntKeys, Meaning, may_mean
from companion.screen.learnt_keys.key_words import label_of, meaning_now

ONE_PRESS: Final = 0.6
"""Seconds within which the same key again is the same press: held down, or sent twice by a worn button. Longer than a
keyboard waits before it repeats a key."""
AT_ONCE: Final = 0.15
"""Seconds between two keys that come from one press. People take longer to press two buttons on purpose."""
TWO_KEYS: Final = 2.0
"""Seconds after a button within which another key is taken for its second one. Presenters that send another key when
they are held down do so after about a second."""
SHOWN: Final = 8
"""Tried keys that are shown at most; they fit into the lowest window."""
_SCROLLS: Final = frozenset({"pageup", "pagedown"})
"""Keys that may be taught without a question: they only scroll cards, and the arrow keys do that too."""
_HELD: Final = ("shift", "control", "alt", "super", "hyper", "meta")
_HELD_WITH_OTHERS: Final = frozenset(
    {
        *("caps_lock", "num_lock", "scroll_lock", "iso_level3_shift", "iso_level5_shift"),
        *(f"{side}_{held}" for side in ("left", "right") for held in _HELD),
    }
)
"""Keys that some terminals report by themselves, before the key that they are held with."""


class Lesson:
    """One lesson, from the first button to the trial. `learnt` is always what is to be kept."""

    def __init__(self, learnt: LearntKeys, *, trial: bool = False) -> None:
        """`trial` leaves the questions out, and only tries the keys."""
        self.learnt = learnt
        self.said = ""
        """The answer to the last press; empty if there is none."""
        self.question = ""
        """A question that Y or N answers; empty if none is asked."""
        self.over = False
        self._steps = deque(() if trial else Meaning)
        self._candidate = ""
        """A key that was pressed once, and has to be pressed once more."""
        self._asked: tuple[str, ...] = ()
        """The keys that the question is about."""
        self._leaving = False
        self._last = ("", float("-inf"))
        self._tried: deque[str] = deque(maxlen=SHOWN)

    @property
    def meaning(self) -> Meaning | None:
        """The meaning that is being taught; None in the trial."""
        return self._steps[0] if self._steps else None

    @property
    def number(self) -> int:
        """The number of this step, from 1."""
        return len(Meaning) - len(self._steps) + 1

    @property
    def tried(self) -> tuple[str, ...]:
        """The keys of the trial with their meanings, the last one at the end."""
        return tuple(self._tried)

    def press(self, key: str, now: float) -> None:
        """Takes a key (`keycaps.name_of`), pressed at `now` seconds."""
        if key in _HELD_WITH_OTHERS:
            return
        (before, at), self._last = self._last, (key, now)
        since = now - at
        if key == before and since < (AT_ONCE if key == "escape" else ONE_PRESS):
            return
        if self.meaning is None:
            self._try(key)
        elif self._asked:
            self._answer(key, since)
        elif before and since < AT_ONCE and not self._candidate:
            self._drop(say.SEVERAL_KEYS)
        elif self._candidate and key != self._candidate and key != "n" and since < TWO_KEYS:
            self._find_two(self._candidate, key)
        elif key == "escape":
            self._leave()
        elif key == "n":
            self._go_on("")
        elif key == self._candidate:
            self._learn((key,))
        else:
            self._hear(key, self.meaning)

    # -- one button -----------------------------------------------------------------------------------------------

    def _hear(self, key: str, meaning: Meaning) -> None:
        """Takes the first press of a button."""
        name = label_of(key)
        if self.learnt.means(key, meaning):
            self._drop(say.already(name, meaning))
        elif not may_mean(key, meaning):
            self._drop(say.kept(name, meaning_now(key, self.learnt)))
        elif self._replaces(key):
            self._ask((key,), say.instead(name, meaning_now(key, self.learnt), meaning))
        else:
            self._drop(say.once_more(name))
            self._candidate = key

    def _replaces(self, key: str) -> bool:
        """True if the key means something now that people would miss."""
        return key in self.learnt.meanings or (key not in _SCROLLS and bool(meaning_now(key, self.learnt)))

    def _find_two(self, first: str, second: str) -> None:
        """Takes two keys of one button. Both may become stop: then it stops, whichever of them it sends."""
        names = (label_of(first), label_of(second))
        both = all(self.learnt.means(key, Meaning.STOP) or may_mean(key, Meaning.STOP) for key in (first, second))
        if self.meaning is Meaning.STOP and both:
            self._ask((first, second), say.both(names))
        else:
            self._drop(say.two_keys(names))

    def _ask(self, keys: tuple[str, ...], question: str) -> None:
        self._drop("")
        self._asked, self.question = keys, question

    def _answer(self, key: str, since: float) -> None:
        asked = self._asked
        if key == "y" and since >= AT_ONCE:
            self._learn(asked)
        elif key in {"n", "escape"} and since >= AT_ONCE:
            self._drop(say.PRESS_ANOTHER)
        elif len(asked) == 1 and key not in asked and since < TWO_KEYS:
            self._find_two(asked[0], key)
        else:
            self.said = say.YES_OR_NO

    def _learn(self, keys: tuple[str, ...]) -> None:
        meaning = self._steps[0]
        for key in keys:
            if not self.learnt.means(key, meaning):
                self.learnt = self.learnt.with_key(key, meaning)
        self._go_on(say.learnt([label_of(key) for key in keys], meaning, [key in ALREADY for key in keys]))

    # -- from step to step ----------------------------------------------------------------------------------------

    def _go_on(self, said: str) -> None:
        self._drop(said)
        self._steps.popleft()

    def _drop(self, said: str) -> None:
        """Forgets a button that was not learnt yet, and any question about it."""
        self.said, self.question = said, ""
        self._candidate, self._asked, self._leaving = "", (), False

    def _leave(self) -> None:
        """Leaves at the second Esc: the first one may have come from a button."""
        if self._leaving:
            self.over = True
        else:
            self._drop(say.ESCAPE_STOPS)
            self._leaving = True

    def _try(self, key: str) -> None:
        self.said = ""
        if key == "escape":
            self.over = True
        else:
            self._tried.append(say.tried(label_of(key), meaning_now(key, self.learnt)))
