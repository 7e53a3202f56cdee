"""Touch that is broken off: a yellow and what helps, a stop, something coming up. Hands are told first, every time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.exercise.phrases import Line
from companion.exercise.plan import Choices, Plan, Section
from companion.exercise.planner import Aftercare, plan
from companion.exercise.reading import read_exercise
from companion.phrases import load_phrases
from companion.session.commands import Kind
from companion.session.effects import Notice, NoticeKind, Outcome, Prepare, Silence, Speak
from companion.session.events import LoudspeakerBack, LoudspeakerLost, Suspended
from companion.session.table import HANDS_PATIENCE, LAST_YELLOW_PATIENCE
from companion.session.view import Asked, Phase
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import APART, HANDS, NAMES, TALK, TOUCH, agreed, at_the_agreement, greens, made, with_touch

ENGLISH = load_phrases("en")
TWO_AREAS = TOUCH.replace(
    "        - touching:\n            area: forearms\n",
    "        - touching:\n            area: hands\n            steps: [Along each finger., {wait: 20s}]\n"
    "            otherwise: [Hands on your own knees.]\n        - touching:\n            area: forearms\n",
)
FINGER, KNEES, FOREARM = "Along each finger.", "Hands on your own knees.", "And along the forearm."
SECOND = "Bo, rest your hand on the hand in front of you."
AFTER = """
format: 1
id: after
title: After
summary: After.
people: 2
kind: after
author: Test
license: CC0-1.0
lengths: {quiet: {default: 30s, from: 10s, to: 1 min}}
steps: [Each in a place of your own., {wait: quiet}]
ending: [That is all for tonight.]
"""
COMING = AFTER.replace("Each in a place of your own.", "Turn on a light.").replace("id: after", "id: space")


def cared_for(text: str = TWO_AREAS) -> Plan:
    """A plan of touch with what follows by itself where it is broken off."""
    care = Aftercare(read_exercise(AFTER, "after"), read_exercise(COMING, "space"))
    return plan(read_exercise(text, "test"), Choices(names=NAMES), PHRASES, aftercare=care)


def green(driver: Driver) -> None:
    for by in "ab":
        driver.now += APART
        driver.give(Kind.SIGN, by=by)


def at_the(words: str, plan: Plan | None = None) -> Driver:
    """A session of touch in which these words are being said, both green at every check on the way."""
    driver = agreed(plan or made(TWO_AREAS))
    while driver.engine.view(driver.now).words != words:
        if driver.asked is not None:
            green(driver)
        else:
            driver.step()
    return driver


# ---- yellow ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", with_touch(), ids=lambda plan: plan.id)
def test_the_first_words_of_a_yellow_amid_touch_are_for_the_hands(plan: Plan):
    assert ENGLISH.hands_still == "Hands still."
    driver = agreed(plan)
    effects = driver.give(Kind.YELLOW)
    assert effects[0] == Silence()
    assert [effect.utterance.text for effect in effects if isinstance(effect, Speak)] == [PHRASES.hands_still]
    driver.run_for(2.1)
    question = driver.engine.view(driver.now).question
    assert question is not None
    more = len(question.options) > 2
    assert driver.said()[-1] == (PHRASES.yellow_places if more else PHRASES.yellow_touch)
    assert driver.engine.view(driver.now).words == f"{PHRASES.hands_still} {driver.said()[-1]}"


def test_the_first_words_of_a_yellow_and_of_a_stop_are_rendered_ahead_amid_touch():
    driver = at_the(FINGER, cared_for())
    ahead = [effect for _, effect in driver.effects if isinstance(effect, Prepare)][-1]
    texts = [utterance.text for utterance in ahead.utterances]
    assert PHRASES.hands_still in texts
    assert PHRASES.wind_down_two[0].text.split(". ")[0] + "." in texts


def test_before_any_touch_and_in_a_talk_a_yellow_speaks_of_no_hands():
    talk = Driver(made(TALK))
    talk.begin()
    for driver in (at_the_agreement(), talk):
        driver.give(Kind.YELLOW)
        assert driver.said()[-1] == PHRASES.yellow_two
        question = driver.engine.view(driver.now).question
        assert question is None or question.kind != Asked.WHAT_HELPS


def test_a_voice_is_listened_to_for_what_helps_once_it_has_been_named_and_a_key_counts_at_once():
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    driver.run_for(2.1)
    assert driver.engine.view(driver.now).allowed.answers == (), "they are being named"
    question = driver.engine.view(driver.now).question
    assert question is not None
    assert question.options == ("hands away", "slower", "smaller", "another place")
    driver.run_for(3)
    assert driver.engine.view(driver.now).allowed.answers == question.options


@pytest.mark.parametrize("value", ["nonsense", "yes", "5", "hands"])
def test_any_other_answer_changes_nothing(value: str):
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    driver.run_for(6)
    before = len(driver.said())
    effects = driver.give(Kind.ANSWER, value)
    assert [effect.kind for effect in effects if isinstance(effect, Notice)] == [NoticeKind.NOT_NOW]
    assert len(driver.said()) == before
    green(driver)
    assert driver.said()[-1] == FINGER


def test_smaller_ends_the_present_area_for_good_and_goes_on_only_with_both():
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    driver.give(Kind.ANSWER, "smaller")
    assert driver.said()[-1] == PHRASES.smaller_said
    driver.now += APART
    driver.give(Kind.SIGN, by="a")
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    driver.now += APART
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == KNEES
    before = len(driver.effects)
    while not driver.finished:
        if driver.asked is not None:
            green(driver)
        else:
            driver.step()
    assert FINGER not in driver.said(before), "nor in the other turn"
    assert FOREARM in driver.said(before)


def test_another_place_goes_to_the_next_area_and_the_other_turn_has_both():
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    driver.give(Kind.ANSWER, "another place")
    assert driver.said()[-1] == PHRASES.elsewhere_said
    green(driver)
    assert driver.said()[-1] == FOREARM
    before = len(driver.effects)
    while not driver.finished:
        if driver.asked is not None:
            green(driver)
        else:
            driver.step()
    assert FINGER in driver.said(before)


def test_slower_takes_the_same_place_up_again_at_a_slow_pace():
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    driver.give(Kind.ANSWER, "slower")
    assert driver.said()[-1] == PHRASES.slower_said
    assert driver.engine.view(driver.now).speech_pace == 0.8
    green(driver)
    assert driver.said()[-1] == FINGER


def test_where_there_is_no_other_place_only_hands_away_and_slower_are_offered():
    """There "smaller" would take the hands away, and "another place" would sound like touch that isn't there."""
    for words in (FOREARM, HANDS):
        driver = at_the(words)
        driver.give(Kind.YELLOW)
        question = driver.engine.view(driver.now).question
        assert question is not None
        assert question.options == ("hands away", "slower")
        assert question.text == f"{PHRASES.hands_still} {PHRASES.yellow_touch}"
        before = len(driver.said())
        for answer in ("smaller", "another place"):
            driver.give(Kind.ANSWER, answer)
        driver.run_for(6)
        for answer in ("smaller", "another place"):
            driver.give(Kind.ANSWER, answer)
        assert driver.said()[before:] == [PHRASES.yellow_touch]


