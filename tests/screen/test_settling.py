"""The first moments of a page of the evening."""

from __future__ import annotations

import pytest

from companion.screen.evening.settling import Settling

SECONDS = 1.5


def test_a_page_takes_other_keys_once_it_has_settled() -> None:
    page = Settling()
    page.begin(SECONDS, "enter", 10.0)
    assert not page.takes("3", 11.4)
    assert page.takes("3", 11.5)


@pytest.mark.parametrize("wait", [0.25, 0.66, 1.4])
@pytest.mark.parametrize("repeats", [0.03, 0.5])
def test_a_key_that_is_still_held_never_counts_until_it_was_let_go(wait: float, repeats: float) -> None:
    page = Settling()
    page.begin(SECONDS, "n", 10.0)
    now = 10.0 + wait
    for _ in range(400):
        assert not page.takes("n", now)
        now += repeats
    assert page.takes("y", now)  # the other hand's
    assert not page.takes("n", now)
    assert page.takes("n", now + SECONDS)
    assert page.takes("n", now + SECONDS + 0.01)


def test_pressed_again_at_leisure_it_counts_at_once() -> None:
    page = Settling()
    page.begin(SECONDS, "enter", 10.0)
    assert page.takes("enter", 11.5)
