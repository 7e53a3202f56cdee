"""A break in a talk: the clock stands, and afterwards it goes on to the second."""

from __future__ import annotations

import re

import pytest

from companion.exercise.plan import Section
from companion.phrases import languages, load_phrases
from companion.session.commands import Kind
from companion.session.effects import Outcome
from companion.session.events import Caution, CautionKind
from companion.session.parts.own_keys import REPEATS
from companion.session.table import BREAK_AT_LEAST, BREAK_PATIENCE
from companion.session.view import Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import APART, HANDS, TALK, agreed, at_the_agreement, given, greens, made


def a_minute_into_the_talk() -> Driver:
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(60)
    return driver


def take_a_break(driver: Driver, how_long: str) -> None:
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, how_long)


def both_come_back(driver: Driver) -> None:
    for by in "ab":
        driver.now += APART
        driver.give(Kind.SIGN, by=by)


def test_a_break_stops_the_clock_and_comes_back_to_the_second():
    driver = a_minute_into_the_talk()
    left = driver.engine.view(driver.now).turn
    take_a_break(driver, "an hour")
    at = driver.now
    driver.until(PHRASES.break_over)
    assert driver.now - at == pytest.approx(3600, abs=10)
    driver.run_for(8)
    both_come_back(driver)
    assert driver.engine.view(driver.now).turn == left


def test_a_break_over_words_of_the_programs_own_keeps_the_turn():
    driver = a_minute_into_the_talk()
    driver.give(Kind.HOW_LONG)
    left = driver.engine.view(driver.now).turn
    driver.give(Kind.PAUSE)
    take_a_break(driver, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    both_come_back(driver)
    assert driver.engine.view(driver.now).turn == left


def test_pause_at_the_end_of_a_break_waits_longer_and_neither_goes_on_alone():
    driver = a_minute_into_the_talk()
    left = driver.engine.view(driver.now).turn
    take_a_break(driver, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    driver.give(Kind.PAUSE)
    driver.run_for(3 * BREAK_PATIENCE)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED
    driver.give(Kind.PAUSE)  # the space bar once more
    driver.give(Kind.RESUME)
    driver.run_for(8)
    assert driver.engine.view(driver.now).section is Section.BREAK
    both_come_back(driver)
    assert driver.engine.view(driver.now).turn == left


def test_a_break_to_another_day_ends_it_kindly():
    driver = a_minute_into_the_talk()
    take_a_break(driver, PHRASES.break_other_day)
    driver.run_to_end()
    assert driver.said()[-1] == "Thank you both."
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED


def test_a_break_where_there_is_no_clock_is_a_pause():
    driver = at_the_agreement()
    driver.give(Kind.BREAK)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_amid_touch_it_is_a_yellow_and_hands_keep_still_at_once():
    driver = agreed()
    driver.until(HANDS)
    before = len(driver.effects)
    driver.give(Kind.BREAK)
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    assert driver.said(before)[0] == PHRASES.hands_still


def test_a_break_amid_a_word_about_the_microphone_leaves_nothing_out():
    driver = Driver(made(TALK))
    driver.begin()
    driver.feed(Caution(CautionKind.SILENT))
    driver.until(PHRASES.caution_silent)
    take_a_break(driver, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    both_come_back(driver)
    before = driver.now
    driver.until(PHRASES.sign_talk)
    assert driver.now - before == pytest.approx(300 - 30 - 4, abs=5)


def test_a_key_brushed_before_a_break_is_no_part_of_a_yes_after_it():
    driver = at_the_agreement(made(TALK.replace("steps:\n", "steps:\n  - agree: Shall we talk?\n", 1)))
    driver.give(Kind.SIGN, by="b")
    take_a_break(driver, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    both_come_back(driver)
    assert driver.asked is not None
    driver.run_for(REPEATS)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ()


def test_back_after_a_word_about_the_microphone_goes_one_step_back():
    driver = Driver(made(TALK.replace("steps:\n", "steps:\n  - One.\n  - Two.\n  - Three.\n", 1)))
    driver.begin()
    driver.until("Two.")
    driver.feed(Caution(CautionKind.SILENT))
    driver.until("Three.")
    driver.give(Kind.BACK)
    assert driver.engine.view(driver.now).words == "Two."


@pytest.mark.parametrize("language", languages())
def test_a_break_is_twenty_minutes_unless_they_say_otherwise_and_never_under_ten(language: str):
    lengths = [seconds for _, seconds in load_phrases(language).break_lengths]
    assert lengths[0] == 20 * 60, "the default"
    assert min(lengths) >= BREAK_AT_LEAST


def test_nobody_answers_how_long_and_it_is_the_first_of_the_lengths():
    driver = a_minute_into_the_talk()
    driver.give(Kind.BREAK)
    at = driver.now
    driver.until(PHRASES.break_over)
    assert driver.now - at == pytest.approx(PHRASES.break_lengths[0][1], abs=45)


def test_coming_back_takes_both_and_there_is_time_for_both_to_come():
    driver = a_minute_into_the_talk()
    take_a_break(driver, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    for kind in (Kind.SIGN, Kind.SIGN):
        driver.give(kind, by="a")
    driver.give(Kind.NEXT)
    view = driver.engine.view(driver.now)
    assert (view.section, greens(driver)) == (Section.BREAK, 1)
    driver.run_for(BREAK_PATIENCE - 30)
    assert driver.engine.view(driver.now).section is Section.BREAK
    driver.give(Kind.SIGN, by="b")
    assert driver.engine.view(driver.now).section is Section.MAIN


def test_one_of_two_cannot_cut_a_break_short():
    driver = a_minute_into_the_talk()
    take_a_break(driver, "an hour")
    driver.run_for(10)
    began = driver.now
    for kind in (Kind.NEXT, Kind.SHORTER_SILENCES, Kind.SHORTER_SILENCES, Kind.SHORTER_SILENCES, Kind.NEXT):
        driver.give(kind)
    driver.give(Kind.PAUSE)
    driver.give(Kind.NEXT)
    driver.give(Kind.RESUME)
    driver.run_for(BREAK_AT_LEAST - 30)
    assert driver.engine.view(driver.now).phase is Phase.SILENT
    assert PHRASES.break_over not in driver.said()
    driver.run_for(60)
    driver.give(Kind.NEXT)
    driver.until(PHRASES.break_over)
    assert driver.now - began < 3600


def test_a_break_keeps_its_length_at_every_pace_of_silences():
    driver = a_minute_into_the_talk()
    for _ in range(4):
        driver.give(Kind.SHORTER_SILENCES)
    take_a_break(driver, "ten minutes")
    at = driver.now
    driver.until(PHRASES.break_over)
    assert driver.now - at == pytest.approx(600, abs=12)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("ways", [{}, {"by_key": True}, {"by_key": True, "typed": True}])
def test_at_the_end_of_a_break_it_says_how_to_end_before_how_to_wait(language: str, ways: dict[str, bool]):
    *_, end, wait = re.split(r"(?<=\.) ", load_phrases(language, **ways).break_over.rstrip("\n"))
    assert re.search(r"end session|Escape|stop|fin de séance|Échap", end)
    assert re.search(r"pause|space bar|barre d'espace", wait)