def test_saying_nothing_comes_first_and_is_enough():
    for language in ("en", "fr"):
        for by_key in (False, True):
            for typed in (False, True):
                phrases = load_phrases(language, by_key=by_key, typed=typed)
                for words in (phrases.yellow_touch, phrases.yellow_places):
                    begins = {"en": "You don't have to decide anything. If you ", "fr": "Vous n'avez rien à décider. "}
                    assert words.startswith(begins[language])
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    driver.run_for(HANDS_PATIENCE + 1)
    assert PHRASES.hands_away_now in driver.said()


def test_nothing_is_shown_as_next_while_both_are_needed_and_the_other_turn_asks_both_again():
    phrases = replace(PHRASES, agree_again="Is that still okay?")
    driver = agreed(plan(read_exercise(TWO_AREAS, "test"), Choices(names=NAMES), phrases))
    while driver.engine.view(driver.now).words != HANDS:
        driver.step()
    assert driver.engine.view(driver.now).coming
    driver.give(Kind.YELLOW)
    for _ in range(9):
        assert driver.engine.view(driver.now).coming == ""
        driver.run_for(10)
    green(driver)
    assert driver.engine.view(driver.now).coming
    while driver.asked is None or driver.asked.kind != Asked.AGREE:
        driver.step()
    assert driver.said()[-1].endswith("is that a yes for you?")
    driver.run_for(200)
    assert SECOND not in driver.said()


