"""More time: in touch only with both, and never past the author's longest length nor tonight's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.exercise.plan import Plan
from companion.session.both import SAME_BREATH
from companion.session.commands import PRESSED, Command, Kind
from companion.session.effects import Effect, Notice, NoticeKind
from companion.session.events import Given
from companion.session.parts.wish import PATIENCE
from companion.session.view import Asked, Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import APART, TALK, TOUCH, agreed, made
from tests.session.test_turns import as_planned

REST_ONLY = TOUCH.replace("        - wait: 20s\n        - check: How is it?\n", "")
NAMED_TALK = TALK.replace(
    "author: Test", "author: Test\nlengths: {turn: {default: 5 min, from: 4 min, to: 6 min}}"
).replace("length: 5 min", "length: turn")
ASKED, OTHER = PHRASES.more_time_ask, PHRASES.more_time_other


def in_a_rest(plan: Plan | None = None) -> Driver:
    """A session of touch in the rest of its first turn."""
    driver = agreed(plan or made(REST_ONLY))
    while (driver.engine.view(driver.now).silence_left or 0.0) < 30.0:
        driver.step()
    driver.now += APART
    return driver


def notices(effects: list[Effect]) -> list[NoticeKind]:
    return [effect.kind for effect in effects if isinstance(effect, Notice)]


def left(driver: Driver) -> float:
    turn = driver.engine.view(driver.now).turn
    assert turn is not None
    return turn.left


def press(driver: Driver, *keys: str) -> None:
    for key in keys:
        driver.now += APART
        driver.give(Kind.SIGN, by=key)


def test_one_person_gets_no_more_time_of_touch_however_often_they_ask():
    driver = in_a_rest()
    before = left(driver)
    for _ in range(5):
        driver.give(Kind.MORE_TIME, PRESSED)
        driver.give(Kind.SIGN, by="a")
        driver.run_for(0.5)
    assert driver.said()[-1] == ASKED
    question = driver.engine.view(driver.now).question
    assert question is not None
    assert question.kind == Asked.MORE_TIME
    assert left(driver) == pytest.approx(before, abs=0.1), "the turn's clock stands while it is asked"


def test_both_keys_give_half_as_much_again_and_both_turns_alike():
    driver = in_a_rest()
    before = left(driver)
    driver.give(Kind.MORE_TIME, PRESSED)
    press(driver, "a", "b")
    assert driver.said()[-1] == PHRASES.more_time_yes
    assert left(driver) == pytest.approx(before + 60)
    driver.until("Bo, rest your hand on the hand in front of you.")
    assert left(driver) == pytest.approx(180, abs=0.5)


def test_two_voices_in_their_turn_and_one_voice_twice_is_one():
    driver = in_a_rest()
    before = left(driver)
    driver.give(Kind.MORE_TIME)
    assert driver.said()[-1] == OTHER
    driver.give(Kind.MORE_TIME)
    assert left(driver) == pytest.approx(before, abs=0.1)
    driver.run_for(5)
    assert "yes" in driver.engine.view(driver.now).allowed.answers
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == PHRASES.more_time_yes
    assert left(driver) > before + 50


def test_a_voice_after_the_key_that_asked_is_one_yes_and_the_other_is_asked():
    driver = in_a_rest()
    driver.give(Kind.MORE_TIME, PRESSED)
    driver.run_for(6)
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == OTHER
    driver.run_for(SAME_BREATH + 3)
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == PHRASES.more_time_yes


@pytest.mark.parametrize("early", [True, False])
def test_a_no_of_either_leaves_it_as_it_is(early: bool):
    driver = in_a_rest()
    before = left(driver)
    driver.give(Kind.MORE_TIME, PRESSED)
    press(driver, "a")
    if not early:
        driver.run_for(6)
    driver.give(Kind.ANSWER, "no")
    assert driver.said()[-1] == PHRASES.more_time_no
    press(driver, "b")
    driver.run_for(0.1)
    assert left(driver) <= before
    assert driver.engine.view(driver.now).question is None


def test_a_short_silence_leaves_time_to_answer_and_the_turn_grows():
    text = REST_ONLY.replace("        - touching:", "        - wait: 6s\n        - A word.\n        - touching:", 1)
    driver = agreed(made(text))
    driver.run_for(5)
    assert driver.engine.view(driver.now).phase is Phase.SILENT
    driver.give(Kind.MORE_TIME, PRESSED)
    driver.until("A word.")
    before = left(driver)
    press(driver, "a", "b")
    assert driver.said()[-1] == PHRASES.more_time_yes
    assert left(driver) == pytest.approx(before + 60, abs=1)
    driver.until("Bo, rest your hand on the hand in front of you.")
    assert left(driver) == pytest.approx(180, abs=1)


def test_no_answer_is_a_no():
    driver = in_a_rest()
    before = left(driver)
    driver.give(Kind.MORE_TIME, PRESSED)
    press(driver, "a")
    driver.run_for(PATIENCE + 6)
    assert driver.engine.view(driver.now).question is None
    press(driver, "b")
    assert left(driver) < before


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.NEXT, Kind.YELLOW, Kind.SOMETHING_ELSE])
def test_whatever_leaves_the_silence_leaves_the_wish(kind: Kind):
    driver = in_a_rest()
    driver.give(Kind.MORE_TIME, PRESSED)
    press(driver, "a")
    driver.run_for(5)
    assert driver.engine.view(driver.now).question is not None
    driver.give(kind)
    view = driver.engine.view(driver.now)
    assert view.question is None or view.question.kind != Asked.MORE_TIME


def test_the_length_that_both_agreed_on_is_the_longest():
    driver = in_a_rest(made(REST_ONLY, lengths={"turn": 120.0}, agreed=frozenset({"turn"})))
    assert notices(driver.give(Kind.MORE_TIME, PRESSED)) == [NoticeKind.NO_MORE_TIME]
    assert driver.engine.view(driver.now).question is None


def test_what_was_skipped_of_an_agreed_length_can_be_had_back_and_no_more():
    driver = in_a_rest(made(REST_ONLY, lengths={"turn": 120.0}, agreed=frozenset({"turn"})))
    skipped = driver.engine.view(driver.now).silence_left
    assert skipped is not None
    driver.give(Kind.NEXT)
    driver.until(PHRASES.sign)
    driver.run_for(4)
    rest = driver.engine.view(driver.now).silence_left
    assert rest is not None
    driver.give(Kind.MORE_TIME, PRESSED)
    press(driver, "a", "b")
    driver.run_for(4)
    given_back = driver.engine.view(driver.now).silence_left
    assert given_back is not None
    assert rest + 40 < given_back < rest + skipped
    driver.until("Bo, rest your hand on the hand in front of you.")
    assert left(driver) == pytest.approx(120, abs=0.5), "nothing is added to the second turn"


def test_alone_and_in_a_talk_one_is_enough_and_the_authors_longest_is_the_longest():
    driver = Driver(made(NAMED_TALK))
    driver.begin()
    driver.run_for(60)
    before = left(driver)
    driver.give(Kind.MORE_TIME)
    assert left(driver) == pytest.approx(before + 60), "up to the author's six minutes"
    assert notices(driver.give(Kind.MORE_TIME)) == [NoticeKind.NO_MORE_TIME]


def test_a_silence_with_a_name_grows_to_the_authors_longest():
    text = """
