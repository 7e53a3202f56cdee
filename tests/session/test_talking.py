"""In a turn of a talk, and until people say that they are ready, the hearing is told that they were asked to speak."""

from __future__ import annotations

import pytest

from companion.exercise.plan import Choices, Plan, SayCue
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.session.commands import Kind
from companion.session.view import Phase
from tests.session.builder import PHRASES, Builder
from tests.session.driver import Driver
from tests.session.for_two import NAMES, TALK, TOUCH


def planned(text: str) -> Plan:
    return plan(read_exercise(text, "test"), Choices(names=NAMES), PHRASES)


def talking(driver: Driver) -> bool:
    return driver.engine.view(driver.now).allowed.talk


def begun(text: str, words: str) -> Driver:
    """A session that has come to the rest after these words."""
    driver = Driver(planned(text))
    driver.begin()
    for _ in range(200):
        view = driver.engine.view(driver.now)
        if view.words == words and view.phase is Phase.SILENT and (view.silence_left or 0.0) > 30.0:
            return driver
        if view.question is not None and driver.asked is not None:
            driver.give(Kind.ANSWER, "yes", by=driver.asked.who)
        else:
            driver.step()
    raise AssertionError(words)


def test_in_the_rest_of_a_turn_people_talk_and_not_while_the_narrator_speaks() -> None:
    driver = Driver(planned(TALK))
    driver.begin()
    assert not talking(driver)
    driver = begun(TALK, f"{NAMES.a} speaks.")
    assert talking(driver)
    while driver.engine.view(driver.now).words == f"{NAMES.a} speaks.":
        driver.step()
    assert driver.engine.view(driver.now).phase is Phase.SPEAKING
    assert not talking(driver)


@pytest.mark.parametrize("held", [Kind.PAUSE, Kind.YELLOW])
def test_in_a_hold_people_are_heard_as_always(held: Kind) -> None:
    driver = begun(TALK, f"{NAMES.a} speaks.")
    driver.give(held)
    assert not talking(driver)


def test_in_a_turn_of_touch_nobody_was_asked_to_speak() -> None:
    driver = Driver(planned(TOUCH))
    driver.begin()
    seen = False
    for _ in range(200):
        if driver.finished:
            break
        if driver.asked is not None:
            driver.give(Kind.ANSWER, "yes", by=driver.asked.who)
        elif driver.next_time() is not None:
            driver.step()
        seen = seen or driver.engine.view(driver.now).turn is not None
        assert not talking(driver)
    assert seen


def test_until_somebody_is_ready_people_talk() -> None:
    driver = Driver(Builder().ask("talk", "Say one thing.", 60).say("Thank you.").plan())
    driver.begin()
    while driver.asked is None:
        assert not talking(driver)
        driver.step()
    assert talking(driver)
    driver.give(Kind.ANSWER, "ready")
    assert not talking(driver)


def test_before_the_first_turn_of_a_talk_it_is_said_once_how_to_stop() -> None:
    said = [cue.text for cue in planned(TALK).cues if isinstance(cue, SayCue)]
    assert said.count(PHRASES.talk_stop) == 1
    assert said.index(PHRASES.talk_stop) < said.index(f"{NAMES.a} speaks.")
    assert PHRASES.talk_stop not in [cue.text for cue in planned(TOUCH).cues if isinstance(cue, SayCue)]
