"""The length of an exercise: the list, the page before it and its own summary tell the same one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from companion.exercise.plan import Choices, SayCue, planned_seconds, usual_seconds
from companion.exercise.planner import plan
from companion.packs.loading import load
from companion.packs.shelf import Shelf, ShelfEntry
from companion.phrases import load_phrases
from companion.session.engine import Engine
from tests.session.builder import Builder

SHIPPED: Final = Path(__file__).parents[2] / "exercises"
MINUTES: Final = {
    word: number for language in ("en", "fr") for number, word in enumerate(load_phrases(language).numbers) if number
}
NUMBER: Final = rf"\b(?:{'|'.join(sorted(MINUTES, key=len, reverse=True))})\b"
STATED: Final = re.compile(rf"(up to )?({NUMBER}(?:(?:,| or| to| and) {NUMBER})*) minutes?\b|(half an hour)", re.I)
SPOKEN: Final = re.compile(
    r"\b(?:for about|for the next|takes?|spend|through the next|stay with you for)\b[^.]*minutes", re.I
)
"""A sentence that states the length of the whole, among the first ones."""


def agrees(up_to: bool, stated: list[int], minutes: float) -> bool:
    """Tells whether a stated length agrees with the one beside it in the list: below ten minutes to the minute, then
    within one, and from twenty on within two. A range agrees if the other lies in it."""
    shown = round(minutes)
    off = 0 if shown < 10 else 1 if shown < 20 else 2
    fits = min(stated) - off <= shown <= max(stated) + off
    return fits or (up_to and minutes <= stated[0] <= minutes * 1.5)


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
        if not agrees(up_to, minutes, entry.minutes):
            wrong.append((entry.id, entry.minutes, minutes))
    assert wrong == []
    assert set(silent) <= {"right-now", "une-minute"}


def test_title_gist_and_first_sentences_agree_with_the_list(tmp_path: Path) -> None:
    wrong = []
    for entry in entries(tmp_path):
        exercise = load(SHIPPED / entry.path).exercise
        planned = plan(exercise, Choices(), load_phrases(exercise.language))
        first = [cue.text for cue in planned.cues[:12] if isinstance(cue, SayCue)]
        for text in (entry.title, entry.gist, *(each for each in first if SPOKEN.search(each) and "?" not in each)):
            up_to, minutes = stated(text.replace("inutes each", ""))
            if minutes and not agrees(up_to, minutes, entry.minutes):
                wrong.append((entry.id, entry.minutes, text))
    assert wrong == []


def test_the_time_left_at_the_beginning_is_the_length_in_the_list(tmp_path: Path) -> None:
    for entry in entries(tmp_path):
        exercise = load(SHIPPED / entry.path).exercise
        phrases = load_phrases(exercise.language)
        left = Engine(plan(exercise, Choices(), phrases), phrases).view(0.0).left / 60
        assert left == pytest.approx(entry.minutes, abs=0.15), entry.id


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


def test_a_turn_in_an_answer_that_is_not_the_default_is_planned_as_long_as_it_lasts() -> None:
    exercise = load(SHIPPED / "repair" / "after-a-fight.yaml").exercise
    made = plan(exercise, Choices(lengths={"turn": 400.0}), load_phrases("en"))
    for number, turn in enumerate(made.turns):
        assert turn.seconds == 400
        assert sum(cue.seconds for cue in made.cues if cue.turn == number) == pytest.approx(400)


@pytest.mark.parametrize(("first", "left_out"), [("later", 600), ("now", 0)])
def test_default_answers_that_leave_most_of_it_out_do_not_count(first: str, left_out: float) -> None:
    options = sorted(("later", "now"), key=lambda name: name != first)
    made = Builder().choose("Now?", **{name: f"{name}." for name in options}).plan()
    cues = [replace(cue, seconds=603.0) if isinstance(cue, SayCue) and cue.text == "now." else cue for cue in made.cues]
    plan = replace(made, cues=tuple(cues))
    assert usual_seconds(plan) - planned_seconds(plan) == left_out
