"""The program's own words, said before the session goes on: help, the time left, a question asked once more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from enum import StrEnum

from companion.exercise.phrases import Line
from companion.session.effects import Utterance
from companion.session.parts.phase_clock import Moment

Words = Line | Utterance
"""One sentence of the program's own, one silence, or (as an utterance) a sentence that has been said before."""


class Then(StrEnum):
    """The things that may follow the program's own words."""

    RETURN = "return"
    """Takes up the phase that they broke into; if there is none, the present cue begins."""
    ARRIVE = "arrive"
    """Begins the present cue."""
    SECTION_OVER = "section-over"
    """Goes on as after the last cue of the section: they were said in place of its cues."""
    ASK_BACK = "ask-back"
    """Opens the question whether to go back in."""
    ASK_AGAIN = "ask-again"
    """Opens the question of the present cue once more."""
    FINISH = "finish"
    """Ends the session."""


class Lines:
    """Keeps the words that are still to be said, what follows them, and the phase that they broke into."""

    def __init__(self) -> None:
        self._coming: deque[Words] | None = None
        self.then = Then.RETURN
        self.broke_into: Moment | None = None
        """The phase that the words broke into; only where it is taken up after them."""
        self._cut_off: tuple[deque[Words], Then] | None = None
        """Earlier words that these ones broke into, and what follows them: they are said after these."""
        self._taken_up = False
        """True once these words go on after something that broke into them."""

    @property
    def active(self) -> bool:
        """True while the program says something of its own, or is about to."""
        return self._coming is not None

    @property
    def before_others(self) -> bool:
        """True if these words broke into earlier ones, which are said after them."""
        return self._cut_off is not None

    def put(self, lines: Iterable[Words], then: Then) -> None:
        """Puts words before the present cue, where nothing else is under way."""
        self._coming, self.then, self._taken_up = deque(lines), then, False

    @property
    def to_be_asked_anew(self) -> bool:
        """True while an unanswered question is said once more, if a hold or other words have broken into it. A key may
        then have been meant for those, so it counts as a yes only after the end of the question."""
        return self.asking_again and self._taken_up

    @property
    def asking_again(self) -> bool:
        """True while an unanswered question is said once more."""
        return self.active and self.then is Then.ASK_AGAIN

    def take_up(self) -> None:
        """Notes that these words go on after something that broke into them."""
        self._taken_up = True

    def break_in(self, lines: Iterable[Words], then: Then, moment: Moment, cut: Utterance | None) -> None:
        """Puts words before whatever is under way.

        With `Then.RETURN`, the session goes back to it afterwards: to the phase `moment`, or, if the program was in the
        middle of words of its own, to the rest of these, from the interrupted sentence `cut` on. With any other `then`,
        it is dropped.
        """
        broke_into, cut_off = self.broke_into, self._cut_off
        if self._coming is None:
            broke_into = moment
        elif broke_into is None and cut_off is None:
            cut_off = (deque([*([cut] if cut is not None else []), *self._coming]), self.then)
        returns = then is Then.RETURN
        self.broke_into = broke_into if returns else None
        self._cut_off = cut_off if returns else None
        self.put(lines, then)

    def take_next(self) -> Words | None:
        """Takes the next of the words; None if all are said."""
        return self._coming.popleft() if self._coming else None

    def take_up_cut_off(self) -> bool:
        """Ends these words, and goes on with the earlier ones that they broke into. False if there are none."""
        self._coming = None
        if self._cut_off is None:
            return False
        (self._coming, self.then), self._cut_off = self._cut_off, None
        self.take_up()
        return True

    def take_moment(self) -> Moment | None:
        """Takes the phase that the words broke into, to be taken up or given up."""
        moment, self.broke_into = self.broke_into, None
        return moment

    def drop(self) -> None:
        """Forgets all words, and what they broke into."""
        self._coming = self.broke_into = self._cut_off = None

    def still_to_say(self, text: str) -> bool:
        """True if these words are among those still to be said."""
        cut_off = self._cut_off[0] if self._cut_off is not None else ()
        return any(words.text == text for words in (*(self._coming or ()), *cut_off))
