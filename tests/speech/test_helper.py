"""Waiting for a helper's answer, on a clock of the test's own."""

from __future__ import annotations

import queue

import pytest

from companion.patience import Patience
from companion.speech.helper import HelperFailed, waited_for


class Late:
    """The answers of a helper, each with the seconds after which it comes; the helper's clock moves only while it is
    waited for."""

    def __init__(self, *after: float) -> None:
        self.now = 0.0
        self._left = list(after)

    def get(self, block: bool = True, timeout: float | None = None) -> str:
        assert timeout is not None
        if self._left and self._left[0] <= timeout:
            self.now += self._left.pop(0)
            return "answer"
        self.now += timeout
        if self._left:
            self._left[0] -= timeout
        raise queue.Empty

    def clock(self) -> float:
        return self.now


def test_an_answer_that_comes_in_time_is_given() -> None:
    late = Late(0.1)
    assert waited_for(late, Patience(0.0), lambda: False, clock=late.clock) == "answer"


def test_a_helper_that_sleeps_is_given_up_and_one_at_work_is_waited_for() -> None:
    late = Late(4.0)
    with pytest.raises(HelperFailed, match="doesn't answer"):
        waited_for(late, Patience(0.0, least=1.4), lambda: False, clock=late.clock)
    assert late.now == pytest.approx(1.4, abs=0.3)
    late = Late(4.0)
    assert waited_for(late, Patience(0.0, least=1.4), lambda: True, clock=late.clock) == "answer"


def test_a_machine_that_was_slow_is_given_more_time() -> None:
    late, patience = Late(1.3, 1.3, 3.5), Patience(0.0, least=1.4)
    for _ in range(3):
        assert waited_for(late, patience, lambda: False, clock=late.clock) == "answer"


def test_a_start_and_a_long_text_have_their_own_time() -> None:
    late = Late(9.0)
    assert waited_for(late, Patience(0.0, start=10.0), lambda: False, starting=True, clock=late.clock) == "answer"
    late = Late(9.0)
    assert waited_for(late, Patience(0.0), lambda: False, more=9.0, clock=late.clock) == "answer"
