"""The agreement before touch: the words read aloud, the people asked, and the way after a no or a crossed-out area."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from companion.exercise.plan import AgreeCue, Choices, SayCue, Section, WaitCue
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.session.both import SAME_BREATH
from companion.session.commands import HELD as LINE
from companion.session.commands import Kind
from companion.session.effects import Effect, Notice, NoticeKind, Outcome, Speak
from companion.session.parts.own_keys import BURST, FIRST_REPEAT, HELD, LONGEST_GAP, REPEATS
from companion.session.view import Asked, Phase
from tests.session.builder import PHRASES, Builder
from tests.session.driver import Driver
from tests.session.for_two import (
    APART,
    HANDS,
    NAMES,
    TOUCH,
    agreed,
    at_the_agreement,
    both_say_yes,
    given,
    greens,
    hold_key,
    made,
    touching_words,
)

FOREARM = "And along the forearm."


def test_the_areas_are_read_aloud_and_each_is_asked_by_name_the_receiver_first():
    driver = at_the_agreement()
    assert driver.said()[1:] == [
        "Hands and forearms, two turns.",
        "This is the touch we're asking about: hands and forearms.",
        "To leave one out, say its name.",
        "Clothes stay on.",
        "Bo, is that a yes for you?",
    ]
    question = driver.asked
    assert question is not None
    assert (question.kind, question.who, question.areas) == ("agree", "Bo", ("hands", "forearms"))


def test_the_areas_are_read_aloud_whatever_is_skipped():
    driver = Driver(made())
    driver.begin()
    driver.until("Hands and forearms, two turns.")
    for _ in range(4):
        driver.give(Kind.NEXT)
    assert driver.said()[-1] == "This is the touch we're asking about: hands and forearms."
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


def test_one_held_key_is_one_yes_and_the_others_is_waited_for():
    driver = at_the_agreement()
    hold_key(driver, "a")
    assert given(driver) == ("Ada",)
    hold_key(driver, "a")
    assert driver.engine.view(driver.now).phase is Phase.ASKING
    assert driver.said()[-1] == "Bo, is that a yes for you?"
    driver.run_for(APART)
    hold_key(driver, "b")
    assert driver.said()[-1] == HANDS


def test_a_key_that_is_only_brushed_is_no_yes_and_a_second_later_it_is():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, by="b")
    driver.run_for(HELD - 0.1)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ()
    driver.run_for(0.2)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ("Bo",)


def hold_on(driver: Driver, by: str, seconds: float, *, first: float = 0.5) -> list[Effect]:
    """Holds a key down as a terminal tells it: once, and after half a second (`first`) thirty times a second."""
    effects = driver.give(Kind.SIGN, by=by)
    driver.run_for(first)
    for _ in range(int((seconds - first) * 30)):
        effects += driver.give(Kind.SIGN, by=by)
        driver.run_for(1 / 30)
    return effects


def test_a_key_held_down_is_a_yes_and_going_on_holding_it_says_nothing_more():
    driver = at_the_agreement()
    hold_on(driver, "a", 1.2)
    driver.run_for(APART)
    effects = hold_on(driver, "b", 1.6)
    assert HANDS in driver.said()
    assert not [effect for effect in effects if isinstance(effect, Notice)]
    driver.give(Kind.YELLOW)
    for _ in range(10):
        driver.give(Kind.SIGN, by="b")
        driver.run_for(1 / 30)
    assert greens(driver) == 0, "it is held down since before the yellow"
    driver.run_for(1)
    driver.give(Kind.SIGN, by="b")
    assert greens(driver) == 1


def test_two_keys_of_one_hand_are_one_persons():
    driver = at_the_agreement()
    for _ in range(10):  # both held down, by one hand, over two seconds
        driver.give(Kind.SIGN, by="a")
        driver.now += BURST / 2
        driver.give(Kind.SIGN, by="b")
        driver.now += 0.05
    assert given(driver) == ("Ada",)
    assert driver.engine.view(driver.now).phase is Phase.ASKING


@pytest.mark.parametrize(
    ("presses", "yes"),
    [
        ([("a", 0.0), ("b", 0.1)], ()),
        ([("a", 0.0), ("b", 0.4)], ()),
        ([("a", 0.0), ("b", 0.4), ("a", 0.8), ("b", 1.2)], ()),
        ([("a", 0.0), ("a", 1.1), ("b", 1.2), ("b", 1.3)], ("Ada",)),
        ([("a", 0.0), ("a", 1.1), ("a", 2.2), ("a", 3.3)], ("Ada",)),
    ],
    ids=["in a burst", "one after the other, briefly", "to and fro", "the second one briefly", "one key for both"],
)
def test_one_hand_in_a_hurry_does_not_agree_for_two(presses: list[tuple[str, float]], yes: tuple[str, ...]):
    driver = at_the_agreement()
    start = driver.now
    for by, at in presses:
        driver.now = start + at
        driver.give(Kind.SIGN, by=by)
    assert given(driver) == yes
    assert driver.engine.view(driver.now).phase is Phase.ASKING


def test_one_hand_that_takes_its_time_cannot_be_told_from_two_people_and_the_page_says_so():
    """A terminal tells only which key goes down: two people who hold theirs one after the other look just the same."""
    driver = at_the_agreement()
    hold_key(driver, "a")
    driver.run_for(APART)
    hold_key(driver, "b")
    assert driver.said()[-1] == HANDS
    page = (Path(__file__).parents[2] / "docs" / "evening.md").read_text(encoding="utf-8")
    assert "One person can hold F for a second and then J." in page


FIRST_WORDS = "Hands and forearms, two turns."


@pytest.mark.parametrize("words", [FIRST_WORDS, "Clothes stay on.", "Bo, is that a yes for you?"])
def test_keys_held_before_the_question_was_said_to_its_end_skip_nothing_and_say_so(words: str):
    driver = Driver(made())
    driver.begin()
    driver.until(words)
    before = len(driver.effects)
    both_say_yes(driver)
    notices = [effect.kind for _, effect in driver.effects[before:] if isinstance(effect, Notice)]
    assert notices == [NoticeKind.NOT_YET] * 2
    while driver.asked is None:
        driver.step()
    assert given(driver) == ()
    assert driver.said()[-1] == "Bo, is that a yes for you?"
    assert HANDS not in driver.said()


def test_a_key_held_down_since_the_first_word_counts_a_second_after_the_question_was_said():
    driver = Driver(made())
    driver.begin()
    driver.until("Bo, is that a yes for you?")
    while driver.asked is None:
        driver.give(Kind.SIGN, by="b")
        driver.run_for(1 / 30)
    asked = driver.now
    while not given(driver):
        driver.give(Kind.SIGN, by="b")
        driver.run_for(1 / 30)
    assert HELD - 0.1 <= driver.now - asked <= HELD + 0.2


def test_a_key_that_is_held_on_too_early_is_told_of_once():
    driver = Driver(made())
    driver.begin()
    driver.until(FIRST_WORDS)
    effects = []
    for _ in range(20):
        effects += driver.give(Kind.SIGN, by="b")
        driver.run_for(1 / 30)
    assert len([effect for effect in effects if isinstance(effect, Notice)]) == 1


def test_both_keys_once_the_first_was_asked_go_on_at_once():
    driver = at_the_agreement()
    both_say_yes(driver)
    assert driver.said()[-1] == HANDS


@pytest.mark.parametrize("by", ["a", "b"])
def test_a_yes_by_key_is_neither_shown_nor_said_nor_told_by_the_time_before_the_other_answers(by: str):
    """The first of the two is asked, then the second, at the same times; and both once more, if one yes is missing."""
    pressed, untouched = at_the_agreement(), at_the_agreement()
    hold_key(pressed, by)
    untouched.run_for(pressed.now - untouched.now)
    assert pressed.give(Kind.SIGN, by=by) == [], "it counted already"
    assert given(pressed) == ({"a": "Ada", "b": "Bo"}[by],)
    for _ in range(90):
        assert pressed.engine.view(pressed.now) == untouched.engine.view(untouched.now)
        assert pressed.said() == untouched.said()
        for driver in (pressed, untouched):
            driver.run_for(1)
    asked = ["Bo, is that a yes for you?", "And Ada, is it a yes for you?"]
    assert [words for words in pressed.said() if words in (*asked, PHRASES.unanswered)] == [
        *asked,
        PHRASES.unanswered,
        *asked,
    ]
    assert HANDS not in pressed.said()


@pytest.mark.parametrize("by", ["a", "b"])
def test_nor_is_a_green_by_key_at_a_check_in_the_time_that_the_screen_shows(by: str):
    """The time of the turn ran down during the check, and jumped back with the key."""
    pressed, untouched = agreed(), agreed()
    for driver in (pressed, untouched):
        while driver.asked is None or driver.asked.kind != Asked.CHECK:
            driver.step()
    left = told_turn(untouched)
    pressed.run_for(3)
    untouched.run_for(3)
    assert told_turn(untouched) == left
    pressed.give(Kind.SIGN, by=by)
    for _ in range(30):
        assert pressed.engine.view(pressed.now) == untouched.engine.view(untouched.now)
        for driver in (pressed, untouched):
            driver.run_for(1)


def told_turn(driver: Driver) -> float:
    turn = driver.engine.view(driver.now).turn
    assert turn is not None
    return turn.left


def test_the_person_who_answers_by_key_sees_that_it_counts_and_not_whose_it_is():
    driver = at_the_agreement()
    hold_on(driver, "a", 1.6)
    notices = [effect for _, effect in driver.effects if isinstance(effect, Notice)]
    assert notices == [Notice(NoticeKind.TAKEN)]
    driver.run_for(APART)
    assert Notice(NoticeKind.TAKEN) not in hold_on(driver, "b", 1.6), "it goes on"


def test_a_late_yes_of_the_first_is_not_taken_for_the_seconds():
    """The second is asked a while after the first, whatever the first did. A voice may be either's then."""
    driver = at_the_agreement()
    driver.until("And Ada, is it a yes for you?")
    driver.run_for(3)
    driver.give(Kind.ANSWER, "yes")
    assert given(driver) == ()
    assert driver.said()[-1] == PHRASES.unanswered
    driver.until("Bo, is that a yes for you?")
    driver.run_for(3)
    driver.give(Kind.ANSWER, "yes")
    assert given(driver) == ("Bo",)
    assert driver.said()[-1] == "And Ada, is it a yes for you?"
    driver.run_for(3)
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == HANDS