format: 1
id: test
title: Test
summary: Test.
people: 1
kind: settle
author: Test
license: CC0-1.0
lengths: {quiet: {default: 40s, from: 10s, to: 50s}}
steps: [Sit down., {wait: quiet}]
ending: [That was enough.]
"""
    driver = Driver(made(text))
    driver.begin()
    driver.run_for(5)
    before = driver.engine.view(driver.now).silence_left
    assert before is not None
    driver.give(Kind.MORE_TIME)
    assert driver.engine.view(driver.now).silence_left == pytest.approx(before + 10)
    assert notices(driver.give(Kind.MORE_TIME)) == [NoticeKind.NO_MORE_TIME]


# ---- whatever they do -----------------------------------------------------------------------------------------------

SAYS = [
    *[Command(Kind.MORE_TIME, value) for value in ("", PRESSED)],
    *[Command(Kind.SIGN, by=by) for by in "ab"],
    *[Command(Kind.ANSWER, value) for value in ("yes", "no")],
    Command(Kind.NEXT),
    Command(Kind.BACK),
    Command(Kind.SHORTER_SILENCES),
    Command(Kind.LONGER_SILENCES),
]
BREATHS = TOUCH.replace("- wait: 20s", "- breathe: {in: 4s, out: 6s, times: 4}")
PLANS = [
    *[made(text) for text in (TOUCH, REST_ONLY, BREATHS)],
    *[made(text, lengths={"turn": 120.0}, agreed=frozenset({"turn"})) for text in (TOUCH, REST_ONLY, BREATHS)],
]


@settings(max_examples=80)
@given(
    plan=st.sampled_from(PLANS),
    says=st.lists(st.tuples(st.sampled_from(SAYS), st.floats(0.31, 9)), min_size=1, max_size=25),
    voice=st.floats(0.8, 1.1),
)
def test_no_turn_of_touch_runs_past_its_longest_whatever_is_asked(
    plan: Plan, says: list[tuple[Command, float]], voice: float
):
    """Seconds in which hands may be on somebody, counted here from the view: those of the program's own words and of
    questions are beside the turn's clock."""
    driver = agreed(plan)
    driver.clip_of = as_planned(plan, voice)
    spent = {1: 0.0, 2: 0.0}
    own = {ASKED, OTHER, PHRASES.more_time_yes, PHRASES.more_time_no}
    coming = [(0.0, None), *[(delay, command) for command, delay in says]]
    at = driver.now
    while not driver.finished and len(driver.log) < 3000:
        view = driver.engine.view(driver.now)
        if coming and driver.now >= at + coming[0][0]:
            _, command = coming.pop(0)
            at = driver.now
            if command is not None and view.turn is not None:
                driver.feed(Given(command))
            continue
        if view.phase is Phase.ASKING:
            for by in ("b", "a"):
                driver.now += APART
                driver.give(Kind.SIGN, by=by)
            driver.step()
            continue
        due = driver.next_time()
        assert due is not None
        until = min(due, at + coming[0][0]) if coming else due
        if view.turn is not None and view.words not in own:
            spent[view.turn.number] += max(0.0, until - driver.now)
        driver.now = max(driver.now, until)
        if driver.now >= due:
            driver.step()
    for number, seconds in spent.items():
        repeats = sum(1 for command, _ in says if command.kind in (Kind.BACK, Kind.NEXT))
        assert seconds <= plan.turns[number - 1].longest + 1.0 + 12.0 * repeats