def test_hands_away_ends_the_touch_of_this_turn():
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    driver.give(Kind.ANSWER, "hands away")
    assert driver.said()[-1] == PHRASES.hands_away_now
    assert driver.engine.view(driver.now).question is None
    before = len(driver.effects)
    green(driver)
    driver.until(SECOND)
    assert not {HANDS, FINGER, FOREARM} & set(driver.said(before))


@pytest.mark.parametrize("one_green", [None, 20.0, 45.0, 59.0])
@pytest.mark.parametrize("moves", [False, True])
def test_a_minute_without_two_greens_calls_hands_away(one_green: float | None, moves: bool):
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    began = driver.now
    if one_green is not None:
        driver.run_for(one_green)
        driver.give(Kind.SIGN, by="a")
    if moves:
        driver.give(Kind.REPEAT)
        driver.give(Kind.NEXT)
    driver.until(PHRASES.hands_away_now)
    assert driver.now - began == pytest.approx(HANDS_PATIENCE, abs=0.1)
    view = driver.engine.view(driver.now)
    assert (view.phase, greens(driver)) == (Phase.YELLOW, 0), "a green given before was for the touch"
    before = len(driver.effects)
    green(driver)
    driver.until(SECOND)
    assert not {FINGER, FOREARM} & set(driver.said(before))


HOLDS = {
    "pause": lambda driver: driver.give(Kind.PAUSE),
    "crisis card": lambda driver: driver.give(Kind.CRISIS),
    "sleep": lambda driver: driver.feed(Suspended(30.0)),
    "lost loudspeaker": lambda driver: driver.feed(LoudspeakerLost()),
    "yellow, then pause": lambda driver: (driver.give(Kind.YELLOW), driver.give(Kind.PAUSE)),
    "pause, then yellow": lambda driver: (driver.give(Kind.PAUSE), driver.give(Kind.YELLOW)),
    "lost, then pause": lambda driver: (driver.feed(LoudspeakerLost()), driver.give(Kind.PAUSE)),
    "pause, then next": lambda driver: (driver.give(Kind.PAUSE), driver.give(Kind.NEXT), driver.give(Kind.BACK)),
}
"""Every way in which a session of touch stands still."""


@pytest.mark.parametrize("hold", HOLDS)
@pytest.mark.parametrize("once_more", [None, 20.0, 59.0])
def test_hands_rest_for_a_minute_at_most_in_every_hold(hold: str, once_more: float | None):
    driver = at_the(FINGER)
    HOLDS[hold](driver)
    began = driver.now
    if once_more is not None:
        driver.run_for(once_more)
        driver.give(Kind.PAUSE)  # it doesn't begin the minute anew
    driver.until(PHRASES.hands_away_now)
    assert driver.now - began == pytest.approx(HANDS_PATIENCE, abs=0.1)
    assert greens(driver) == 0
    before = len(driver.effects)
    driver.feed(LoudspeakerBack())
    green(driver)
    driver.until(SECOND)
    assert not {FINGER, FOREARM} & set(driver.said(before))


def test_a_pause_amid_touch_goes_on_without_a_limit_once_hands_are_away():
    driver = at_the(FINGER)
    driver.give(Kind.PAUSE)
    driver.until(PHRASES.hands_away_now)
    driver.run_for(3600)
    view = driver.engine.view(driver.now)
    assert (view.phase, driver.engine.next_deadline()) == (Phase.PAUSED, None)


@pytest.mark.parametrize("where", ["before the agreement", "at the ending"])
def test_a_pause_without_touch_calls_no_hands_away(where: str):
    driver = at_the_agreement() if where == "before the agreement" else at_the(FINGER)
    if where == "at the ending":
        driver.give(Kind.END)
        driver.until("That was enough.")
    driver.give(Kind.PAUSE)
    before = len(driver.effects)
    driver.run_for(3600)
    assert PHRASES.hands_away_now not in driver.said(before)