@pytest.mark.parametrize("words", [FIRST_WORDS, "Clothes stay on.", "Bo, is that a yes for you?"])
def test_a_no_counts_at_any_time(words: str):
    driver = Driver(made())
    driver.begin()
    driver.until(words)
    assert "no" not in driver.engine.view(driver.now).allowed.answers, "the narrator says it as well"
    driver.give(Kind.SIGN, "held", by="a")
    driver.give(Kind.ANSWER, "no")
    driver.run_to_end()
    assert driver.engine.view(driver.now).outcome is Outcome.DECLINED
    assert HANDS not in driver.said()


@pytest.mark.parametrize("kind", [Kind.END, Kind.NEXT, Kind.SOMETHING_ELSE, Kind.PAUSE])
def test_a_no_stays_the_outcome_however_it_ends(kind: Kind):
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "no")
    driver.run_for(1)
    driver.give(kind)
    driver.give(Kind.RESUME)
    driver.run_to_end()
    assert driver.engine.view(driver.now).outcome is Outcome.DECLINED


def test_a_stop_after_a_no_is_a_stop():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "no")
    driver.give(Kind.STOP)
    driver.run_to_end()
    assert driver.engine.view(driver.now).outcome is Outcome.STOPPED


def test_an_area_left_out_while_they_are_read_aloud_leaves_no_word_out():
    driver = Driver(made())
    driver.begin()
    driver.until("This is the touch we're asking about: hands and forearms.")
    driver.give(Kind.SIGN, "held", by="a")
    driver.give(Kind.ANSWER, "forearms")
    assert given(driver) == ()
    before = len(driver.effects)
    driver.until("Bo, is that a yes for you?")
    assert driver.said(before)[:2] == [
        "This is the touch we're asking about: hands and forearms.",
        "To leave one out, say its name.",
    ]


