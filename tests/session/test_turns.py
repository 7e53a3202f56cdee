"""Both turns have equal time: whatever is said in them, left out, waited for or asked between."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.exercise.plan import Plan, RestCue, SayCue
from companion.session.commands import Kind
from companion.session.effects import Utterance
from companion.session.table import RUNNING
from companion.session.view import Asked, Phase, View
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import TALK, TOUCH, both_say_yes, made, with_touch

WITH_TURNS = [plan for plan in with_touch() if plan.turns]
ON_THE_CLOCK = RUNNING - {Phase.ASKING}
"""A turn's clock stands while the two are asked how it is."""


def as_planned(plan: Plan, voice: float = 1.0) -> Callable[[Utterance], float]:
    """Makes a function that gives a sentence's seconds, for a voice that takes `voice` times as long as planned."""
    planned = {cue.text: (cue.seconds - cue.gap) * cue.pace for cue in plan.cues if isinstance(cue, SayCue)}
    return lambda said: voice * planned.get(said.text, 2.0) / said.pace


@dataclass
class Spent:
    """Seconds that ran in each turn, by its number."""

    of: dict[int, float] = field(default_factory=dict)

    def add(self, view: View, seconds: float) -> None:
        if view.turn is not None and view.phase in ON_THE_CLOCK:
            self.of[view.turn.number] = self.of.get(view.turn.number, 0.0) + seconds

    def step(self, driver: Driver, view: View) -> None:
        """To the next thing that happens by itself; until then it is as `view` shows."""
        before = driver.now
        driver.step()
        self.add(view, driver.now - before)


def time_in_turns(driver: Driver) -> list[float]:
    """Seconds that ran in each turn of a session from here to its end."""
    spent = Spent()
    driver.begin()
    while not driver.finished and driver.next_time() is not None:
        spent.step(driver, driver.engine.view(driver.now))
    return [spent.of[number] for number in sorted(spent.of)]


@pytest.mark.parametrize("crossed_out", [frozenset(), frozenset({"forearms"})])
def test_turns_are_equal_with_and_without_an_area(crossed_out: frozenset[str]):
    plan = made(crossed_out=crossed_out)
    assert time_in_turns(Driver(plan, unattended=True)) == pytest.approx([120.0, 120.0])


def test_the_sign_before_the_end_of_a_turn_and_the_words_between():
    plan = made(TALK)
    driver = Driver(plan, clip_of=as_planned(plan))
    driver.begin()
    while driver.engine.view(driver.now).turn is None:
        driver.step()
    began = driver.now
    driver.until(PHRASES.sign_talk)
    driver.step()
    assert driver.now - began == pytest.approx(300 - 30, abs=2)  # half a minute is left once it is said
    driver.until(PHRASES.swap_talk)
    assert driver.now - began == pytest.approx(300, abs=1)
    assert time_in_turns(Driver(made(TALK))) == pytest.approx([300.0, 300.0])


@pytest.mark.parametrize("plan", WITH_TURNS, ids=lambda plan: plan.id)
def test_both_turns_have_equal_time_whatever_pauses_came_between(plan: Plan):
    driver = Driver(plan, unattended=True, clip_of=as_planned(plan))
    pauses = itertools.cycle([Kind.PAUSE, None, Kind.YELLOW, None, None])
    spent = Spent()
    driver.begin()
    while not driver.finished:
        kind = next(pauses)
        view = driver.engine.view(driver.now)
        if kind is not None and view.phase is Phase.SILENT:
            driver.now += 0.5
            spent.add(view, 0.5)
            driver.give(kind)
            driver.now += 100
            driver.give(Kind.RESUME, by="a")
            driver.give(Kind.RESUME, by="b")
            view = driver.engine.view(driver.now)
        spent.step(driver, view)
    assert spent.of[1] == pytest.approx(spent.of[2], abs=0.01)


@pytest.mark.parametrize("plan", WITH_TURNS, ids=lambda plan: plan.id)
def test_longer_silences_asked_for_in_one_turn_make_it_no_longer(plan: Plan):
    driver = Driver(plan, unattended=True, clip_of=as_planned(plan))
    spent = Spent()
    asked = False
    driver.begin()
    while not driver.finished:
        view = driver.engine.view(driver.now)
        if view.turn is not None and view.turn.number == 2 and view.phase is Phase.SILENT and not asked:
            asked = True
            for _ in range(4):
                driver.give(Kind.LONGER_SILENCES)
        spent.step(driver, view)
    assert asked
    assert spent.of[1] == pytest.approx(spent.of[2], abs=0.01)


HAPPENS = [None, None, Kind.SLOWER, Kind.SLOWER, Kind.FASTER, Kind.LONGER_SILENCES, Kind.REPEAT, Kind.PAUSE]
TO_THE_END = TOUCH.replace(
    "        - wait: rest\n",
    "        - wait: rest\n        - Let the hand lie a while, and then let it go.\n        - check: And now?\n",
)
"""A turn that is spoken in after its rest, where there is nothing left to take time from."""
IN_TURNS = [*WITH_TURNS, made(TO_THE_END, lengths={"turn": 60.0})]


