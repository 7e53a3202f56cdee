"""Exercises for two: one of touch, one of talk, all of touch that ship; drivers at the agreement, or past it."""

from __future__ import annotations

import functools

from companion.exercise.plan import Choices, Names, Plan, SayCue
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.packs.shelf import Shelf
from companion.session.commands import HELD as LINE
from companion.session.commands import Kind
from companion.session.parts.own_keys import BURST, HELD
from tests.session.builder import PHRASES
from tests.session.driver import Driver

TOUCH = """
format: 1
id: test
title: Test
summary: Test.
people: 2
kind: touch
touch: [hands, forearms]
rung: 2
author: Test
license: CC0-1.0
lengths: {turn: {default: 2 min, from: 1 min, to: 5 min}}
steps:
  - Sit facing each other.
  - agree: Hands and forearms, two turns.
  - turns:
      length: turn
      steps:
        - "{giver}, rest your hand on the hand in front of you."
        - wait: 20s
        - check: How is it?
        - touching:
            area: forearms
            steps: [And along the forearm.]
            otherwise: [And stay with the hands.]
        - wait: rest
  - Let go, slowly.
ending: [That was enough.]
"""
HANDS = "Ada, rest your hand on the hand in front of you."
TALK = """
format: 1
id: test
title: Test
summary: Test.
people: 2
kind: talk
author: Test
license: CC0-1.0
steps:
  - turns: {length: 5 min, steps: ["{giver} speaks.", wait: rest]}
ending: [Thank you both.]
"""
APART = BURST + 0.01
"""Seconds between two people's keys that are not one hand's."""
NAMES = Names("Ada", "Bo", private=True)


def made(text: str = TOUCH, **choices: object) -> Plan:
    return plan(read_exercise(text, "test"), Choices(names=NAMES, **choices), PHRASES)  # type: ignore[arg-type]


@functools.cache
def with_touch() -> list[Plan]:
    """Every exercise of touch that ships, and one of our own that has everything."""
    shelf = Shelf()
    loaded = [shelf.find(entry.id) for entry in shelf.entries() if entry.kind == "touch"]
    plans = [plan(one.exercise, Choices(names=NAMES), PHRASES, includes=one.includes) for one in loaded]
    return [made(), *(each for each in plans if each.touch)]


def touching_words(plan: Plan) -> set[str]:
    """Returns the sentences that are said only behind the agreement."""
    before = {cue.text for cue in plan.cues if isinstance(cue, SayCue) and not cue.touching}
    return {cue.text for cue in plan.cues if isinstance(cue, SayCue) and cue.touching} - before


def at_the_agreement(plan: Plan | None = None) -> Driver:
    driver = Driver(plan or made())
    driver.begin()
    while driver.asked is None or driver.asked.kind != "agree":
        driver.step()
    return driver


def hold_key(driver: Driver, by: str) -> None:
    """Holds one person's own key for as long as an agreement asks for."""
    driver.give(Kind.SIGN, by=by)
    driver.run_for(HELD + 0.001)  # a little over, whatever rounding makes of the sum
    driver.give(Kind.SIGN, by=by)


def given(driver: Driver) -> tuple[str, ...]:
    """Returns the names of those whose yes or green to the present question counts. Nothing that is shown tells it."""
    consent = driver.engine._session.consent
    return tuple(name for who, name in zip("ab", driver.plan.called, strict=True) if consent.has_given(who))


def greens(driver: Driver) -> int | None:
    """Returns the greens that count, where both people's are needed; None elsewhere. Nothing that is shown tells it."""
    both = driver.engine._session.question.greens
    return both.count if both is not None else None


def both_say_yes(driver: Driver) -> None:
    """Both give their yes or green by key, one soon after the other; the person who is being asked comes last."""
    question = driver.engine.view(driver.now).question
    asked = "a" if question is not None and question.who == driver.plan.called[0] else "b"
    for by in ("b", "a") if asked == "a" else ("a", "b"):
        driver.now += APART
        driver.give(Kind.SIGN, LINE, by=by)


def agreed(plan: Plan | None = None) -> Driver:
    driver = at_the_agreement(plan)
    both_say_yes(driver)
    return driver
