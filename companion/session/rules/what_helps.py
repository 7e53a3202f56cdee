"""The answers in a yellow amid touch: hands away, slower, and where there is another place to go to, smaller and that.

Saying nothing is enough: hands are called away in a minute (`lights`). Either of the two may choose, and everything
stays held: only both people's greens let it go on, with what was chosen.
"""

from __future__ import annotations

from companion.exercise.plan import Cue, Section
from companion.session.rules.performer import Performer
from companion.session.session import Session
from companion.session.table import LAST_YELLOW_PATIENCE
from companion.session.view import Phase

GENTLE = 0.8
"""The factor on the usual pace of speech to which "slower" goes at least: two steps of the scale."""


class WhatHelps:
    """Makes what is held smaller, and says so."""

    def __init__(self, session: Session, performer: Performer) -> None:
        self._session = session
        self._performer = performer
        self._phrases = session.phrases
        self._clock = session.clock
        self._walk = session.walk
        self._hold = session.hold

    def choose(self, value: str) -> None:
        """Takes one of the four answers."""
        phrases, cue = self._phrases, self._walk.cue
        if value == phrases.slower:
            while self._session.dials.pace > GENTLE and self._session.dials.turn_pace(-1):
                pass
            self._walk.journey.set_paces(self._session.dials.pace, self._session.dials.silence_pace)
            self._say(phrases.slower_said)
        elif value == phrases.smaller and cue is not None and cue.areas:
            for area in cue.areas:
                self._walk.journey.cross_out(area)
            self._stand_at(self._walk.journey.settle(self._walk.at))
            self._say(phrases.smaller_said)
        elif (
            value == phrases.elsewhere
            and cue is not None
            and (at := self._walk.journey.next_area(self._walk.at)) is not None
        ):
            self._stand_at(at)
            self._say(phrases.elsewhere_said)
        else:
            self.hands_away()

    def hands_away(self) -> None:
        """Ends the touch of this turn, or all of it where there are no turns. With two greens the rest goes on; without
        any, a yellow ends the session kindly later."""
        self.end_turns_touch()
        if self._clock.phase is Phase.YELLOW:
            self._clock.remind()
            self._clock.wait(LAST_YELLOW_PATIENCE)
        self.say_hands_away()

    def end_turns_touch(self) -> None:
        """Has the session continue after the touch of this turn once the hold is lifted. The calling rule says the
        words that call hands away."""
        cue = self._walk.cue
        self._hold.hands_off()
        if cue is not None:
            self._stand_at(self._after_touch(cue))

    def say_hands_away(self) -> None:
        self._say(self._phrases.hands_away_now, self._phrases.hands_away_then)

    def _say(self, words: str, then: str = "") -> None:
        own = self._session.narration.own
        self._hold.need_both()  # a green given before was for what is left now
        self._hold.say(own(words), own(then) if then else None)

    # -- where it goes on -----------------------------------------------------------------------------------------

    def _after_touch(self, cue: Cue) -> int:
        """Finds the first cue after this turn; where there are no turns, the first one that asks for no touch."""
        journey, end = self._walk.journey, self._walk.end_of(self._walk.section)
        for index in journey.path_from(self._walk.at):
            other = journey.cue_at(index)
            if index >= end:
                break
            if other.turn != cue.turn if cue.turn is not None else not other.touching:
                return index
        return end

    def _stand_at(self, index: int) -> None:
        """Goes on from another cue once the hold is lifted."""
        self._hold.forget_moment()
        self._session.lines.drop()
        self._session.narration.drop()
        if index >= self._walk.end_of(self._walk.section) and self._walk.section is Section.MAIN:
            self._walk.go_to(Section.ENDING)
        else:
            self._walk.stand_before(index)