def test_an_area_that_is_left_out_stays_out_and_nobody_is_asked_anew():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "forearms")
    driver.run_for(6)
    driver.give(Kind.SIGN, "held", by="a")
    driver.give(Kind.ANSWER, "forearms")
    driver.run_for(6)
    question = driver.engine.view(driver.now).question
    assert question is not None
    assert question.crossed_out == {"forearms"}
    assert given(driver) == ("Ada",)


def test_a_yes_said_while_pressing_ones_own_key_is_not_the_others():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, "held", by="a")  # while Bo is asked
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
    assert driver.engine.view(driver.now).outcome is Outcome.DECLINED


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


# ---- crossing out ---------------------------------------------------------------------------------------------------


def test_an_area_crossed_out_beforehand_is_said_and_never_asked_for():
    driver = agreed(made(crossed_out=frozenset({"forearms"})))
    assert "We're leaving this out tonight: forearms." in driver.said()
    while not driver.finished:
        both_say_yes(driver)
        driver.step()
    assert FOREARM not in driver.said()
    assert driver.said().count("And stay with the hands.") == 2


def test_an_area_crossed_out_aloud_asks_both_anew():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "yes")
    driver.run_for(3)
    driver.give(Kind.ANSWER, "forearms")
    driver.run_for(6)
    assert driver.said()[-2:] == ["Okay, we'll leave this out: forearms.", "Bo, is that a yes for you?"]
    both_say_yes(driver)
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
    assert driver.said()[-3:] == [
        "Okay, we'll leave this out: forearms.",
        "Bo, is that a yes for you?",
        "A no is just as good.",
    ]


