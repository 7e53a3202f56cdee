"""The figures of the page before an exercise."""

from __future__ import annotations

import pytest

from companion.screen.before.figures import WAITS, name_of_length, steps_of, total, wait, within
from companion.screen.seam import AdjustableLength

REST = AdjustableLength(180.0, 120.0, 600.0)


def test_lengths_to_choose_from_hold_the_bounds_and_the_present_one() -> None:
    steps = steps_of(REST, 185.0)
    assert steps[0] == 120.0
    assert steps[-1] == 600.0
    assert 185.0 in steps
    assert list(steps) == sorted(set(steps))
    assert len(steps) <= 7


@pytest.mark.parametrize(("chosen", "now"), [({}, 180.0), ({"rest": 300.0}, 300.0), ({"rest": 5.0}, 120.0)])
def test_a_choice_of_last_time_stays_within_the_authors_bounds(chosen: dict[str, float], now: float) -> None:
    assert within({"rest": REST}, chosen) == {"rest": now}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "about a minute"), (84, "about a minute"), (95, "about 2 minutes"), (600, "about 10 minutes")],
)
def test_the_total(seconds: float, said: str) -> None:
    assert total(seconds) == said


def test_when_it_starts() -> None:
    assert [wait(each) for each in WAITS] == ["now", "in 1 minute", "in 3 minutes", "in 5 minutes"]


@pytest.mark.parametrize(("name", "said"), [("quiet", "Each quiet moment"), ("try_it", "How long for “try it”")])
def test_names_of_lengths(name: str, said: str) -> None:
    assert name_of_length(name) == said
