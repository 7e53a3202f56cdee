"""No sentence whose sound is kept depends on an answer: whatever is answered, the same sentences are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest

from companion.exercise.plan import Choices, Plan, SayCue
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.session.commands import HELD, Kind
from companion.session.effects import Prepare, Speak
from companion.session.view import Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import NAMES, TALK, TOUCH, at_the_agreement, with_touch

UNNAMED = TOUCH.replace("{giver}, rest your hand", "Rest your hand")
ANSWERS = ("yes", "no", "forearms", "nothing", "stop", "yellow", "help", "pause", "something else", "coming up")
ASIDE = {
    "stop": Kind.STOP,
    "help": Kind.HELP_ME,
    "pause": Kind.PAUSE,
    "something else": Kind.SOMETHING_ELSE,
    "coming up": Kind.COMING_UP,
}


def both(driver: Driver) -> None:
    for by in ("a", "b"):
        driver.now += 1
        driver.give(Kind.SIGN, HELD, by=by)


def answer(driver: Driver, value: str) -> None:
    if value == "yes":
        both(driver)
    elif value == "yellow":
        driver.give(Kind.YELLOW)
    elif value in ASIDE:
        driver.give(ASIDE[value])
    elif value != "nothing":
        driver.give(Kind.ANSWER, value)


def kept(made_of: Plan, answers: Iterable[str]) -> set[str]:
    """Plays a session to its end with these answers to its questions. Returns the sentences whose sound is kept."""
    driver, coming = Driver(made_of), iter(answers)
    driver.begin()
    asked = None
    for _ in range(5000):
        view = driver.engine.view(driver.now)
        if driver.finished or (driver.next_time() is None and view.phase is not Phase.PAUSED):
            break
        if view.phase in (Phase.PAUSED, Phase.YELLOW):
            driver.run_for(5)
            both(driver)
            driver.give(Kind.RESUME)
        question = driver.asked
        if question is not None and question != asked and (value := next(coming, "")):
            answer(driver, value)
        asked = question
        if driver.next_time() is None:
            break
        driver.step()
    said = [each.utterance for _, each in driver.effects if isinstance(each, Speak)]
    ahead = [each for _, effect in driver.effects if isinstance(effect, Prepare) for each in effect.utterances]
    return {each.text for each in (*said, *ahead) if not each.private}


def unnamed(text: str, **choices: object) -> Plan:
    return plan(read_exercise(text, "test"), Choices(**choices), PHRASES)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [UNNAMED, TALK.replace("{giver} speaks", "One of you speaks")], ids=["touch", "talk"])
def test_whatever_is_answered_the_same_sentences_are_kept(text: str):
    made_of = unnamed(text)
    usual = kept(made_of, ("yes", "yes", "yes"))
    for answers in product(ANSWERS, repeat=2):
        if "forearms" not in answers or made_of.touch:
            assert kept(made_of, answers) <= usual, answers
            assert kept(made_of, ("yes", *answers)) <= usual, answers
    assert usual
    assert usual == kept(made_of, ("no",))


def test_what_both_pages_allow_changes_no_sentence_that_is_kept():
    usual = {cue.text for cue in unnamed(UNNAMED).cues if isinstance(cue, SayCue) and not cue.private}
    for choices in (
        {"crossed_out": frozenset({"forearms"})},
        {"crossed_out": frozenset({"hands", "forearms"})},
        {"clothes": "agreed"},
        {"lengths": {"turn": 60.0}},
        {"names": replace(NAMES, private=True)},
    ):
        assert {c.text for c in unnamed(UNNAMED, **choices).cues if isinstance(c, SayCue) and not c.private} == usual


@pytest.mark.parametrize("answers", [("no",), ("forearms",), ("forearms", "hands"), ("nothing", "nothing"), ("stop",)])
def test_the_words_after_an_answer_are_private(answers: tuple[str, ...]):
    driver = at_the_agreement()
    before = len(driver.effects)
    for value in answers:
        answer(driver, value)
        driver.run_for(30)
    driver.run_for(60)
    said = [each.utterance for _, each in driver.effects[before:] if isinstance(each, Speak)]
    assert said
    assert all(each.private for each in said)


def test_in_no_exercise_that_ships_is_a_sentence_behind_the_agreement_kept():
    for each in with_touch():
        first = min(at for at, cue in enumerate(each.cues) if cue.touching)
        assert all(cue.private for cue in each.cues[first:] if isinstance(cue, SayCue))
