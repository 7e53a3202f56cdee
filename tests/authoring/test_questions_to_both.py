"""Shipped exercises for two: no single answer counts as the yes of both without saying that either may say no."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion.exercise.model import Choose
from companion.exercise.plan import AskChoiceCue, Choices, Names
from companion.exercise.planner import plan
from companion.exercise.steps import step_lists, within
from companion.packs.loading import load
from companion.phrases import load_phrases
from tests.shipped import EXERCISES

FOR_TWO = [file for file in EXERCISES if load(file).exercise.people == 2]
_TO_BOTH = re.compile(r"\b(?:you both|both of you|both like)\b", re.IGNORECASE)
_EITHER = re.compile(r"\bif either of you\b", re.IGNORECASE)


def questions(file: Path) -> list[str]:
    found = []
    for name, steps in step_lists(load(file).exercise):
        found += [step.choose.ask for _, step in within(steps, (name,)) if isinstance(step, Choose)]
    return found


@pytest.mark.parametrize("file", FOR_TWO, ids=lambda file: file.stem)
def test_a_question_to_both_says_that_the_no_of_either_counts(file: Path) -> None:
    for ask in questions(file):
        assert not _TO_BOTH.search(ask) or _EITHER.search(ask), ask


def test_there_are_such_questions() -> None:
    assert sum(bool(_TO_BOTH.search(ask)) for file in FOR_TWO for ask in questions(file)) >= 4


def test_talking_about_sex_takes_a_yes_of_each_of_the_two() -> None:
    """Each is asked by name, and an answer or a silence of one of them is enough to leave it."""
    loaded = next(load(file) for file in FOR_TWO if file.stem == "three-kinds-of-closeness")
    names = Names("Mia", "Jon", private=True)
    made = plan(loaded.exercise, Choices(names=names), load_phrases("en"), includes=loaded.includes)
    asked = [
        index for index, cue in enumerate(made.cues) if isinstance(cue, AskChoiceCue) and cue.default == "another day"
    ]
    assert len(asked) == 2
    first, second = asked
    cues = [made.cues[index] for index in asked]
    assert all(isinstance(cue, AskChoiceCue) for cue in cues)
    starts = [{option.name: option.start for option in cue.options} for cue in cues if isinstance(cue, AskChoiceCue)]
    about_sex = next(index for index, cue in enumerate(made.cues) if "think of sex" in getattr(cue, "text", ""))
    assert first < starts[0]["now"] <= second < starts[1]["now"] < about_sex, "only two yeses lead there"
    assert not starts[0]["another day"] < about_sex
    assert not starts[1]["another day"] < about_sex
    words = " ".join(getattr(cue, "text", "") for cue in made.cues[:about_sex])
    assert "Mia, would you like to talk about it now" in words
    assert "And Jon, would you like to talk about it now" in words
