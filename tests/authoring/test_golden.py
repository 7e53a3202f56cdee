"""The timeline of every exercise that ships is kept in tests/golden: a change of wording or of planning is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import resources
from companion.authoring.preview import preview
from companion.exercise.plan import Choices, Section, planned_seconds
from companion.exercise.planner import plan
from companion.packs.loading import LoadedExercise, load
from companion.phrases import load_phrases
from tests.authoring.golden import compare
from tests.shipped import EXERCISES as SHIPPED

GOLDEN = Path(__file__).parent.parent / "golden"


STANDING = {
    "en": "Not reviewed by a clinician. It doesn't replace therapy.",
    "fr": "Non vérifié par un clinicien. Cela ne remplace pas une thérapie.",
}
"""The first caution of all that ships, by language."""


def kept(file: Path) -> Path:
    return GOLDEN / file.relative_to(resources.shipped_exercises()).with_suffix(".txt")


def planned(loaded: LoadedExercise) -> str:
    exercise = loaded.exercise
    made = plan(exercise, Choices(), load_phrases(exercise.language), includes=loaded.includes)
    aside = planned_seconds(made, Section.SOMETHING_ELSE)
    return "\n".join([*preview(made), f"Something else takes {aside:.0f} s."]) + "\n"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_timeline_is_the_kept_one(file: Path) -> None:
    compare(kept(file), planned(load(file)))


def test_no_timeline_is_left_over() -> None:
    assert set(GOLDEN.rglob("*.txt")) == {kept(file) for file in SHIPPED}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_what_ships_says_what_it_is_and_has_its_own_way_out(file: Path) -> None:
    exercise = load(file).exercise
    assert STANDING[exercise.language] in exercise.cautions[0]
    assert exercise.sources
    assert exercise.something_else
    assert exercise.ending


@pytest.mark.parametrize("name", ["right-now", "five-senses", "longer-exhale", "body-in-the-chair", "side-by-side"])
def test_the_first_exercises_ship(name: str) -> None:
    assert name in {file.stem for file in SHIPPED}


def test_right_now_takes_about_a_minute() -> None:
    file = next(file for file in SHIPPED if file.stem == "right-now")
    loaded = load(file)
    made = plan(loaded.exercise, Choices(), load_phrases("en"))
    assert 45 <= planned_seconds(made) <= 90
