"""A short exercise for one person that began without hearing: told once, warmly, and never over a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.exercise.plan import Plan
from companion.session.events import Caution, CautionKind
from tests.session.builder import PHRASES, Builder
from tests.session.driver import Driver


def short(people: int = 1) -> Plan:
    return Builder().say("A long sentence.", seconds=20.0).say("Another.").wait(40).say("A last one.").plan(people)


def begun(plan: Plan, kind: CautionKind = CautionKind.NO_MICROPHONE, *, after: float = 0.0) -> Driver:
    driver = Driver(plan, clip_seconds=20.0)
    driver.begin()
    driver.run_for(after)
    driver.feed(Caution(kind))
    driver.run_to_end()
    return driver


@pytest.mark.parametrize("kind", [CautionKind.NO_MICROPHONE, CautionKind.NO_MODEL, CautionKind.OFF])
def test_it_waits_for_the_sentence_and_is_said_once(kind: CautionKind) -> None:
    said = begun(short(), kind).said()
    assert said[:3] == ["A long sentence.", PHRASES.caution_keys, "Another."]
    assert said.count(PHRASES.caution_keys) == 1
    assert PHRASES.caution_still not in said


@pytest.mark.parametrize(
    ("plan", "after", "kind"),
    [
        (short(people=2), 0.0, CautionKind.NO_MICROPHONE),
        (replace(short(), touch=("hands",)), 0.0, CautionKind.NO_MICROPHONE),
        (Builder().say("A long sentence.", seconds=20.0).wait(200).plan(), 0.0, CautionKind.NO_MICROPHONE),
        (short(), 6.0, CautionKind.NO_MICROPHONE),
        (short(), 0.0, CautionKind.SILENT),
    ],
    ids=["two people", "touch", "three minutes", "lost on the way", "it may heal"],
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
        Builder().say("A long sentence.", seconds=20.0).wait(200).plan(),
    ],
    ids=["two people", "touch", "three minutes"],
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
