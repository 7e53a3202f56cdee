"""The time left is told in the same steps aloud and on the screen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.time_left import told
from companion.phrases import load_phrases
from companion.screen import words
from companion.session.commands import Kind
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.test_engine import talk_only

SAME = {
    "nearly done": "We're nearly done.",
    "less than a minute left": "Less than a minute left.",
    "about a minute left": "About a minute left.",
}


def spoken(seconds: float) -> str:
    phrases = load_phrases("en")
    return told(
        seconds,
        nearly=phrases.nearly_done,
        under_a_minute=phrases.under_minute_left,
        a_minute=phrases.minute_left,
        minutes=lambda number: phrases.time_left.format(minutes=number),
    )


@given(st.floats(0, 7200))
def test_what_is_said_and_what_is_shown_agree(seconds: float) -> None:
    shown, said = words.time_left(seconds), spoken(seconds)
    minutes = re.search(r"\d+", shown)
    if minutes is None:
        assert said == SAME[shown]
    else:
        assert re.findall(r"\d+", said) == [minutes[0]]
        assert int(minutes[0]) >= 2


@pytest.mark.parametrize("ran", [0.0, 9.0, 20.0, 30.0, 38.0, 45.0])
def test_a_session_says_what_the_screen_shows_at_that_moment(ran: float) -> None:
    driver = Driver(talk_only())
    driver.begin()
    driver.run_for(ran)
    shown = words.time_left(driver.engine.view(driver.now).left)
    before = len(driver.effects)
    driver.give(Kind.HOW_LONG)
    expected = {
        "nearly done": PHRASES.nearly_done,
        "less than a minute left": PHRASES.under_minute_left,
        "about a minute left": PHRASES.minute_left,
    }
    assert driver.said(before)[0] == expected[shown]
