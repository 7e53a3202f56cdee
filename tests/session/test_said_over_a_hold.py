"""A screen knows while words over a hold may still be sounding, so that nothing is written over them."""

from __future__ import annotations

import pytest

from companion.session.commands import Kind
from tests.session.builder import Builder
from tests.session.driver import Driver


@pytest.mark.parametrize("kind", [Kind.YELLOW, Kind.HELP_ME])
def test_it_lasts_until_their_clip_ends(kind: Kind) -> None:
    driver = Driver(Builder().say("Rest now.").wait(300).plan(), clip_seconds=2.0)
    driver.begin()
    driver.run_for(20)
    assert driver.engine.view(driver.now).said_over == 0
    driver.give(kind)
    assert driver.engine.view(driver.now).said_over > 0
    driver.run_for(2.1)
    assert driver.engine.view(driver.now).said_over == 0


def test_a_pause_is_quiet_at_once_and_silences_what_was_said() -> None:
    driver = Driver(Builder().say("Rest now.").wait(300).plan(), clip_seconds=60.0)
    driver.begin()
    driver.give(Kind.YELLOW)
    assert driver.engine.view(driver.now).said_over > 0
    driver.give(Kind.PAUSE)
    assert driver.engine.view(driver.now).said_over == 0


def test_a_running_session_says_nothing_over_a_hold() -> None:
    driver = Driver(Builder().say("Rest now.").wait(300).plan())
    driver.begin()
    driver.give(Kind.YELLOW)
    driver.give(Kind.RESUME)
    assert driver.engine.view(driver.now).said_over == 0
