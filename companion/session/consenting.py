"""What two people answer together: lights, their own keys, agreements to touch, a break in a talk.

The part of the engine between moving along (`performing`) and commands (`engine`). What each light leads to is the
table's (`table.LIGHTS`).
"""

from __future__ import annotations

from companion.exercise.plan import AgreeCue, CheckCue, Section
from companion.session.both import SAME_BREATH, Both
from companion.session.effects import Notice, NoticeKind, Outcome, Silence, Utterance
from companion.session.events import ClipEnded, ClipFailed, ClipHeldBack, ClipStarted
from companion.session.holding import Holding
from companion.session.performing import END_MARGIN, PATIENCE
from companion.session.phrases import Line
from companion.session.saying import START_MARGIN
from companion.session.state import PACES, Then
from companion.session.table import HELD, LIGHTS, Light
from companion.session.view import Phase


class Consenting(Holding):
    """The answering half of two people."""

    _other_pressed_at = float("-inf")
    """When somebody last pressed their own key while the other was asked: a word beside it is theirs, too."""

    def _on_pause(self, now: float) -> None:
        """Amid touch it goes on only when both want it to: whoever held it must not be overtaken by the other."""
        self._hold(Phase.PAUSED, now)
        cue = self._cue()
        if self._both is None and cue is not None and cue.touching and not self._unattended:
            self._both = Both()

    def _on_yellow(self, now: float) -> None:
        if self._section is Section.WIND_DOWN:
            self._hold(Phase.PAUSED, now)
            return
        self._hold(Phase.YELLOW, now)
        self._asked_before = False
        if self.plan.people == 2 and LIGHTS[Light.YELLOW].holds:
            self._both = Both()
        words = self.phrases.yellow_two if self.plan.people == 2 else self.phrases.yellow_one
        self._say_over(words)

    def _on_resume(self, by: str, now: float) -> None:
        """ "Resume", or green: in a hold, when asked whether to go back in, and at the questions it answers."""
        cue = self._cue()
        if self._greens_needed() is not None and not self._both_have_said_so(by, now):
            return
        if self._phase not in HELD:
            self._drop_lines()
        asked = isinstance(cue, CheckCue) and not self._asking_back and self._held_asking()
        if self._phase is Phase.YELLOW and isinstance(cue, CheckCue) and asked:
            self._held = self._both = None  # "yellow", then "green", to the same question: it is answered
            self._greens |= {"a", "b"}
            self._emit(Silence())
            self._answered_by(cue, cue.who, now)
        elif self._phase in HELD:
            self._go_on(now)
        elif self._asking_back:
            self._go_back_in(now)
        elif isinstance(cue, CheckCue):
            if by or not self._is_the_others(now):
                self._answered_by(cue, by or cue.who, now)
        else:  # a question that "continue" or "green" answers
            self._leave(now)

    def _both_have_said_so(self, by: str, now: float) -> bool:
        """Count this one of two greens. False, and the other is asked, while one is missing."""
        both = self._greens_needed()
        assert both is not None
        fresh = both.add(by, now)
        if both.complete:
            return True
        if not fresh:
            return False
        if self._phase not in HELD:
            both.ask_other(float("inf"))  # until its last word: where these are over, `_lines_over` says so
            self._interrupt([Line(text=self.phrases.the_other_back)], Then.ASK_BACK, now)
            return False
        if self._phase is Phase.PAUSED:
            self._move(Phase.YELLOW)
        self._asked_before = False
        self._ask_the_other(both, now)
        self._deadline = now + PATIENCE
        return False

    def _ask_the_other(self, both: Both, now: float) -> None:
        """Over the hold, for the second green. Nothing spoken before its last word is taken for the other's.

        Where no voice can say it, it stands there to be read, for as long as saying it would take.
        """
        self._say_over(self.phrases.the_other_light)
        self._asking_other = self._next_id - 1
        both.ask_other(now + self._asking_takes() + (0.0 if self._lost else START_MARGIN))

    def _asking_takes(self) -> float:
        return self._estimated(Utterance(self.phrases.the_other_light, PACES[self._speech]))

    def _on_asking_clip(self, event: ClipStarted | ClipHeldBack | ClipEnded | ClipFailed, now: float) -> None:
        """What the loudspeaker says of the clip that asks the other."""
        if event.id != self._asking_other or self._both is None:
            return
        match event:
            case ClipStarted(_, seconds) | ClipHeldBack(_, seconds):
                self._both.ask_other(now + seconds + END_MARGIN)
            case ClipFailed():
                self._both.ask_other(now + self._asking_takes())
            case ClipEnded():
                self._both.asked(now)

    def _on_sign(self, by: str, now: float) -> None:
        """Somebody's own key: whatever is theirs to say yes to now."""
        cue = self._cue()
        if by not in ("a", "b"):
            self._emit(Notice(NoticeKind.NOT_NOW))
        elif self._phase in HELD or self._asking_back:
            self._on_resume(by, now)
        elif isinstance(cue, CheckCue | AgreeCue):
            # The other's key counts for the other: it waits until they are asked, and this question goes on waiting.
            if by == cue.who:
                self._drop_lines()
            else:
                self._other_pressed_at = now
            self._answered_by(cue, by, now)

    def _is_the_others(self, now: float) -> bool:
        """Whether a spoken yes belongs to whoever has just pressed their own key, although the other is asked."""
        return now - self._other_pressed_at < SAME_BREATH

    def _on_agreement(self, cue: AgreeCue, value: str, now: float) -> None:
        area = next((area for area in self.plan.touch if area.casefold() == value), None)
        if value == "yes":
            if not self._is_the_others(now):
                self._answered_by(cue, cue.who, now)
        elif value == "no" and Section.INSTEAD in self.plan.sections:
            self._without_touch(self.phrases.declined[:1], now)
        elif value == "no":
            self._turn_to(Section.ENDING, Outcome.ENDED, self.phrases.declined, now)
        elif area is None:
            self._emit(Notice(NoticeKind.NOT_NOW))
        else:
            self._on_crossing_out(cue, area, now)

    def _on_crossing_out(self, cue: AgreeCue, area: str, now: float) -> None:
        """What was agreed to is another thing now, so both are asked anew. Nothing left: something else instead."""
        out = self._journey.cross_out(area)
        self._agreed.clear()
        words = (self.phrases.area_out if out else self.phrases.area_in).replace("{area}", area)
        if self._journey.crossed_out >= frozenset(self.plan.touch):
            self._without_touch((Line(text=words), Line(wait=1.5)), now)
            return
        self._at = cue.asked_from
        self._interrupt([Line(text=words)], Then.ARRIVE, now)

    def _on_break(self, now: float) -> None:
        """The clock of a talk stands still, and both agree when to come back. Elsewhere a pause."""
        if Section.BREAK not in self.plan.sections or self._section not in (Section.MAIN, Section.ENDING):
            self._on_pause(now)
            return
        self._emit(Silence())
        held = self._kept or self._held or self._snapshot(now)  # what the program's own words broke into, first
        # Words that no cue was interrupted by stand before one: back to its beginning.
        before = self._lines is not None and self._kept is None
        self._return_to = self._at if before or not self._steps else self._steps[-1]
        self._return_held = None if before else (self._at, held)
        self._aside(Section.BREAK, now)
