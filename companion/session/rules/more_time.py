"""The rule for more time: a silence or a question that lasts longer, breaths that go on, a turn that grows.

Nothing passes the author's longest length, nor the one that two people agreed on for tonight. In touch both have to
want it: each presses their own key, or says so in their turn. A missing answer counts as a no.
"""

from __future__ import annotations

from companion.exercise.phrases import Line
from companion.exercise.plan import AgreeCue, BreatheCue, CheckCue, RestCue, TalkCue, WaitCue
from companion.session.effects import NoticeKind
from companion.session.parts.lines import Then
from companion.session.parts.turn_clock import is_second
from companion.session.rules.performer import Performer
from companion.session.session import Session
from companion.session.view import Phase

LEAST = 1.0
"""Seconds of more time that are worth asking for, or giving."""


class MoreTime:
    """Gives more time: alone and in a talk at once, in touch once both have said so."""

    def __init__(self, session: Session, performer: Performer) -> None:
        self._session = session
        self._performer = performer
        self._phrases = session.phrases
        self._clock = session.clock
        self._walk = session.walk
        self._turns = session.turns
        self._breath = session.breath
        self._wish = session.wish
        self._added: dict[int, float] = {}
        """Seconds added to a cue outside of turns, by its index."""

    # -- who wants it ---------------------------------------------------------------------------------------------

    def ask(self, *, spoken: bool) -> None:
        """Takes "more time". `spoken`: it was said aloud, so it is one person's yes; a key or a typed line counts for
        neither of the two."""
        cue = self._walk.cue
        if self._session.question.more_time:
            if spoken:
                self.yes("")
        elif not self._may_last_longer:
            self._session.out.notice(NoticeKind.NOT_NOW)
        elif self._room() < LEAST:
            self._session.out.notice(NoticeKind.NO_MORE_TIME)
        elif cue is None or not cue.touching or self._session.unattended:
            self._give()
        else:
            self._wish.begin(self._walk.in_turn_or_cue)
            if spoken:
                self._wish.both.add("", self._clock.now)
            self._ask(self._phrases.more_time_other if spoken else self._phrases.more_time_ask)

    def yes(self, by: str) -> None:
        """Takes a yes to more time: `by` their own key, "a" or "b", or "" for a voice."""
        both = self._wish.both
        fresh = both.add(by, self._clock.now)
        if both.complete:
            self._wish.close()
            self._past_words()
            self._give()
            self._performer.say_first([Line(text=self._phrases.more_time_yes)], Then.RETURN)
        elif by:
            self._session.out.notice(NoticeKind.TAKEN)
        elif fresh or both.unasked:
            self._ask(self._phrases.more_time_other)

    def no(self) -> None:
        """Takes a no of either: all stays as it was."""
        self._wish.close()
        self._past_words()
        self._performer.say_first([Line(text=self._phrases.more_time_no)], Then.RETURN)

    def _ask(self, question: str) -> None:
        self._past_words()
        self._wish.ask(self._clock.now)
        self._performer.say_first([Line(text=question)], Then.RETURN)

    def _past_words(self) -> None:
        if self._session.lines.active:
            self._performer.skip_lines()

    # -- how much there is ----------------------------------------------------------------------------------------

    @property
    def _may_last_longer(self) -> bool:
        """True in a silence, breaths or a question. Not in a check amid touch, nor in a second turn, which must not
        become the longer one; a check outside of touch is beside the turn's clock."""
        cue = self._walk.cue
        speaking = self._session.lines.active or self._session.narration.in_gap or self._clock.phase is Phase.SPEAKING
        if cue is None or speaking or self._clock.deadline is None:
            return False
        if isinstance(cue, CheckCue | AgreeCue):
            return not cue.touching
        return cue.turn is None or not is_second(cue.turn)

    @property
    def _of_turn(self) -> bool:
        """True if the whole turn grows: at its rest, and anywhere before that where people touch."""
        cue, at = self._walk.cue, self._walk.at
        if cue is None or cue.turn is None or isinstance(cue, CheckCue | AgreeCue) or is_second(cue.turn):
            return False
        return isinstance(cue, RestCue) or (cue.touching and self._walk.journey.rests_later(at))

    def _room(self) -> float:
        """Returns the seconds that the present cue may get."""
        return min(self._wanted(), self._limit())

    def _wanted(self) -> float:
        cue = self._walk.cue
        if cue is not None and cue.turn is not None and self._of_turn:
            return self._turns.length(cue.turn) / 2
        if isinstance(cue, BreatheCue):
            return self._breath.half_as_many * cue.seconds / cue.times
        return self._clock.span / 2

    def _limit(self) -> float:
        cue, at = self._walk.cue, self._walk.at
        if cue is None or isinstance(cue, CheckCue | AgreeCue):
            return float("inf")
        if cue.turn is not None:
            return self._turns.growth(cue.turn) if self._of_turn else self._turns.room(at, self._left)
        if isinstance(cue, WaitCue | TalkCue):
            return cue.longest - cue.seconds - self._added.get(at, 0.0)
        return 0.0 if cue.touching else float("inf")

    @property
    def _left(self) -> float:
        """Seconds that the present cue has to go."""
        cue = self._walk.cue
        left = self._clock.left
        return self._breath.left(cue, left) if isinstance(cue, BreatheCue) else left

    def _give(self) -> None:
        cue, at = self._walk.cue, self._walk.at
        if cue is not None and cue.turn is not None and self._of_turn:
            more = self._room()
            self._turns.grow(cue.turn, more)
            if isinstance(cue, RestCue) and self._may_last_longer:
                self._clock.extend(more)
            return
        more = self._room() if self._may_last_longer else 0.0
        if more < LEAST or cue is None:
            return
        breath = cue.seconds / cue.times if isinstance(cue, BreatheCue) else more
        more -= more % breath
        if cue.turn is None:
            self._added[at] = self._added.get(at, 0.0) + more
        elif not isinstance(cue, CheckCue | AgreeCue):
            self._turns.lengthen(at, more, self._left)
        if isinstance(cue, BreatheCue):
            self._breath.add_more(round(more / breath))
        else:
            self._clock.extend(more)
