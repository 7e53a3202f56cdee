"""The word "next" leads to the sentence that the screen announces, and "back" to the one before, in every exercise."""

from __future__ import annotations

import functools

import pytest

from companion.exercise.plan import Choices, Plan, SayCue, Section
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.session.commands import Kind
from companion.session.effects import Notice, NoticeKind
from companion.session.view import Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import NAMES, at_the_agreement, both_say_yes, given, made

MOST = 400
"""Presses of "next" after which an exercise is taken to have no end."""


@functools.cache
def shipped() -> list[Plan]:
    shelf = Shelf()
    loaded = [shelf.find(entry.id) for entry in shelf.entries()]
    return [plan(one.exercise, Choices(names=NAMES), PHRASES, includes=one.includes) for one in loaded]


def pressed_through(driver: Driver) -> None:
    """Presses "next" until the end, with a yes wherever it leads no further, and looks at what it leads to."""
    for _ in range(MOST):
        if driver.finished:
            return
        announced = driver.engine.view(driver.now).coming
        effects = driver.give(Kind.NEXT)
        if Notice(NoticeKind.NOT_NOW) in effects:
            assert not announced
            if driver.asked is not None and driver.engine.view(driver.now).phase is Phase.ASKING:
                both_say_yes(driver)
            else:
                driver.step()
        elif announced:
            assert driver.engine.view(driver.now).words == announced
    raise AssertionError("it has no end")


@pytest.mark.parametrize("plan", shipped(), ids=lambda plan: plan.id)
def test_next_leads_to_the_sentence_that_is_announced(plan: Plan) -> None:
    driver = Driver(plan)
    driver.begin()
    pressed_through(driver)


@pytest.mark.parametrize("plan", shipped(), ids=lambda plan: plan.id)
def test_next_passes_no_sentence_of_the_way(plan: Plan) -> None:
    walk = Driver(plan).engine._walk
    journey, end = walk.journey, walk.end_of(Section.MAIN)
    at = walk.at
    while at < end:
        then = journey.next_stop(at)
        passed = journey.follower(at)
        while passed < then:
            assert not isinstance(journey.cue_at(passed), SayCue)
            passed = journey.follower(passed)
        at = then


@pytest.mark.parametrize("plan", shipped(), ids=lambda plan: plan.id)
def test_back_leads_to_the_sentence_that_next_came_from(plan: Plan) -> None:
    driver = Driver(plan)
    driver.begin()
    for _ in range(12):
        before = driver.engine.view(driver.now)
        if before.question is not None:
            return  # a question to each of two people is asked anew from its first word
        if before.phase is not Phase.SPEAKING or not before.coming:
            return
        driver.give(Kind.NEXT)
        if driver.engine.view(driver.now).section is not Section.MAIN:
            return  # no way leads back from the ending
        driver.give(Kind.BACK)
        assert driver.engine.view(driver.now).words == before.words
        driver.give(Kind.NEXT)


def test_back_from_the_first_sentence_of_touch_asks_both_anew() -> None:
    driver = at_the_agreement()
    both_say_yes(driver)
    driver.give(Kind.BACK)
    assert driver.said()[-1] == "Hands and forearms, two turns."
    driver.until("Bo, is that a yes for you?")
    driver.run_for(10.0)
    assert driver.asked is not None
    assert given(driver) == ()


def test_next_stays_at_the_rest_of_a_turn_and_announces_nothing_before_it() -> None:
    driver = at_the_agreement(made())
    both_say_yes(driver)
    while driver.engine.view(driver.now).words != "And along the forearm.":
        if driver.asked is not None:
            both_say_yes(driver)
        else:
            driver.step()
    assert driver.engine.view(driver.now).coming == ""
    driver.give(Kind.NEXT)
    view = driver.engine.view(driver.now)
    assert view.phase is Phase.SILENT
    assert view.turn is not None
    assert view.turn.left > 15
    announced = view.coming
    assert announced
    driver.give(Kind.NEXT)
    assert driver.said()[-1] == announced


def test_next_from_the_words_of_a_question_leads_to_the_question_not_past_it() -> None:
    text = """
format: 1
id: test
title: Test
summary: Test.
people: 1
kind: settle
author: Test
license: CC0-1.0
steps:
  - choose:
      ask: Take your time. Would you like to look, or to listen?
      look: [Look around.]
      listen: [Listen.]
      default: look
"""
    driver = Driver(made(text))
    driver.begin()
    assert driver.engine.view(driver.now).coming == "Would you like to look, or to listen?"
    driver.give(Kind.NEXT)
    assert driver.said()[-1] == "Would you like to look, or to listen?"
    driver.give(Kind.NEXT)
    assert driver.asked is not None
    assert driver.asked.options == ("look", "listen")
