"""An exercise for one person that began without hearing: told once, briefly, and after the first thing to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.exercise.plan import Plan
from companion.phrases import load_phrases
from companion.session.events import Caution, CautionKind
from companion.session.parts.warnings import FIRST_THING
from tests.session.builder import PHRASES, Builder
from tests.session.driver import Driver


def short(people: int = 1) -> Plan:
    built = Builder().say("A long sentence.", seconds=20.0).say("Press your feet down.").wait(4).say("And let go.")
    return built.wait(40).say("A last one.").plan(people)


def begun(plan: Plan, kind: CautionKind = CautionKind.NO_MICROPHONE, *, after: float = 0.0) -> Driver:
    driver = Driver(plan, clip_seconds=20.0)
    driver.begin()
    driver.run_for(after)
    driver.feed(Caution(kind))
    driver.run_to_end()
    return driver


@pytest.mark.parametrize("kind", [CautionKind.NO_MICROPHONE, CautionKind.NO_MODEL, CautionKind.OFF])
def test_it_waits_for_the_first_thing_to_do_and_is_said_once(kind: CautionKind) -> None:
    said = begun(short(), kind).said()
    assert said[:4] == ["A long sentence.", "Press your feet down.", PHRASES.caution_keys, "And let go."]
    assert said.count(PHRASES.caution_keys) == 1
    assert PHRASES.caution_still not in said


@pytest.mark.parametrize(
    ("plan", "after", "kind"),
    [
        (short(people=2), 0.0, CautionKind.NO_MICROPHONE),
        (replace(short(), touch=("hands",)), 0.0, CautionKind.NO_MICROPHONE),
        (short(), 6.0, CautionKind.NO_MICROPHONE),
        (short(), 0.0, CautionKind.SILENT),
    ],
    ids=["two people", "touch", "lost on the way", "it may heal"],
)
def test_everything_else_is_broken_into(plan: Plan, after: float, kind: CautionKind) -> None:
    driver = begun(plan, kind, after=after)
    said = driver.said()
    assert PHRASES.caution_keys not in said
    assert said[0] == said[2] == "A long sentence.", "broken into, and said again"


@pytest.mark.parametrize("kind", [CautionKind.NO_MODEL, CautionKind.OFF])
@pytest.mark.parametrize(
    "plan",
    [
        short(people=2),
        replace(short(), touch=("hands",)),
    ],
    ids=["two people", "touch"],
)
def test_what_stood_before_the_first_sentence_is_said_after_it_and_no_sentence_twice(
    plan: Plan, kind: CautionKind
) -> None:
    driver = Driver(plan, clip_seconds=20.0)
    driver.feed(Caution(kind))
    driver.begin()
    driver.run_to_end()
    said = driver.said()
    assert said[0] == "A long sentence."
    assert said[1] in {PHRASES.caution_no_model, PHRASES.caution_off}
    assert len(said[:3]) == len(set(said[:3]))


@pytest.mark.parametrize("kind", [CautionKind.NO_MICROPHONE, CautionKind.NO_MODEL, CautionKind.OFF])
def test_in_a_long_exercise_too_it_is_said_once_and_before_a_long_silence(kind: CautionKind) -> None:
    said = begun(Builder().say("A long sentence.", seconds=20.0).wait(900).say("A last one.").plan(), kind).said()
    assert said[:3] == ["A long sentence.", PHRASES.caution_keys, "A last one."]


def test_it_waits_no_longer_than_half_a_minute_for_something_to_do() -> None:
    talk = Builder()
    for n in range(20):
        talk.say(f"Sentence {n}.", seconds=6.0)
    driver = Driver(talk.wait(20).plan(), clip_seconds=6.0)
    driver.begin()
    driver.feed(Caution(CautionKind.OFF))
    driver.run_for(FIRST_THING + 10)
    assert PHRASES.caution_keys in driver.said()


def test_the_words_are_one_short_sentence() -> None:
    for typed in (False, True):
        words = load_phrases("en", typed=typed).caution_keys
        assert len(words.split()) <= 12
        assert words.count(".") == 1