def test_a_loudspeaker_that_comes_back_within_the_minute_goes_on_and_later_says_hands_away_first():
    driver = at_the(FINGER)
    driver.feed(LoudspeakerLost())
    driver.run_for(30)
    driver.feed(LoudspeakerBack())
    assert driver.engine.view(driver.now).phase not in (Phase.LOST, Phase.PAUSED)
    driver.feed(LoudspeakerLost())
    driver.run_for(HANDS_PATIENCE + 1)
    assert PHRASES.hands_away_now in driver.engine.view(driver.now).words
    before = len(driver.effects)
    driver.feed(LoudspeakerBack())
    assert driver.said(before) == [PHRASES.hands_away_now]
    driver.run_for(600)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_one_person_alone_does_not_resume_touch_while_the_loudspeaker_is_gone():
    driver = at_the(FINGER)
    driver.feed(LoudspeakerLost())
    for by, lost in (("a", True), ("b", False)):
        driver.now += APART
        driver.give(Kind.SIGN, by=by)
        assert (driver.engine.view(driver.now).phase is Phase.LOST) is lost


def test_after_hands_away_nobody_has_to_do_anything_and_it_ends_kindly():
    driver = at_the(FINGER)
    driver.give(Kind.YELLOW)
    began = driver.now
    before = len(driver.effects)
    driver.run_to_end()
    assert driver.finished
    assert driver.now - began > HANDS_PATIENCE + LAST_YELLOW_PATIENCE
    assert not {HANDS, FINGER, FOREARM, SECOND} & set(driver.said(before))


def test_hands_away_outside_of_turns_goes_to_the_ending():
    text = TOUCH.split("  - turns:")[0] + "  - Rest a hand on a hand.\n  - wait: 60s\nending: [That was enough.]\n"
    driver = at_the("Rest a hand on a hand.", made(text))
    driver.give(Kind.YELLOW)
    driver.give(Kind.ANSWER, "hands away")
    green(driver)
    assert driver.said()[-1] == "That was enough."


ANSWERS = [PHRASES.smaller, PHRASES.slower, PHRASES.elsewhere, PHRASES.hands_off]


@settings(max_examples=60)
@given(
    plan=st.sampled_from([made(TWO_AREAS), *with_touch()]),
    steps=st.integers(0, 60),
    answers=st.lists(st.tuples(st.sampled_from(ANSWERS), st.floats(0.31, 20)), max_size=5),
)
def test_nothing_sounds_after_a_yellow_but_the_programs_own_words_until_both_are_green(
    plan: Plan, steps: int, answers: list[tuple[str, float]]
):
    driver = agreed(plan)
    for _ in range(steps):
        if driver.asked is not None and driver.asked.who:
            green(driver)
        elif not driver.finished:
            driver.step()
    if driver.finished:
        return
    before = len(driver.effects)
    driver.give(Kind.YELLOW)
    began = driver.now
    own = {
        getattr(PHRASES, name)
        for name in ("yellow_touch", "yellow_places", "yellow_two", "smaller_said", "slower_said")
    }
    own |= {PHRASES.elsewhere_said, PHRASES.hands_away_now, PHRASES.hands_away_then, PHRASES.both_or_end}
    own.add(PHRASES.hands_still)
    hands = driver.said()[-1] == PHRASES.hands_still
    for answer, later in answers:
        driver.run_for(later)
        driver.give(Kind.ANSWER, answer)
    assert set(driver.said(before)) <= own
    if hands:
        driver.run_for(max(0.0, HANDS_PATIENCE + 0.1 - (driver.now - began)))
        assert PHRASES.hands_away_now in driver.said(before)
    assert driver.engine.view(driver.now).phase is Phase.YELLOW


# ---- stop -----------------------------------------------------------------------------------------------------------


def test_the_first_words_after_a_stop_amid_touch_are_hands_away_with_nothing_before_them():
    phrases = replace(PHRASES, wind_down_touch=ENGLISH.wind_down_touch)
    driver = Driver(plan(read_exercise(TWO_AREAS, "test"), Choices(names=NAMES), phrases))
    driver.begin()
    while driver.asked is None:
        driver.step()
    for by in "ab":
        driver.now += APART
        driver.give(Kind.SIGN, "held", by=by)
    driver.run_for(5)
    effects = driver.give(Kind.STOP)
    assert effects[0] == Silence()
    assert [effect.utterance.text for effect in effects if isinstance(effect, Speak)] == ["Hands away."]


