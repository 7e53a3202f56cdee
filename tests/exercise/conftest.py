"""Exercises to try things on: the one of the format's own description, and a way to make small ones."""

from __future__ import annotations

import pytest

from companion.exercise.model import Exercise
from companion.exercise.phrases import Phrases
from companion.exercise.reading import read_exercise
from companion.phrases import load_phrases

HEAD = """format: 1
id: test
title: A test
summary: For the tests.
people: {people}
kind: settle
cautions: [For tests only.]
sources: [Made up]
author: Companion
license: CC-BY-4.0
lengths:
  turn: {{default: 3 min, from: 1 min, to: 10 min}}
"""

WHOLE = (
    HEAD.format(people=2)
    + """steps:
  - Sit facing each other. Your hands can meet without reaching.
  - wait: 8s
  - agree: Hands, and only hands, two turns of {turn}.
  - turns:
      length: turn
      steps:
        - "{giver}, rest your hand on the hand in front of you. {receiver}, you may move it away."
        - wait: 30s
        - Notice warm and cool.
        - wait: rest
        - say: That was the turn.
          pace: slow
          voice: 2
          caption: The turn ends.
  - check: How is this for you?
  - breathe: {in: 4s, hold: 1s, out: 6s, hold out: 2s, times: 6}
  - choose:
      ask: Eyes open, or closed?
      open: [Let your eyes rest.]
      closed: [Let them close., wait: 5s]
      default: closed
  - repeat: {times: 3, steps: [Look around., wait: 2s]}
  - ask: {each: Say one thing you noticed., for: 1 min}
  - ask: {say: Is there more?, for: turn}
  - rate: How much distress is there right now?
  - rate: {ask: And before?, name: before}
  - sound: bell
  - play: {file: recordings/one.ogg, caption: A recording.}
something_else:
  - Look up.
ending:
  - Let your hands come back to you.
"""
)


def small(steps: str, people: int = 1, rest: str = "") -> Exercise:
    """An exercise of these steps (YAML, indented by two)."""
    return read_exercise(HEAD.format(people=people) + "steps:\n" + steps + rest, "small.yaml")


@pytest.fixture(scope="session")
def whole() -> Exercise:
    return read_exercise(WHOLE, "whole.yaml")


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return load_phrases("en")
