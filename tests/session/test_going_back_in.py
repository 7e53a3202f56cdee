"""After something else: going back into touch needs both anew, and nothing of it is heard before."""

from __future__ import annotations

import pytest

from companion.exercise.plan import Section
from companion.session.both import SAME_BREATH
from companion.session.commands import Kind
from companion.session.view import Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import HANDS, TALK, TOUCH, agreed, greens, made


def test_going_back_in_after_something_else_needs_both():
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    driver.give(Kind.NEXT)
    driver.give(Kind.RESUME)
    assert driver.said()[-1] == PHRASES.the_other_back
    driver.run_for(5)
    driver.give(Kind.SIGN, by="a")
    assert driver.said()[-1] == PHRASES.the_other_back, "it may have been theirs that was spoken"
    driver.run_for(5)
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == HANDS


def test_back_over_the_programs_own_words_is_no_yes_to_going_back_in():
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    driver.give(Kind.SIGN, by="a")
    driver.now += SAME_BREATH + 0.1
    driver.give(Kind.BACK)
    driver.run_for(5)
    driver.give(Kind.HELP)
    driver.give(Kind.BACK)
    assert greens(driver) == 1
    driver.run_for(5)
    driver.give(Kind.BACK)
    assert driver.said()[-1] == HANDS


@pytest.mark.parametrize("kind", [Kind.PAUSE, Kind.CRISIS])
def test_to_let_a_pause_go_is_no_yes_to_going_back_in(kind: Kind):
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    for _ in range(3):
        driver.give(kind)
        driver.now += SAME_BREATH + 1
        driver.give(Kind.RESUME)
        view = driver.engine.view(driver.now)
        assert (view.phase, greens(driver), view.section) == (Phase.ASKING, 0, Section.SOMETHING_ELSE)


def test_a_green_from_before_something_else_is_none_to_going_back_in():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    driver.give(Kind.SIGN, by="b")
    assert greens(driver) == 1
    assert driver.said()[-1] == PHRASES.back_or_end, "a key is not told of"
    assert driver.engine.view(driver.now).section is Section.SOMETHING_ELSE


def test_one_key_twice_when_asked_whether_to_go_back_cuts_nothing_and_counts_once():
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    for _ in range(3):
        driver.give(Kind.SIGN, by="a")
    driver.run_for(3)
    assert driver.said()[-1] == PHRASES.back_or_end
    view = driver.engine.view(driver.now)
    assert (view.phase, greens(driver)) == (Phase.ASKING, 1)


def test_nothing_of_touch_is_repeated_after_something_else():
    text = TOUCH + "something_else: [wait: 5s, Look around.]\n"
    driver = agreed(made(text))
    driver.give(Kind.SOMETHING_ELSE)
    before = len(driver.effects)
    driver.give(Kind.REPEAT)
    assert driver.said(before) == []


@pytest.mark.parametrize("people", ["touch", "talk"])
def test_every_answer_that_is_offered_when_asked_to_go_back_does_what_it_says(people: str):
    for option, section in (("end session", Section.ENDING), ("no", Section.ENDING), ("continue", Section.MAIN)):
        driver = agreed() if people == "touch" else Driver(made(TALK))
        if people == "talk":
            driver.begin()
            driver.run_for(20)
        driver.give(Kind.SOMETHING_ELSE)
        driver.until(PHRASES.back_or_end)
        driver.run_for(3)
        question = driver.asked
        assert question is not None
        assert option in (*question.options, "no")
        driver.give(Kind.ANSWER, option)
        if people == "touch" and section is Section.MAIN:
            assert driver.engine.view(driver.now).section is Section.SOMETHING_ELSE, "both are needed"
            driver.run_for(5)
            driver.give(Kind.BACK)  # "go back", as the question has it
        assert driver.engine.view(driver.now).section is section
