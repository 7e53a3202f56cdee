"""The silence and the bell that a person chose for the end: they follow the ending, and the person can end them."""

from __future__ import annotations

import pytest

from companion.exercise.model import Exercise
from companion.exercise.plan import LAST_BELL, Choices, Closing, Plan, Section, SoundCue, WaitCue, planned_seconds
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.session.commands import Kind
from companion.session.effects import Finished, Outcome, PlaySound, Silence
from companion.session.view import View
from tests.session.builder import PHRASES
from tests.session.driver import Driver

ALONE = """
format: 1
id: alone
title: Alone
kind: settle
people: 1
summary: A minute.
author: Test
license: CC0-1.0
steps:
  - Look around.
  - wait: 20s
ending:
  - That was it.
"""


def _alone() -> Exercise:
    return read_exercise(ALONE, "alone")


def look(driver: Driver) -> View:
    return driver.engine.view(driver.now)


def planned(seconds: float = 180.0, *, bed: bool = True, bell: bool = True) -> Plan:
    return plan(_alone(), Choices(closing=Closing(seconds, bed, bell)), PHRASES)


def in_the_silence(chosen: Plan) -> Driver:
    driver = Driver(chosen)
    driver.begin()
    while look(driver).section is not Section.CLOSING or look(driver).silence_left is None:
        driver.step()
    return driver


def test_without_a_choice_there_is_nothing_after_the_ending() -> None:
    assert Section.CLOSING not in plan(_alone(), Choices(), PHRASES).sections


def test_the_silence_and_the_bell_are_cues_with_their_lengths() -> None:
    chosen = planned()
    stretch = chosen.sections[Section.CLOSING]
    *words, wait, bell = chosen.cues[stretch.start : stretch.end]
    assert [getattr(cue, "text", "") for cue in words] == ["Now I'll be quiet for 3 minutes.", "A bell ends it."]
    assert isinstance(wait, WaitCue)
    assert wait.seconds == 180.0
    assert isinstance(bell, SoundCue)
    assert bell.name == LAST_BELL


def test_the_planned_length_and_the_time_left_count_it() -> None:
    without, chosen = planned(0.0, bell=False), planned()
    more = planned_seconds(chosen) - planned_seconds(without)
    assert more == pytest.approx(planned_seconds(chosen, Section.CLOSING))
    assert more > 180.0
    driver = Driver(chosen)
    driver.begin()
    assert look(driver).left == pytest.approx(planned_seconds(chosen), abs=1.0)


def test_words_stay_and_the_bell_is_the_last_thing() -> None:
    driver = in_the_silence(planned())
    assert look(driver).words == "A bell ends it."
    assert look(driver).silence_left == pytest.approx(180.0, abs=1.0)
    while not driver.finished:
        driver.step()
    sounds = [effect for _, effect in driver.effects if isinstance(effect, PlaySound | Finished)]
    assert [type(sound) for sound in sounds] == [PlaySound, Finished]
    assert sounds[-1] == Finished(Outcome.COMPLETED)


def test_a_bell_alone_needs_no_words() -> None:
    chosen = planned(0.0)
    stretch = chosen.sections[Section.CLOSING]
    assert [type(cue) for cue in chosen.cues[stretch.start : stretch.end]] == [SoundCue]


def test_a_stop_in_the_silence_ends_it_at_once() -> None:
    driver = in_the_silence(planned())
    effects = driver.give(Kind.STOP)
    assert isinstance(effects[0], Silence)
    assert effects[-1] == Finished(Outcome.STOPPED)


def test_the_end_of_the_session_asked_for_in_the_silence_is_the_end_of_a_whole_exercise() -> None:
    driver = in_the_silence(planned())
    assert driver.give(Kind.END)[-1] == Finished(Outcome.COMPLETED)


def test_next_leads_from_the_silence_to_the_bell() -> None:
    driver = in_the_silence(planned())
    assert any(isinstance(effect, PlaySound) for effect in driver.give(Kind.NEXT))


def test_an_early_end_leaves_it_out() -> None:
    driver = Driver(planned())
    driver.begin()
    driver.give(Kind.END)
    assert look(driver).left < 60.0
    while not driver.finished:
        assert look(driver).section is not Section.CLOSING
        driver.step()


@pytest.mark.parametrize("bed", [True, False])
def test_the_background_sound_goes_on_only_if_it_was_chosen(bed: bool) -> None:
    driver = in_the_silence(planned(bed=bed))
    assert look(driver).bed is bed


def test_nothing_of_it_is_left_to_go_on_with_later() -> None:
    assert in_the_silence(planned()).engine.place == 0
