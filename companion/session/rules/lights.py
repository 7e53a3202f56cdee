"""The rules for yellow, for green, for the pause and for a cry for help: all but green hold the session.

Red is a stop, and its rule is in `ways_out`. `table` has the consequences of each light and the seconds that a yellow
of two people waits. After a press of one's own key nothing is said and no deadline changes: that would push the
other.

One person: a yellow or a pause waits without limit, and one green or "continue" lifts it. Two people: a pause outside
of touch is lifted by either of them, and waits without limit. A yellow, a pause in a step of touch, and a pause that
follows a yellow need a green from each of the two: a press of that person's own key, or the spoken word (`session/both`
says when two spoken greens come from two people). While a yellow of two people waits for greens, they are reminded
once, and after that the session ends kindly. Amid touch the first words of a yellow are that hands keep still. A minute
after any hold amid touch began, without two greens, hands are called away, and the touch of that turn is over. A pause
that needs both waits without limit for the first spoken green, and then becomes a yellow. A cry for help holds
as a pause does, and takes both of two people to go on wherever it comes; amid touch hands are called away at once.
"""

from __future__ import annotations

from companion.exercise.phrases import Line
from companion.exercise.plan import CheckCue, Section
from companion.session.effects import NoticeKind, Silence
from companion.session.parts.lines import Then
from companion.session.rules.byways import Byways
from companion.session.rules.letting_go import amid_touch, hands_may_rest
from companion.session.rules.performer import Performer
from companion.session.rules.questions import Questions
from companion.session.rules.ways_out import WaysOut
from companion.session.rules.what_helps import WhatHelps
from companion.session.session import Session
from companion.session.table import HANDS_PATIENCE, LAST_YELLOW_PATIENCE, LIGHTS, PATIENCE, Light
from companion.session.view import Phase


