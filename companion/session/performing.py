"""How a session moves along its plan: how each kind of cue begins, what follows it, how it is taken up again.

How it speaks is in `saying`. Commands are not known here; `engine` turns them into these moves, and `holding` into
standing still.
"""

from __future__ import annotations

from collections import deque
from itertools import takewhile

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    WaitCue,
)
from companion.session.both import Both
from companion.session.effects import (
    Finished,
    Outcome,
    PlaySound,
)
from companion.session.events import CautionKind
from companion.session.journey import utterance_of
from companion.session.phrases import Line
from companion.session.saying import START_MARGIN, Saying
from companion.session.state import Held, Then
from companion.session.table import HELD
from companion.session.view import Phase

END_MARGIN = 1.5
"""Seconds beyond its real length after which a clip counts as over although nobody said so."""
SAME = 0.01
"""Seconds by which two turns may differ."""
PATIENCE = 30.0
"""Seconds a question that needs an answer waits before it is asked once more, and then before a kind ending."""
LAST_PATIENCE = 120.0
"""Seconds after that for the second of two greens: somebody may be taking care of something."""
YELLOW_PATIENCE = 60.0
"""Seconds that two people in a yellow have for each other before it is said once more that green goes on …"""
LAST_YELLOW_PATIENCE = 300.0
"""… and then before a kind ending: it must not wait in silence for ever."""


