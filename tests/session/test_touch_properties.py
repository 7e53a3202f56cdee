"""Every touch exercise, whatever two people do: nothing without both, nothing after red, a way out from everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from companion.exercise.plan import Plan, Section
from companion.session.commands import Command, Kind
from companion.session.effects import Speak
from companion.session.events import Given, LoudspeakerBack, LoudspeakerLost, Suspended
from tests.session.builder import PHRASES
from tests.session.driver import Driver, at_each_cue
from tests.session.for_two import touching_words, with_touch
from tests.session.second_account import Yeses

PLANS = with_touch()
COMMANDS = [
    *(Command(kind) for kind in Kind if kind is not Kind.SIGN),
    *(Command(Kind.SIGN, value, by) for by in ("a", "b", "") for value in ("", "held")),
    *(Command(Kind.ANSWER, value) for value in ("yes", "no", "hands", "ready", "5", "open", "nonsense")),
    Command(Kind.RESUME, "green"),
]


class TwoPeople(RuleBasedStateMachine):
    """Two people who do anything at any moment. The touch that they agreed to is kept here apart from the engine."""

    @initialize(plan=st.sampled_from(PLANS), sounding=st.booleans())
    def start(self, plan: Plan, sounding: bool) -> None:
        self.driver = Driver(plan, sounding=sounding)
        self.touch = touching_words(plan)
        self.yeses = Yeses(plan, PHRASES)
        self.over = False
        self._watched(self.driver.begin)

    @rule(command=st.sampled_from(COMMANDS), delay=st.floats(0, 3))
    def somebody_says(self, command: Command, delay: float) -> None:
        self.driver.now += delay
        self._give(command, self.yeses.moment)

    @rule(by=st.sampled_from("ab"), gaps=st.lists(st.floats(0.03, 0.55), max_size=12), steps=st.booleans())
    def somebody_holds_their_key(self, by: str, gaps: list[float], steps: bool) -> None:
        """A terminal tells that a key goes down, and repeats it. In between the session goes on, or is held."""
        down = self.yeses.moment
        self._give(Command(Kind.SIGN, by=by), down)
        for gap in gaps:
            self._let_pass(gap, steps=steps)
            self._give(Command(Kind.SIGN, by=by), down)

    def _let_pass(self, seconds: float, *, steps: bool) -> None:
        until = self.driver.now + seconds
        while steps and (coming := self.driver.next_time()) is not None and coming <= until:
            self._watched(self.driver.step)
        self.driver.now = max(until, self.driver.now)

    @rule()
    def both_say_yes(self) -> None:
        """So that the walk gets anywhere."""
        for by in "ab":
            self._give(Command(Kind.SIGN, "held", by=by), self.yeses.moment)
            self.driver.now += 0.31

    def _give(self, command: Command, down: int) -> None:
        view = self.driver.engine.view(self.driver.now)
        question = view.question
        agreeing = question is not None and question.kind == "agree"
        if command.kind is Kind.STOP or (agreeing and command == Command(Kind.ANSWER, "no")):
            self.over = True
        if command.kind is Kind.SIGN and command.by:
            self.yeses.pressed(command.by, self.driver.now, down=down, typed=command.value == "held")
        if command == Command(Kind.ANSWER, "yes"):
            self.yeses.said_aloud(view)
        if agreeing and question is not None and command.value in set(question.areas) - question.crossed_out:
            self.yeses.left_out()
        self._watched(lambda: self.driver.feed(Given(command)))

    @rule(event=st.sampled_from([Suspended(30.0), LoudspeakerLost(), LoudspeakerBack()]))
    def the_machine(self, event: Suspended | LoudspeakerLost | LoudspeakerBack) -> None:
        self._watched(lambda: self.driver.feed(event))

    @rule(steps=st.integers(1, 15))
    def time_passes(self, steps: int) -> None:
        for _ in range(steps):
            if self.driver.next_time() is not None:
                self._watched(self.driver.step)

    def _watched(self, act: Callable[[], object]) -> None:
        """No touch without both, and none after red."""
        before = len(self.driver.effects)
        act()
        spoken = {effect.utterance.text for _, effect in self.driver.effects[before:] if isinstance(effect, Speak)}
        if self.over or not self.yeses.agreed:
            assert not spoken & self.touch
        self.yeses.heard(self.driver.engine.view(self.driver.now), spoken)


TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=150, stateful_step_count=50)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_a_stop_from_every_single_cue_leads_to_the_wind_down(plan: Plan):
    cues = 0
    for driver in at_each_cue(plan):
        before = len(driver.effects)
        driver.give(Kind.STOP)
        assert driver.engine.view(driver.now).section is Section.WIND_DOWN
        assert not touching_words(plan) & set(driver.said(before))
        cues += 1
    assert cues > 10
