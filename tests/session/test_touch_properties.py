"""Every touch exercise, whatever two people do: nothing without both, nothing after red, a way out from everywhere."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from companion.exercise.plan import Plan, Section
from companion.session.commands import Command, Kind
from companion.session.effects import Speak
from companion.session.events import Given, LoudspeakerBack, LoudspeakerLost, Suspended
from companion.session.table import HELD
from companion.session.view import Phase
from tests.session.driver import Driver, at_each_cue
from tests.session.for_two import touching_words, with_touch

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
        self.said_yes: set[str] = set()
        self.first_press: dict[str, float] = {}
        self.last_press: tuple[str, float] | None = None
        self.over = False
        self.seen = 0
        self.driver.begin()

    @rule(command=st.sampled_from(COMMANDS), delay=st.floats(0, 3))
    def somebody_says(self, command: Command, delay: float) -> None:
        self.driver.now += delay
        self._give(command)

    @rule()
    def both_say_yes(self) -> None:
        """So that the walk gets anywhere."""
        for by in "ab":
            self._give(Command(Kind.SIGN, "held", by=by))
            self.driver.now += 0.31

    def _give(self, command: Command) -> None:
        view = self.driver.engine.view(self.driver.now)
        question = view.question
        asked = question is not None and question.kind == "agree"
        agreeing = asked and view.phase not in HELD
        if command.kind is Kind.STOP or (asked and command == Command(Kind.ANSWER, "no")):
            self.over = True
        if command.kind is Kind.SIGN and command.by and self._is_no_burst(command.by) and agreeing:
            first = self.first_press.setdefault(command.by, self.driver.now)
            if command.value == "held" or self.driver.now - first >= 1.0:
                self.said_yes.add(command.by)
        if agreeing and view.phase is not Phase.SPEAKING and command == Command(Kind.ANSWER, "yes"):
            assert question is not None
            self.said_yes.add("ab"[view.called.index(question.who)])
        if asked and question is not None and command.value in set(question.areas) - question.crossed_out:
            self.said_yes.clear()
            self.first_press.clear()
        self.driver.feed(Given(command))

    def _is_no_burst(self, by: str) -> bool:
        before, now = self.last_press, self.driver.now
        if before is not None and before[0] != by and now - before[1] < 0.3:
            return False
        self.last_press = (by, now)
        return True

    @rule(event=st.sampled_from([Suspended(30.0), LoudspeakerLost(), LoudspeakerBack()]))
    def the_machine(self, event: Suspended | LoudspeakerLost | LoudspeakerBack) -> None:
        self.driver.feed(event)

    @rule(steps=st.integers(1, 15))
    def time_passes(self, steps: int) -> None:
        for _ in range(steps):
            if self.driver.next_time() is not None:
                self.driver.step()

    @invariant()
    def no_touch_without_both_and_none_after_red(self) -> None:
        new = self.driver.effects[self.seen :]
        self.seen = len(self.driver.effects)
        spoken = {effect.utterance.text for _, effect in new if isinstance(effect, Speak)}
        if self.over or self.said_yes < {"a", "b"}:
            assert not spoken & self.touch


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
