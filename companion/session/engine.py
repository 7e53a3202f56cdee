"""The session itself: a pure, clock-driven state machine over a plan.

`handle(event, now) -> effects`, `next_deadline()`, `view(now)`. No clock, no IO, no logging, no randomness, no
thread: the same events at the same times always give the same effects. Every event is allowed in every state. An
event that makes no sense now leads to a notice or to nothing, never to an error.

The engine only sends each event and each command to its rule. The state of a session is divided among the parts in
`parts/`, and the rules in `rules/` change it. `table` has the phases, and the moves between them.
"""

from __future__ import annotations

from typing import Final, assert_never

from companion.exercise.phrases import Phrases
from companion.exercise.plan import Plan, Section
from companion.session import showing
from companion.session.commands import HELD, PRESSED, Command, Kind
from companion.session.effects import Effect, NoticeKind, Outcome, SetVolume
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
    VoiceBack,
    VoiceLost,
)
from companion.session.parts.dials import Dials
from companion.session.parts.phase_clock import Timing
from companion.session.rules.answers import Answers
from companion.session.rules.byways import Byways
from companion.session.rules.lights import Lights
from companion.session.rules.more_time import MoreTime
from companion.session.rules.performer import Performer
from companion.session.rules.questions import Questions
from companion.session.rules.steering import Steering
from companion.session.rules.warning import Warner
from companion.session.rules.ways_out import WaysOut
from companion.session.rules.what_helps import WhatHelps
from companion.session.session import Session
from companion.session.view import Phase, View

AT_START: Final = 5.0
"""Seconds of running in which a state of the hearing counts as the one the session began with: the microphone is opened
at its beginning, and that it isn't there is known only then."""