def test_everything_crossed_out_before_the_start_asks_for_no_touch():
    driver = Driver(made(crossed_out=frozenset({"hands", "forearms"})), unattended=True)
    driver.begin()
    driver.run_to_end()
    assert PHRASES.instead[0].text in driver.said()
    assert not touching_words(driver.plan) & set(driver.said())


# ---- more than one agreement ----------------------------------------------------------------------------------------


TWICE = TOUCH.replace(
    "  - Let go, slowly.", "  - agree: And now once more, the hands?\n  - Rest a hand on the other's again."
)
AGAIN = "Rest a hand on the other's again."


def until_asked_again(driver: Driver) -> None:
    for _ in range(500):
        question = driver.asked
        if question is not None and question.kind == "agree":
            return
        if question is not None:
            both_say_yes(driver)
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
    both_say_yes(driver)
    assert driver.said()[-1] == "Back of a hand."


def test_crossed_out_down_to_nothing_leads_to_something_without_touch():
    driver = at_the_agreement()
    driver.give(Kind.ANSWER, "hands")
    driver.run_for(8)
    driver.give(Kind.ANSWER, "forearms")
    driver.run_to_end()
    assert driver.engine.view(driver.now).section is Section.INSTEAD
    assert driver.engine.view(driver.now).outcome is Outcome.DECLINED
    assert not touching_words(driver.plan) & set(driver.said())


def test_waits_of_a_plan_by_hand_are_never_touch():
    plan = Builder().say("Hello.").wait(3).plan(people=2)
    assert not any(cue.touching for cue in plan.cues if isinstance(cue, WaitCue))


def test_back_never_leads_to_what_has_been_crossed_out_since():
    driver = at_the_agreement(made(TOUCH.replace("  - Let go, slowly.", "  - agree: Once more?\n  - Let go, slowly.")))
    both_say_yes(driver)
    until_asked_again(driver)
    assert FOREARM in driver.said()
    driver.give(Kind.ANSWER, "forearms")
    until_asked_again(driver)
    both_say_yes(driver)
    before = len(driver.effects)
    for _ in range(20):
        driver.give(Kind.BACK)
    assert HANDS in driver.said(before)
    assert FOREARM not in driver.said(before)


@pytest.mark.parametrize(("where", "kind"), [("something_else", Kind.SOMETHING_ELSE), ("ending", Kind.END)])
def test_touching_in_what_anybody_may_come_to_is_touch_too(where: str, kind: Kind):
    text = TOUCH.replace("ending: [That was enough.]", "")
    plan = made(f"{text}{where}:\n  - touching: {{area: hands, steps: [Take each other by the hand.]}}\n")
    driver = Driver(plan)
    driver.begin()
    driver.give(kind)
    driver.run_for(60)
    assert "Take each other by the hand." not in driver.said()


