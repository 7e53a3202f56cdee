"""The ways out of an exercise before its end: stop, "end session", and no answer at all."""

from __future__ import annotations

from companion.exercise.phrases import Line
from companion.exercise.plan import Section
from companion.session.effects import Outcome, Silence
from companion.session.parts.lines import Then
from companion.session.rules.letting_go import amid_touch, hands_back_due
from companion.session.rules.performer import Performer
from companion.session.session import Session
from companion.session.table import LIGHTS, Light
from companion.session.view import Phase

AFTER_STOP = 1.5
"""Seconds of silence between a stop and the first words of the wind-down: a breath to notice that it has stopped."""


class WaysOut:
    """Leads out of the exercise, to some kind words first. Only if it is asked for twice, it ends at once."""

    def __init__(self, session: Session, performer: Performer) -> None:
        self._session = session
        self._performer = performer
        self._phrases = session.phrases
        self._out = session.out
        self._clock = session.clock
        self._walk = session.walk
        self._consent = session.consent
        self._ending = session.ending

    def stop(self) -> None:
        """Silences everything at once, and leads to the wind-down.

        Ends the session instead if it has not begun, if its ending is over, or if this is a second stop, in the
        wind-down and more than SAME_STOP seconds after the first.
        """
        self._out.emit(Silence())
        red = LIGHTS[Light.RED]
        if red.ends_touch:
            self._consent.end_touch()
        if self._clock.phase is Phase.READY or self._walk.section is Section.CLOSING:
            # In the silence after the ending nothing is left to wind down from.
            self._performer.finish(Outcome.STOPPED)
            return
        if self._walk.section is not Section.WIND_DOWN:
            self._ending.stopped(self._clock.now)
        elif self._ending.another_stop(self._clock.now):
            self._performer.finish(Outcome.STOPPED)
            return
        self._session.narration.show("")
        assert red.section is not None
        # Amid touch nothing comes before the words that tell hands to go away.
        touching = amid_touch(self._session)
        lines = () if touching else (Line(wait=AFTER_STOP),)
        before = None if touching or self._consent.begun else self._session.plan.before_touch or None
        self._performer.turn_to(red.section, Outcome.STOPPED, lines, at=before)

    def end(self) -> None:
        """Leads to the ending. Asked for in the ending itself, it ends at once, but first the two let go."""
        self._out.emit(Silence())
        section = self._walk.section
        if section is Section.CLOSING:  # the exercise itself was heard to its end
            self._performer.finish(self._ending.coming)
            return
        agreed_in_ending = section is Section.ENDING and amid_touch(self._session)
        if section not in (Section.ENDING, Section.WIND_DOWN, Section.SPACE, Section.INSTEAD) or agreed_in_ending:
            self.end_kindly()
            return
        hands = hands_back_due(self._session)
        if hands and self._session.lines.then is not Then.FINISH:
            self._performer.turn_to(section, Outcome.ENDED, hands, at=self._walk.at, then=Then.FINISH)
            return
        self._performer.finish(Outcome.ENDED)

    def end_kindly(self) -> None:
        """Leads to the author's ending early, after a sentence that says it is all right.

        If the exercise has the part `instead` (a few minutes without touch), it leads to the last words of that part
        in two cases: touch is over for this session, or the ending has begun and hands may still rest on somebody. In
        every other case, if the ending has begun already, only the sentence is said.
        """
        touching = amid_touch(self._session)
        lines = self._phrases.ended_early_touch if touching else self._phrases.ended_early
        in_ending = self._walk.section in (Section.ENDING, Section.CLOSING)
        if Section.INSTEAD in self._session.plan.sections and (self._consent.touch_over or (in_ending and touching)):
            self._consent.end_touch()
            last = self._walk.journey.last_words(Section.INSTEAD)
            self._performer.turn_to(Section.INSTEAD, Outcome.ENDED, lines, at=last)
        elif in_ending:
            self._performer.turn_to(self._walk.section, Outcome.ENDED, lines, at=self._walk.at, then=Then.FINISH)
        else:
            self._performer.turn_to(Section.ENDING, Outcome.ENDED, lines)
