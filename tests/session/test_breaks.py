"""A break in a talk: the clock stands, and afterwards it goes on to the second."""

from __future__ import annotations

import pytest

from companion.session.commands import Kind
from companion.session.effects import Outcome
from companion.session.events import Caution, CautionKind
from companion.session.view import Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import TALK, agreed, made


def test_a_break_stops_the_clock_and_comes_back_to_the_second():
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(60)
    left = driver.engine.view(driver.now).turn
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, "an hour")
    at = driver.now
    driver.until(PHRASES.break_over)
    assert driver.now - at == pytest.approx(3600, abs=10)
    driver.run_for(8)
    driver.give(Kind.RESUME)
    assert driver.engine.view(driver.now).turn == left


def test_a_break_over_words_of_the_programs_own_keeps_the_turn():
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(60)
    driver.give(Kind.HOW_LONG)
    left = driver.engine.view(driver.now).turn
    driver.give(Kind.PAUSE)
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    driver.give(Kind.RESUME)
    assert driver.engine.view(driver.now).turn == left


def test_a_break_to_another_day_ends_it_kindly():
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(60)
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, PHRASES.break_other_day)
    driver.run_to_end()
    assert driver.said()[-1] == "Thank you both."
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED


def test_a_break_where_there_is_no_clock_is_a_pause():
    driver = agreed()
    driver.give(Kind.BREAK)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_a_break_amid_a_word_about_the_microphone_leaves_nothing_out():
    driver = Driver(made(TALK))
    driver.begin()
    driver.feed(Caution(CautionKind.SILENT))
    driver.until(PHRASES.caution_silent)
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    driver.give(Kind.RESUME)
    before = driver.now
    driver.until(PHRASES.sign_talk)
    assert driver.now - before == pytest.approx(300 - 30 - 4, abs=5)


def test_back_after_a_word_about_the_microphone_goes_one_step_back():
    driver = Driver(made(TALK.replace("steps:\n", "steps:\n  - One.\n  - Two.\n  - Three.\n", 1)))
    driver.begin()
    driver.until("Two.")
    driver.feed(Caution(CautionKind.SILENT))
    driver.until("Three.")
    driver.give(Kind.BACK)
    assert driver.engine.view(driver.now).words == "Two."