class Lights:
    """Holds the session at a pause or a yellow, and lets it go on after one green, or two where both are needed."""

    def __init__(
        self,
        session: Session,
        performer: Performer,
        ways_out: WaysOut,
        questions: Questions,
        byways: Byways,
        what_helps: WhatHelps,
    ) -> None:
        self._session = session
        self._performer = performer
        self._ways_out = ways_out
        self._questions = questions
        self._byways = byways
        self._what_helps = what_helps
        self._two = session.plan.people == 2
        self._phrases = session.phrases
        self._clock = session.clock
        self._walk = session.walk
        self._narration = session.narration
        self._hold = session.hold
        self._question = session.question

    # -- holding --------------------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Holds the session. In a step of touch both have to let it go on, so that neither of the two can end the
        other's pause alone; and hands rest where they are for a minute at most. With their eyes closed, they hear from
        that that somebody has paused."""
        if self._hold_hands(Phase.PAUSED) and self._two and not self._session.unattended:
            self._hold.say(self._narration.own(self._phrases.hands_still))
        cue = self._walk.cue
        if self._hold.both is None and cue is not None and cue.touching and not self._session.unattended:
            self._hold.need_both()

    def lose_loudspeaker(self) -> None:
        """Holds the session until the loudspeaker is back. Amid touch only both can let it go on before that."""
        if self._hold_hands(Phase.LOST):
            self._hold.need_both()

    def loudspeaker_back(self) -> None:
        """Goes on, unless hands were called away meanwhile: that was not heard, so it is said now, and held."""
        if self._hold.both is not None and self._hold.hands_until is None:
            self._clock.move(Phase.PAUSED)
            self._what_helps.say_hands_away()
        else:
            self._performer.go_on()

    @property
    def hands_on(self) -> bool:
        """True if hands may rest on somebody: amid touch, or in a hold that began there."""
        return hands_may_rest(self._session) if self._clock.running else self._hold.hands_until is not None

    def _hold_hands(self, phase: Phase) -> bool:
        """Stands still in this phase. Returns True if hands may rest on somebody: then they are called away in time,
        counted from the first hold."""
        hands_on = self.hands_on
        self._hold.begin(phase)
        if hands_on:
            self._hold.hands_still(self._clock.now + HANDS_PATIENCE)
            self._hold.wait(HANDS_PATIENCE)
        return hands_on

    def yellow(self) -> None:
        """Holds the session, and asks what would make it better. In the wind-down after a stop it is only a pause."""
        if self._walk.section is Section.WIND_DOWN:
            self._hold.begin(Phase.PAUSED)
            return
        self._hold_hands(Phase.YELLOW)
        self._hold.forget_help()
        self._clock.renew_patience()
        if self._two and LIGHTS[Light.YELLOW].holds:
            self._hold.need_both()
        self.say_yellow()

    def help(self) -> None:
        """Holds the session at a cry for help, and asks one thing. Both of two people have to let it go on.

        Amid touch the first words call hands away, and the touch of this turn is over. A second cry, once that has been
        asked, shows the people who can help. So does the first one in the wind-down after a stop, and nothing is asked.
        """
        if self._walk.section is Section.WIND_DOWN:
            self._hold.begin(Phase.PAUSED)
            self._session.out.notice(NoticeKind.CRISIS_CARD)
            return
        if self._question.help and self._hold.offered:
            self._session.out.notice(NoticeKind.CRISIS_CARD)
            return
        hands_on = self.hands_on
        self._hold.begin(Phase.PAUSED)
        if self._two and not self._session.unattended:
            self._hold.need_both()
        if hands_on:
            self._what_helps.end_turns_touch()
        self._say_help()

    def _say_help(self) -> None:
        """Asks what somebody who cried for help would like, first of all with hands away where there was touch."""
        phrases, own = self._phrases, self._narration.own
        self._hold.ask_for_help()
        if amid_touch(self._session) or self._session.consent.begun:
            self._hold.say(own(phrases.hands_away_now), own(phrases.help_asked))
        else:
            self._hold.say(own(phrases.help_asked))

    def say_what_was_asked(self) -> None:
        """Says the words of a yellow once more, or the question after a cry for help."""
        if self._hold.for_help:
            self._say_help()
        else:
            self.say_yellow()

    def say_yellow(self) -> None:
        """Says the words of a yellow; amid touch first of all that hands keep still."""
        phrases, own = self._phrases, self._narration.own
        if self._hold.hands_until is not None:
            self._hold.say(own(phrases.hands_still), own(self._question.yellow_words))
        else:
            self._hold.say(own(phrases.yellow_two if self._two else phrases.yellow_one))

    # -- going on -------------------------------------------------------------------------------------------------

    def green(self, by: str) -> None:
        """Takes a green or "continue": in a hold, at the question whether to go back in, or at a question of the
        exercise that it answers.

        `by`: "a" or "b" for a press of that person's own key; empty for a voice, and in a session of one person.
        """
        if not self._everybody_wants_to(by):
            return
        cue, going_back = self._walk.cue, self._session.way_back.asking
        if self._clock.held:
            at_check = isinstance(cue, CheckCue) and not going_back and self._hold.broke_into_question
            if self._clock.phase is Phase.YELLOW and at_check and not self._hold.for_help:
                self._answer_check_by_yellow()
            else:
                self._performer.go_on()
            return
        if isinstance(cue, CheckCue) and not going_back:
            self._questions.spoken_yes(cue)
            return
        self._performer.drop_lines()
        if going_back:
            self._byways.go_back_in()
        else:  # a talk, which "continue" ends
            self._performer.leave()

    def _answer_check_by_yellow(self) -> None:
        """Answers the check that a yellow broke into with the greens that lifted the yellow, so that the two are not
        asked again."""
        cue = self._walk.cue
        assert isinstance(cue, CheckCue)
        self._hold.forget_moment()
        self._hold.forget_greens()
        self._session.consent.all_green()
        self._session.out.emit(Silence())
        self._questions.answered(cue, cue.who)

    def _everybody_wants_to(self, by: str) -> bool:
        """Returns True if this green lets the session go on. If both people's are needed, it counts this one. After a
        spoken one, which both have heard, it asks for the other's."""
        both = self._question.greens
        if both is None:
            return True
        fresh = both.add(by, self._clock.now)
        if both.complete:
            return True
        if by:
            self._session.out.notice(NoticeKind.TAKEN)
        elif not (fresh or both.unasked):
            return False
        elif self._clock.held:
            self._ask_other_to_lift_hold()
        else:
            both.ask_other(float("inf"))  # no voice counts until the question has been said to its end
            self._performer.say_first([Line(text=self._phrases.the_other_back)], Then.ASK_BACK)
        return False

    def _ask_other_to_lift_hold(self) -> None:
        """Asks the other for the second green. A pause becomes a yellow, because a pause has no deadline, and the one
        who said green must not wait for ever."""
        if self._clock.phase is Phase.PAUSED:
            self._clock.move(Phase.YELLOW)
        self._clock.renew_patience()
        self._hold.ask_other(self._phrases.the_other_light)
        self._hold.wait(PATIENCE)

    def no_green(self) -> None:
        """Handles the deadline of a hold of two people: calls hands away. In a yellow it then reminds the two once that
        green goes on, and ends the session kindly after that."""
        until = self._hold.hands_until
        if until is not None and self._clock.now >= until:
            self._what_helps.hands_away()
            return
        if self._clock.reminded:
            self._ways_out.end_kindly()
            return
        self._clock.remind()
        self._hold.say(self._narration.own(self._phrases.both_or_end))
        self._hold.wait(LAST_YELLOW_PATIENCE)  # the same with and without one green: it would tell of that
