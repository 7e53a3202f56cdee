"""Every way through every exercise that ships, whatever is answered: each can be printed as a script and read.

COMPANION_SCRIPTS=FOLDER pytest tests/authoring/test_every_way.py    writes them to that folder, a file an exercise
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion import resources
from companion.exercise.plan import AgreeCue, AskChoiceCue, Choices, Plan, RateCue, SayCue, Section
from companion.exercise.planner import plan
from companion.packs.loading import load
from companion.phrases import load_phrases
from tests.shipped import EXERCISES as SHIPPED
from tests.ways import Way, script, ways

EACH = pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)

LEADS_TO_PEOPLE = {
    ("company-of-the-room", "danger"),
    ("company-of-the-room", "not sure"),
    ("staying-with-fear", "danger"),
    ("staying-with-fear", "not sure"),
    ("are-we-safe-enough", "yes"),
    ("are-we-safe-enough", "rather not say"),
    ("are-we-safe-enough", "not sure"),
    ("an-hour-to-look", "yes"),
    ("an-hour-to-look", "not sure"),
    ("telling-of-a-slip", "yes"),
    ("telling-of-a-slip", "not sure"),
    ("after-a-fight", "not yet"),
    ("staying-with-shame", "i did"),
    ("staying-with-shame", "another person"),
    ("staying-with-shame", "not sure"),
    ("after-i-stopped", "yes"),
    ("after-i-stopped", "no"),
    ("after-i-stopped", "not sure"),
}
"""Exercises and answers after which somebody may be in danger: the next sentences have to name help."""

NAMES_DYING = {
    "company-of-the-room",
    "grieving-what-was-lost",
    "hand-on-heart",
    "honest-look-at-why",
    "kindness-when-hurt",
    "kindness-when-i-did-harm",
    "lonely-tonight",
    "missing-someone",
    "my-worth",
    "pictures-that-intrude",
    "staying-with-shame",
    "when-pain-comes-back",
}
"""Exercises whose subject is pain, grief or guilt: dying is named near their beginning and in their ending."""

NEAR_THE_BEGINNING = 8
"""Sentences within which dying is named: in the first minute, before the exercise turns to what hurts."""


def planned(file: Path) -> Plan:
    loaded = load(file)
    return plan(loaded.exercise, Choices(), load_phrases(loaded.exercise.language), includes=loaded.includes)


@EACH
def test_whatever_is_answered_it_comes_to_an_end(file: Path) -> None:
    made = planned(file)
    found = ways(made)
    assert found
    assert all(isinstance(way.cues[-1], AskChoiceCue) == way.ended for way in found)
    if folder := os.environ.get("COMPANION_SCRIPTS"):
        target = Path(folder) / file.relative_to(resources.shipped_exercises()).with_suffix(".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(printed(made, found), encoding="utf-8")


def printed(made: Plan, found: list[Way]) -> str:
    """Returns all ways as text, each without the beginning that it shares with the one before it."""
    parts: list[str] = []
    before: list[str] = []
    for way in sorted(found, key=lambda way: way.answers):
        lines = script(way).splitlines()
        same = next((at for at, pair in enumerate(zip(before, lines, strict=False)) if pair[0] != pair[1]), 0)
        parts.append(f"=== {' · '.join(way.answers) or 'the only way'}\n" + "\n".join(lines[same:]) + "\n")
        before = lines
    for section in (Section.SOMETHING_ELSE, Section.ENDING):
        if section in made.sections:
            parts.append(f"=== {section}\n" + "".join(map(script, ways(made, section))))
    return "\n".join(parts)


@EACH
def test_no_way_comes_to_touch_before_the_agreement(file: Path) -> None:
    made = planned(file)
    for way in ways(made):
        agreed = False
        for cue in way.cues:
            agreed = agreed or isinstance(cue, AgreeCue)
            assert agreed or not cue.touching, way.answers


def test_after_an_answer_that_may_mean_danger_help_is_named_aloud() -> None:
    seen: set[tuple[str, str]] = set()
    for file in SHIPPED:
        for answer in {answer for name, answer in LEADS_TO_PEOPLE if name == file.stem}:
            for way in ways(planned(file)):
                asked = [at for at, cue in enumerate(way.cues) if isinstance(cue, AskChoiceCue)]
                for place, given in zip(asked, way.answers, strict=True):
                    if given.casefold() == answer and _may_mean_danger(way, place):
                        seen.add((file.stem, answer))
                        assert "press C" in way.said(place).replace("Press C", "press C"), (file.stem, way.answers)
    assert seen == LEADS_TO_PEOPLE


def test_where_it_hurts_most_dying_is_named_to_the_hurt_and_to_those_who_hurt() -> None:
    for file in (file for file in SHIPPED if file.stem in NAMES_DYING):
        made = planned(file)
        for section in (Section.MAIN, Section.ENDING):
            for way in ways(made, section):
                said = [cue.text for cue in way.cues if isinstance(cue, SayCue)][:NEAR_THE_BEGINNING]
                assert "about dying" in " ".join(said), (file.stem, section)
    assert {file.stem for file in SHIPPED} >= NAMES_DYING


def test_nobody_who_said_nothing_is_thanked_for_an_answer() -> None:
    thanked = [
        (file.stem, sentence)
        for file in SHIPPED
        for sentence in _heard_after_silence(planned(file))
        if sentence.startswith(("Thank you", "Merci"))
    ]
    assert thanked == []


def _heard_after_silence(made: Plan) -> Iterator[str]:
    """Yields the two sentences after each number that wasn't given, and after each question that wasn't answered."""
    for at, cue in enumerate(made.cues):
        match cue:
            case RateCue():
                start = at + 1
            case AskChoiceCue():
                start = next(option.start for option in cue.options if option.name == cue.default)
            case _:
                continue
        yield from [each.text for each in made.cues[start:] if isinstance(each, SayCue)][:2]


def _may_mean_danger(way: Way, place: int) -> bool:
    """True if the question before `place` asks about fear, danger, force, shame or dying, not about the evening."""
    cue = way.cues[place]
    assert isinstance(cue, AskChoiceCue)
    words = " ".join(
        [*(each.text for each in way.cues[max(0, place - 16) : place] if isinstance(each, SayCue)), cue.question]
    )
    return any(
        word in words.casefold() for word in ("afraid", "safe", "danger", "hurt", "forced", "life", "stop", "ashamed")
    )
