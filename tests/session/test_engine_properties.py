"""The rules of the core, over everything that can happen: each property is one line of docs/architecture.md."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from companion.exercise.plan import Section
from companion.session.commands import SAFETY_KINDS, Command, Kind
from companion.session.effects import Finished, Listen, PlaySound, Silence, Speak
from companion.session.engine import Engine
from companion.session.events import (
    Begin,
    Caution,
    CautionKind,
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
from companion.session.parts.phase_clock import Timing
from companion.session.table import HELD, MOVES, RUNNING
from companion.session.view import Phase
from tests.session.builder import PHRASES, Builder, everything, talk_only
from tests.session.driver import Driver, at_each_cue

EVENTS: list[Event] = [
    Begin(),
    *[Given(Command(kind)) for kind in Kind],
    *[Given(Command(Kind.ANSWER, value)) for value in ("yes", "no", "ready", "5", "closed", "nonsense")],
    Given(Command(Kind.RESUME, "green")),
    Given(Command(Kind.SIGN, by="a")),
    Given(Command(Kind.SIGN, by="b")),
    Caution(CautionKind.SILENT),
    Caution(CautionKind.TOO_QUIET),
    Caution(CautionKind.NOT_LISTENING),
    Caution(None),
    VoiceLost(),
    VoiceBack(),
    ClipStarted(1, 2.0),
    ClipHeldBack(1, 3.0),
    ClipHeldBack(999, 3.0),
    ClipEnded(1),
    ClipEnded(999),
    ClipFailed(1),
    ClipFailed(999),
    Tick(),
    Suspended(60.0),
    LoudspeakerLost(),
    LoudspeakerBack(),
]


LETS_RUN = {
    Kind.RESUME,
    Kind.SIGN,
    Kind.BREAK,
    Kind.STOP,
    Kind.END,
    Kind.SOMETHING_ELSE,
    Kind.COMING_UP,
}
"""All that can set a held session going."""


def in_phase(phase: Phase) -> Driver:
    """A session that stands in this phase."""
    driver = Driver(everything())
    if phase is Phase.READY:
        return driver
    driver.begin()
    match phase:
        case Phase.SILENT:
            driver.run_for(2.5)
        case Phase.BREATHING:
            driver.until("In.")
        case Phase.ASKING:
            driver.until("Eyes open, or closed?")
            driver.run_for(4)
        case Phase.FINISHED:
            driver.give(Kind.END)
            driver.give(Kind.END)
        case _:
            driver.hold(phase)
    assert driver.engine.view(driver.now).phase is phase
    return driver


@pytest.mark.parametrize(("phase", "event"), list(itertools.product(Phase, EVENTS)), ids=str)
def test_every_event_is_answered_in_every_state(phase: Phase, event: Event) -> None:
    driver = in_phase(phase)
    driver.now += 0.1
    effects = driver.feed(event)
    after = driver.engine.view(driver.now).phase
    assert after is phase or after in MOVES[phase]
    assert (driver.engine.next_deadline() is not None) == driver.moves
    if phase is Phase.FINISHED:
        assert effects == []


@pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.FINISHED])
def test_stop_silences_in_the_same_step_from_every_state(phase: Phase) -> None:
    driver = in_phase(phase)
    assert Silence() in driver.give(Kind.STOP)
    before = len(driver.effects)
    driver.run_to_end()
    assert set(driver.said(before)) <= {"It is over.", "Eyes open."}
    assert driver.finished


def test_a_stop_from_every_single_cue_leads_to_the_wind_down() -> None:
    cues = 0
    for driver in at_each_cue(everything()):
        driver.give(Kind.STOP)
        assert driver.engine.view(driver.now).section is Section.WIND_DOWN
        driver.run_to_end()
        assert driver.said()[-2:] == ["It is over.", "Eyes open."]
        cues += 1
    assert cues > 60


class Sessions(RuleBasedStateMachine):
    """Random people, random machines, random delays."""

    @initialize(unattended=st.booleans(), sounding=st.booleans(), big=st.booleans())
    def start(self, unattended: bool, sounding: bool, big: bool) -> None:
        self.driver = Driver(everything() if big else talk_only(2), unattended=unattended, sounding=sounding)
        self.stopped_at: int | None = None
        self.issued: set[int] = set()
        self.driver.begin()

    @rule(event=st.sampled_from(EVENTS), delay=st.floats(0, 3))
    def something_happens(self, event: Event, delay: float) -> None:
        self.driver.now += delay
        if event == Given(Command(Kind.STOP)) and self.stopped_at is None and not self.driver.finished:
            self.stopped_at = len(self.driver.effects)
        before = self.driver.engine.view(self.driver.now)
        self.driver.feed(event)
        after = self.driver.engine.view(self.driver.now).phase
        if before.phase in HELD and after in RUNNING:
            # Nobody's green is waited for for ever: then it ends, kindly.
            nobody_else = before.phase is Phase.YELLOW and isinstance(event, Tick)
            given = isinstance(event, Given) and event.command.kind in LETS_RUN
            assert isinstance(event, LoudspeakerBack) or given or nobody_else

    @rule(steps=st.integers(1, 12))
    def time_passes(self, steps: int) -> None:
        for _ in range(steps):
            if self.driver.next_time() is not None:
                self.driver.step()

    @rule(id=st.integers(0, 60), seconds=st.floats(0, 10))
    def a_clip_reports(self, id: int, seconds: float) -> None:
        self.driver.feed(ClipStarted(id, seconds))
        self.driver.feed(ClipEnded(id))

    @invariant()
    def a_deadline_is_set_if_and_only_if_it_runs(self) -> None:
        assert (self.driver.engine.next_deadline() is not None) == self.driver.moves

    @invariant()
    def ids_are_issued_once_and_it_finishes_once(self) -> None:
        ids = [e.id for _, e in self.driver.effects if isinstance(e, Speak | PlaySound)]
        assert len(ids) == len(set(ids))
        finishes = [i for i, (_, e) in enumerate(self.driver.effects) if isinstance(e, Finished)]
        assert len(finishes) <= 1
        if finishes:
            assert finishes[0] == len(self.driver.effects) - 1

    @invariant()
    def safety_words_are_always_meant(self) -> None:
        for _, effect in self.driver.effects:
            if isinstance(effect, Listen):
                assert effect.kinds >= SAFETY_KINDS

    @invariant()
    def nothing_but_the_wind_down_is_spoken_after_a_stop(self) -> None:
        if self.stopped_at is not None:
            own = {"It is over.", "Eyes open.", PHRASES.help_words}
            assert set(self.driver.said(self.stopped_at)) <= own

    @invariant()
    def the_view_can_always_be_drawn(self) -> None:
        view = self.driver.engine.view(self.driver.now)
        assert view.left >= 0
        assert view.elapsed >= 0
        assert view.total == pytest.approx(view.elapsed + view.left)
        assert view.volume > 0
        if view.silence_left is not None:
            assert view.silence_left >= 0

    def teardown(self) -> None:
        if not hasattr(self, "driver"):
            return
        # After any events, the session ends by itself once it is no longer held.
        for _ in range(2):  # time that passed without a tick counts as sleep, and pauses it once more
            for person in "ab":
                if self.driver.engine.view(self.driver.now).phase in HELD:
                    self.driver.give(Kind.RESUME, by=person)
            self.driver.run_to_end()
        assert self.driver.finished
        # The same log gives the same effects.
        again = Engine(self.driver.plan, PHRASES, timing=Timing(), unattended=self.driver.unattended)
        replayed = [(now, effect) for now, event in self.driver.log for effect in again.handle(event, now)]
        assert replayed == self.driver.effects


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=150, stateful_step_count=40)


def test_sixty_minutes_of_late_timers_do_not_drift() -> None:
    builder = Builder()
    for _ in range(3600):
        builder.wait(1.0)
    driver = Driver(builder.plan())
    driver.begin()
    for index in range(3600):
        due = driver.engine.next_deadline()
        assert due == pytest.approx(index + 1.0)
        driver.now = due + (0.01 + 0.2 * (index % 2))
        driver.feed(Tick())
