"""docs/format.md says what the reader does: its example is good, and it names every step and key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion.exercise.check import RULES
from companion.exercise.model import STEP_KINDS, Exercise
from companion.exercise.reading import read_exercise

TEXT = (Path(__file__).parent.parent.parent / "docs" / "format.md").read_text(encoding="utf-8")
HEADING = """format: 1
id: built
title: A test
summary: For the tests.
people: 2
kind: settle
author: Companion
license: CC-BY-4.0
lengths: {turn: {default: 3 min, from: 1 min, to: 10 min}}
steps:
"""


def test_its_example_can_be_used() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.S)
    assert read_exercise(example, "format.md").id == "feet-first"


@pytest.mark.parametrize("name", [*STEP_KINDS, *Exercise.model_fields])
def test_every_step_and_key_is_there(name: str) -> None:
    assert re.search(rf"`(?:- )?{name}(?::|`)", TEXT), name


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_linter_is_there(rule: str) -> None:
    assert re.search(rf"^(?:\|.*|There is one note, )`{rule}`", TEXT, re.M), rule


ONE_LINERS = [line for line in re.findall(r"^\| `(- .*?)` \|", TEXT, re.M) if "…" not in line and line != "- choose:"]


@pytest.mark.parametrize("step", ONE_LINERS)
def test_every_step_in_the_table_can_be_written_so(step: str) -> None:
    if step == "- wait: rest":
        step = "- turns: {length: turn, steps: [{wait: rest}]}"
    assert len(read_exercise(f"{HEADING}  {step}\n", "table").steps) == 1


def test_the_table_has_examples() -> None:
    assert len(ONE_LINERS) >= 12
