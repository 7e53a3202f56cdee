"""The session itself: a pure, total, clock-driven state machine over a plan.

`handle(event, now) -> effects`, `next_deadline()`, `view(now)`. No clock, no IO, no logging, no randomness, no
thread: the same events at the same times always give the same effects. Every event is answered in every state;
what makes no sense now is answered with a notice or with nothing, never with an error.

The states and legal moves stand in `table.MOVES`. What the session remembers is in `state`, what it looks like in
`showing`, how it moves along its plan in `performing`, what two people answer together in `consenting`; here is what
each event and each command does.
"""

from __future__ import annotations

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    RateCue,
    RestCue,
    SayCue,
    Section,
    WaitCue,
)
from companion.session.commands import Command, Kind
from companion.session.consenting import Consenting
from companion.session.effects import (
    Effect,
    Notice,
    NoticeKind,
    Outcome,
    Prepare,
    Rated,
    SetVolume,
    Silence,
    Utterance,
)
from companion.session.events import (
    Begin,
    Caution,
    ClipEnded,
    ClipFailed,
    ClipHeldBack,
    ClipStarted,
    Event,
    Given,
    LoudspeakerBack,
    LoudspeakerLost,
    Suspended,
    Tick,
)
from companion.session.performing import END_MARGIN
from companion.session.phrases import Line
from companion.session.state import PACES, SILENCE_PACES, VOLUMES, Then
from companion.session.table import HELD, LIGHTS, RUNNING, Light
from companion.session.view import Phase

AHEAD = 3
"""Sentences asked to be rendered ahead."""
AFTER_STOP = 1.5
"""Silence between a stop and the first words of the wind-down."""
BACK_OR_END = {"continue": "yes", "end session": "no"}
"""What the screen offers there to be picked, and what it means."""
SAME_STOP = 4.0
"""A further "stop" within so many seconds is the same one: people say it two or three times."""


