"""The performance of a plan: each kind of cue begins, is followed by another, and is taken up after an interruption.

Commands are not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from companion.exercise.phrases import Line
from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Jump,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    WaitCue,
)
from companion.session.effects import Finished, Outcome
from companion.session.journey import utterance_of
from companion.session.parts.lines import Then, Words
from companion.session.parts.look_ahead import breath_word
from companion.session.parts.narration import estimated
from companion.session.parts.phase_clock import Moment
from companion.session.parts.warnings import SHORT_SILENCE
from companion.session.rules.letting_go import hands_back
from companion.session.session import Session
from companion.session.table import BREAK_PATIENCE, FIRST_PATIENCE, PATIENCE
from companion.session.view import Phase

_TO_DO = (WaitCue, RestCue, BreatheCue)
"""The cues in which the person does what they were just told."""
LINE_GAP = 0.7
"""Seconds of silence after a sentence of the program's own, times the pace of silences: the length of a breath."""
SAME = 0.01
"""Seconds by which two turns may differ: less than this is not waited for."""


class Performer:
    """Performs the plan, cue by cue, with the program's own words in between."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._plan = session.plan
        self._phrases = session.phrases
        self._clock = session.clock
        self._walk = session.walk
        self._journey = session.walk.journey
        self._turns = session.turns
        self._narration = session.narration
        self._breath = session.breath
        self._lines = session.lines
        self._hold = session.hold
        self._way_back = session.way_back
        self._consent = session.consent
        self._ending = session.ending

    # -- going to a cue -------------------------------------------------------------------------------------------

    def enter_section(self, section: Section) -> None:
        """Begins a section."""
        self.arrive(self._walk.enter(section))

    def arrive(self, index: int) -> None:
        """Begins the cue at `index`, after the words that have to come first. Past the end of the section, goes on to
        the next section."""
        index = self._journey.settle(index)  # the way back may lead to what has been crossed out since
        if index >= self._walk.end_of(self._walk.section):
            self._section_over()
        elif self._walk.section is not Section.WIND_DOWN and (words := self._cautions_at_rest(index)):
            self._walk.stand_before(index)
            self.say_first([Line(text=each) for each in words], Then.ARRIVE)
        else:
            self._begin(index)

    def _cautions_at_rest(self, index: int) -> list[str]:
        """Returns the words about voices that are hard to hear, and a warning that would otherwise break into the next
        sentence. They count as said. There are none between two sentences of an agreement to touch."""
        warnings, cue = self._session.warnings, self._plan.cues[index]
        if isinstance(cue, _TO_DO) and cue.seconds > SHORT_SILENCE:
            warnings.did_something()
        if self._session.unattended or warnings.mute:
            return []
        if self._session.in_agreement(index) and not self._journey.begins_step(index):
            return []
        words = warnings.take_faint() if warnings.faint_due() else []
        return [*words, *(warnings.take(self._clock.now) if warnings.next_at <= self._clock.now else [])]

    def _section_over(self) -> None:
        match section := self._walk.section:
            case Section.MAIN:
                self.enter_section(Section.ENDING)
            case Section.ENDING if self._journey.section_after(section) is Section.CLOSING:
                self.enter_section(Section.CLOSING)
            case Section.SOMETHING_ELSE | Section.BREAK:
                self._clock.renew_patience()
                self._way_back.ask(into_touch=self._leads_into_touch(self._way_back.to))
                self.say_first([Line(text=self._phrases.back_or_end)], Then.ASK_BACK)
            case Section.ENDING | Section.CLOSING | Section.INSTEAD | Section.SPACE | Section.WIND_DOWN:
                self.finish(self._ending.coming)
            case _:
                assert_never(section)

    def _leads_into_touch(self, index: int | None) -> bool:
        return index is not None and self._plan.people == 2 and self._plan.cues[index].touching

    def _begin(self, index: int) -> None:
        """Begins the cue at `index`. All cues begin here, and none of touch begins without the agreement of both."""
        cue = self._journey.cue_at(index)
        if cue.touching and not self._consent.may_touch:
            if self._walk.section in (Section.INSTEAD, Section.SPACE, Section.WIND_DOWN):
                self.finish(self._ending.coming)  # no plan has touch there, and nothing is left to go to
            else:
                self.go_without_touch(())
            return
        self._consent.begin(cue)
        self._walk.begin(index)
        self._clock.renew_patience()
        if self._answered_before(index):
            self.leave()
            return
        match cue:
            case SayCue():
                self._say(cue, index)
            case SoundCue():
                self._narration.show(cue.caption or self._narration.words)
                self._narration.play(cue.name, cue.file, cue.seconds)
            case RestCue():
                self._be_silent(self._turns.rest_seconds(cue, index))
            case WaitCue():
                self._be_silent(self._turns.wait_seconds(index))
            case BreatheCue():
                self._breath.begin(cue)
                self._breathe(cue)
            case AskChoiceCue() | RateCue() | TalkCue():
                self._clock.run(Phase.ASKING, cue.seconds)
            case CheckCue() | AgreeCue():
                self._ask_each(cue)
            case Jump():
                raise AssertionError("a jump takes no time: `arrive` goes on to where it leads")
            case _:
                assert_never(cue)

    def _answered_before(self, index: int) -> bool:
        """Begins a question with its first cue. From there on the two may answer it with their own keys. If both have
        answered before they are asked by name, returns True and stands at the cue that would ask the next one. If only
        one has, that person is asked all the same, so that nothing is told of it."""
        asked = self._journey.asked_with(index)
        if asked is None:
            return False
        cue = self._journey.cue_at(asked)
        assert isinstance(cue, CheckCue | AgreeCue)
        once_more = self._consent.asked_again and index == cue.asked_from
        if self._consent.asking != cue.step or (self._journey.begins_step(index) and not once_more):
            self._consent.ask_anew(cue)
            self._session.keys.begin_anew()
        if not cue.who or index < cue.asked_from or not self._consent.both_gave:
            return False
        self._walk.stand_before(asked)
        return True

    def _say(self, cue: SayCue, index: int) -> None:
        self._narration.show(cue.caption)
        utterance = utterance_of(cue, self._turns.pace_at(index))
        self._narration.say(
            utterance, self._journey.spoken_seconds(index), gap=self._journey.gap_seconds(cue), keep=True
        )

    def _be_silent(self, seconds: float) -> None:
        self._narration.end_gap()
        self._clock.run(Phase.SILENT, seconds)

    def _breathe(self, cue: BreatheCue) -> None:
        """Sounds the present part of a breath."""
        part, seconds = self._breath.sound(cue, self._clock.now)
        named = breath_word(part, self._phrases)
        self._narration.breathe(part, seconds, named, aloud=self._breath.named_aloud)

    def _ask_each(self, cue: CheckCue | AgreeCue) -> None:
        """Waits for one of the two, or for the only one."""
        self._consent.asked(cue)
        if isinstance(cue, AgreeCue) and self._journey.all_crossed_out:
            self.go_without_touch(())
        else:
            first = cue.who and self._walk.at == self._journey.first_asked(cue)
            patience = FIRST_PATIENCE if first else PATIENCE
            self._clock.run(Phase.ASKING, cue.seconds if self._session.unattended else patience)

    # -- going on from a cue --------------------------------------------------------------------------------------

    def clip_measured(self, seconds: float) -> None:
        """Keeps the real length of the present sentence, if it is one of the plan's."""
        saying = self._narration.saying
        if saying is not None and not self._lines.active and isinstance(self._walk.cue, SayCue):
            self._journey.measured(self._walk.at, saying.pace, seconds)

    def clip_over(self) -> None:
        """Goes on after a sentence or a sound: to its gap, or to what follows it."""
        if self._clock.phase is not Phase.SPEAKING:
            return
        gap = self._narration.said()
        if gap > 0:
            self._clock.run(Phase.SILENT, gap)
        elif self._lines.active:
            self.say_next_line()
        else:
            self.leave()

    def silence_over(self) -> None:
        """Goes on after a silence: to the next of the program's own words, or to the next cue."""
        if self._lines.active:
            self.say_next_line()
        else:
            self.leave()

    def breath_part_over(self) -> None:
        """Goes on to the next part of a breath, or to the next cue after the last one."""
        cue = self._walk.cue
        assert isinstance(cue, BreatheCue)
        if self._breath.go_on(cue):
            self._breathe(cue)
        else:
            self.leave()

    def leave(self) -> None:
        """Goes on to what follows the present cue. A turn that would end too soon keeps its time as silence."""
        self._narration.cut_unfinished()
        self._narration.end_gap()
        self._clock.stop()
        cue, follower = self._walk.cue, self._journey.follower(self._walk.at)
        if isinstance(cue, _TO_DO):
            self._session.warnings.did_something()
        if cue is not None and cue.turn is not None and self._turn_of(follower) != cue.turn:
            left = self._turns.left(cue.turn)
            if left > SAME:
                self._be_silent(left)
                return
        self.arrive(follower)

    def _turn_of(self, index: int) -> int | None:
        return self._plan.cues[index].turn if index < len(self._plan.cues) else None

    def take_up(self, moment: Moment) -> None:
        """Goes on with what was interrupted: a silence for what is left of it, a sentence or a breath anew."""
        cue = self._walk.cue
        if moment.phase is Phase.SPEAKING:
            if not self._lines.active and isinstance(cue, SayCue):
                self._say(cue, self._walk.at)
            elif (saying := self._narration.saying) is not None:
                self._narration.show(saying.text)
                self._narration.say(saying, estimated(saying), keep=False)
            else:
                self.leave()
        elif moment.phase is Phase.BREATHING:
            assert isinstance(cue, BreatheCue)
            self._breath.begin_again()
            self._breathe(cue)
        else:
            self._clock.run_on(moment)

    def go_on(self) -> None:
        """Lifts a hold, and goes on with what it broke into. No press from before this counts towards a yes."""
        self._session.keys.begin_anew()
        moment = self._hold.lift()
        self._lines.take_up()
        if moment is None:
            self.arrive(self._walk.at)
        elif moment.phase is Phase.SPEAKING and self._narration.saying is None:
            self.leave()  # a sound: it was heard well enough
        else:
            self.take_up(moment)

    def say_again(self) -> None:
        """Says the sentence that is being said once more from its beginning."""
        saying = self._narration.saying
        assert saying is not None
        self._narration.say(saying, self.clip_seconds(), keep=True)

    def clip_seconds(self) -> float:
        """Returns the seconds that the present sentence or sound should take."""
        cue, saying = self._walk.cue, self._narration.saying
        if saying is None:
            return cue.seconds if isinstance(cue, SoundCue) else 0.0
        if not self._lines.active and isinstance(cue, SayCue):
            return self._journey.spoken_seconds(self._walk.at)
        return estimated(saying)

    # -- the program's own words ----------------------------------------------------------------------------------

    def say_first(self, lines: Sequence[Words], then: Then) -> None:
        """Says `lines` before anything else. With `Then.RETURN`, the words that they interrupt are taken up again."""
        speaking = self._clock.phase is Phase.SPEAKING
        self._lines.break_in(lines, then, self._clock.moment, self._narration.saying if speaking else None)
        self._narration.quiet()
        self.say_next_line()

    def say_next_line(self) -> None:
        """Says the next of the program's own words, or goes on to what follows them."""
        words = self._lines.take_next()
        if words is None:
            self._lines_over()
        elif isinstance(words, Line) and not words.text:
            self._clock.run(Phase.SILENT, words.wait)
        else:
            said = self._narration.own(words.text) if isinstance(words, Line) else words
            self._narration.show(said.text)
            gap = LINE_GAP * self._session.dials.silence_pace
            self._narration.say(said, estimated(said), gap=gap, keep=False)

    def skip_lines(self) -> None:
        """Cuts the program's own words, and goes on to what follows them."""
        self._narration.quiet()
        self._lines_over()

    def drop_lines(self) -> None:
        """Cuts the program's own words, and stays at the question they were said over: it is being answered."""
        if self._lines.active:
            self._narration.quiet()
            self._lines.drop()

    def _lines_over(self) -> None:
        self._narration.end_gap()
        if self._lines.take_up_cut_off():
            self.say_next_line()
            return
        self._session.wish.said(self._clock.now)
        moment = self._lines.take_moment()
        match then := self._lines.then:
            case Then.FINISH:
                self.finish(self._ending.coming)
            case Then.RETURN:
                if moment is not None:
                    self.take_up(moment)
                else:
                    self.arrive(self._walk.at)
            case Then.ARRIVE:
                self.arrive(self._walk.at)
            case Then.SECTION_OVER:
                self._section_over()
            case Then.ASK_BACK:
                self._way_back.asked(self._clock.now)
                self._clock.run(Phase.ASKING, BREAK_PATIENCE if self._walk.section is Section.BREAK else PATIENCE)
            case Then.ASK_AGAIN:
                self._session.keys.forget_first_presses()
                cue = self._walk.cue
                if isinstance(cue, CheckCue | AgreeCue) and cue.who:
                    self.arrive(cue.asked_from)
                else:
                    self._clock.run(Phase.ASKING, PATIENCE)
            case _:
                assert_never(then)

    # -- leaving the way of the plan ------------------------------------------------------------------------------

    def turn_to(
        self,
        section: Section,
        outcome: Outcome,
        lines: Sequence[Line],
        *,
        at: int | None = None,
        then: Then = Then.RETURN,
    ) -> None:
        """Leaves everything for another section, where `lines` come before its first cue, or before the one `at`.

        `outcome`: the session's, once that section is over.
        """
        self._narration.quiet()
        self._session.drop_everything()
        self._narration.forget_last_said()
        self._hold.forget_greens()
        self._way_back.forget()
        self._ending.lead_to(outcome)
        self._journey.leave_closing_out()
        self._walk.go_to(section, at)
        self._lines.put(lines, then)
        self.say_next_line()

    def go_without_touch(self, lines: Sequence[Line]) -> None:
        """Ends touch after a no, or where nothing is left to agree to: something kind to do takes its place."""
        if self._consent.touched:
            self._consent.hands_back()
            lines = (*hands_back(self._phrases), *lines)
        self._consent.end_touch()
        self.turn_to(Section.INSTEAD, Outcome.ENDED, lines)

    def finish(self, outcome: Outcome) -> None:
        """Ends the session."""
        self._session.drop_everything()
        self._clock.move(Phase.FINISHED)
        self._session.out.emit(Finished(self._ending.finish(outcome)))
