"""Stop, no, end session and no answer at all: each leads to an end, and amid touch first of all to hands let go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.exercise.phrases import Line
from companion.exercise.plan import Choices, Plan, Section
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.session.commands import Kind
from companion.session.effects import Outcome
from companion.session.journey import Journey
from companion.session.view import Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import HANDS, TALK, TOUCH, agreed, at_the_agreement, both_say_yes, made

HANDS_BACK = PHRASES.ended_early_touch[0].text
INSTEAD = PHRASES.instead[0].text
WITHOUT_ENDING = TOUCH.replace("ending: [That was enough.]\n", "")
AGREES_IN = {
    "something_else": f"{TOUCH}something_else: [{{agree: A hand to hold?}}, Hold it., Look around.]\n",
    "ending": f"{WITHOUT_ENDING}ending: [{{agree: A hand to hold?}}, Hold it., That was enough.]\n",
}
SETTLE = """
format: 1
id: test
title: Test
summary: Test.
people: 1
kind: settle
author: Test
license: CC0-1.0
steps: [Sit down.]
ending: [{check: How is it now?}, That was enough.]
"""


def until_asked(driver: Driver, kind: str) -> None:
    """Run until this is asked, both saying green to every check on the way."""
    for _ in range(900):
        question = driver.asked
        if question is not None and question.kind == kind:
            return
        if question is not None and question.kind == "check":
            both_say_yes(driver)
        else:
            driver.step()
    raise AssertionError(kind)


@pytest.mark.parametrize("where", AGREES_IN)
def test_an_agreement_in_a_byway_makes_touch_of_nothing_but_what_follows_it_there(where: str):
    plan = made(AGREES_IN[where])
    for section in (Section.WIND_DOWN, Section.INSTEAD):
        stretch = plan.sections[section]
        assert not any(cue.touching for cue in plan.cues[stretch.start : stretch.end])
    stretch = plan.sections[Section(where.replace("_", "-"))]
    touching = [getattr(cue, "text", "") for cue in plan.cues[stretch.start : stretch.end] if cue.touching]
    assert touching[0] == "Hold it."


@pytest.mark.parametrize("where", AGREES_IN)
def test_stop_and_no_with_an_agreement_in_a_byway(where: str):
    stopped = agreed(made(AGREES_IN[where]))
    stopped.give(Kind.STOP)
    stopped.run_to_end()
    assert stopped.said()[-1] == "Hands back."
    refused = at_the_agreement(made(AGREES_IN[where]))
    refused.give(Kind.ANSWER, "no")
    refused.run_to_end()
    assert refused.said()[-1] == INSTEAD


@pytest.mark.parametrize("section", [Section.WIND_DOWN, Section.INSTEAD])
def test_a_plan_whose_last_resort_asks_for_touch_ends_rather_than_turning_in_rings(section: Section):
    plan = made()
    stretch = plan.sections[section]
    cues = tuple(
        replace(cue, touching=cue.touching or stretch.start <= at < stretch.end) for at, cue in enumerate(plan.cues)
    )
    driver = at_the_agreement(replace(plan, cues=cues))
    if section is Section.WIND_DOWN:
        driver.give(Kind.STOP)
    else:
        driver.give(Kind.ANSWER, "no")
    driver.run_to_end()
    assert driver.finished


@pytest.mark.parametrize(
    "text", [SETTLE, TALK.replace("ending: [", "ending: [{check: How is it now?}, ")], ids=["one", "two"]
)
def test_a_check_in_the_ending_that_nobody_answers_is_asked_twice_and_then_it_ends(text: str):
    driver = Driver(made(text))
    driver.begin()
    driver.run_to_end()
    assert driver.said().count("How is it now?") == 2
    assert driver.said()[-1] == PHRASES.ended_early[0].text
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED


def in_the_touch_of_the_ending() -> Driver:
    driver = agreed(made(AGREES_IN["ending"].replace("Hold it.,", "Hold it., {check: How is that?},")))
    until_asked(driver, "agree")
    both_say_yes(driver)
    driver.until("Hold it.")
    return driver


def test_touch_in_the_ending_that_is_left_ends_with_hands_back():
    for ended in (True, False):
        driver = in_the_touch_of_the_ending()
        before = len(driver.effects)
        if ended:
            driver.give(Kind.END)
        driver.run_to_end()
        assert driver.said(before)[-3:] == [HANDS_BACK, "That is all right.", INSTEAD]


# ---- hands back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "words"), [(Kind.HOW_LONG, PHRASES.nearly_done), (Kind.HELP, PHRASES.help_words)])
def test_hands_come_back_whatever_is_asked_meanwhile(kind: Kind, words: str):
    driver = agreed()
    before = len(driver.effects)
    driver.give(Kind.END)
    driver.now += 0.4
    driver.give(kind)
    driver.now += 0.4
    driver.give(kind)
    driver.run_to_end()
    assert driver.said(before) == [HANDS_BACK, words, words, HANDS_BACK, "That is all right.", "That was enough."]


@pytest.mark.parametrize("after", [0.4, 0.0])
def test_something_else_amid_hands_back_says_it_first(after: float):
    driver = agreed(once_more())
    until_asked(driver, "agree")
    driver.give(Kind.ANSWER, "no")
    driver.now += after
    before = len(driver.effects)
    driver.give(Kind.SOMETHING_ELSE)
    until_asked(driver, "back-or-end")
    said = driver.said(before)
    assert said[0] == HANDS_BACK
    assert said.count(HANDS_BACK) == 1
    assert len(said) > 2, "and then something else"


def test_the_end_amid_hands_back_comes_after_it_and_at_once_when_asked_for_again():
    for again in (False, True):
        driver = agreed(once_more())
        until_asked(driver, "agree")
        driver.give(Kind.ANSWER, "no")
        driver.now += 0.4
        before = len(driver.effects)
        driver.give(Kind.END)
        assert driver.said(before) == [HANDS_BACK]
        assert driver.engine.view(driver.now).phase is not Phase.FINISHED
        if again:
            driver.give(Kind.END)
            assert driver.engine.view(driver.now).phase is Phase.FINISHED
        driver.run_to_end()
        assert driver.said(before) == [HANDS_BACK]
        assert driver.engine.view(driver.now).outcome is Outcome.DECLINED


def test_a_question_that_help_broke_into_is_asked_all_the_same():
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    before = len(driver.effects)
    driver.give(Kind.HELP)
    driver.run_for(8)
    assert driver.said(before) == [PHRASES.help_words, PHRASES.back_or_end]
    assert driver.engine.view(driver.now).question is not None


def once_more() -> Plan:
    return made(TOUCH.replace("  - Let go, slowly.", "  - agree: And now longer?\n  - And longer."))


@pytest.mark.parametrize("way", ["no", "silence", "end"])
def test_a_further_agreement_that_is_none_begins_with_hands_back(way: str):
    driver = agreed(once_more())
    until_asked(driver, "agree")
    before = len(driver.effects)
    if way == "no":
        driver.give(Kind.ANSWER, "no")
    elif way == "end":
        driver.give(Kind.END)
    driver.run_to_end()
    ending = {
        "no": ["Then not tonight.", INSTEAD],
        "silence": [INSTEAD],
        "end": ["That is all right.", "That was enough."],
    }[way]
    said = driver.said(before)
    assert said[-len(ending) - 1 :] == [HANDS_BACK, *ending]
    assert "And longer." not in said


# ---- after a no -----------------------------------------------------------------------------------------------------


def test_end_session_after_a_no_speaks_of_no_touch():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "no")
    driver.run_for(3)
    driver.give(Kind.SOMETHING_ELSE)
    until_asked(driver, "back-or-end")
    before = len(driver.effects)
    driver.give(Kind.ANSWER, "end session")
    driver.run_to_end()
    assert driver.said(before) == ["That is all right.", INSTEAD]
    assert HANDS not in driver.said()


def test_it_ends_with_the_last_words_of_what_takes_the_place_of_touch():
    instead = (Line(text="Sit side by side."), Line(wait=5.0), Line(text="That is all. It was enough."), Line(wait=1.0))
    made_plan = plan(read_exercise(TOUCH, "test"), Choices(), replace(PHRASES, instead=instead))
    last = Journey(made_plan).last_words(Section.INSTEAD)
    assert getattr(made_plan.cues[last], "text", "") == "That is all."
