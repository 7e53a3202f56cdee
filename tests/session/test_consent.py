"""Two people and touch: nothing without both, nothing after red, equal turns, and a way out from everywhere."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from companion.exercise.plan import AgreeCue, Choices, Names, Plan, SayCue, Section, WaitCue, plan
from companion.exercise.reading import read_exercise
from companion.packs.shelf import Shelf
from companion.session.both import SAME_BREATH, Both
from companion.session.commands import Command, Kind
from companion.session.effects import Outcome, Silence, Speak
from companion.session.events import Given, LoudspeakerBack, LoudspeakerLost, Suspended
from companion.session.performing import LAST_PATIENCE, PATIENCE
from companion.session.table import LIGHTS, RUNNING, Light
from companion.session.view import Phase
from tests.session.builder import PHRASES, Builder
from tests.session.driver import Driver

TOUCH = """
format: 1
id: test
title: Test
summary: Test.
people: 2
kind: touch
touch: [hands, forearms]
rung: 2
author: Test
license: CC0-1.0
lengths: {turn: {default: 2 min, from: 1 min, to: 5 min}}
steps:
  - Sit facing each other.
  - agree: Hands and forearms, two turns.
  - turns:
      length: turn
      steps:
        - "{giver}, rest your hand on the hand in front of you."
        - wait: 20s
        - check: How is it?
        - touching:
            area: forearms
            steps: [And along the forearm.]
            otherwise: [And stay with the hands.]
        - wait: rest
  - Let go, slowly.