class Performing(Saying):
    """The moving half of the engine."""

    def _enter_section(self, section: Section, base: float) -> None:
        stretch = self.plan.sections[section]
        self._section = section
        self._steps = []
        self._arrive(self._journey.settle(stretch.start), base)

    def _arrive(self, index: int, base: float) -> None:
        """Begin the cue at `index`, or what follows the section where `index` is past its end."""
        index = self._journey.settle(index)  # "back" may lead to what has been crossed out since
        if index >= self.plan.sections[self._section].end:
            self._section_over(base)
            return
        if self._section is not Section.WIND_DOWN and not all(self._cautioned.values()):
            self._at = index
            self._interrupt([Line(text=words) for words in self._cautions()], Then.ARRIVE, base)
            return
        self._enter(index, base)

    def _cautions(self) -> list[str]:
        """What has to be said about the microphone, each once."""
        words = {
            CautionKind.SILENT: self.phrases.caution_silent,
            CautionKind.TOO_QUIET: self.phrases.caution_too_quiet,
            CautionKind.CLIPPING: self.phrases.caution_clipping,
        }
        due = [words[kind] for kind, said in self._cautioned.items() if not said]
        self._cautioned = dict.fromkeys(self._cautioned, True)
        return due

    def _section_over(self, base: float) -> None:
        match self._section:
            case Section.MAIN:
                self._enter_section(Section.ENDING, base)
            case Section.SOMETHING_ELSE | Section.BREAK:
                self._asked_before = False
                both = self._back_needs_both or self._leads_into_touch(self._return_to)
                self._both_back = Both() if both else None
                self._interrupt([Line(text=self.phrases.back_or_end)], Then.ASK_BACK, base)
            case _:
                self._finish(self._ending_as)

    def _enter(self, index: int, base: float) -> None:
        """How each kind of cue begins."""
        cue = self.plan.cues[index]
        if cue.touching and not self._may_touch():
            if self._section in (Section.INSTEAD, Section.WIND_DOWN):
                self._finish(self._ending_as)  # nowhere is left to go to: no plan has it, and it must not go in rings
            else:
                self._without_touch((), base)
            return
        self._touched = self._touched or cue.touching
        self._at = index
        if not self._steps or self.plan.cues[self._steps[-1]].step != cue.step or index < self._steps[-1]:
            self._steps.append(index)
        self._asked_before = False
        match cue:
            case SayCue():
                self._gap = self._journey.gap_seconds(cue)
                self._words = cue.caption
                self._speak(utterance_of(cue, self._pace_of(index)), base)
            case SoundCue():
                self._saying = None
                self._gap = 0.0
                self._words = cue.caption or self._words
                self._clip = self._new_id()
                self._emit(PlaySound(self._clip, cue.name, cue.file))
                self._run(Phase.SPEAKING, base + cue.seconds + START_MARGIN, cue.seconds)
            case RestCue():
                self._be_silent(self._rest_left(cue), base)
            case WaitCue():
                self._be_silent(self._wait_left(index), base)
            case BreatheCue():
                self._cycle, self._part, self._cycles = 1, 0, cue.times
                self._breathe(base)
            case AskChoiceCue() | RateCue() | TalkCue():
                self._run(Phase.ASKING, base + cue.seconds, cue.seconds)
            case CheckCue() | AgreeCue():
                self._ask_each(cue, base)
            case _:
                raise AssertionError(f"no such cue: {cue!r}")

    def _ask_each(self, cue: CheckCue | AgreeCue, base: float) -> None:
        """Wait for one of the two (or for the only one); not where they have answered already, by their own key."""
        given = self._agreed if isinstance(cue, AgreeCue) else self._greens
        if self._asked_first(self._at):
            given.clear()
        if isinstance(cue, AgreeCue) and self.plan.touch and self._journey.crossed_out >= frozenset(self.plan.touch):
            self._without_touch((), base)
            return
        if cue.who and cue.who in given:
            self._leave(base)
            return
        patience = cue.seconds if self._unattended else PATIENCE
        self._run(Phase.ASKING, base + patience, patience)

    def _asked_first(self, index: int) -> bool:
        """No other of the two is asked before this one in the same step."""
        cues, step, kind = self.plan.cues, self.plan.cues[index].step, type(self.plan.cues[index])
        while index and cues[index - 1].step == step:
            index -= 1
            if isinstance(cues[index], kind):
                return False
        return True

    def _aside(self, section: Section, now: float) -> None:
        """To a byway that asks at its end whether to go back in. A yellow there was needs both for that."""
        hands = self._hands_back_due()
        self._back_needs_both = self._back_needs_both or self._both is not None
        self._both = self._both_back = None
        self._last_said = None
        self._forget()
        if not hands:
            self._enter_section(section, now)
            return
        self._section, self._at, self._steps = section, self._journey.settle(self.plan.sections[section].start), []
        self._lines, self._then = deque(hands), Then.ARRIVE
        self._next_line(now)

    def _leads_into_touch(self, index: int | None) -> bool:
        return index is not None and self.plan.people == 2 and self.plan.cues[index].touching

    def _without_touch(self, lines: tuple[Line, ...], now: float) -> None:
        """A no, or nothing left to agree to: the touch is over, and something kind takes its place."""
        if self._touched:
            self._touched = False
            lines = (*self._hands_back(), *lines)
        self._touch_over = True
        self._turn_to(Section.INSTEAD, Outcome.ENDED, lines, now)

    def _hands_back(self) -> tuple[Line, ...]:
        """The first words wherever touch ends that has begun, and the silence after them."""
        first, *rest = self.phrases.ended_early_touch
        return (first, *takewhile(lambda line: not line.text, rest))

    def _hands_back_due(self) -> tuple[Line, ...]:
        """These words, where they are being said or about to be: whatever breaks into them has to say them itself."""
        lines = self._hands_back()
        waiting = [*(self._lines or ()), *(self._broken_into[0] if self._broken_into is not None else ())]
        if self._lines is not None and self._phase is Phase.SPEAKING and self._saying is not None:
            waiting.append(self._saying)
        return lines if any(each.text == lines[0].text for each in waiting) else ()

    def _amid_touch(self) -> bool:
        """Hands may be on somebody: in the touch, at a further agreement to it, or away from either for a while."""
        at = self._at if self._return_to is None else self._return_to
        if self.plan.people != 2 or at >= len(self.plan.cues):
            return False
        return self.plan.cues[at].touching or (self._touched and self.plan.section_of(at) is Section.MAIN)

    def _due(self, base: float) -> None:
        """The deadline of what is running has come."""
        if self._phase in HELD:
            self._not_green_yet(base)
        elif self._phase is Phase.SPEAKING:
            self._said(base)
        elif self._lines is not None:
            self._next_line(base)
        elif self._phase is Phase.BREATHING:
            self._next_breath_part(base)
        elif self._phase is Phase.ASKING:
            self._unanswered(base)
        else:
            self._in_gap = False
            self._leave(base)

    def _said(self, base: float) -> None:
        """A sentence or a sound is over: its gap, then what follows."""
        self._saying = None
        if self._phase is not Phase.SPEAKING:
            return
        if self._gap > 0:
            gap, self._gap = self._gap, 0.0
            self._in_gap = True
            self._run(Phase.SILENT, base + gap, gap)
        elif self._lines is not None:
            self._next_line(base)
        else:
            self._leave(base)

    def _leave(self, base: float) -> None:
        """Go on to what follows the present cue. Quiet first if it is left before its end."""
        if self._clip is not None:
            self._quiet()
        self._in_gap = False
        self._deadline = None
        cue, follower = self._cue(), self._journey.follower(self._at)
        if cue is not None and cue.turn is not None and self._turn_of(follower) != cue.turn:
            left = self._turn_left(cue.turn)
            if left > SAME:  # it was said sooner than planned: what is left of the turn is theirs
                self._be_silent(left, base)
                return
        self._arrive(follower, base)

    def _end_kindly(self, now: float) -> None:
        """The ending, early: the author's own, after a sentence that says it is all right.

        Not the author's where it would speak of touch that there was none of, or where it has begun already.
        """
        touching = self._amid_touch()
        lines = self.phrases.ended_early_touch if touching else self.phrases.ended_early
        ending = self._section is Section.ENDING
        if Section.INSTEAD in self.plan.sections and (self._touch_over or (ending and touching)):
            self._touch_over = True
            last = self._journey.last_words(Section.INSTEAD)
            self._turn_to(Section.INSTEAD, Outcome.ENDED, lines, now, at=last)
        elif ending:
            self._turn_to(Section.ENDING, Outcome.ENDED, lines, now, at=self._at, then=Then.FINISH)
        else:
            self._turn_to(Section.ENDING, Outcome.ENDED, lines, now)

    def _turn_to(
        self,
        section: Section,
        outcome: Outcome,
        lines: tuple[Line, ...],
        now: float,
        *,
        at: int | None = None,
        then: Then = Then.RETURN,
    ) -> None:
        """Leave everything for another section, with a few words or a silence before its first cue (or that `at`)."""
        self._quiet()
        self._forget()
        self._return_to = self._return_held = None
        self._both = self._both_back = None
        self._back_needs_both = False
        self._last_said = None  # "repeat" must not lead back into what was left
        self._ending_as = outcome
        self._section = section
        self._at = self._journey.settle(self.plan.sections[section].start) if at is None else at
        self._steps = []
        self._lines, self._then = deque(lines), then
        self._next_line(now)

    def _finish(self, outcome: Outcome) -> None:
        self._forget()
        self._move(Phase.FINISHED)
        self._outcome = outcome
        self._emit(Finished(outcome))

    def _unanswered(self, base: float) -> None:
        cue = self._cue()
        if isinstance(cue, CheckCue | AgreeCue) and self._unattended and not self._asking_back:
            self._answered_by(cue, cue.who, base)
        elif isinstance(cue, CheckCue | AgreeCue) or self._asking_back:
            agreeing = isinstance(cue, AgreeCue) and not self._asking_back
            if self._asked_before and agreeing and Section.INSTEAD in self.plan.sections:
                self._without_touch((), base)  # nobody agreed to anything, so nothing of it is spoken of
                return
            if self._asked_before:
                self._end_kindly(base)
                return
            self._asked_before = True
            again = [Line(text=self.phrases.unanswered)] if not self._asking_back else []
            question = self.phrases.back_or_end if self._asking_back else self._asked_text(cue)
            then = Then.ASK_BACK if self._asking_back else Then.ASK_AGAIN
            self._interrupt([*again, Line(text=question)], then, base)
        else:
            self._leave(base)

    def _answered_by(self, cue: CheckCue | AgreeCue, who: str, base: float) -> None:
        """One of the two has said yes, or green. Goes on where it was theirs to say."""
        given = self._agreed if isinstance(cue, AgreeCue) else self._greens
        given.add(who)
        if who != cue.who:
            return
        if given >= {"a", "b"}:  # nobody is asked who has answered: to the last question of the two
            same = (at for at in range(self._at, len(self.plan.cues)) if self.plan.cues[at].step == cue.step)
            self._quiet()
            self._at = max(at for at in same if isinstance(self.plan.cues[at], type(cue)))
        self._leave(base)

    def _lines_over(self, base: float) -> None:
        self._lines = None
        self._in_gap = False
        if self._broken_into is not None:
            (self._lines, self._then), self._broken_into = self._broken_into, None
            self._next_line(base)
            return
        kept, self._kept = self._kept, None
        match self._then:
            case Then.FINISH:
                self._finish(self._ending_as)
            case Then.ARRIVE:
                self._arrive(self._at, base)
            case Then.RETURN if kept is not None:
                self._take_up(kept, base)
            case Then.RETURN:
                self._arrive(self._at, base)
            case Then.ASK_BACK:
                self._asking_back = True
                if self._both_back is not None:
                    self._both_back.asked(base)
                self._run(Phase.ASKING, base + PATIENCE, PATIENCE)
            case Then.ASK_AGAIN:
                self._run(Phase.ASKING, base + PATIENCE, PATIENCE)

    def _not_green_yet(self, now: float) -> None:
        """Nothing came from one of two, or from both: asked once more, kindly, and then it ends."""
        if self._asked_before:
            self._end_kindly(now)
            return
        self._asked_before = True
        self._say_over(self.phrases.both_or_end)
        alone = self._both is not None and self._both.count == 1
        self._deadline = now + (LAST_PATIENCE if alone else LAST_YELLOW_PATIENCE)

    def _take_up(self, held: Held, base: float) -> None:
        """Go on with what was interrupted: a silence with what is left, a sentence or a breath anew."""
        cue = self._cue()
        if held.phase is Phase.SPEAKING:
            if self._lines is None and isinstance(cue, SayCue):
                self._gap = self._journey.gap_seconds(cue)
                self._words = cue.caption
                self._speak(utterance_of(cue, self._pace_of(self._at)), base)
            elif self._saying is not None:
                self._words = self._saying.text
                self._speak(self._saying, base, keep=False)
            else:
                self._leave(base)
        elif held.phase is Phase.BREATHING:
            self._part = 0
            self._breathe(base)
        else:
            self._run(held.phase, base + held.left, held.span)

    def _next_breath_part(self, base: float) -> None:
        cue = self._cue()
        assert isinstance(cue, BreatheCue)
        self._part += 1
        if self._part >= len(self._parts(cue)):
            self._part = 0
            self._cycle += 1
        if self._cycle > self._cycles:
            self._leave(base)
        else:
            self._breathe(base)
