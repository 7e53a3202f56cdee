"""The linter's rules, each on the smallest exercise that breaks it and on one that does not."""

from __future__ import annotations

import pytest

from companion.exercise.check import Words, check
from companion.exercise.plan import Choices, plan
from companion.phrases import load_phrases
from tests.exercise.conftest import small

ENDING = "ending: [Done.]\n"
WORDS = Words(safety=frozenset({"stop", "slow down"}), steering=frozenset({"next", "go on"}))


def complaints(steps: str, rest: str = ENDING) -> list[str]:
    exercise = small(steps, rest=rest)
    made = plan(exercise, Choices(), load_phrases("en"))
    return [finding.message for finding in check(exercise, made, WORDS)]


def test_a_good_exercise_has_no_complaint() -> None:
    assert complaints("  - Look up.\n  - wait: 20s\n") == []


def test_an_ending_is_asked_for() -> None:
    assert complaints("  - Look up.\n", rest="") == ["The exercise has no ending of its own."]


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        (f"  - {' '.join(['word'] * 31)}.\n", "31 words"),
        ("  - You can stop here.\n", "'stop' is a command"),
        ("  - Now slow down a little.\n", "'slow down' is a command"),
        ("  - Look up. Go on!\n", "'go on' alone is a command"),
        ("  - wait: 3 min 1s\n", "3 min 1s without a word"),
        ("  - breathe: {in: 4s, hold: 4s, out: 4s, times: 4}\n", "breath is held"),
        ("  - repeat: {times: 2, steps: [{breathe: {in: 4s, out: 4s, hold out: 1s, times: 4}}]}\n", "breath is held"),
    ],
)
def test_what_is_complained_of(steps: str, complaint: str) -> None:
    found = complaints(steps)
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    "steps",
    [
        f"  - {' '.join(['word'] * 30)}.\n",
        "  - A stopped clock. The next thing. We go on from here.\n",
        "  - wait: 3 min\n",
        "  - breathe: {in: 4s, out: 4s, times: 4}\n",
        "  - choose: {ask: Which?, with: [{breathe: {in: 4s, hold: 4s, out: 4s, times: 4}}], without: [Rest.],"
        " default: without}\n",
    ],
)
def test_what_is_not_complained_of(steps: str) -> None:
    assert complaints(steps) == []