ending: [That was enough.]
"""
NAMES = Names("Ada", "Bo", private=True)


def made(text: str = TOUCH, **choices: object) -> Plan:
    return plan(read_exercise(text, "test"), Choices(names=NAMES, **choices), PHRASES)  # type: ignore[arg-type]


def shipping() -> list[Plan]:
    """Every exercise of touch that ships, and one of our own that has everything."""
    shelf = Shelf()
    loaded = [shelf.find(entry.id) for entry in shelf.entries() if entry.kind == "touch"]
    plans = [plan(one.exercise, Choices(names=NAMES), PHRASES, includes=one.includes) for one in loaded]
    return [made(), *(each for each in plans if each.touch)]


PLANS = shipping()
HANDS = "Ada, rest your hand on the hand in front of you."
FOREARM = "And along the forearm."


def touching_words(plan: Plan) -> set[str]:
    """What is said only behind the agreement."""
    before = {cue.text for cue in plan.cues if isinstance(cue, SayCue) and not cue.touching}
    return {cue.text for cue in plan.cues if isinstance(cue, SayCue) and cue.touching} - before


def at_the_agreement(plan: Plan | None = None) -> Driver:
    driver = Driver(plan or made())
    driver.begin()
    while driver.engine.view(driver.now).question is None:
        driver.step()
    return driver


def agreed(plan: Plan | None = None) -> Driver:
    driver = at_the_agreement(plan)
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SIGN, by="b")
    return driver


# ---- the agreement ----------------------------------------------------------------------------------------------


def test_the_areas_are_read_aloud_and_each_is_asked_by_name_the_receiver_first():
    driver = at_the_agreement()
    assert driver.said()[1:] == [
        "Hands and forearms, two turns.",
        "The touch in it is this: hands and forearms.",
        "To leave one out, say its name.",
        "Clothes stay on.",
        "Bo, is that a yes for you?",
    ]
    question = driver.engine.view(driver.now).question
    assert question is not None
    assert (question.kind, question.who, question.areas) == ("agree", "Bo", ("hands", "forearms"))


def test_the_areas_are_read_aloud_whatever_is_skipped():
    driver = Driver(made())
    driver.begin()
    driver.until("Hands and forearms, two turns.")
    for _ in range(4):
        driver.give(Kind.NEXT)
    assert driver.said()[-1] == "The touch in it is this: hands and forearms."
    driver.run_for(3)
    driver.give(Kind.PAUSE)
    driver.give(Kind.NEXT)
    driver.give(Kind.RESUME)
    driver.run_for(14)
    assert driver.said()[-3:] == ["To leave one out, say its name.", "Clothes stay on.", "Bo, is that a yes for you?"]


def test_two_spoken_yeses_in_turn():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == "And Bo, is it a yes for you?".replace("Bo", "Ada")
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] != HANDS, "a yes over the question is none"
    driver.run_for(3)
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == HANDS


def test_one_key_twice_is_one_yes_and_the_others_key_waits_for_its_question():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SIGN, by="a")
    assert driver.engine.view(driver.now).phase is Phase.ASKING
    assert driver.said()[-1] == "Bo, is that a yes for you?"
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == HANDS


def test_a_yes_said_while_pressing_ones_own_key_is_not_the_others():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, by="a")  # while Bo is asked
    driver.now += SAME_BREATH / 2
    driver.give(Kind.ANSWER, "yes")
    assert driver.engine.view(driver.now).phase is Phase.ASKING
    assert HANDS not in driver.said()
    driver.now += SAME_BREATH
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == HANDS


@pytest.mark.parametrize("second", [False, True])
def test_a_no_from_either_leads_to_something_without_touch(second: bool):
    driver = at_the_agreement()
    if second:
        driver.give(Kind.ANSWER, "yes")
        driver.run_for(3)
    driver.give(Kind.ANSWER, "no")
    assert driver.engine.view(driver.now).section is Section.INSTEAD
    driver.run_to_end()
    assert driver.said()[-2:] == ["Then not tonight.", PHRASES.instead[0].text]
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED


def test_nobody_answers_the_agreement():
    driver = Driver(made())
    driver.begin()
    driver.run_to_end()
    assert PHRASES.unanswered in driver.said()
    assert driver.said()[-1] == PHRASES.instead[0].text, "nothing is spoken of that nobody agreed to"
    assert not touching_words(driver.plan) & set(driver.said())


def test_no_agreement_written_by_the_author_and_there_is_one_all_the_same():
    text = TOUCH.replace("  - agree: Hands and forearms, two turns.\n", "")
    driver = at_the_agreement(made(text))
    assert PHRASES.agreement in driver.said() or PHRASES.agreement.split(". ")[0] + "." in driver.said()
    assert not touching_words(driver.plan) & set(driver.said())


def test_an_agreement_in_one_branch_only_is_no_agreement():
    text = TOUCH.replace(
        "  - agree: Hands and forearms, two turns.\n",
        "  - choose: {ask: Now?, now: [{agree: Hands?}], later: [Later then.], default: later}\n",
    )
    plan = made(text)
    first = next(at for at, cue in enumerate(plan.cues) if isinstance(cue, AgreeCue))
    asked = next(at for at, cue in enumerate(plan.cues) if isinstance(cue, SayCue) and cue.text == "Now?")
    assert first < asked


# ---- crossing out -----------------------------------------------------------------------------------------------


def test_an_area_crossed_out_beforehand_is_said_and_never_asked_for():
    driver = agreed(made(crossed_out=frozenset({"forearms"})))
    assert "Tonight without: forearms." in driver.said()
    while not driver.finished:
        driver.give(Kind.SIGN, by="a")
        driver.give(Kind.SIGN, by="b")
        driver.step()
    assert FOREARM not in driver.said()
    assert driver.said().count("And stay with the hands.") == 2


def test_an_area_crossed_out_aloud_asks_both_anew():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "yes")
    driver.run_for(3)
    driver.give(Kind.ANSWER, "forearms")
    driver.run_for(6)
    assert driver.said()[-2:] == ["Then without: forearms.", "Bo, is that a yes for you?"]
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SIGN, by="b")
    driver.run_for(60)
    assert HANDS in driver.said()
    assert FOREARM not in driver.said()


def test_the_whole_question_is_asked_anew_however_many_sentences_it_has():
    phrases = replace(PHRASES, agree_first="{name}, is that a yes for you? A no is just as good.")
    exercise = read_exercise(TOUCH, "test")
    driver = at_the_agreement(plan(exercise, Choices(names=NAMES), phrases))
    driver.give(Kind.ANSWER, "yes")
    driver.run_for(3)
    driver.give(Kind.ANSWER, "forearms")
    driver.run_for(9)
    assert driver.said()[-3:] == ["Then without: forearms.", "Bo, is that a yes for you?", "A no is just as good."]


def test_everything_crossed_out_before_the_start_asks_for_no_touch():
    driver = Driver(made(crossed_out=frozenset({"hands", "forearms"})), unattended=True)
    driver.begin()
    driver.run_to_end()
    assert PHRASES.instead[0].text in driver.said()
    assert not touching_words(driver.plan) & set(driver.said())


# ---- more than one agreement ------------------------------------------------------------------------------------

TWICE = TOUCH.replace(
    "  - Let go, slowly.", "  - agree: And now once more, the hands?\n  - Rest a hand on the other's again."
)
AGAIN = "Rest a hand on the other's again."


def until_asked_again(driver: Driver) -> None:
    for _ in range(500):
        question = driver.engine.view(driver.now).question
        if question is not None and question.kind == "agree":
            return
        if question is not None:
            driver.give(Kind.SIGN, by="a")
            driver.give(Kind.SIGN, by="b")
        driver.step()
    raise AssertionError


def test_a_second_agreement_asks_both_and_then_goes_on():
    driver = agreed(made(TWICE))
    until_asked_again(driver)
    driver.give(Kind.ANSWER, "yes")
    driver.run_for(3)
    assert driver.said()[-1] == "And Ada, is it a yes for you?"
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == AGAIN


def test_a_no_to_a_second_agreement_ends_the_touch():
    driver = agreed(made(TWICE))
    until_asked_again(driver)
    before = len(driver.effects)
    driver.give(Kind.ANSWER, "yes")
    driver.run_for(3)
    driver.give(Kind.ANSWER, "no")
    driver.run_to_end()
    assert AGAIN not in driver.said(before)
    assert driver.engine.view(driver.now).section is Section.INSTEAD


def test_what_stands_between_two_agreements_is_touch_too():
    text = (
        TOUCH.replace(
            "  - Let go, slowly.", "  - repeat: {times: 2, steps: [{agree: Once more?}, A hand on the shoulder.]}"
        )
        .replace("  - agree: Hands and forearms, two turns.\n", "")
        .replace("  - turns:", "  - turns:", 1)
    )
    plan = made(text)
    spoken = [cue for cue in plan.cues if isinstance(cue, SayCue) and cue.text == "A hand on the shoulder."]
    assert [cue.touching for cue in spoken] == [True, True]
    repeated = made(
        TOUCH.split("steps:")[0]
        + "steps:\n  - repeat: {times: 2, steps: [{agree: Hands?}, A hand on the hand.]}\nending: [Enough.]\n"
    )
    spoken = [cue for cue in repeated.cues if isinstance(cue, SayCue) and cue.text == "A hand on the hand."]
    assert [cue.touching for cue in spoken] == [True, True]


def test_an_agreement_in_each_way_of_a_choice_is_asked_for_on_each():
    text = (
        TOUCH.split("steps:")[0]
        + "steps:\n"
        + "  - choose: {ask: Which?, palm: [{agree: Palms?}, Palm on palm.], back: [Backs then., {agree: Backs?},"
        + " Back of a hand.], default: palm}\nending: [Enough.]\n"
    )
    driver = Driver(made(text))
    driver.begin()
    driver.until("Which?")
    driver.run_for(3)
    driver.give(Kind.ANSWER, "back")
    driver.run_for(3)
    assert "Backs then." in driver.said()
    until_asked_again(driver)
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == "Back of a hand."


def test_crossed_out_down_to_nothing_leads_to_something_without_touch():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "hands")
    driver.run_for(8)
    driver.give(Kind.ANSWER, "forearms")
    driver.run_to_end()
    assert driver.engine.view(driver.now).section is Section.INSTEAD
    assert not touching_words(driver.plan) & set(driver.said())


@pytest.mark.parametrize("crossed_out", [frozenset(), frozenset({"forearms"})])
def test_turns_are_equal_with_and_without_an_area(crossed_out: frozenset[str]):
    plan = made(crossed_out=crossed_out)
    assert time_in_turns(Driver(plan, unattended=True)) == pytest.approx([120.0, 120.0])


# ---- lights -----------------------------------------------------------------------------------------------------


def test_yellow_goes_on_at_two_greens_by_key():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SIGN, by="a")
    assert driver.engine.view(driver.now).greens == 1
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == HANDS


def test_yellow_goes_on_at_two_spoken_greens_but_not_at_a_doubled_one():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(Kind.RESUME, "green")
    driver.now += SAME_BREATH / 2
    driver.give(Kind.RESUME, "green")
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    assert driver.said()[-1] == PHRASES.the_other_light
    driver.now += SAME_BREATH + 1
    driver.give(Kind.RESUME, "green")
    assert driver.said()[-1] == HANDS


@pytest.mark.parametrize("kind", [Kind.PAUSE, Kind.CRISIS])
def test_a_pause_over_a_yellow_does_not_save_a_green(kind: Kind):
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(kind)
    driver.give(Kind.RESUME, by="a")
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    driver.give(Kind.RESUME, by="b")
    assert driver.said()[-1] == HANDS


def test_one_green_and_nothing_from_the_other_is_asked_kindly_and_then_it_ends():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    at = driver.now
    driver.run_for(PATIENCE + 1)
    assert driver.said()[-1] == PHRASES.both_or_end
    driver.run_to_end()
    assert driver.finished
    assert driver.now > at + PATIENCE + LAST_PATIENCE
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED


def test_a_check_asks_each_by_name():
    driver = agreed()
    driver.until("Bo?")
    driver.run_for(3)
    driver.give(Kind.RESUME, "green")
    assert driver.said()[-1] == "And Ada?"
    assert Kind.NEXT in driver.engine.view(driver.now).allowed.kinds
    driver.give(Kind.NEXT)
    driver.run_for(3)
    assert driver.engine.view(driver.now).phase is Phase.ASKING, "nobody walks past a check amid touch"


def test_amid_touch_a_pause_is_over_only_when_both_say_so():
    driver = agreed()
    driver.give(Kind.PAUSE)
    driver.give(Kind.SIGN, by="b")
    driver.give(Kind.SIGN, by="b")
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    driver.give(Kind.SIGN, by="a")
    assert driver.said()[-1] == HANDS


def test_before_any_touch_a_pause_is_over_when_one_says_so():
    driver = at_the_agreement()
    driver.give(Kind.PAUSE)
    driver.give(Kind.RESUME)
    assert driver.engine.view(driver.now).phase is Phase.ASKING


def test_ending_amid_touch_says_first_of_all_to_let_go():
    driver = agreed()
    before = len(driver.effects)
    driver.give(Kind.END)
    driver.run_to_end()
    assert driver.said(before) == ["Hands come back to yourselves.", "That is all right.", "That was enough."]


def test_red_separates_and_touch_is_over():
    driver = agreed()
    driver.run_for(3)
    before = len(driver.effects)
    assert Silence() in driver.give(Kind.STOP)
    for kind in (Kind.RESUME, Kind.BACK, Kind.REPEAT, Kind.SOMETHING_ELSE, Kind.NEXT):
        driver.give(kind)
    driver.run_to_end()
    assert not touching_words(driver.plan) & set(driver.said(before))


def test_what_each_light_leads_to_is_one_table():
    assert set(LIGHTS) == set(Light)
    assert LIGHTS[Light.RED].section is Section.WIND_DOWN
    assert LIGHTS[Light.RED].silences
    assert LIGHTS[Light.RED].ends_touch
    assert LIGHTS[Light.YELLOW].holds
    assert LIGHTS[Light.YELLOW].silences


def test_going_back_in_after_something_else_needs_both():
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    driver.give(Kind.NEXT)
    driver.give(Kind.RESUME)
    assert driver.said()[-1] == PHRASES.the_other_back
    driver.run_for(5)
    driver.give(Kind.SIGN, by="a")
    assert driver.said()[-1] == HANDS


@pytest.mark.parametrize("kind", [Kind.PAUSE, Kind.CRISIS])
def test_to_let_a_pause_go_is_no_yes_to_going_back_in(kind: Kind):
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    for _ in range(3):
        driver.give(kind)
        driver.now += SAME_BREATH + 1
        driver.give(Kind.RESUME)
        view = driver.engine.view(driver.now)
        assert (view.phase, view.greens, view.section) == (Phase.ASKING, 0, Section.SOMETHING_ELSE)


def test_a_green_from_before_something_else_is_none_to_going_back_in():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == PHRASES.the_other_back
    assert driver.engine.view(driver.now).section is Section.SOMETHING_ELSE


def test_one_key_twice_when_asked_whether_to_go_back_cuts_nothing_and_counts_once():
    driver = agreed()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(3)
    for _ in range(3):
        driver.give(Kind.SIGN, by="a")
    driver.run_for(3)
    assert driver.said()[-1] == PHRASES.the_other_back
    view = driver.engine.view(driver.now)
    assert (view.phase, view.greens) == (Phase.ASKING, 1)


@pytest.mark.parametrize("kind", [Kind.NEXT, Kind.BACK, Kind.PAUSE])
def test_one_green_never_waits_without_a_deadline(kind: Kind):
    driver = agreed()
    driver.run_for(8)
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    driver.give(kind)
    view = driver.engine.view(driver.now)
    assert view.greens == 0, "it was a green to what was held before"
    driver.give(Kind.SIGN, by="b")
    assert driver.engine.view(driver.now).greens == 1
    assert driver.engine.next_deadline() is not None


def test_yellow_holds_what_is_said_too():
    driver = agreed()
    driver.give(Kind.YELLOW)
    before = len(driver.effects)
    driver.give(Kind.REPEAT)
    assert driver.said(before) == [PHRASES.yellow_two]


def test_yellow_and_two_greens_at_a_check_ask_nobody_again():
    driver = agreed()
    driver.until("Bo?")
    driver.run_for(3)
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    before = len(driver.effects)
    driver.give(Kind.SIGN, by="b")
    driver.run_for(3)
    assert "And Ada?" not in driver.said(before)


def test_nothing_of_touch_is_repeated_after_something_else():
    text = TOUCH + "something_else: [wait: 5s, Look around.]\n"
    driver = agreed(made(text))
    driver.give(Kind.SOMETHING_ELSE)
    before = len(driver.effects)
    driver.give(Kind.REPEAT)
    assert driver.said(before) == []


@pytest.mark.parametrize("people", ["touch", "talk"])
def test_every_answer_that_is_offered_when_asked_to_go_back_does_what_it_says(people: str):
    for option, section in (("end session", Section.ENDING), ("no", Section.ENDING), ("continue", Section.MAIN)):
        driver = agreed() if people == "touch" else Driver(made(TALK))
        if people == "talk":
            driver.begin()
            driver.run_for(20)
        driver.give(Kind.SOMETHING_ELSE)
        driver.until(PHRASES.back_or_end)
        driver.run_for(3)
        question = driver.engine.view(driver.now).question
        assert question is not None
        assert option in (*question.options, "no")
        driver.give(Kind.ANSWER, option)
        if people == "touch" and section is Section.MAIN:
            assert driver.engine.view(driver.now).section is Section.SOMETHING_ELSE, "both are needed"
            driver.run_for(5)
            driver.give(Kind.BACK)  # "go back", as the question has it
        assert driver.engine.view(driver.now).section is section


def test_each_persons_yes_counts_once():
    both = Both()
    assert [both.add("a", 0.0), both.add("a", 9.0), both.count] == [True, False, 1]
    assert [both.add("", 12.0), both.complete] == [True, True]
    spoken = Both()
    assert [spoken.add("", 0.0), spoken.add("", 1.0), spoken.add("", 2.5), spoken.complete] == [
        True,
        False,
        False,
        False,
    ]
    assert spoken.add("", 5.0)
    assert spoken.complete


def test_a_key_and_a_word_of_one_breath_are_one_persons():
    pressed_first, said_first = Both(), Both()
    assert [pressed_first.add("a", 0.0), pressed_first.add("", 1.0), pressed_first.complete] == [True, False, False]
    assert [said_first.add("", 0.0), said_first.add("a", 1.0), said_first.complete] == [True, True, False]
    for both in (pressed_first, said_first):
        assert both.add("b", 2.0)
        assert both.complete


# ---- a break in a talk ------------------------------------------------------------------------------------------

TALK = """
format: 1
id: test
title: Test
summary: Test.
people: 2
kind: talk
author: Test
license: CC0-1.0
steps:
  - turns: {length: 5 min, steps: ["{giver} speaks.", wait: rest]}