@settings(max_examples=150)
@given(
    plan=st.sampled_from(IN_TURNS),
    happens=st.lists(st.sampled_from(HAPPENS), min_size=1, max_size=40),
    late=st.lists(st.floats(0.0, 29.0), min_size=1, max_size=8),
    voice=st.floats(0.8, 1.3),
)
def test_both_turns_have_equal_time_whatever_is_said_and_however_late_they_answer(
    plan: Plan, happens: list[Kind | None], late: list[float], voice: float
):
    """Faster and slower speech, repeats, pauses and late greens in either turn; a voice that is not as planned."""
    driver = Driver(plan, clip_of=as_planned(plan, voice))
    kinds, waits = itertools.cycle(happens), itertools.cycle(late)
    spent = Spent()
    driver.begin()
    while not driver.finished:
        view = driver.engine.view(driver.now)
        if view.phase is Phase.ASKING and view.question is not None and view.question.kind != Asked.TALK:
            driver.now += next(waits)
            both_say_yes(driver)
            if driver.engine.view(driver.now).phase is Phase.ASKING:
                driver.step()
            continue
        kind = next(kinds) if view.turn is not None else None
        if kind is not None and (kind is not Kind.REPEAT or view.phase is Phase.SPEAKING):
            driver.give(kind)  # a repeat in a silence is beside the turn's clock
        if kind is Kind.PAUSE:
            driver.now += 50
            driver.give(Kind.RESUME, by="a")
            driver.give(Kind.RESUME, by="b")
        spent.step(driver, view)
    for first in range(1, len(plan.turns), 2):
        assert spent.of[first + 1] == pytest.approx(spent.of[first], abs=0.05)


@settings(max_examples=60)
@given(
    plan=st.sampled_from(WITH_TURNS[1:]),
    kinds=st.lists(
        st.sampled_from([None, Kind.REPEAT, Kind.PAUSE, Kind.HELP, Kind.MORE_TIME]), min_size=1, max_size=12
    ),
    said=st.floats(0.1, 2.0),
)
def test_a_sentence_broken_off_late_in_a_turn_takes_its_time_from_the_silence_there(
    plan: Plan, kinds: list[Kind | None], said: float
):
    """After the silence that fills a turn, where shipped exercises let hands go home: repeats, pauses, help, more time.

    Only time that no silence of the turn is left to give makes it longer.
    """
    driver, happens, spent, lost = Driver(plan, clip_of=as_planned(plan)), itertools.cycle(kinds), Spent(), Spent()
    driver.begin()
    while not driver.finished:
        view = driver.engine.view(driver.now)
        if view.phase is Phase.ASKING and view.question is not None and view.question.kind != Asked.TALK:
            both_say_yes(driver)
            continue
        kind = next(happens) if view.turn is not None else None
        if kind is Kind.MORE_TIME and view.turn is not None and view.turn.number == 2:
            driver.give(kind)
        elif kind is not None and kind is not Kind.MORE_TIME and view.phase is Phase.SPEAKING:
            due = driver.next_time()
            assert due is not None
            broken = min(said, (due - driver.now) / 2)
            driver.now += broken
            spent.add(view, broken)
            lost.add(view, broken)
            driver.give(kind)
            if kind is Kind.HELP:
                driver.give(Kind.NEXT)  # past the words of help, which are beside the clock
            elif kind is Kind.PAUSE:
                driver.now += 50
                driver.give(Kind.RESUME, by="a")
                driver.give(Kind.RESUME, by="b")
            view = driver.engine.view(driver.now)
        spent.step(driver, view)
    over = [max(0.0, lost.of.get(number, 0.0) - silence(plan, number)) for number in (1, 2)]
    assert spent.of[2] == pytest.approx(spent.of[1], abs=0.05 + max(over))


def silence(plan: Plan, number: int) -> float:
    """Returns the seconds of silence that fill this turn (from 1) up to its length."""
    return sum(cue.seconds for cue in plan.cues if isinstance(cue, RestCue) and cue.turn == number - 1)


def test_more_time_in_a_silence_of_the_first_turn_gives_the_second_as_much_and_there_is_none_in_that():
    plan = made(TOUCH.replace("        - wait: rest\n", "        - wait: rest\n        - wait: 20s\n"))
    driver, given = Driver(plan, unattended=True, clip_of=as_planned(plan)), {1: [], 2: []}
    driver.begin()
    spent = Spent()
    while not driver.finished:
        view = driver.engine.view(driver.now)
        if view.turn is not None and view.silence_left == 20.0:
            driver.give(Kind.MORE_TIME)
            given[view.turn.number].append(driver.engine.view(driver.now).silence_left)
        spent.step(driver, driver.engine.view(driver.now))
    assert set(given[1]) == {30.0}
    assert set(given[2]) == {20.0}
    assert spent.of[1] == pytest.approx(spent.of[2], abs=0.01)


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("held", [False, True])
def test_next_and_then_back_takes_nothing_from_a_turn(turn: int, held: bool) -> None:
    plan = made(TALK)
    driver, spent = Driver(plan, clip_of=as_planned(plan)), Spent()
    driver.begin()
    slipped = False
    while not driver.finished:
        view = driver.engine.view(driver.now)
        at_rest = view.turn is not None and view.turn.number == turn and view.phase is Phase.SILENT
        if at_rest and not slipped and view.silence_left is not None and view.silence_left > 60:
            slipped = True
            if held:
                driver.give(Kind.PAUSE)
            driver.give(Kind.NEXT)
            driver.give(Kind.BACK)
            if held:
                driver.give(Kind.RESUME, by="a")
                driver.give(Kind.RESUME, by="b")
        view, before = driver.engine.view(driver.now), driver.now
        driver.step()
        spent.add(view, driver.now - before)
    assert slipped
    assert spent.of[1] == pytest.approx(300, abs=0.1)
    assert spent.of[2] == pytest.approx(300, abs=0.1)
