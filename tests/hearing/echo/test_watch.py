"""A canceller that does not cancel is noticed; one that does, or people who talk, are left alone."""

from __future__ import annotations

from companion.hearing.echo.watch import LEARNING, LOOKED_AT, TRIES, EchoWatch


def seconds(watch: EchoWatch, number: int, taken_db: float) -> list[bool]:
    """For each second of narration, whether a new beginning was asked for."""
    clean = 10 ** (-taken_db / 10)
    return [sum(watch.failed(1.0, clean) for _ in range(50)) == 1 for _ in range(number)]


def test_a_canceller_that_works_is_left_alone() -> None:
    watch = EchoWatch()
    assert not any([*seconds(watch, 3, 2), *seconds(watch, 3, 10), *seconds(watch, 100, 20)])


def test_one_that_is_stuck_is_begun_anew_once_it_had_its_time() -> None:
    asked = seconds(EchoWatch(), 20, 4)
    assert asked.index(True) + 1 == LEARNING + LOOKED_AT
    assert sum(asked) == 1


def test_people_who_talk_over_the_narrator_do_not_make_it_begin_anew() -> None:
    watch = EchoWatch()
    seconds(watch, LEARNING, 15)
    assert not any(flag for _ in range(20) for flag in [*seconds(watch, 4, 1), *seconds(watch, 1, 12)])


def test_an_echo_too_faint_to_cancel_is_given_up_after_some_tries() -> None:
    watch = EchoWatch()
    assert sum(seconds(watch, 500, 0)) == TRIES
    seconds(watch, 1, 20)
    assert sum(seconds(watch, 500, 0)) == TRIES


def test_a_new_canceller_has_its_time_again() -> None:
    watch = EchoWatch()
    seconds(watch, LEARNING + LOOKED_AT - 1, 0)
    watch.begun()
    assert not any(seconds(watch, LEARNING + LOOKED_AT - 1, 0))
    assert seconds(watch, 1, 0) == [True]


def test_it_is_trusted_once_it_was_seen_to_work() -> None:
    watch = EchoWatch()
    seconds(watch, 4, 3)
    assert not watch.trusted
    seconds(watch, 1, 12)
    assert watch.trusted
    watch.begun()
    assert not watch.trusted


def test_one_that_is_given_up_is_judged_by_all_the_same() -> None:
    watch = EchoWatch()
    seconds(watch, 500, 0)
    assert watch.trusted
