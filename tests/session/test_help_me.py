"""A cry for help: silent at once, held, hands away, and one question, from either of two people as strong as a stop."""

from __future__ import annotations

import pytest

from companion.exercise.plan import Plan, Section
from companion.phrases import load_phrases
from companion.session.commands import SAFETY_KINDS, Kind
from companion.session.effects import Notice, NoticeKind, Outcome, Prepare, Silence, Speak
from companion.session.events import LoudspeakerBack, LoudspeakerLost
from companion.session.parts.open_question import PEOPLE
from companion.session.view import Asked, Phase
from tests.session.builder import PHRASES, Builder
from tests.session.driver import Driver, at_each_cue
from tests.session.for_two import (
    HANDS,
    TALK,
    agreed,
    at_the_agreement,
    both_say_yes,
    greens,
    made,
    touching_words,
    with_touch,
)


def notices(driver: Driver, since: int) -> list[NoticeKind]:
    return [effect.kind for _, effect in driver.effects[since:] if isinstance(effect, Notice)]


def kind_of_question(driver: Driver) -> str:
    question = driver.engine.view(driver.now).question
    return question.kind if question is not None else ""


def alone(*, ask: bool = False) -> Driver:
    """A session of one person, in its first sentence."""
    builder = Builder().say("Here we are.", 2)
    builder = builder.ask("rate", "How are you?") if ask else builder.wait(30)
    driver = Driver(builder.say("Still here.", 2).plan())
    driver.begin()
    return driver


def test_a_cry_for_help_is_a_safety_word_that_asks_one_thing() -> None:
    assert Kind.HELP_ME in SAFETY_KINDS
    asked = load_phrases("en").help_asked
    assert asked == "I've paused. Would you like to go on, stop, or see people who can help?"


@pytest.mark.parametrize("plan", [made(), made(TALK)], ids=["touch", "talk"])
def test_it_is_silent_in_the_same_step_from_every_cue_and_holds(plan: Plan) -> None:
    seen = 0
    for driver in at_each_cue(plan):
        if driver.engine.view(driver.now).phase is Phase.READY:
            continue
        effects = driver.give(Kind.HELP_ME)
        assert effects[0] == Silence()
        assert driver.engine.view(driver.now).phase is Phase.PAUSED
        assert kind_of_question(driver) == Asked.HELP
        driver.run_for(10)
        assert driver.said()[-1] == PHRASES.help_asked
        seen += 1
    assert seen > 5


@pytest.mark.parametrize("plan", [made(), made(TALK)], ids=["touch", "talk"])
def test_after_a_stop_it_shows_who_can_help_and_asks_nothing(plan: Plan) -> None:
    driver = Driver(plan)
    driver.begin()
    driver.run_for(3)
    driver.give(Kind.STOP)
    driver.run_for(2)
    assert driver.engine.view(driver.now).section is Section.WIND_DOWN
    since, said = len(driver.effects), len(driver.said())
    driver.give(Kind.HELP_ME)
    driver.run_for(10)
    assert NoticeKind.CRISIS_CARD in notices(driver, since)
    assert PHRASES.help_asked not in driver.said()[said:]
    assert kind_of_question(driver) == ""


def test_one_person_goes_on_by_one_word_and_what_was_cut_is_said_again() -> None:
    driver = alone()
    driver.give(Kind.HELP_ME)
    driver.run_for(3600)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED, "it waits as long as it takes"
    before = len(driver.effects)
    driver.give(Kind.RESUME)
    assert driver.said(before) == ["Here we are."]
    assert kind_of_question(driver) == ""


def test_a_stop_after_it_stops() -> None:
    driver = alone()
    driver.give(Kind.HELP_ME)
    driver.give(Kind.STOP)
    view = driver.engine.view(driver.now)
    assert view.section is Section.WIND_DOWN
    assert kind_of_question(driver) == ""


@pytest.mark.parametrize("later", [0.2, 1.5])
def test_a_cry_twice_asks_once_more_and_after_the_question_it_shows_the_people(later: float) -> None:
    driver = alone()
    driver.give(Kind.HELP_ME)
    driver.run_for(later)
    before = len(driver.effects)
    driver.give(Kind.HELP_ME)
    assert notices(driver, before) == []
    assert driver.said(before) == [PHRASES.help_asked]
    driver.run_for(5)
    before = len(driver.effects)
    driver.give(Kind.HELP_ME)
    assert notices(driver, before) == [NoticeKind.CRISIS_CARD]
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_people_is_an_answer_only_while_it_is_asked() -> None:
    driver = alone()
    before = len(driver.effects)
    driver.give(Kind.ANSWER, PEOPLE)
    assert notices(driver, before) == [NoticeKind.NOT_NOW]
    driver.give(Kind.HELP_ME)
    assert driver.engine.view(driver.now).allowed.answers == (PEOPLE,)
    before = len(driver.effects)
    driver.give(Kind.ANSWER, PEOPLE)
    assert notices(driver, before) == [NoticeKind.CRISIS_CARD]
    assert kind_of_question(driver) == Asked.HELP, "and the session is still held"
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_the_crisis_card_a_pause_and_next_leave_the_question_and_a_repeat_asks_it_again() -> None:
    driver = alone()
    driver.give(Kind.HELP_ME)
    driver.run_for(5)
    for kind in (Kind.CRISIS, Kind.PAUSE, Kind.NEXT, Kind.BACK, Kind.LOUDER):
        driver.give(kind)
        view = driver.engine.view(driver.now)
        assert (view.phase, kind_of_question(driver)) == (Phase.PAUSED, Asked.HELP), kind
    before = len(driver.effects)
    driver.give(Kind.REPEAT)
    assert driver.said(before) == [PHRASES.help_asked]