@pytest.mark.parametrize("lines", [ENGLISH.wind_down_touch, ENGLISH.wind_down_before], ids=["touch", "before"])
def test_after_a_stop_every_sentence_is_right_for_both_because_both_hear_it(lines: tuple[Line, ...]):
    """“If your partner said stop, that can hurt” was heard by the one who had said it. The first sentence says that the
    stop was right."""
    said = [line.text for line in lines if line.text]
    assert next(text for text in said if "space" not in text and "Hands away" not in text).startswith("It was right")
    for text in said:
        assert "your partner" not in text
        assert "If you said" not in text
        assert "hurt" not in text


def test_after_a_stop_settling_begins_by_itself():
    driver = at_the(FINGER, cared_for())
    before = len(driver.effects)
    driver.give(Kind.STOP)
    driver.run_to_end()
    assert driver.said(before)[-2:] == ["Each in a place of your own.", "That is all for tonight."]
    assert driver.engine.view(driver.now).outcome is Outcome.STOPPED


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.END])
def test_settling_can_be_left_at_once(kind: Kind):
    driver = at_the(FINGER, cared_for())
    driver.give(Kind.STOP)
    driver.until("Each in a place of your own.")
    driver.run_for(5)
    driver.give(kind)
    assert driver.finished
    assert driver.engine.view(driver.now).outcome is Outcome.STOPPED


# ---- something is coming up -----------------------------------------------------------------------------------------


def test_something_coming_up_amid_touch_takes_hands_away_at_once_and_touch_is_over():
    driver = at_the(FINGER, cared_for())
    before = len(driver.effects)
    effects = driver.give(Kind.COMING_UP)
    assert effects[0] == Silence()
    assert driver.said(before) == [PHRASES.hands_away]
    for kind in (Kind.COMING_UP, Kind.BACK, Kind.SOMETHING_ELSE):
        driver.run_for(3)
        driver.give(kind)
    driver.give(Kind.RESUME)
    driver.run_to_end()
    assert not {HANDS, FINGER, FOREARM, SECOND} & set(driver.said(before))
    assert "Turn on a light." in driver.said(before)
    assert driver.engine.view(driver.now).outcome is Outcome.STOPPED


@pytest.mark.parametrize("hold", [Phase.PAUSED, Phase.YELLOW, Phase.LOST])
def test_it_works_from_every_hold(hold: Phase):
    driver = at_the(FINGER, cared_for())
    driver.hold(hold)
    driver.give(Kind.COMING_UP)
    view = driver.engine.view(driver.now)
    assert (view.section, greens(driver)) == (Section.SPACE, None)
    assert driver.said()[-1] == PHRASES.hands_away


def test_where_there_is_no_exercise_for_it_hands_go_away_first_and_then_something_else():
    driver = at_the(FINGER)
    before = len(driver.effects)
    driver.give(Kind.COMING_UP)
    driver.run_for(8)
    assert driver.said(before)[:2] == [PHRASES.hands_away, PHRASES.something_else[0].text]
    assert driver.engine.view(driver.now).section is Section.SOMETHING_ELSE


def test_without_touch_it_is_something_else():
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(20)
    driver.give(Kind.COMING_UP)
    assert driver.said()[-1] == PHRASES.something_else[0].text


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.YELLOW, Kind.PAUSE, Kind.END])
def test_a_way_out_of_the_space_too(kind: Kind):
    driver = at_the(FINGER, cared_for())
    driver.give(Kind.COMING_UP)
    driver.run_for(4)
    before = len(driver.effects)
    driver.give(kind)
    driver.run_to_end()
    for by in "ab":
        driver.now += APART
        driver.give(Kind.RESUME, by=by)
    driver.run_to_end()
    assert driver.finished
    assert not {HANDS, FINGER, FOREARM, SECOND} & set(driver.said(before))
    assert driver.engine.view(driver.now).outcome is Outcome.STOPPED