ending: [Thank you both.]
"""


def test_a_break_stops_the_clock_and_comes_back_to_the_second():
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(60)
    left = driver.engine.view(driver.now).turn
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, "an hour")
    at = driver.now
    driver.until(PHRASES.break_over)
    assert driver.now - at == pytest.approx(3600, abs=10)
    driver.run_for(8)
    driver.give(Kind.RESUME)
    assert driver.engine.view(driver.now).turn == left


def test_a_break_over_words_of_the_programs_own_keeps_the_turn():
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(60)
    driver.give(Kind.HOW_LONG)
    left = driver.engine.view(driver.now).turn
    driver.give(Kind.PAUSE)
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, "ten minutes")
    driver.until(PHRASES.break_over)
    driver.run_for(8)
    driver.give(Kind.RESUME)
    assert driver.engine.view(driver.now).turn == left


def test_a_break_to_another_day_ends_it_kindly():
    driver = Driver(made(TALK))
    driver.begin()
    driver.run_for(60)
    driver.give(Kind.BREAK)
    driver.run_for(6)
    driver.give(Kind.ANSWER, PHRASES.break_other_day)
    driver.run_to_end()
    assert driver.said()[-1] == "Thank you both."
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED


def test_a_break_where_there_is_no_clock_is_a_pause():
    driver = agreed()
    driver.give(Kind.BREAK)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_the_sign_before_the_end_of_a_turn_and_the_words_between():
    driver = Driver(made(TALK))
    driver.begin()
    driver.until(PHRASES.sign_talk)
    assert driver.now == pytest.approx(300 - 30, abs=5)
    driver.until(PHRASES.swap_talk)
    assert driver.now == pytest.approx(300, abs=1)
    assert time_in_turns(Driver(made(TALK))) == pytest.approx([300.0, 300.0])


# ---- every touch exercise, whatever two people do ---------------------------------------------------------------


def time_in_turns(driver: Driver) -> list[float]:
    """Seconds that ran in each turn of a session from here to its end."""
    spent: dict[int, float] = {}
    driver.begin()
    while not driver.finished and driver.next_time() is not None:
        view = driver.engine.view(driver.now)
        before = driver.now
        driver.step()
        if view.turn is not None and view.phase in RUNNING:
            spent[view.turn.number] = spent.get(view.turn.number, 0.0) + driver.now - before
    return [spent[number] for number in sorted(spent)]


COMMANDS = [
    *(Command(kind) for kind in Kind if kind is not Kind.SIGN),
    *(Command(Kind.SIGN, by=by) for by in ("a", "b", "")),
    *(Command(Kind.ANSWER, value) for value in ("yes", "no", "hands", "ready", "5", "open", "nonsense")),
    Command(Kind.RESUME, "green"),
]


class TwoPeople(RuleBasedStateMachine):
    """Two people who do anything at any moment. What they agreed to is kept here apart from the engine."""

    @initialize(plan=st.sampled_from(PLANS), sounding=st.booleans())
    def start(self, plan: Plan, sounding: bool) -> None:
        self.driver = Driver(plan, sounding=sounding)
        self.touch = touching_words(plan)
        self.said_yes: set[str] = set()
        self.over = False
        self.seen = 0
        self.driver.begin()

    @rule(command=st.sampled_from(COMMANDS), delay=st.floats(0, 3))
    def somebody_says(self, command: Command, delay: float) -> None:
        self.driver.now += delay
        self._give(command)

    @rule()
    def both_say_yes(self) -> None:
        """So that the walk gets anywhere."""
        for by in "ab":
            self._give(Command(Kind.SIGN, by=by))

    def _give(self, command: Command) -> None:
        view = self.driver.engine.view(self.driver.now)
        question = view.question
        agreeing = question is not None and question.kind == "agree" and view.phase is Phase.ASKING
        if command.kind is Kind.STOP or (agreeing and command == Command(Kind.ANSWER, "no")):
            self.over = True
        if agreeing and command.kind is Kind.SIGN and command.by:
            self.said_yes.add(command.by)
        if agreeing and command == Command(Kind.ANSWER, "yes"):
            assert question is not None
            self.said_yes.add("ab"[view.called.index(question.who)])
        if agreeing and question is not None and command.value in question.areas:
            self.said_yes.clear()
        self.driver.feed(Given(command))

    @rule(event=st.sampled_from([Suspended(30.0), LoudspeakerLost(), LoudspeakerBack()]))
    def the_machine(self, event: Suspended | LoudspeakerLost | LoudspeakerBack) -> None:
        self.driver.feed(event)

    @rule(steps=st.integers(1, 15))
    def time_passes(self, steps: int) -> None:
        for _ in range(steps):
            if self.driver.next_time() is not None:
                self.driver.step()

    @invariant()
    def no_touch_without_both_and_none_after_red(self) -> None:
        new = self.driver.effects[self.seen :]
        self.seen = len(self.driver.effects)
        spoken = {effect.utterance.text for _, effect in new if isinstance(effect, Speak)}
        if self.over or self.said_yes < {"a", "b"}:
            assert not spoken & self.touch


TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_a_stop_from_every_single_cue_leads_to_the_wind_down(plan: Plan):
    cues = 0
    for steps in itertools.count():
        driver = Driver(plan, unattended=True)
        driver.begin()
        for _ in range(steps):
            if not driver.finished:
                driver.step()
        if driver.finished:
            break
        before = len(driver.effects)
        driver.give(Kind.STOP)
        assert driver.engine.view(driver.now).section is Section.WIND_DOWN
        assert not touching_words(plan) & set(driver.said(before))
        cues += 1
    assert cues > 10


@pytest.mark.parametrize("plan", [plan for plan in PLANS if plan.turns], ids=lambda plan: plan.id)
def test_both_turns_have_equal_time_whatever_pauses_came_between(plan: Plan):
    driver = Driver(plan, unattended=True)
    pauses = itertools.cycle([Kind.PAUSE, None, Kind.YELLOW, None, None])
    spent: dict[int, float] = {}
    driver.begin()
    while not driver.finished:
        kind = next(pauses)
        view = driver.engine.view(driver.now)
        if kind is not None and view.phase is Phase.SILENT:
            driver.now += 0.5
            if view.turn is not None:
                spent[view.turn.number] = spent.get(view.turn.number, 0.0) + 0.5
            driver.give(kind)
            driver.now += 100
            driver.give(Kind.RESUME, by="a")
            driver.give(Kind.RESUME, by="b")
            view = driver.engine.view(driver.now)
        before = driver.now
        driver.step()
        if view.turn is not None and view.phase in RUNNING:
            spent[view.turn.number] = spent.get(view.turn.number, 0.0) + driver.now - before
    assert spent[1] == pytest.approx(spent[2], abs=0.01)


@pytest.mark.parametrize("plan", [plan for plan in PLANS if plan.turns], ids=lambda plan: plan.id)
def test_longer_silences_asked_for_in_one_turn_make_it_no_longer(plan: Plan):
    driver = Driver(plan, unattended=True)
    spent: dict[int, float] = {}
    asked = False
    driver.begin()
    while not driver.finished:
        view = driver.engine.view(driver.now)
        if view.turn is not None and view.turn.number == 2 and view.phase is Phase.SILENT and not asked:
            asked = True
            for _ in range(4):
                driver.give(Kind.LONGER_SILENCES)
        before = driver.now
        driver.step()
        if view.turn is not None and view.phase in RUNNING:
            spent[view.turn.number] = spent.get(view.turn.number, 0.0) + driver.now - before
    assert asked
    assert spent[1] == pytest.approx(spent[2], abs=0.01)


def test_waits_of_a_plan_by_hand_are_never_touch():
    plan = Builder().say("Hello.").wait(3).plan(people=2)
    assert not any(cue.touching for cue in plan.cues if isinstance(cue, WaitCue))
