"""What a session remembers, and what can be asked of that: the base of the engine, no behaviour of its own.

Nothing outside `session/` touches these; `Engine` is the door.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Plan,
    RateCue,
    Section,
    TalkCue,
)
from companion.session.both import Both
from companion.session.commands import Kind
from companion.session.effects import BreathPart, Effect, Listen, Outcome, Silence, Utterance
from companion.session.events import CautionKind
from companion.session.journey import Journey
from companion.session.phrases import Line, Phrases
from companion.session.table import HELD, MEANT, MOVES, RESUME_ANSWERS, RUNNING, WIND_DOWN_MEANT
from companion.session.view import Asked, Phase

PACES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5)
SILENCE_PACES = (0.4, 0.55, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0, 2.5)
VOLUMES = (0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Timing:
    """How late a deadline may be met. A rehearsal N times as fast multiplies both by N."""

    drift_within: float = 0.25
    """Met up to this late, the next deadline counts from the previous one: no drift."""
    suspended_after: float = 2.0
    """Met later than this, the machine was asleep: pause, never a burst."""


class Then(StrEnum):
    """What follows the lines the program itself says."""

    RETURN = "return"
    """To what they interrupted, or to the start of the present cue."""
    ARRIVE = "arrive"
    """At the present cue, from its beginning."""
    ASK_BACK = "ask-back"
    ASK_AGAIN = "ask-again"
    FINISH = "finish"
    """Nothing: the session is over."""


@dataclass(slots=True)
class Held:
    """What a hold interrupted."""

    phase: Phase
    left: float
    """Of a silence or of the patience with a question."""
    span: float
    """Whole length of the same."""


class State:
    """All of a session's memory. Only `Engine.handle` changes it."""

    def __init__(self, plan: Plan, phrases: Phrases, *, timing: Timing | None = None, unattended: bool = False) -> None:
        """`unattended`: nobody can answer (rehearsal), so every question takes its default or a "yes"."""
        for section, stretch in plan.sections.items():
            if stretch.start >= stretch.end:
                raise ValueError(f"a plan needs something in its section {section}")
        self.plan = plan
        self.phrases = phrases
        self._timing = timing or Timing()
        self._unattended = unattended
        self._journey = Journey(plan)
        self._out: list[Effect] = []

        self._phase = Phase.READY
        self._section = Section.MAIN
        self._at = self._journey.settle(plan.sections[Section.MAIN].start)
        self._deadline: float | None = None
        self._span = 0.0  # whole length of the silence, breath part or patience now running
        self._now = 0.0
        self._held: Held | None = None
        self._lost = False
        self._outcome: Outcome | None = None
        self._ending_as = Outcome.COMPLETED

        self._next_id = 1
        self._clip: int | None = None  # the one clip whose end moves the session on
        self._saying: Utterance | None = None
        self._gap = 0.0
        self._in_gap = False
        self._words = ""
        self._last_said: Utterance | None = None

        self._lines: deque[Line | Utterance] | None = None  # the program's own words, said before going on with the cue
        self._then = Then.RETURN
        self._kept: Held | None = None  # what the program's own words interrupted
        # Such words that help or the time left broke into, and what follows them: they are said after it.
        self._broken_into: tuple[deque[Line | Utterance], Then] | None = None

        self._asked_before = False
        self._asking_back = False
        self._return_to: int | None = None
        self._steps: list[int] = []  # first cues of the steps gone through, for "back"
        self._stopped_at: float | None = None

        self._agreed: set[str] = set()  # "a", "b": who has said yes to the touch of this session
        self._touched = False  # a step behind the agreement has begun, so hands may be on somebody
        self._touch_over = False  # after red, or a no: nothing leads to touch again
        self._greens: set[str] = set()  # who has answered green to the present check
        self._cautioned: dict[CautionKind, bool] = {}  # whether it has been said by now
        self._both: Both | None = None  # two greens are needed before the hold is lifted
        self._asking_other: int | None = None  # the clip that asks the other for the second of them
        self._both_back: Both | None = None  # … and before anything goes back in
        self._back_needs_both = False
        self._return_held: tuple[int, Held] | None = None  # a break comes back to the very second

        self._cycle = 0
        self._cycles = 0
        self._part = 0
        self._part_started = 0.0

        self._speech = PACES.index(1.0)
        self._silence = SILENCE_PACES.index(1.0)
        self._volume = VOLUMES.index(0.8)
        self._active = 0.0
        self._turn_spent: dict[int, float] = {}
        self._turn_extra: dict[int, float] = {}
        self._rests_skipped: dict[int, tuple[int, float]] = {}
        """Index of a rest that was skipped -> its turn, and the seconds of it that were left out."""
        self._prepared: tuple[Utterance, ...] = ()
        self._listening: Listen | None = None

    def _cue(self) -> Cue | None:
        return self.plan.cues[self._at] if self._at < len(self.plan.cues) else None

    def _emit(self, effect: Effect) -> None:
        if isinstance(effect, Silence):
            self._prepared = ()  # whoever renders ahead has just been told to forget it
        self._out.append(effect)

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _move(self, phase: Phase) -> None:
        assert phase is self._phase or phase in MOVES[self._phase], f"{self._phase} -> {phase}"
        self._phase = phase

    def _run(self, phase: Phase, deadline: float, span: float) -> None:
        self._move(phase)
        self._deadline = deadline
        self._span = span

    @staticmethod
    def _asked_text(cue: Cue | None) -> str:
        return cue.question if isinstance(cue, AskChoiceCue | CheckCue | AgreeCue | RateCue | TalkCue) else ""

    def _at_question(self) -> bool:
        """An answer is waited for; also while help or the time left is said over the question."""
        return self._phase is Phase.ASKING or (
            self._phase in RUNNING
            and self._lines is not None
            and self._kept is not None
            and self._kept.phase is Phase.ASKING
        )

    def _answers(self) -> tuple[str, ...]:
        """What would be understood as an answer now."""
        if not self._at_question():
            return ()
        if self._asking_back:
            return ("yes", "no")
        match self._cue():
            case AskChoiceCue(options=options):
                return tuple(option.name for option in options)
            case AgreeCue():
                return ("yes", "no", *(area.casefold() for area in self.plan.touch))
            case TalkCue():
                return ("ready",)
            case RateCue():
                return tuple(str(number) for number in range(11))
        return ()

    def _asked(self) -> Asked | None:
        if self._asking_back:
            return Asked.BACK_OR_END
        match self._cue():
            case AskChoiceCue():
                return Asked.CHOICE
            case CheckCue():
                return Asked.CHECK
            case AgreeCue():
                return Asked.AGREE
            case RateCue():
                return Asked.RATE
            case TalkCue():
                return Asked.TALK
        return None

    def _meant(self) -> Listen:
        """What has a meaning now. Safety words always do while the session is on."""
        kinds = MEANT[self._phase]
        if self._section is Section.WIND_DOWN:
            kinds &= WIND_DOWN_MEANT
        answers = self._answers()
        if self._at_question() and self._asked() in RESUME_ANSWERS:
            kinds |= {Kind.RESUME}
        kinds = kinds | {Kind.ANSWER} if answers else kinds - {Kind.ANSWER}
        if self._own_keys_count():
            kinds |= {Kind.SIGN}
        return Listen(kinds, answers)

    def _own_keys_count(self) -> bool:
        """Each of two people has something to answer for themselves."""
        if self.plan.people != 2:
            return False
        if self._phase in HELD:
            return self._both is not None
        if self._asking_back:
            return self._both_back is not None
        return self._at_question() and isinstance(self._cue(), CheckCue | AgreeCue)

    def _greens_needed(self) -> Both | None:
        """What counts the answers of two where both are needed to go on now."""
        return self._both if self._phase in HELD else self._both_back if self._asking_back else None

    def _may_touch(self) -> bool:
        return not self._touch_over and self._agreed >= {"a", "b"}

    @staticmethod
    def _parts(cue: BreatheCue) -> list[tuple[BreathPart, float]]:
        parts = (
            (BreathPart.IN, cue.in_),
            (BreathPart.HOLD_IN, cue.hold),
            (BreathPart.OUT, cue.out),
            (BreathPart.HOLD_OUT, cue.hold_out),
        )
        return [(part, seconds) for part, seconds in parts if seconds > 0]

    def _held_asking(self) -> bool:
        return self._held is not None and self._held.phase is Phase.ASKING

    def _account(self, now: float) -> None:
        """Running time since the last event. Time beyond a missed deadline was sleep, and counts for nothing."""
        if self._phase in RUNNING and self._deadline is not None:
            until = now if now <= self._deadline + self._timing.suspended_after else self._deadline
            spent = max(0.0, until - self._now)
            self._active += spent
            cue = self._cue()
            # Beside the turn's clock: what is said in between, and waiting for an answer that one of them owes.
            asked = self._phase is Phase.ASKING and isinstance(cue, CheckCue | AgreeCue)
            if cue is not None and cue.turn is not None and self._lines is None and not asked:
                self._turn_spent[cue.turn] = self._turn_spent.get(cue.turn, 0.0) + spent
        self._now = now

    def _forget(self) -> None:
        """Drop everything that was under way."""
        self._clip = None
        self._saying = None
        self._deadline = None
        self._held = None
        self._lines = None
        self._kept = None
        self._broken_into = None
        self._asking_back = False
        self._in_gap = False
        self._gap = 0.0