class Engine:
    """One session of one plan. See the module's docstring."""

    def __init__(
        self,
        plan: Plan,
        phrases: Phrases,
        *,
        timing: Timing | None = None,
        unattended: bool = False,
        dials: Dials | None = None,
    ) -> None:
        """`unattended`: there is no person to answer (a rehearsal), so each question takes its default, or a yes.

        `dials`: the paces and the volume to begin with; None for the usual ones.
        """
        for section, stretch in plan.sections.items():
            if stretch.start >= stretch.end:
                raise ValueError(f"a plan needs something in its section {section}")
        self.plan = plan
        session = Session(plan, phrases, timing=timing or Timing(), unattended=unattended, dials=dials)
        self._session = session
        self._out = session.out
        self._clock = session.clock
        self._walk = session.walk
        self._narration = session.narration
        self._lines = session.lines
        self._hold = session.hold
        self._performer = Performer(session)
        self._warner = Warner(session, self._performer)
        self._ways_out = WaysOut(session, self._performer)
        self._questions = Questions(session, self._performer, self._ways_out)
        self._byways = Byways(session, self._performer)
        self._what_helps = WhatHelps(session, self._performer)
        self._lights = Lights(session, self._performer, self._ways_out, self._questions, self._byways, self._what_helps)
        self._more_time = MoreTime(session, self._performer)
        self._answers = Answers(
            session, self._performer, self._ways_out, self._questions, self._lights, self._more_time, self._what_helps
        )
        self._steering = Steering(session, self._performer, self._byways, self._lights)

    # -- what a driver asks ---------------------------------------------------------------------------------------

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Takes an event, and returns what it asks of the world. `now`: seconds on any clock that only goes forward."""
        if self._clock.finished:
            return []
        self._out.begin()
        self._pass_time(now)
        self._on_event(event)
        if not self._clock.finished:
            self._warner.tell_if_due()
            self._session.ahead.look(self._session.question.meant())
        return self._out.effects

    def next_deadline(self) -> float | None:
        """Returns the time of the next Tick; None while nothing but a person, or the loudspeaker, moves the session on.

        It is set while the session runs, while two people's greens are waited for in a yellow, while hands may rest on
        somebody in any hold, and while a person has to be warned.
        """
        return min((at for at in (self._clock.deadline, self._warner.at) if at is not None), default=None)

    @property
    def place(self) -> int:
        """The cue with which another session of the same plan can go on from here; 0 at its beginning."""
        if self._walk.section is Section.CLOSING:  # it was heard to its end
            return 0
        reached = self._walk.reached
        return reached if reached > self._walk.start_of(Section.MAIN) else 0

    @property
    def left_from_place(self) -> float:
        """The seconds from `place` to the end."""
        journey, place = self._walk.journey, self.place
        return journey.seconds(place) + journey.seconds_after(place)

    def view(self, now: float) -> View:
        """Returns what a screen may show of the session at `now`."""
        return showing.view(self._session, now)

    # -- events ---------------------------------------------------------------------------------------------------

    def _pass_time(self, now: float) -> None:
        """Lets the clocks run on. The clock of a turn stands still while the program says something in between, and
        while the two are asked something that one of them still has to answer.
        """
        asked_each = self._clock.phase is Phase.ASKING and self._walk.at_question_to_each
        spent = self._clock.advance(now)
        cue = self._walk.cue
        if cue is not None and cue.turn is not None and not self._lines.active and not asked_each:
            self._session.turns.count(cue.turn, spent)

    def _on_event(self, event: Event) -> None:
        match event:
            case Begin():
                self._on_begin()
            case Given(command):
                self._on_command(command)
            case ClipStarted() | ClipHeldBack() | ClipEnded() | ClipFailed():
                self._on_clip(event)
            case Tick():
                self._on_tick()
            case Suspended():
                self._on_suspended()
            case LoudspeakerLost():
                self._on_loudspeaker_lost()
            case LoudspeakerBack():
                self._on_loudspeaker_back()
            case Caution(kind):
                at_start = self._clock.ran < AT_START
                before = self._clock.phase is Phase.READY
                self._session.warnings.hearing(kind, self._clock.now, at_start=at_start, before=before)
            case VoiceLost():
                self._session.warnings.voice(True, self._clock.now)
            case VoiceBack():
                self._session.warnings.voice(False, self._clock.now)
            case _:
                assert_never(event)

    def _on_begin(self) -> None:
        if self._clock.phase is not Phase.READY:
            return
        self._out.emit(SetVolume(self._session.dials.volume))
        self._performer.enter_section(Section.MAIN)
        if self._narration.lost and self._clock.running:
            self._lights.lose_loudspeaker()

    def _on_clip(self, event: ClipStarted | ClipHeldBack | ClipEnded | ClipFailed) -> None:
        self._hold.clip_reported(event, self._session.phrases.the_other_light)
        if isinstance(event, ClipEnded | ClipFailed):
            self._narration.over_ended(event.id)
        match event:
            case ClipStarted(id, seconds):
                if self._narration.sounds_for(id, seconds):
                    self._performer.clip_measured(seconds)
            case ClipHeldBack(id, seconds):
                self._narration.sounds_for(id, seconds)
            case ClipEnded(id):
                if self._narration.ended(id):
                    self._performer.clip_over()
            case ClipFailed(id):
                self._narration.failed(id, self._performer.clip_seconds())
            case _:
                assert_never(event)

    def _on_tick(self) -> None:
        if not self._clock.due:
            return
        if self._clock.overslept:
            self._on_suspended()
            return
        self._clock.meet_deadline()
        again = self._clock.phase is Phase.SPEAKING and self._narration.needs_saying_again()
        self._narration.cut_overdue()
        if again:
            self._performer.take_up(self._clock.moment)
            return
        match phase := self._clock.phase:
            case Phase.SPEAKING:
                self._performer.clip_over()
            case Phase.SILENT:
                self._performer.silence_over()
            case Phase.BREATHING:
                self._performer.breath_part_over()
            case Phase.ASKING:
                self._questions.unanswered()
            case Phase.PAUSED | Phase.YELLOW | Phase.LOST:
                self._lights.no_green()
            case Phase.READY | Phase.FINISHED:
                raise AssertionError(f"{phase} has no deadline")
            case _:
                assert_never(phase)

    def _on_suspended(self) -> None:
        if self._clock.running:
            self._lights.pause()
            self._out.notice(NoticeKind.PAUSED_BY_SUSPEND)

    def _on_loudspeaker_lost(self) -> None:
        if self._narration.lost:
            return
        self._narration.lose_loudspeaker()
        if self._clock.running:
            self._lights.lose_loudspeaker()
        self._out.notice(NoticeKind.LOUDSPEAKER_LOST)

    def _on_loudspeaker_back(self) -> None:
        if not self._narration.lost:
            return
        self._narration.find_loudspeaker()
        self._out.notice(NoticeKind.LOUDSPEAKER_BACK)
        self._out.emit(SetVolume(self._session.dials.volume))
        if self._clock.phase is Phase.LOST:
            self._lights.loudspeaker_back()
        elif self._session.question.help:
            self._lights.say_what_was_asked()  # it was said without a loudspeaker

    # -- commands -------------------------------------------------------------------------------------------------

    def _on_command(self, command: Command) -> None:
        """Obeys a command if it has a meaning now. A stop always has one, and is obeyed before that is asked."""
        if command.kind is Kind.STOP:
            self._ways_out.stop()
        elif self._clock.phase is Phase.READY:
            if command.kind is Kind.END:
                self._performer.finish(Outcome.ENDED)
        elif command.kind is Kind.ANSWER and self._questions.is_late_no(command.value):
            self._questions.late_no()
        elif self._session.question.takes(command):
            self._obey(command)
        elif not command.by or self._session.keys.is_fresh(command.by, self._clock.now):
            self._out.notice(NoticeKind.NOT_NOW)  # a key that is still held down was meant for what was asked before

    def _obey(self, command: Command) -> None:
        match kind := command.kind:
            case Kind.STOP:
                self._ways_out.stop()
            case Kind.END:
                self._ways_out.end()
            case Kind.HELP_ME:
                self._lights.help()
            case Kind.PAUSE:
                self._lights.pause()
            case Kind.YELLOW:
                self._lights.yellow()
            case Kind.RESUME:
                self._lights.green(command.by)
            case Kind.SIGN:
                self._answers.own_key(command.by, held=command.value == HELD)
            case Kind.ANSWER:
                self._answers.answer(command.value)
            case Kind.NEXT:
                self._steering.next()
            case Kind.BACK:
                self._steering.back()
            case Kind.REPEAT:
                self._steering.repeat()
            case Kind.HELP:
                self._steering.help()
            case Kind.HOW_LONG:
                self._steering.how_long()
            case Kind.MORE_TIME:
                self._more_time.ask(spoken=command.value != PRESSED)
            case Kind.SLOWER:
                self._steering.change_pace(-1)
            case Kind.FASTER:
                self._steering.change_pace(+1)
            case Kind.SHORTER_SILENCES:
                self._steering.change_silences(-1)
            case Kind.LONGER_SILENCES:
                self._steering.change_silences(+1)
            case Kind.QUIETER:
                self._steering.change_volume(-1)
            case Kind.LOUDER:
                self._steering.change_volume(+1)
            case Kind.SOMETHING_ELSE:
                self._byways.something_else()
            case Kind.COMING_UP:
                self._byways.coming_up()
            case Kind.BREAK:
                if self._byways.has_break:
                    self._byways.take_break()
                elif self._lights.hands_on:
                    self._lights.yellow()
                else:
                    self._lights.pause()
            case Kind.CRISIS:
                self._lights.pause()
                self._out.notice(NoticeKind.CRISIS_CARD)
            case _:
                assert_never(kind)