def test_a_question_that_it_broke_into_is_asked_again_afterwards() -> None:
    driver = alone(ask=True)
    while driver.asked is None:
        driver.step()
    driver.give(Kind.HELP_ME)
    assert kind_of_question(driver) == Asked.HELP
    driver.give(Kind.RESUME)
    assert kind_of_question(driver) == Asked.RATE


def test_what_nobody_could_hear_is_asked_again_when_the_loudspeaker_is_back() -> None:
    driver = alone()
    driver.feed(LoudspeakerLost())
    driver.give(Kind.HELP_ME)
    before = len(driver.effects)
    driver.feed(LoudspeakerBack())
    assert driver.said(before) == [PHRASES.help_asked]


# ---- two people -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["touch", "talk"])
def test_either_of_two_holds_it_and_only_both_can_go_on(text: str) -> None:
    if text == "touch":
        driver = at_the_agreement()
    else:
        driver = Driver(made(TALK))
        driver.begin()
    driver.run_for(1)
    driver.give(Kind.HELP_ME)
    assert greens(driver) == 0
    driver.run_for(10)
    for _ in range(2):
        driver.run_for(1)
        driver.give(Kind.SIGN, by="a")
    assert driver.engine.view(driver.now).phase in (Phase.PAUSED, Phase.YELLOW)
    driver.run_for(1)
    driver.give(Kind.SIGN, by="b")
    assert driver.engine.view(driver.now).phase not in (Phase.PAUSED, Phase.YELLOW)


def test_one_voice_that_says_go_on_twice_in_a_breath_does_not_let_it_go_on() -> None:
    driver = agreed()
    driver.give(Kind.HELP_ME)
    driver.run_for(10)
    driver.give(Kind.RESUME)
    driver.now += 0.5
    driver.give(Kind.RESUME)
    assert greens(driver) == 1
    assert driver.engine.view(driver.now).phase is Phase.YELLOW


@pytest.mark.parametrize("plan", with_touch(), ids=lambda plan: plan.id)
def test_amid_touch_the_first_words_call_hands_away_and_this_turns_touch_is_over(plan: Plan) -> None:
    driver = agreed(plan)
    effects = driver.give(Kind.HELP_ME)
    assert effects[0] == Silence()
    assert [effect.utterance.text for effect in effects if isinstance(effect, Speak)] == [PHRASES.hands_away_now]
    driver.run_for(3)
    assert driver.said()[-1] == PHRASES.help_asked
    assert driver.engine._session.hold.hands_until is None, "no hands rest on anybody"
    turn = plan.cues[driver.engine._session.walk.at - 1].turn if driver.engine._session.walk.at else None
    driver.run_for(30)
    before = len(driver.effects)
    both_say_yes(driver)
    cue = driver.engine._session.walk.cue
    assert cue is None or not cue.touching or cue.turn != turn or turn is None
    assert PHRASES.hands_away_now not in driver.said(before)


def test_after_both_go_on_no_word_of_that_turns_touch_is_said_again() -> None:
    driver = agreed()
    assert HANDS in driver.said()
    driver.give(Kind.HELP_ME)
    driver.run_for(10)
    before = len(driver.effects)
    both_say_yes(driver)
    driver.until("Bo, rest your hand on the hand in front of you.")
    assert not {HANDS, "And along the forearm.", "And stay with the hands."} & set(driver.said(before))


def test_after_it_nothing_of_touch_is_said_until_both_have_answered() -> None:
    driver = agreed()
    driver.give(Kind.HELP_ME)
    before = len(driver.effects)
    driver.run_for(600)
    driver.give(Kind.SIGN, by="b")
    driver.run_for(1)
    driver.give(Kind.SIGN, by="b")
    assert not touching_words(driver.plan) & set(driver.said(before))


def test_one_answer_and_then_none_ends_it_kindly() -> None:
    driver = agreed()
    driver.give(Kind.HELP_ME)
    driver.run_for(10)
    driver.give(Kind.SIGN, by="a")
    driver.run_to_end()
    assert not driver.finished, "a key changes nothing that could be seen: it waits for both, as before"
    driver.give(Kind.RESUME, "green")
    driver.run_to_end()
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED


def test_the_two_greens_that_go_on_answer_no_check_and_no_agreement() -> None:
    driver = at_the_agreement()
    driver.give(Kind.HELP_ME)
    driver.run_for(10)
    both_say_yes(driver)
    assert kind_of_question(driver) == Asked.AGREE
    driver = agreed()
    while kind_of_question(driver) != Asked.CHECK or driver.asked is None:
        driver.step()
    driver.give(Kind.HELP_ME)
    driver.run_for(10)
    before = len(driver.effects)
    both_say_yes(driver)
    assert "And along the forearm." not in driver.said(before)


def test_hands_that_were_to_rest_for_a_minute_are_called_away_at_once() -> None:
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.run_for(20)
    before = len(driver.effects)
    driver.give(Kind.HELP_ME)
    assert driver.said(before) == [PHRASES.hands_away_now]
    assert driver.engine.view(driver.now).phase is Phase.PAUSED
    assert kind_of_question(driver) == Asked.HELP


def test_its_first_words_amid_touch_are_rendered_ahead() -> None:
    driver = agreed()
    ahead = [effect for _, effect in driver.effects if isinstance(effect, Prepare)][-1]
    assert PHRASES.hands_away_now in [utterance.text for utterance in ahead.utterances]
