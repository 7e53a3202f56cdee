"""Finds the titles in quotes in the ending of an exercise, so that the page after it can offer them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from companion.exercise.model import Exercise, Say, Step
from companion.exercise.steps import children, texts

_QUOTED: Final = re.compile(r"[\"“]([^\"“”]+?)[,.]?[\"”]|« ?([^«»]+?) ?»")


def quoted_at_end(exercise: Exercise) -> tuple[str, ...]:
    """Returns everything in quotes in the ending, double ones or French ones, said or shown, in its order and each
    once."""
    found = [
        quoted
        for step in exercise.ending
        for text in _lines(step)
        for pair in _QUOTED.findall(text)
        for quoted in pair
        if quoted
    ]
    return tuple(dict.fromkeys(found))


def _lines(step: Step) -> Iterator[str]:
    for _, text in texts(step, ()):
        yield text
    if isinstance(step, Say) and step.caption is not None:
        yield step.caption
    for _, inside in children(step):
        for each in inside:
            yield from _lines(each)
