"""docs/format.md says what the reader does: its example is good, and it names every step and key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion.exercise.check import RULES, check
from companion.exercise.model import STEP_KINDS, Exercise
from companion.exercise.plan import Choices
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.phrases import load_phrases
from companion.phrases.needs import load_needs

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
    assert re.search(rf"^\|.*`{rule}`.*\|$", TEXT, re.M), rule


ONE_LINERS = [line for line in re.findall(r"^\| `(- .*?)` \|", TEXT, re.M) if "…" not in line and line != "- choose:"]


@pytest.mark.parametrize("step", ONE_LINERS)
def test_every_step_in_the_table_can_be_written_so(step: str) -> None:
    if step == "- wait: rest":
        step = "- turns: {length: turn, steps: [{wait: rest}]}"
    assert len(read_exercise(f"{HEADING}  {step}\n", "table").steps) == 1


@pytest.mark.parametrize("need", load_needs("en"))
def test_every_need_is_there(need: str) -> None:
    section = TEXT.split("\n### Needs\n")[1].split("\n## ")[0].replace("\n", " ")
    assert re.search(rf"(?:·|\.) +{re.escape(need)} +(?:·|You)", section), need


def indented(title: str) -> str:
    """The example of a section that stands indented in it, its lines moved to the left."""
    section = TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return "\n".join(line[4:] for line in section.split("\n") if line.startswith("    "))


def test_its_examples_of_two_people_can_be_used_and_are_without_fault() -> None:
    touch, _, steps = indented("Touch, and agreeing to it").partition("…\n")
    heading = HEADING.replace("kind: settle", "kind: touch").removesuffix("steps:\n")
    exercise = read_exercise(f"{heading}{touch}{steps}\nending: [Done.]\n", "touch.yaml")
    phrases = load_phrases("en")
    for out in ([], ["hands"], ["forearms"]):
        made = plan(exercise, Choices(crossed_out=frozenset(out)), phrases)
        assert {remark.rule for remark in check(exercise, made)} <= {"no-cautions", "no-sources"}
    turns = "\n".join(f"  {line}" for line in indented("Turns").split("\n"))
    assert read_exercise(f"{HEADING}{turns}\n", "turns.yaml").steps


@pytest.mark.parametrize("title", ["A breath", "Asking both", "Green, yellow or red"])
def test_the_examples_of_steps_that_protect_people_can_be_used(title: str) -> None:
    section = TEXT.split(f"\n### {title}\n")[1].split("\n## ")[0].split("\n### ")[0]
    steps = "\n".join(f"  {line[4:]}" for line in section.split("\n") if line.startswith("    "))
    exercise = read_exercise(f"{HEADING}{steps}\nending: [Done.]\n", "steps.yaml")
    remarks = check(exercise, plan(exercise, Choices(), load_phrases("en")))
    assert {remark.rule for remark in remarks} <= {"no-cautions", "no-sources"}


def test_the_table_has_examples() -> None:
    assert len(ONE_LINERS) >= 12
