"""What a session looks like: `view(now)`, worked out from its state. Changes nothing."""

from __future__ import annotations

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    SayCue,
)
from companion.session.state import PACES, SILENCE_PACES, VOLUMES
from companion.session.table import RUNNING
from companion.session.turns import Turns
from companion.session.view import Asked, BreathView, Phase, Question, TurnView, View


class Showing(Turns):
    """The reading half of the engine."""

    def view(self, now: float) -> View:
        now = max(now, self._now)
        running = self._phase in RUNNING
        left = self._left(now)
        elapsed = self._active + (now - self._now if running else 0.0)
        return View(
            now=now,
            phase=self._phase,
            section=self._section,
            title=self.plan.title,
            words=self._words,
            coming=self._coming(),
            elapsed=elapsed,
            total=elapsed + left,
            left=left,
            silence_left=self._silence_left(now),
            breath=self._breath_view(),
            turn=self._turn_view(now),
            question=self._question(),
            allowed=self._listening or self._meant(),
            speech_pace=PACES[self._speech],
            silence_pace=SILENCE_PACES[self._silence],
            volume=VOLUMES[self._volume],
            outcome=self._outcome,
            called=self.plan.called,
            greens=both.count if (both := self._greens_needed()) is not None else None,
            checking=self._checking(),
            touching=self._may_touch() and (cue := self._cue()) is not None and cue.touching,
        )

    def _left(self, now: float) -> float:
        if self._phase is Phase.FINISHED or self._cue() is None:
            return 0.0
        if self._phase is Phase.READY:
            return self._journey.seconds(self._at) + self._journey.seconds_after(self._at)
        return self._left_of_cue(now) + self._journey.seconds_after(self._at)

    def _left_of_cue(self, now: float) -> float:
        cue = self._cue()
        whole = self._journey.seconds(self._at)
        if self._lines is not None:
            return self._kept.left if self._kept is not None and self._kept.phase is Phase.SILENT else whole
        phase, due = self._phase, self._deadline
        left = max(0.0, due - now) if due is not None else whole
        if self._held is not None:
            phase, left = self._held.phase, self._held.left
        if phase is Phase.SPEAKING and isinstance(cue, SayCue):
            # The deadline holds a margin; what is planned does not.
            return min(left, self._journey.spoken_seconds(self._at)) + self._journey.gap_seconds(cue)
        if phase is Phase.BREATHING and isinstance(cue, BreatheCue):
            parts = self._parts(cue)
            cycle = sum(seconds for _, seconds in parts)
            rest = sum(seconds for _, seconds in parts[self._part + 1 :])
            return min(left, cycle) + rest + cycle * (self._cycles - self._cycle)
        return min(left, whole) if phase is Phase.SPEAKING else left

    def _silence_left(self, now: float) -> float | None:
        if self._lines is None and not self._in_gap:
            if self._phase is Phase.SILENT and self._deadline is not None:
                return max(0.0, self._deadline - now)
            if self._held is not None and self._held.phase is Phase.SILENT:
                return self._held.left
        return None

    def _coming(self) -> str:
        if self._phase is Phase.FINISHED or self._cue() is None:
            return ""
        return self._journey.coming(self._at)

    def _breath_view(self) -> BreathView | None:
        cue = self._cue()
        if self._phase is not Phase.BREATHING or not isinstance(cue, BreatheCue):
            return None
        part, seconds = self._parts(cue)[self._part]
        return BreathView(part, self._part_started, seconds, self._cycle, self._cycles)

    def _turn_view(self, now: float) -> TurnView | None:
        cue = self._cue()
        if cue is None or cue.turn is None or self._phase is Phase.FINISHED:
            return None
        turn = self.plan.turns[cue.turn]
        spent = self._turn_spent.get(cue.turn, 0.0) + (now - self._now if self._phase in RUNNING else 0.0)
        left = max(0.0, self._turn_length(cue.turn) - spent)
        return TurnView(turn.giver, turn.receiver, cue.turn % 2 + 1, 2, left)

    def _question(self) -> Question | None:
        # It stays while help or the time left is said over it: it can be answered all the while.
        at_question = self._at_question()
        asked = self._asked() if at_question or self._held_asking() else None
        if asked is None or (self._lines is not None and not at_question):
            return None
        text = self.phrases.back_or_end if self._asking_back else self._asked_text(self._cue())
        options = {
            Asked.CHECK: ("green", "yellow", "red"),
            Asked.BACK_OR_END: ("continue", "end session"),
            Asked.RATE: tuple(str(number) for number in range(11)),
            Asked.TALK: ("ready",),
            Asked.AGREE: ("yes", "no"),
        }.get(asked)
        cue = self._cue()
        if options is None:
            options = tuple(o.name for o in cue.options) if isinstance(cue, AskChoiceCue) else ()
        if isinstance(cue, CheckCue | AgreeCue) and not self._asking_back:
            who = dict(zip("ab", self.plan.called, strict=True)).get(cue.who, "")
            areas = self.plan.touch if isinstance(cue, AgreeCue) else ()
            return Question(str(asked), text, options, who, areas, self._journey.crossed_out)
        return Question(str(asked), text, options)

    def _checking(self) -> bool:
        cue = self._cue()
        if cue is None or self._asking_back or self._phase is Phase.FINISHED:
            return False
        for later in self.plan.cues[self._at :]:
            if later.step != cue.step:
                return False
            if isinstance(later, CheckCue):
                return True
        return False

    def _time_left_words(self, now: float) -> str:
        minutes = round(self._left(now) / 60)
        if minutes < 2:
            return self.phrases.minute_left
        return self.phrases.time_left.format(minutes=self.phrases.minutes_many.format(n=minutes))
