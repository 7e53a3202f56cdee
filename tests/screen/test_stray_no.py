"""An N that was meant as "next" is not taken as a no, and a real no counts at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.screen.key_commands import Keyboard
from companion.screen.stray_no import MOVING_ON, NO, REPEATED, TOO_SOON
from companion.session.commands import Command, Kind
from companion.session.view import View
from tests.screen.fakes import asking, speaking

AGREE = asking("agree", "Hands, and only hands.", "yes", "no")
NEXT = Command(Kind.NEXT)


def at(now: float, view: View) -> View:
    return replace(view, now=now)


def moved_on(until: float = 10.0) -> Keyboard:
    """Returns a keyboard on which N went on to the next sentence, and the question that began then."""
    keyboard = Keyboard()
    keyboard.watch(at(1.0, speaking()))
    assert keyboard.press("n", at(until, speaking())) == NEXT
    keyboard.watch(at(until + 0.1, AGREE))
    return keyboard


def test_an_n_too_many_is_left_out_and_the_next_one_counts() -> None:
    keyboard = moved_on()
    assert keyboard.press("n", at(10.9, AGREE)) is None
    assert keyboard.left_out
    assert keyboard.press("n", at(10.1 + TOO_SOON, AGREE)) == NO
    assert not keyboard.left_out


def test_a_no_counts_at_once_if_nobody_moved_on_with_n() -> None:
    keyboard = Keyboard()
    keyboard.watch(at(10.0, speaking()))
    keyboard.watch(at(11.0, AGREE))
    assert keyboard.press("n", at(11.1, AGREE)) == NO


def test_a_no_counts_at_once_if_n_was_pressed_long_before_or_another_key_went_on() -> None:
    assert moved_on(10.0).press("n", at(10.2 + TOO_SOON, AGREE)) == NO
    keyboard = Keyboard()
    keyboard.press("n", at(10.0, speaking()))
    keyboard.watch(at(10.1 + MOVING_ON, AGREE))
    assert keyboard.press("n", at(10.2 + MOVING_ON, AGREE)) == NO
    arrow = Keyboard()
    arrow.press("right", at(10.0, speaking()))
    arrow.watch(at(10.1, AGREE))
    assert arrow.press("n", at(10.2, AGREE)) == NO


def test_an_n_held_down_since_the_last_sentence_is_left_out_as_long_as_it_is_held() -> None:
    keyboard = moved_on()
    now = 10.0
    while now < 20.0:
        now += REPEATED / 2
        assert keyboard.press("n", at(now, AGREE)) is None
    assert keyboard.press("n", at(now + 0.5, AGREE)) == NO


def test_hammering_counts_as_a_no_within_two_seconds() -> None:
    keyboard = moved_on()
    pressed = [keyboard.press("n", at(10.0 + tenth * 0.2, AGREE)) for tenth in range(1, 13)]
    assert NO in pressed


@pytest.mark.parametrize("key", ["escape", "s", "f", "j", "y", "q", "c"])
def test_no_other_key_is_left_out(key: str) -> None:
    assert moved_on().press(key, at(10.2, AGREE)) == Keyboard().press(key, at(10.2, AGREE))