def test_a_title_that_may_name_an_area_goes_once_an_area_is_left_out():
    driver = at_the_agreement()
    assert driver.engine.view(driver.now).title == "Test"
    driver.give(Kind.ANSWER, "forearms")
    assert driver.engine.view(driver.now).title == PHRASES.title_smaller
    before = Driver(made(crossed_out=frozenset({"forearms"})))
    before.begin()
    assert before.engine.view(before.now).title == PHRASES.title_smaller


def during_the_reminder() -> Driver:
    """An agreement that was not answered, while it is being asked once more."""
    driver = at_the_agreement()
    while driver.said()[-1] != PHRASES.unanswered:
        driver.step()
    return driver


def test_while_an_unanswered_question_is_said_again_it_can_be_seen_and_a_no_counts_at_once():
    driver = during_the_reminder()
    question = driver.engine.view(driver.now).question
    assert question is not None
    assert question.who == "Ada"
    driver.give(Kind.ANSWER, "no")
    driver.run_for(1)
    assert driver.said()[-1] == PHRASES.declined[0].text


def test_a_question_that_is_said_again_is_never_kept_as_sound():
    driver = at_the_agreement(made(TOUCH.replace("Hands and forearms, two turns.", "'{a}, is this okay?'")))
    driver.until(PHRASES.unanswered)
    driver.until("Ada, is this okay?")
    spoken = [effect.utterance for _, effect in driver.effects if isinstance(effect, Speak)]
    assert [each.private for each in spoken if each.text == "Ada, is this okay?"] == [True, True]


def test_while_an_unanswered_question_is_said_again_a_held_key_is_a_yes():
    driver = during_the_reminder()
    hold_key(driver, "b")
    assert given(driver) == ("Bo",)
    assert NoticeKind.NOT_NOW not in [effect.kind for _, effect in driver.effects if isinstance(effect, Notice)]


def both_green(driver: Driver) -> None:
    driver.give(Kind.SIGN, "", by="a")
    driver.now += APART
    driver.give(Kind.SIGN, "", by="b")


@pytest.mark.parametrize(
    ("breaks_in", "goes_on"),
    [
        (Kind.YELLOW, both_green),
        (Kind.HELP_ME, both_green),
        (Kind.PAUSE, lambda driver: driver.give(Kind.RESUME)),
        (Kind.HOW_LONG, lambda driver: driver.until(PHRASES.unanswered)),
    ],
)
def test_after_something_broke_into_the_reminder_a_yes_counts_once_the_question_was_said_to_its_end(
    breaks_in: Kind, goes_on: Callable[[Driver], object]
) -> None:
    """The keys may have been meant for what broke in: two greens, pressed once too often, don't say yes to touch."""
    driver = during_the_reminder()
    driver.give(breaks_in)
    goes_on(driver)
    assert driver.asked is None
    for by in ("a", "b"):
        hold_key(driver, by)
        driver.run_for(APART)
    if driver.asked is None:
        assert given(driver) == ()
        assert NoticeKind.NOT_YET in [effect.kind for _, effect in driver.effects if isinstance(effect, Notice)]
    driver.run_for(10)
    assert not touching_words(driver.plan) & set(driver.said())
    for by in ("a", "b"):
        hold_key(driver, by)
        driver.run_for(APART)
    driver.run_for(3)
    assert HANDS in driver.said()


def until_asked(driver: Driver) -> None:
    while driver.asked is None:
        driver.step()


@pytest.mark.parametrize("breaks_in", [Kind.YELLOW, Kind.HELP_ME])
@pytest.mark.parametrize("begun", [during_the_reminder, at_the_agreement])
def test_a_key_brushed_before_a_hold_is_no_part_of_a_yes_after_it(begun: Callable[[], Driver], breaks_in: Kind):
    driver = begun()
    driver.give(Kind.SIGN, by="b")
    driver.run_for(0.4)
    driver.give(breaks_in)
    driver.run_for(2)
    both_green(driver)
    until_asked(driver)
    driver.run_for(1)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == (), "one press alone is never a yes to touch"
    driver.run_for(HELD)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ("Bo",)


def test_a_key_brushed_before_a_pause_is_no_part_of_a_yes_after_it():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, by="b")
    driver.give(Kind.PAUSE)
    driver.run_for(2)
    driver.give(Kind.RESUME)
    until_asked(driver)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ()


