"""A no at an agreement that is held, and spoken answers that don't count amid the program's own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from companion.session.commands import Kind
from companion.session.effects import Outcome
from companion.session.events import LoudspeakerLost
from companion.session.view import Asked, Phase
from tests.session.driver import Driver
from tests.session.for_two import HANDS, at_the_agreement, both_say_yes, given, hold_key, made

HOLDS: dict[str, Callable[[Driver], object]] = {
    "pause": lambda driver: driver.give(Kind.PAUSE),
    "yellow": lambda driver: driver.give(Kind.YELLOW),
    "help": lambda driver: driver.give(Kind.HELP_ME),
    "crisis card": lambda driver: driver.give(Kind.CRISIS),
    "loudspeaker lost": lambda driver: driver.feed(LoudspeakerLost()),
}


def reading_the_areas() -> Driver:
    driver = Driver(made())
    driver.begin()
    driver.until("Clothes stay on.")
    return driver


@pytest.mark.parametrize("begin", [at_the_agreement, reading_the_areas])
@pytest.mark.parametrize("hold", HOLDS)
def test_a_no_counts_while_the_agreement_is_held(begin: Callable[[], Driver], hold: str) -> None:
    driver = begin()
    hold_key(driver, "a")
    HOLDS[hold](driver)
    driver.run_for(2)
    assert driver.engine.view(driver.now).phase in (Phase.PAUSED, Phase.YELLOW, Phase.LOST)
    driver.give(Kind.ANSWER, "no")
    driver.run_for(1)
    driver.give(Kind.RESUME)
    hold_key(driver, "b")
    driver.run_to_end()
    assert driver.engine.view(driver.now).outcome is Outcome.DECLINED
    assert HANDS not in driver.said()


@pytest.mark.parametrize("begin", [at_the_agreement, reading_the_areas])
@pytest.mark.parametrize("hold", ["pause", "yellow"])
def test_an_area_left_out_in_a_hold_stays_out_and_both_are_asked_anew(begin: Callable[[], Driver], hold: str) -> None:
    driver = begin()
    hold_key(driver, "a")
    HOLDS[hold](driver)
    driver.run_for(2)
    driver.give(Kind.ANSWER, "forearms")
    view = driver.engine.view(driver.now)
    assert view.phase is (Phase.PAUSED if hold == "pause" else Phase.YELLOW), "it is still held"
    assert view.question is not None
    assert view.question.crossed_out == {"forearms"}
    driver.run_for(3)
    for by in "ab" if hold == "yellow" else "":
        driver.give(Kind.SIGN, "held", by=by)
        driver.run_for(1)
    driver.give(Kind.RESUME)
    driver.run_for(1)
    hold_key(driver, "b")
    driver.run_for(1)
    assert HANDS not in driver.said(), "the first yes was to more"
    while driver.asked is None:
        driver.step()
    both_say_yes(driver)
    driver.run_to_end()
    assert HANDS in driver.said()
    assert "And along the forearm." not in driver.said()


def test_all_areas_left_out_in_a_hold_is_a_no() -> None:
    driver = at_the_agreement()
    driver.give(Kind.PAUSE)
    for area in ("hands", "forearms"):
        driver.give(Kind.ANSWER, area)
        driver.run_for(1)
    driver.run_to_end()
    assert driver.engine.view(driver.now).outcome is Outcome.DECLINED
    assert HANDS not in driver.said()


def test_a_yes_in_a_hold_counts_for_nobody() -> None:
    driver = at_the_agreement()
    driver.give(Kind.PAUSE)
    driver.give(Kind.ANSWER, "yes")
    hold_key(driver, "a")
    assert given(driver) == ()
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def at_the_last_question(kind: Asked, *, again: bool) -> Driver:
    """Goes to the question to the second of the two; `again`: for the second time."""
    driver = at_the_agreement()
    if kind is Asked.CHECK:
        both_say_yes(driver)
        driver.until(HANDS)
        while driver.asked is None or driver.asked.kind != kind:
            driver.step()
    first = driver.asked.who if driver.asked is not None else ""
    if again:
        driver.until("I did not hear an answer.")
    while driver.asked is None or driver.asked.who == first or driver.engine.view(driver.now).phase is not Phase.ASKING:
        driver.step()
    return driver


@pytest.mark.parametrize("kind", [Asked.CHECK, Asked.AGREE])
@pytest.mark.parametrize("why", ["the first has not answered", "the first pressed just now"])
def test_a_spoken_yes_that_does_not_count_leaves_words_and_question_as_they_are(kind: Asked, why: str) -> None:
    driver = at_the_last_question(kind, again=why == "the first has not answered")
    assert driver.asked is not None
    other = "a" if driver.asked.who == "Bo" else "b"
    driver.give(Kind.HOW_LONG)
    driver.run_for(0.5)
    if why == "the first pressed just now":
        driver.give(Kind.SIGN, "held", by=other)
    before, said = given(driver), len(driver.effects)
    if kind is Asked.CHECK:
        driver.give(Kind.RESUME, "green")
    else:
        driver.give(Kind.ANSWER, "yes")
    driver.run_for(10)
    assert driver.asked is not None
    assert driver.asked.kind == kind
    assert given(driver) == before
    assert driver.said(said) == []


def test_naming_an_area_that_is_out_does_not_break_into_the_question_said_once_more() -> None:
    """A yes given over "we'll leave this out" counted before the question had been said to its end again."""
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "forearms")
    driver.until("I did not hear an answer.")
    said = driver.said()
    driver.give(Kind.ANSWER, "forearms")
    assert driver.said() == said
    assert driver.engine.view(driver.now).words == "I did not hear an answer."
