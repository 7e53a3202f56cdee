"""Two people who know an introduction may leave it out; the agreement they never can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.couple.evening.memory import CHECK_EVERY, Kept
from companion.couple.evening.pages import Go
from companion.exercise.plan import AgreeCue, CheckCue, Choices, SayCue, on_the_clock
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.session.commands import Kind
from tests.couple.evening.people import HANDS, KNOWN, TODAY, evening, walk
from tests.session.driver import Driver
from tests.session.for_two import NAMES, touching_words, with_touch

DONE = replace(KNOWN, done={HANDS.id: TODAY - 1})
ASKED = {"kiss-and-cuddle"}
"""Exercises whose introduction asks the two what they want."""


def keys_at_fits(kept: Kept) -> list[str]:
    machine = walk(evening(kept=kept), until="fits").machine
    assert machine.page().name == "fits"
    return [option.key for option in machine.page().options]


def test_it_is_offered_to_two_who_did_this_exercise_not_long_ago() -> None:
    assert "k" in keys_at_fits(DONE)
    for kept in (
        KNOWN,
        replace(KNOWN, done={"another": TODAY - 1}),
        replace(KNOWN, done={HANDS.id: TODAY - CHECK_EVERY}),
        replace(DONE, checked=None),
        DONE.called("Ana", "Bob", 1),
    ):
        assert "k" not in keys_at_fits(kept)


def test_only_who_asks_for_it_begins_without_it() -> None:
    for key, familiar in (("k", True), ("", False)):
        machine = walk(evening(kept=DONE), until="fits").machine
        machine.answer(key, TODAY)
        assert isinstance(machine.result, Go)
        assert machine.result.choices.familiar is familiar


@pytest.mark.parametrize("id", [each.id for each in with_touch() if each.id != "test"])
def test_the_session_then_begins_with_the_whole_agreement(id: str) -> None:
    loaded = Shelf().find(id)
    made = plan(loaded.exercise, Choices(names=NAMES, familiar=True), load_phrases("en"), includes=loaded.includes)
    first = next(index for index, cue in enumerate(made.cues) if isinstance(cue, AgreeCue))
    if id in ASKED:
        assert made.begins_at == 0
        return
    left_out = made.cues[: made.begins_at]
    assert not any(cue.touching or isinstance(cue, AgreeCue | CheckCue) for cue in left_out)
    assert {cue.step for cue in made.cues[made.begins_at : first]} == {made.cues[first].step}
    words = [cue.text for cue in made.cues[made.begins_at : first] if isinstance(cue, SayCue)]
    assert "For no, press N." in words
    driver = Driver(made)
    driver.begin()
    assert driver.said() == words[:1]
    driver.run_for(300)
    assert not set(driver.said()) & touching_words(made), "there was no yes"


def test_there_is_nothing_to_go_back_to_before_it() -> None:
    loaded = Shelf().find("holding-hands")
    made = plan(loaded.exercise, Choices(names=NAMES, familiar=True), load_phrases("en"))
    driver = Driver(made)
    driver.begin()
    driver.give(Kind.BACK)
    driver.give(Kind.NEXT)
    driver.run_for(200)
    assert not set(driver.said()) & touching_words(made)


def test_the_agreement_takes_under_a_minute() -> None:
    made = plan(Shelf().find("holding-hands").exercise, Choices(familiar=True), load_phrases("en"))
    first = next(index for index, cue in enumerate(made.cues) if cue.touching)
    assert 30 < sum(on_the_clock(cue) for cue in made.cues[made.begins_at : first]) < 60