class Engine(Consenting):
    """One session of one plan. See the module's docstring."""

    def handle(self, event: Event, now: float) -> list[Effect]:
        """What this event asks of the world. `now`: seconds on any clock that only goes forward."""
        self._out = []
        if self._phase is Phase.FINISHED:
            return []
        now = max(now, self._now)
        self._account(now)
        if isinstance(event, ClipStarted | ClipHeldBack | ClipEnded | ClipFailed):
            self._on_asking_clip(event, now)
        match event:
            case Begin():
                self._on_begin(now)
            case Given(command):
                self._on_command(command, now)
            case ClipStarted(clip, seconds):
                self._on_clip_started(clip, seconds, now)
            case ClipHeldBack(clip, seconds):
                if clip == self._clip and self._phase is Phase.SPEAKING:
                    self._deadline = now + seconds + END_MARGIN
            case ClipEnded(clip):
                if clip == self._clip:
                    self._clip = None
                    self._said(now)
            case ClipFailed(clip):
                if clip == self._clip and self._phase is Phase.SPEAKING:
                    self._clip = None
                    self._deadline = now + self._expected()
            case Tick():
                self._on_tick(now)
            case Suspended():
                self._on_suspended(now)
            case LoudspeakerLost():
                self._on_lost(now)
            case LoudspeakerBack():
                self._on_back_again(now)
            case Caution(caution):
                if caution not in self._cautioned and not self._unattended:
                    self._cautioned[caution] = False
        self._look_ahead()
        return self._out

    def next_deadline(self) -> float | None:
        """When the conductor should send a Tick. Set while the session runs, and while two people's greens are waited
        for in a yellow."""
        return self._deadline

    def _on_begin(self, now: float) -> None:
        if self._phase is not Phase.READY:
            return
        self._emit(SetVolume(VOLUMES[self._volume]))
        self._enter_section(Section.MAIN, now)
        if self._lost:
            self._hold(Phase.LOST, now)

    def _on_tick(self, now: float) -> None:
        if self._deadline is None or now < self._deadline:
            return
        late = now - self._deadline
        if late > self._timing.suspended_after and self._phase in RUNNING:
            self._on_suspended(now)
            return
        base = self._deadline if late <= self._timing.drift_within else now
        if self._clip is not None:
            # It should have ended by now. Should it still come, it must not talk over what follows.
            self._emit(Silence())
            self._clip = None
        self._deadline = None
        self._due(base)

    def _on_suspended(self, now: float) -> None:
        if self._phase in RUNNING:
            self._on_pause(now)
            self._emit(Notice(NoticeKind.PAUSED_BY_SUSPEND))

    def _on_lost(self, now: float) -> None:
        if self._lost:
            return
        self._lost = True
        if self._phase in RUNNING:
            self._hold(Phase.LOST, now)
        self._emit(Notice(NoticeKind.LOUDSPEAKER_LOST))

    def _on_back_again(self, now: float) -> None:
        if not self._lost:
            return
        self._lost = False
        self._emit(Notice(NoticeKind.LOUDSPEAKER_BACK))
        self._emit(SetVolume(VOLUMES[self._volume]))
        if self._phase is Phase.LOST:
            self._go_on(now)

    def _on_clip_started(self, clip: int, seconds: float, now: float) -> None:
        if clip != self._clip or self._phase is not Phase.SPEAKING:
            return
        self._deadline = now + seconds + END_MARGIN
        cue = self._cue()
        if isinstance(cue, SayCue) and self._lines is None and self._saying is not None:
            self._journey.measured(self._at, self._saying.pace, seconds)

    def _on_command(self, command: Command, now: float) -> None:
        kind = command.kind
        if kind is Kind.STOP:
            self._on_stop(now)
        elif self._phase is Phase.READY:
            if kind is Kind.END:
                self._finish(Outcome.ENDED)
        elif kind not in self._meant().kinds:
            self._emit(Notice(NoticeKind.NOT_NOW))
        else:
            match kind:
                case Kind.PAUSE:
                    self._on_pause(now)
                case Kind.YELLOW:
                    self._on_yellow(now)
                case Kind.RESUME:
                    self._on_resume(command.by, now)
                case Kind.NEXT:
                    self._on_next(now)
                case Kind.BACK:
                    self._on_back(now)
                case Kind.REPEAT:
                    self._on_repeat(now)
                case Kind.SLOWER | Kind.FASTER | Kind.LONGER_SILENCES | Kind.SHORTER_SILENCES:
                    self._on_pace(kind, now)
                case Kind.LOUDER | Kind.QUIETER:
                    self._on_volume(1 if kind is Kind.LOUDER else -1)
                case Kind.MORE_TIME:
                    self._on_more_time()
                case Kind.SOMETHING_ELSE:
                    self._on_something_else(now)
                case Kind.HOW_LONG:
                    self._say_aside(self._time_left_words(now), now)
                case Kind.HELP:
                    self._say_aside(self.phrases.help_words, now)
                case Kind.CRISIS:
                    self._on_pause(now)
                    self._emit(Notice(NoticeKind.CRISIS_CARD))
                case Kind.END:
                    self._on_end(now)
                case Kind.BREAK:
                    self._on_break(now)
                case Kind.SIGN:
                    self._on_sign(command.by, now)
                case Kind.ANSWER:
                    self._on_answer(command.value, now)

    def _on_stop(self, now: float) -> None:
        """Silence in this very step; then the wind-down. A stop well into the wind-down ends that too."""
        self._emit(Silence())
        red = LIGHTS[Light.RED]
        self._touch_over = self._touch_over or red.ends_touch
        if self._phase is Phase.READY:
            self._finish(Outcome.STOPPED)
            return
        winding_down = self._section is Section.WIND_DOWN
        if winding_down and self._stopped_at is not None and now - self._stopped_at > SAME_STOP:
            self._finish(Outcome.STOPPED)
            return
        if not winding_down:
            self._stopped_at = now
        self._words = ""
        assert red.section is not None
        self._turn_to(red.section, Outcome.STOPPED, (Line(wait=AFTER_STOP),), now)

    def _on_next(self, now: float) -> None:
        here = self._cue() is not None
        asked_each = here and (self._journey.asks_each(self._at) or self._journey.reads_areas(self._at))
        going_back = self._asking_back and self._both_back is not None
        if (asked_each and self._lines is None and not self._unattended) or going_back:
            self._emit(Notice(NoticeKind.NOT_NOW))  # nobody walks past a consent
        elif self._asking_back:
            self._stay_held(self._go_back_in, now)
        elif self._lines is not None:
            self._stay_held(self._skip_lines, now)
        else:
            self._count_skipped_rest(now)
            self._go_to(self._journey.next_step(self._at), now)

    def _on_back(self, now: float) -> None:
        if self._asking_back and self._both_back is not None and self._phase not in HELD:
            if self._phase is Phase.ASKING:
                self._on_resume("", now)  # "go back", as the question has it
            else:  # not over the program's own words, where it may be the key that leads a step back
                self._emit(Notice(NoticeKind.NOT_NOW))
            return
        if self._asking_back:
            self._on_next(now)
            return
        here = self._steps.pop() if self._steps else self._at
        if self._steps:
            here = self._steps.pop()
        else:
            self._emit(Notice(NoticeKind.NOTHING_BEFORE))
        self._give_back_rests(here)
        self._go_to(here, now)

    def _on_repeat(self, now: float) -> None:
        if self._both is not None and self._phase in HELD:
            self._say_over(self.phrases.yellow_two)  # what is held for two is not said to them meanwhile
        elif self._last_said is None:
            self._emit(Notice(NoticeKind.NOTHING_BEFORE))
        elif self._phase in HELD:
            self._say_over_utterance(self._last_said)
        elif self._phase is Phase.SPEAKING and self._saying is not None:
            self._emit(Silence())
            self._speak(self._saying, now)
        else:
            self._interrupt([self._last_said], Then.RETURN, now)

    def _on_pace(self, kind: Kind, now: float) -> None:
        speech = kind in (Kind.SLOWER, Kind.FASTER)
        up = kind in (Kind.FASTER, Kind.LONGER_SILENCES)
        scale = PACES if speech else SILENCE_PACES
        at = self._speech if speech else self._silence
        moved = at + (1 if up else -1)
        if not 0 <= moved < len(scale):
            slow_end = kind in (Kind.SLOWER, Kind.LONGER_SILENCES)
            self._emit(Notice(NoticeKind.SLOWEST if slow_end else NoticeKind.FASTEST))
            return
        if speech:
            self._speech = moved
        else:
            self._silence = moved
            self._stretch_silence(SILENCE_PACES[moved] / SILENCE_PACES[at], now)
        self._journey.set_paces(PACES[self._speech], SILENCE_PACES[self._silence])

    def _stretch_silence(self, factor: float, now: float) -> None:
        """What is left of a running silence of the author's takes the new pace too; what is in a turn never does."""
        cue = self._cue()
        if not isinstance(cue, WaitCue | SayCue) or cue.turn is not None:
            return
        if self._phase is Phase.SILENT and self._deadline is not None:
            self._span *= factor
            self._deadline = now + (self._deadline - now) * factor
        elif self._held is not None and self._held.phase is Phase.SILENT:
            self._held.span *= factor
            self._held.left *= factor

    def _on_volume(self, by: int) -> None:
        self._volume = min(max(0, self._volume + by), len(VOLUMES) - 1)
        self._emit(SetVolume(VOLUMES[self._volume]))

    def _on_more_time(self) -> None:
        cue = self._cue()
        if self._lines is not None or self._deadline is None or self._phase is Phase.SPEAKING or self._in_gap:
            self._emit(Notice(NoticeKind.NOT_NOW))
        elif isinstance(cue, RestCue) and cue.turn is not None:
            self._grow_turn(cue.turn)
        elif self._may_last_longer():
            if self._phase is Phase.BREATHING:
                self._cycles += max(1, self._cycles // 2)
            else:
                self._deadline += self._span / 2

    def _on_something_else(self, now: float) -> None:
        self._emit(Silence())
        if self._return_to is None:
            self._return_to = self._steps[-1] if self._steps else self._at
        self._aside(Section.SOMETHING_ELSE, now)

    def _on_end(self, now: float) -> None:
        self._emit(Silence())
        letting_go = self._section is Section.ENDING and self._amid_touch()  # touch that the ending has agreed to
        if self._section in (Section.ENDING, Section.WIND_DOWN, Section.INSTEAD) and not letting_go:
            hands = self._hands_back_due()
            if hands and self._then is not Then.FINISH:
                self._turn_to(self._section, Outcome.ENDED, hands, now, at=self._at, then=Then.FINISH)
                return
            self._finish(self._ending_as if self._section is Section.WIND_DOWN else Outcome.ENDED)
            return
        self._end_kindly(now)

    def _on_answer(self, value: str, now: float) -> None:
        if self._asking_back:
            value = BACK_OR_END.get(value, value)
        if value not in self._answers():
            self._emit(Notice(NoticeKind.NOT_NOW))
            return
        if self._asking_back and value == "yes":
            self._on_resume("", now)
            return
        self._drop_lines()
        cue = self._cue()
        if self._asking_back:
            self._end_kindly(now)
        elif isinstance(cue, AskChoiceCue):
            option = next(o for o in cue.options if o.name == value)
            if option.ends:
                self._end_kindly(now)
            else:
                self._quiet()
                self._arrive(self._journey.settle(option.start), now)
        elif isinstance(cue, AgreeCue):
            self._on_agreement(cue, value, now)
        else:
            if isinstance(cue, RateCue):
                self._emit(Rated(cue.name, int(value)))
            self._leave(now)

    def _look_ahead(self) -> None:
        """Say what to render ahead and what to listen for, where that has changed."""
        if self._phase is Phase.FINISHED:
            return
        listening = self._meant()
        if listening != self._listening:
            self._listening = listening
            self._emit(listening)
        if self._at >= len(self.plan.cues):
            return
        ahead = self._journey.soon(self._at, AHEAD + 1)
        if self._section is not Section.WIND_DOWN:
            wind_down = self.plan.sections[Section.WIND_DOWN]
            if wind_down.start < wind_down.end:
                ahead += self._journey.soon(wind_down.start, 1)
        if isinstance(cue := self._cue(), BreatheCue):
            named = (self._breath_word(part) for part, _ in self._parts(cue))
            ahead = (*(Utterance(text, round(PACES[self._speech], 2)) for text in named), *ahead)
        ahead = tuple(dict.fromkeys(ahead))
        if ahead != self._prepared:
            self._prepared = ahead
            self._emit(Prepare(ahead))
