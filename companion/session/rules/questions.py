"""The questions that need an answer: checks, agreements, and the one about going back in."""

from __future__ import annotations

from companion.exercise.phrases import Line
from companion.exercise.plan import AgreeCue, CheckCue, Section
from companion.session.effects import NoticeKind, Outcome
from companion.session.parts.lines import Then
from companion.session.rules.letting_go import amid_touch
from companion.session.rules.performer import Performer
from companion.session.rules.ways_out import WaysOut
from companion.session.session import Session


class Questions:
    """Takes a yes, a no, an area left out, or no answer at all."""

    def __init__(self, session: Session, performer: Performer, ways_out: WaysOut) -> None:
        self._session = session
        self._performer = performer
        self._ways_out = ways_out
        self._plan = session.plan
        self._phrases = session.phrases
        self._clock = session.clock
        self._walk = session.walk
        self._consent = session.consent

    def own_key(self, cue: CheckCue | AgreeCue, by: str, *, held: bool, fresh: bool) -> None:
        """Takes the own key of one of the two: at a check from the first word of the question on. At an agreement it
        counts once the question has been said to its end, and the key has been held from there on. If something broke
        into saying it once more, it has to be said to its end again. `held`: this press counts as a key held down;
        `fresh`: the keyboard doesn't only repeat it."""
        asked = self._walk.cue is cue
        asked_aloud = isinstance(cue, CheckCue) or self._walk.journey.asked_aloud(cue, self._walk.at)
        if not asked_aloud or (isinstance(cue, AgreeCue) and self._session.lines.to_be_asked_anew):
            if fresh:
                self._session.out.notice(NoticeKind.NOT_YET)
            return
        if asked and by != cue.who:
            self._consent.other_pressed(self._clock.now)
        if isinstance(cue, AgreeCue) and not self._is_held(by, held=held):
            return
        given = self._consent.has_given(by)
        self.answered(cue, by, aloud=False)
        if not self._consent.both_gave and (fresh or not given):
            self._session.out.notice(NoticeKind.TAKEN)

    def _is_held(self, by: str, *, held: bool) -> bool:
        keys = self._session.keys
        return not keys.is_from_before(by) and (held or keys.held(by, self._clock.now))

    def spoken_yes(self, cue: CheckCue | AgreeCue) -> None:
        """Takes a spoken yes, or green, as that of the person who is being asked. It is not counted if the one who was
        asked before may have said it, and has not answered yet. Both are then asked again. If it is not counted,
        whatever is being said over the question goes on, and the question stays open."""
        if self._consent.is_the_others(self._clock.now):
            return
        first = self._walk.journey.first_asked(cue)
        if cue.who and self._walk.at != first and not self._consent.has_given("b" if cue.who == "a" else "a"):
            if not self._consent.asked_again:
                self._performer.drop_lines()
                self._ask_again()
            return
        self._performer.drop_lines()
        self.answered(cue, cue.who)

    def answered(self, cue: CheckCue | AgreeCue, who: str, *, aloud: bool = True) -> None:
        """Takes a yes, or a green, from `who`. Goes on if no answer is missing. `aloud`: both have heard it, so the
        other is asked at once; after a key the question to the other comes when it would have come without it."""
        self._consent.give(cue, who)
        at = self._walk.at
        if self._consent.both_gave and at >= cue.asked_from:  # to the last question of the two
            self._performer.drop_lines()
            self._session.narration.quiet()
            self._walk.stand_before(self._walk.journey.last_asked(at))
            self._performer.leave()
        elif aloud and self._walk.cue is cue and who == cue.who:
            self._performer.leave()

    def agreement(self, cue: AgreeCue, value: str) -> None:
        """Handles an answer to an agreement: yes, no, or the name of an area of touch. In a hold, only the last two."""
        area = next((area for area in self._plan.touch if area.casefold() == value), None)
        if value == "yes":
            self.spoken_yes(cue)
            return
        if area in self._walk.journey.crossed_out and self._session.lines.asking_again:
            return  # it is out already, and nothing may break into the question that is being said once more
        self._performer.drop_lines()
        if value == "no":
            self._decline()
        elif area is None:
            self._session.out.notice(NoticeKind.NOT_NOW)
        elif self._clock.held:
            self._leave_out_in_hold(cue, area)
        else:
            self._leave_out(cue, area)

    def _decline(self) -> None:
        self._session.ending.decline()
        if Section.INSTEAD in self._plan.sections:
            not_now = (Line(text=self._phrases.not_now_said),)
            self._performer.go_without_touch(self._phrases.declined[:1] if self._plan.touch else not_now)
        else:
            self._performer.turn_to(Section.ENDING, Outcome.ENDED, self._phrases.declined)

    def is_late_no(self, value: str) -> bool:
        """True for a no, or the name of an area, that answers no open question and comes once both have agreed to
        touch, or while hands may be on somebody."""
        question, touch = self._session.question, self._plan.touch
        if value != "no" and question.what_helps:
            return False  # hands are still, and something else is asked
        taken = value in (*question.answers, *question.early_answers)
        if not touch or self._consent.touch_over or taken or value not in ("no", *map(str.casefold, touch)):
            return False
        agreed = self._consent.may_touch and self._walk.section is Section.MAIN
        return agreed or amid_touch(self._session)

    def late_no(self) -> None:
        """Takes such a no as a stop, because hands may be on somebody. So is an area, which hands have to leave."""
        self._ways_out.stop()

    def _leave_out_in_hold(self, cue: AgreeCue, area: str) -> None:
        """Leaves an area out and stays held. Both are asked anew once the hold is lifted."""
        words = self._phrases.area_out.replace("{area}", area)
        if area not in self._walk.journey.crossed_out:
            self._walk.journey.cross_out(area)
            self._consent.withdraw()
            if self._walk.at >= cue.asked_from:
                self._session.hold.forget_moment()
                self._session.narration.drop()
                self._walk.stand_before(cue.asked_from)
        if self._walk.journey.all_crossed_out:
            self._session.ending.decline()
            self._performer.go_without_touch((Line(text=words), Line(wait=1.5)))
        else:
            self._session.hold.say(self._session.narration.own(words))

    def _leave_out(self, cue: AgreeCue, area: str) -> None:
        """Leaves an area out. Both are asked anew, because they agree to less now; if the areas are still being read
        aloud, that goes on first. An area that is out already stays out, and the two are not asked anew."""
        words = [Line(text=self._phrases.area_out.replace("{area}", area))]
        if area in self._walk.journey.crossed_out:
            self._performer.say_first(words, Then.RETURN)
            return
        self._walk.journey.cross_out(area)
        self._consent.withdraw()
        self._session.keys.begin_anew()
        if self._walk.journey.all_crossed_out:
            self._session.ending.decline()
            self._performer.go_without_touch((*words, Line(wait=1.5)))
        elif self._walk.at < cue.asked_from:
            self._performer.say_first(words, Then.RETURN)
        else:
            self._walk.stand_before(cue.asked_from)
            self._performer.say_first(words, Then.ARRIVE)

    def unanswered(self) -> None:
        """Patience has run out: asks once more, and ends kindly the second time. Other questions take their default."""
        cue, going_back = self._walk.cue, self._session.way_back.asking
        to_each = cue if isinstance(cue, CheckCue | AgreeCue) and not going_back else None
        again = self._clock.reminded if to_each is None or not to_each.who else self._consent.asked_again
        if to_each is None and not going_back:
            self._performer.leave()
        elif to_each is not None and self._session.unattended:
            self.answered(to_each, to_each.who)
        elif to_each is not None and to_each.who and self._walk.at == self._walk.journey.first_asked(to_each):
            self._performer.leave()  # to the other one's question, as after an answer by key
        elif not again:
            self._ask_again()
        elif isinstance(to_each, AgreeCue) and Section.INSTEAD in self._plan.sections:
            self._performer.go_without_touch(())  # there was no agreement yet, so no words are needed about it
        else:
            self._ways_out.end_kindly()

    def _ask_again(self) -> None:
        self._clock.remind()
        self._session.keys.forget_first_presses()
        unanswered = Line(text=self._phrases.unanswered)
        question = self._session.narration.own(self._session.question.text)
        cue = self._walk.cue
        if self._session.way_back.asking:
            self._performer.say_first([question], Then.ASK_BACK)
        else:
            if isinstance(cue, CheckCue | AgreeCue):
                self._consent.ask_again()
            self._performer.say_first([unanswered, question], Then.ASK_AGAIN)