def test_a_key_brushed_in_the_reminder_is_no_part_of_a_yes_once_the_question_is_open():
    driver = during_the_reminder()
    driver.give(Kind.SIGN, by="b")
    until_asked(driver)
    driver.run_for(HELD)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ()


def test_a_key_touched_twice_by_chance_in_a_long_silence_is_no_yes():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, by="b")
    driver.run_for(LONGEST_GAP + 1)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ()
    driver.run_for(HELD)
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ("Bo",)


@pytest.mark.parametrize("first", [0.25, 0.5, 0.66, 0.85])
@pytest.mark.parametrize("breaks_in", [Kind.YELLOW, Kind.HELP_ME])
def test_a_green_that_is_held_on_is_no_yes_until_the_key_was_let_go(breaks_in: Kind, first: float):
    """Somebody who holds their key for a yes holds it for a green, too, and means only the green."""
    driver = at_the_agreement()
    driver.give(breaks_in)
    driver.run_for(2)
    driver.give(Kind.SIGN, by="a")
    driver.run_for(APART)
    hold_on(driver, "b", 5, first=first)
    assert driver.asked is not None, "both are green"
    assert given(driver) == ()
    driver.run_for(REPEATS)
    hold_on(driver, "b", first + 1.2, first=first)
    assert given(driver) == ("Bo",)


def test_a_letter_typed_once_too_often_for_a_green_is_no_yes():
    driver = at_the_agreement()
    driver.give(Kind.YELLOW)
    driver.run_for(2)
    driver.give(Kind.SIGN, LINE, by="a")
    driver.run_for(APART)
    driver.give(Kind.SIGN, LINE, by="b")
    assert driver.asked is not None, "both are green"
    driver.run_for(0.2)
    driver.give(Kind.SIGN, LINE, by="b")
    assert given(driver) == ()
    driver.run_for(FIRST_REPEAT)
    driver.give(Kind.SIGN, LINE, by="b")
    assert given(driver) == ("Bo",)


def test_a_key_that_is_down_while_an_area_is_left_out_is_no_yes_to_the_rest():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, by="b")
    driver.run_for(0.5)
    driver.give(Kind.ANSWER, "forearms")
    while driver.asked is None:
        driver.give(Kind.SIGN, by="b")
        driver.run_for(1 / 30)
    hold_on(driver, "b", 1.2)
    assert given(driver) == ()
    driver.run_for(REPEATS)
    hold_on(driver, "b", 1.2)
    assert given(driver) == ("Bo",)


def test_a_key_brushed_in_the_question_is_no_part_of_a_yes_while_it_is_said_again():
    driver = at_the_agreement()
    driver.give(Kind.SIGN, by="b")
    while driver.said()[-1] != PHRASES.unanswered:
        driver.step()
    driver.give(Kind.SIGN, by="b")
    assert given(driver) == ()


# ---- a no that comes too late for its question ---------------------------------------------------------------------


@pytest.mark.parametrize("value", ["no", "hands", "forearms"])
@pytest.mark.parametrize("later", [0.0, 5.0, 15.0, 25.0, 40.0])
def test_a_no_amid_touch_takes_hands_away_at_once(value: str, later: float):
    driver, stopped = agreed(), agreed()
    for each in (driver, stopped):
        each.run_for(later)
    assert driver.give(Kind.ANSWER, value) == stopped.give(Kind.STOP), "nothing is done otherwise than after a stop"
    assert driver.engine.view(driver.now).section is Section.WIND_DOWN
    driver.run_to_end()
    assert driver.engine.view(driver.now).outcome is Outcome.STOPPED


@pytest.mark.parametrize("hold", [Kind.PAUSE, Kind.YELLOW, Kind.HELP_ME])
def test_a_no_in_a_hold_amid_touch_takes_hands_away(hold: Kind):
    driver = agreed()
    driver.run_for(10)
    driver.give(hold)
    driver.run_for(3)
    driver.give(Kind.ANSWER, "no")
    assert driver.engine.view(driver.now).section is Section.WIND_DOWN


def test_a_no_is_no_stop_where_nobody_has_agreed_to_touch():
    driver = Driver(made())
    driver.begin()
    driver.give(Kind.ANSWER, "no")
    assert driver.engine.view(driver.now).section is Section.MAIN
    assert Notice(NoticeKind.NOT_NOW) in driver.give(Kind.ANSWER, "hands")
