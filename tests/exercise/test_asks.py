"""The things that an exercise asks of a person."""

from __future__ import annotations

from companion.exercise.asks import ASKED, asked_of
from companion.packs.loading import load
from companion.screen import words
from tests.shipped import EXERCISES


def test_every_shipped_exercise_says_what_it_asks_in_words_of_the_program() -> None:
    found = {file.stem: asked_of(loaded.exercise, loaded.includes) for file in EXERCISES for loaded in [load(file)]}
    assert found["box-breathing"][0] == "breath"
    assert "hold" in found["box-breathing"]
    assert found["exploring-hands"][0] == "touch"
    assert "body" in found["choice-based-scan"]
    assert "turns" in found["two-perspectives"]
    assert any("talk" in asks for asks in found.values())
    assert all(list(asks) == sorted(asks, key=ASKED.index) for asks in found.values())


def test_everything_that_can_be_asked_has_words() -> None:
    assert set(words.ASKED) == set(ASKED)
