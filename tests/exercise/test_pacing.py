"""The pace of an exercise: shares of speech, silences in a row, a long rest and what is said before it."""

from __future__ import annotations

import pytest

from companion.exercise.check.pacing import RULES as PACING_RULES
from companion.phrases.voice import load_voice
from tests.exercise.test_check import ENDING, built, remarks

VOICE = load_voice("en")
LINE = "Look at the window, and at the door, and at the lamp, and then back at the window."


def found(steps: str, people: int = 1, rest: str = ENDING, /, **heading: str) -> list[tuple[str, str]]:
    """Rule and message."""
    exercise = built(steps, people, rest, **heading)
    return [(each.rule, each.message) for each in remarks(exercise, voice=VOICE) if each.rule in PACING_RULES]


def rules(steps: str, people: int = 1, rest: str = ENDING, /, **heading: str) -> list[str]:
    return [rule for rule, _ in found(steps, people, rest, **heading)]


def waits(*seconds: int, line: str = LINE) -> str:
    return "".join(f"  - {line}\n  - wait: {each}s\n" for each in seconds)


# ---- how much of it is speech -----------------------------------------------------------------------------------


def test_too_much_is_said() -> None:
    ((rule, message),) = found(waits(*[2, 3, 2, 4] * 5))
    assert rule == "speech-share"
    assert message == "76 % of the time is speech, and the rest is silence or breathing."
    assert rules(waits(*[2, 3, 2, 4] * 5), kind="talk") == []
    assert rules(waits(2, 3, 2, 4)) == [], "too short to have a pace"


def test_too_little_is_said() -> None:
    steps = "  - I'll be quiet for a while.\n  - wait: 50s\n" * 7
    assert rules(steps.replace("50s", "55s", 3).replace("50s", "58s", 2)) == ["speech-share"]
    assert rules(steps.replace("50s", "55s", 3).replace("50s", "58s", 2), kind="practice") == []


def test_talking_is_neither_and_breathing_is_good_company() -> None:
    spoken = waits(5, 8, 5, 12, 5, 8)
    assert rules(f"{spoken}  - ask: {{say: What do you see?, for: 10 min}}\n") == []
    assert rules(f"{spoken}  - breathe: {{in: 4s, out: 6s, times: 60}}\n") == [], "nobody is left alone"
    assert rules(waits(*[2, 3, 2, 4] * 5)) == ["speech-share"]
    assert rules(waits(*[2, 3, 2, 4] * 5) + "  - breathe: {in: 4s, out: 6s, times: 6}\n") == [], "time to breathe"


# ---- silences in a row ------------------------------------------------------------------------------------------


def test_a_fourth_silence_of_one_length() -> None:
    ((rule, message),) = found(waits(25, 25, 25, 25, 25))
    assert (rule, message) == ("equal-silences", "5 silences of 25s one after the other.")
    exercise = built(waits(25, 25, 25, 25, 25))
    assert [each.path for each in remarks(exercise) if each.rule == rule] == [("steps", 7, "wait")]
    assert rules(waits(25, 25, 25, 20, 25, 25)) == []


@pytest.mark.parametrize(
    ("steps", "number"),
    [
        (waits(25, 25) + "  - breathe: {in: 4s, out: 6s, times: 3}\n" + waits(25, 25), 0),
        (waits(25, 25) + "  - sound: bell\n" + waits(25, 25), 0),
        ("  - repeat: {times: 4, steps: [Press., wait: 5s, Let go., wait: 8s]}\n", 0),
        ("  - repeat: {times: 4, steps: [Press., wait: 5s]}\n", 1),
        ("  - choose: {ask: Which?, a: [wait: 9s, wait: 9s], b: [wait: 9s, wait: 9s], default: a}\n", 0),
        ("  - choose: {ask: Which?, a: [wait: 9s, wait: 9s, wait: 9s, wait: 9s], b: [], default: b}\n", 1),
    ],
)
def test_what_counts_as_a_row(steps: str, number: int) -> None:
    assert rules(steps) == ["equal-silences"] * number


def test_silences_of_the_something_else_are_looked_at_too() -> None:
    rest = "something_else: [wait: 9s, wait: 9s, wait: 9s, wait: 9s]\n" + ENDING
    assert rules(waits(20), 1, rest) == ["equal-silences"]


# ---- a long rest ------------------------------------------------------------------------------------------------


def test_a_long_exercise_has_a_long_rest() -> None:
    long = waits(*[30, 20, 40, 15] * 4)
    ((rule, message),) = found(long)
    assert rule == "no-long-rest"
    assert message.startswith("The longest silence is 40s, in 9 min")
    rested = long + "  - I'll be quiet for one minute. Look around.\n  - wait: 1 min\n"
    assert rules(rested) == []
    assert rules(waits(30, 20, 40, 15)) == [], "short enough without"


def test_a_long_rest_is_announced() -> None:
    ((rule, message),) = found("  - Look around.\n  - wait: 90s\n  - And again.\n  - wait: 1 min\n")
    assert rule == "rest-unannounced"
    assert message == "1 min 30s of silence, without a word about it before (the first of 2)."
    assert rules("  - Look around.\n  - wait: 59s\n") == []


@pytest.mark.parametrize(
    "said",
    [
        "  - I'll be quiet for a minute. Look around. You can close your eyes.\n",
        "  - I'll be quiet for a minute.\n  - wait: 4s\n",
        "  - 'Take {turn} for this.'\n",
        "  - After each question I'll be quiet.\n  - wait: 5s\n  - What is blue?\n  - wait: 9s\n  - What is red?\n",
    ],
)
def test_what_announces_a_rest(said: str) -> None:
    assert rules(f"{said}  - wait: 90s\n") == []
