"""How a session moves along its plan: how each kind of cue begins, what follows it, how it is taken up again.

Two groups: moving along (`_enter`, `_due`, `_leave` and what they need), and the program's own words said in between.
Commands are not known here; `engine` turns them into these moves, and `holding` into standing still.
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
    BreathPart,
    BreathTone,
    Finished,
    Outcome,
    PlaySound,
    Silence,
    Speak,
    Utterance,
)
from companion.session.events import CautionKind
from companion.session.journey import utterance_of
from companion.session.phrases import Line
from companion.session.showing import Showing
from companion.session.state import PACES, SILENCE_PACES, Held, Then
from companion.session.table import HELD
from companion.session.view import Phase

START_MARGIN = 6.0
"""Seconds beyond its estimate that a sentence may take to start sounding before the session goes on without it."""
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
LINE_GAP = 0.7
"""Silence after a line of the program's own, before the pace of silences."""
SPOKEN_BREATHS = 2
"""Breaths whose parts are also named aloud; then the tones carry on alone."""


class Performing(Showing):
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
        self._back_needs_both = self._back_needs_both or self._both is not None
        self._both = self._both_back = None
        self._last_said = None
        self._forget()
        self._enter_section(section, now)

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

    def _interrupt(self, lines: list[Line | Utterance], then: Then, now: float) -> None:
        """Say `lines` first. With RETURN what they break into then takes up where it was: the present cue, or words of
        the program's own, with the sentence that was cut."""
        kept, broken_into = self._kept, self._broken_into
        if self._lines is None:
            kept = self._snapshot(now)
        elif kept is None and broken_into is None:
            cut = [self._saying] if self._phase is Phase.SPEAKING and self._saying is not None else []
            broken_into = (deque([*cut, *self._lines]), self._then)
        self._quiet()
        self._kept = kept if then is Then.RETURN else None
        self._broken_into = broken_into if then is Then.RETURN else None
        self._lines, self._then = deque(lines), then
        self._next_line(now)

    def _next_line(self, base: float) -> None:
        if not self._lines:
            self._lines_over(base)
            return
        line = self._lines.popleft()
        if isinstance(line, Line) and not line.text:
            self._run(Phase.SILENT, base + line.wait, line.wait)
            return
        said = Utterance(line.text, round(PACES[self._speech], 2)) if isinstance(line, Line) else line
        self._gap = LINE_GAP * SILENCE_PACES[self._silence]
        self._words = said.text
        self._speak(said, base, keep=False)

    def _drop_lines(self) -> None:
        """Answered while the program itself was still speaking: its words are cut, and the question stands."""
        if self._lines is not None:
            self._quiet()
            self._lines = None
            self._kept = self._broken_into = None

    def _skip_lines(self, now: float) -> None:
        self._quiet()
        self._lines_over(now)

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

    def _say_over(self, words: str) -> None:
        self._say_over_utterance(Utterance(words, round(PACES[self._speech], 2)))

    def _say_over_utterance(self, utterance: Utterance) -> None:
        """Say something while the session is held: nothing waits for its end."""
        self._emit(Silence())
        self._emit(Speak(self._new_id(), utterance))
        self._asking_other = None
        self._words = utterance.text

    def _snapshot(self, now: float) -> Held:
        left = max(0.0, self._deadline - now) if self._deadline is not None else 0.0
        return Held(self._phase, left, self._span)

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

    def _be_silent(self, seconds: float, base: float) -> None:
        self._in_gap = False
        self._run(Phase.SILENT, base + seconds, seconds)

    def _breathe(self, base: float) -> None:
        cue = self._cue()
        assert isinstance(cue, BreatheCue)
        part, seconds = self._parts(cue)[self._part]
        self._part_started = base
        self._emit(BreathTone(part, seconds))
        named = self._breath_word(part)
        if self._cycle <= SPOKEN_BREATHS:
            self._emit(Speak(self._new_id(), Utterance(named, round(PACES[self._speech], 2))))
        self._words = named
        self._run(Phase.BREATHING, base + seconds, seconds)

    def _breath_word(self, part: BreathPart) -> str:
        words = {BreathPart.IN: self.phrases.breath_in, BreathPart.OUT: self.phrases.breath_out}
        return words.get(part, self.phrases.breath_hold)

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

    def _speak(self, utterance: Utterance, base: float, *, keep: bool = True) -> None:
        """`keep`: it is the author's sentence, which "repeat" says once more."""
        self._saying = utterance
        self._in_gap = False
        if keep:
            self._last_said = utterance
        self._clip = self._new_id()
        self._emit(Speak(self._clip, utterance))
        # With the loudspeaker gone nothing will start: the words are shown for as long as saying them takes.
        margin = 0.0 if self._lost else START_MARGIN
        self._run(Phase.SPEAKING, base + self._expected() + margin, self._expected())

    def _expected(self) -> float:
        """Seconds the present sentence or sound should take."""
        cue = self._cue()
        if self._saying is None:
            return cue.seconds if isinstance(cue, SoundCue) else 0.0
        if self._lines is None and isinstance(cue, SayCue):
            return self._journey.spoken_seconds(self._at)
        return self._estimated(self._saying)

    @staticmethod
    def _estimated(utterance: Utterance) -> float:
        return len(utterance.text.split()) / 2.2 / utterance.pace + 0.3

    def _quiet(self) -> None:
        """Cut what plays, if anything may be playing."""
        if self._phase in (Phase.SPEAKING, Phase.BREATHING) or self._clip is not None:
            self._emit(Silence())
        self._clip = None
