"""The progress of a long run: its lines, and the time between them."""

from __future__ import annotations

import pytest

from bench.hearing_progress import EVERY, SPEED, Progress, left


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def make(work: float, *, terminal: bool = False) -> tuple[Progress, list[str], Clock]:
    said: list[str] = []
    clock = Clock()
    return Progress(work, said.append, terminal=terminal, clock=clock), said, clock


def test_the_first_guess_is_of_a_small_machine() -> None:
    progress, said, clock = make(3600)
    progress.at("people, clean")
    assert said == ["hearing:   0 %, about 12 min left; people, clean\n"]
    assert progress.seconds_left(clock.now) == pytest.approx(3600 * SPEED)


def test_what_was_seen_takes_the_place_of_the_guess() -> None:
    progress, _, clock = make(2000)
    clock.now += 500
    progress.at("", 1000)
    assert progress.seconds_left(clock.now) == pytest.approx(500, rel=0.02)


def test_a_file_gets_a_line_now_and_then() -> None:
    progress, said, clock = make(1000)
    for _ in range(10):
        progress.at("noise", 10)
        clock.now += EVERY / 5
    assert len(said) == 2


def test_a_terminal_keeps_one_line_and_clears_it() -> None:
    progress, said, clock = make(1000, terminal=True)
    progress.at("a long name of a condition", 10)
    clock.now += 1
    progress.at("short", 10)
    progress.end()
    assert all(text.startswith("\r") and "\n" not in text for text in said)
    # A shorter line covers the longer one before it.
    assert len(said[1]) == len(said[0])
    assert said[-1].strip() == ""


def test_nothing_left_to_do_is_done() -> None:
    progress, said, _ = make(0)
    progress.at("everything was heard before")
    assert said == ["hearing: 100 %, under a minute left; everything was heard before\n"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "under a minute"), (61, "about 1 min"), (5000, "about 83 min"), (9000, "about 2.5 h")]
)
def test_time_left_in_words(seconds: float, words: str) -> None:
    assert left(seconds) == words
