"""The walk through steps: every list inside a step is found, and every word that a step says."""

from __future__ import annotations

from typing import get_args

import pytest

from companion.exercise.model import STEP_KINDS, StepKind
from companion.exercise.packwide import included
from companion.exercise.reading import read_exercise
from companion.exercise.steps import Steps, children, texts, within

HEADING = """\
format: 1
id: all
title: All
summary: All.
people: 2
kind: together
touch: [hands]
author: A
license: CC0
"""


def steps_of(text: str) -> Steps:
    return read_exercise(f"{HEADING}steps:\n{text}", "all.yaml").steps


def test_the_kinds_are_those_of_the_union_of_steps() -> None:
    assert set(get_args(StepKind)) == {"line", *STEP_KINDS}


@pytest.mark.parametrize(
    ("step", "said", "inside"),
    [
        ("- A line.", ["A line."], []),
        ("- {say: Said., caption: Shown.}", ["Said."], []),
        ("- wait: 5s", [], []),
        ("- breathe: {in: 4s, out: 6s, times: 2}", [], []),
        (
            "- turns: {length: 2 min, steps: [One.], swap: Swap., sign: Soon.}",
            ["Swap.", "Soon."],
            [("turns", "steps")],
        ),
        (
            "- touching: {area: hands, steps: [One.], otherwise: [Two.]}",
            [],
            [("touching", "steps"), ("touching", "otherwise")],
        ),
        ("- agree: Hands only.", ["Hands only."], []),
        ('- check: "How is it?"', ["How is it?"], []),
        (
            '- choose: {ask: "Which?", one: [One.], two: [Two.], default: one}',
            ["Which?"],
            [("choose", "one"), ("choose", "two")],
        ),
        ('- ask: {each: "What was it?", for: 20s}', ["What was it?"], []),
        ('- ask: {say: "What was it?", for: 20s}', ["What was it?"], []),
        ('- rate: "How much?"', ["How much?"], []),
        ('- rate: {ask: "How much?", name: now}', ["How much?"], []),
        ("- repeat: {times: 2, steps: [One.]}", [], [("repeat", "steps")]),
        ("- sound: bell", [], []),
        ("- play: {file: one.ogg, caption: Shown.}", [], []),
        ("- include: other", [], []),
    ],
)
def test_a_step_has_these_words_and_these_lists(step: str, said: list[str], inside: list[tuple[str, str]]) -> None:
    (read,) = steps_of(f"  {step}")
    assert [text for _, text in texts(read, ("steps", 0))] == said
    assert [path for path, _ in children(read)] == inside


def test_steps_inside_steps_are_found_with_their_paths() -> None:
    read = steps_of("  - repeat: {times: 2, steps: [One., {choose: {ask: Which?, a: [In a.], b: [], default: a}}]}")
    found = dict(within(read, ("steps",)))
    assert found["steps", 0, "repeat", "steps", 0] == "One."
    assert found["steps", 0, "repeat", "steps", 1, "choose", "a", 0] == "In a."


def test_an_answer_called_turns_is_no_turns() -> None:
    choose = "choose: {ask: Which?, turns: [{include: one}], other: [], default: other}"
    text = f"{HEADING}steps:\n  - {choose}\n  - turns: {{length: 2 min, steps: [{{include: two}}]}}\n"
    assert [(name, in_turns) for _, name, in_turns in included(read_exercise(text, "all.yaml"))] == [
        ("one", False),
        ("two", True),
    ]
