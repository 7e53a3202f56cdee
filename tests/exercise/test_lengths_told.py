"""The length of an exercise: the list, the page before it and its own summary tell the same one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from companion.exercise.plan import SayCue, planned_seconds, usual_seconds
from companion.packs.shelf import Shelf, ShelfEntry
from companion.phrases import load_phrases
from tests.session.builder import Builder

SHIPPED: Final = Path(__file__).parents[2] / "exercises"
MINUTES: Final = {word: number for number, word in enumerate(load_phrases("en").numbers) if number}
NUMBER: Final = rf"\b(?:{'|'.join(sorted(MINUTES, key=len, reverse=True))})\b"
STATED: Final = re.compile(rf"(up to )?({NUMBER}(?:(?:,| or| to| and) {NUMBER})*) minutes?\b|(half an hour)", re.I)
OFF_AT_LEAST, OFF_BY = 1.0, 0.25
"""Minutes, and the share of the real length, by which a stated length may be wrong: as `companion check` allows."""


def stated(summary: str) -> tuple[bool, list[int]]:
    """Finds the minutes that the first sentence of a summary states, and whether it says "up to"."""
    up_to, minutes = False, []
    for found in STATED.finditer(summary.split(". ")[0]):
        up_to = up_to or bool(found[1])
        minutes += [30] if found[3] else [MINUTES[word.lower()] for word in re.findall(NUMBER, found[2], re.I)]
    return up_to, minutes


def entries(folder: Path) -> list[ShelfEntry]:
    return [entry for entry in Shelf([SHIPPED], folder / "list.json").entries() if not entry.broken]


def test_every_summary_says_the_length_that_the_list_says(tmp_path: Path) -> None:
    wrong, silent = [], []
    for entry in entries(tmp_path):
        up_to, minutes = stated(entry.summary)
        if not minutes:
            silent.append(entry.id)
            continue
        allowed = max(OFF_AT_LEAST, OFF_BY * entry.minutes)
        fits = any(abs(each - entry.minutes) <= allowed for each in minutes)
        if not fits and not (up_to and entry.minutes <= minutes[0] <= entry.minutes * 1.5):
            wrong.append((entry.id, entry.minutes, minutes))
    assert wrong == []
    assert silent in ([], ["right-now"])


def test_the_chosen_lengths_lie_around_the_usual_one(tmp_path: Path) -> None:
    for entry in entries(tmp_path):
        if entry.longest:
            assert entry.shortest <= entry.minutes <= entry.longest, entry.id


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        ("About ten minutes, or three if you decide to talk later.", (False, [10])),
        ("Four to five minutes.", (False, [4, 5])),
        ("Between eleven and twenty-two minutes.", (False, [11, 22])),
        ("About ten minutes short, or fifteen minutes long. Then two minutes.", (False, [10, 15])),
        ("Up to nine minutes.", (True, [9])),
        ("About half an hour, alone.", (False, [30])),
        ("Two people, one silence.", (False, [])),
    ],
)
def test_the_stated_length_is_found(summary: str, says: tuple[bool, list[int]]) -> None:
    assert stated(summary) == says


@pytest.mark.parametrize(("first", "left_out"), [("later", 600), ("now", 0)])
def test_default_answers_that_leave_most_of_it_out_do_not_count(first: str, left_out: float) -> None:
    options = sorted(("later", "now"), key=lambda name: name != first)
    made = Builder().choose("Now?", **{name: f"{name}." for name in options}).plan()
    cues = [replace(cue, seconds=603.0) if isinstance(cue, SayCue) and cue.text == "now." else cue for cue in made.cues]
    plan = replace(made, cues=tuple(cues))
    assert usual_seconds(plan) - planned_seconds(plan) == left_out
