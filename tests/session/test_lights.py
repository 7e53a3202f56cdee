"""Green, yellow and red amid touch, pauses and checks: some need both people, for others one is enough."""

from __future__ import annotations

import pytest

from companion.exercise.plan import Section
from companion.session.both import SAME_BREATH
from companion.session.commands import Kind
from companion.session.effects import Notice, NoticeKind, Outcome, Silence, Speak
from companion.session.events import ClipFailed, ClipHeldBack, ClipStarted, LoudspeakerLost
from companion.session.parts.own_keys import REPEATS
from companion.session.table import LAST_YELLOW_PATIENCE, LIGHTS, PATIENCE, YELLOW_PATIENCE, Light
from companion.session.view import Phase, View
from tests.session.builder import PHRASES
from tests.session.driver import Driver
from tests.session.for_two import APART, HANDS, agreed, at_the_agreement, given, greens, touching_words


def test_yellow_goes_on_at_two_greens_by_key():
    driver = agreed()
    driver.now += APART
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SIGN, by="a")
    assert greens(driver) == 1
    driver.now += APART
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == HANDS


def told(driver: Driver) -> tuple[View, list[str]]:
    """Returns all that is shown and said."""
    return driver.engine.view(driver.now), driver.said()


@pytest.mark.parametrize("touching", [True, False])
@pytest.mark.parametrize("held", [Kind.YELLOW, Kind.PAUSE, Kind.HELP_ME])
@pytest.mark.parametrize("by", ["a", "b"])
def test_one_persons_green_by_key_is_neither_shown_nor_said_nor_told_by_the_time(by: str, held: Kind, touching: bool):
    """The other would read it as "ready, and waiting for me"."""
    pressed, untouched = (agreed() if touching else at_the_agreement() for _ in range(2))
    for driver in (pressed, untouched):
        driver.run_for(1)
        driver.give(held)
        driver.run_for(2)
    effects = pressed.give(Kind.SIGN, by=by)
    assert effects == ([Notice(NoticeKind.TAKEN)] if greens(pressed) is not None else effects)
    for _ in range(40):
        assert told(pressed) == told(untouched)
        for driver in (pressed, untouched):
            driver.run_for(10)


def test_a_spoken_green_is_counted_but_is_nobodys():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(Kind.RESUME, "green")
    assert greens(driver) == 1
    driver.now += SAME_BREATH + 1
    driver.give(Kind.SIGN, by="a")
    assert greens(driver) == 1, "perhaps theirs"


def test_a_voice_after_a_key_counts_only_once_the_two_were_asked_again():
    """Nothing asks the other after a key. So the voice may be the same person's, however long after the key."""
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.run_for(10)
    driver.give(Kind.SIGN, by="a")
    driver.run_for(20)
    driver.give(Kind.RESUME, "green")
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    assert driver.said()[-1] == PHRASES.the_other_light
    driver.run_for(5)
    driver.give(Kind.RESUME, "green")
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


@pytest.mark.parametrize("seconds", [1.0, 8.0])
def test_a_second_spoken_green_counts_only_once_the_other_was_asked(seconds: float):
    driver = agreed()
    driver.clip_seconds = seconds
    driver.give(Kind.YELLOW)
    driver.run_for(10)
    driver.give(Kind.RESUME, "green")
    began = driver.now
    driver.run_for(seconds / 2)
    driver.give(Kind.RESUME, "green")
    assert greens(driver) == 1
    driver.run_for(seconds / 2 + SAME_BREATH + 0.1)
    driver.give(Kind.RESUME, "green")
    assert driver.said()[-1] == HANDS
    assert driver.now < began + seconds + SAME_BREATH + 1


@pytest.mark.parametrize("heard", ["nothing", "failed", "lost", "held back"])
def test_where_nobody_says_that_the_other_was_asked_the_second_green_counts_all_the_same(heard: str):
    driver = agreed()
    driver.sounding = False
    driver.give(Kind.YELLOW)
    driver.run_for(10)
    if heard == "lost":
        driver.feed(LoudspeakerLost())
    driver.give(Kind.RESUME, "green")
    asking = next(e.id for _, e in reversed(driver.effects) if isinstance(e, Speak))
    if heard == "failed":
        driver.feed(ClipFailed(asking))
    elif heard == "held back":
        driver.feed(ClipStarted(asking, 3.0))
        driver.feed(ClipHeldBack(asking, 9.0))
    driver.run_for(SAME_BREATH + 0.1)
    driver.give(Kind.RESUME, "green")
    assert greens(driver) == 1, "there was no time yet to hear it, or to read it"
    driver.run_for({"failed": 3.0, "lost": 3.0}.get(heard, 12.0))
    driver.give(Kind.RESUME, "green")
    assert driver.said()[-1] == HANDS


def test_ones_own_key_after_ones_own_voice_is_one_green():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.run_for(10)
    driver.give(Kind.RESUME, "green")
    driver.run_for(5)
    driver.give(Kind.SIGN, by="a")
    assert greens(driver) == 1
    assert driver.said().count(PHRASES.the_other_light) == 1
    driver.now += APART
    driver.give(Kind.SIGN, by="b")
    assert driver.said()[-1] == HANDS


@pytest.mark.parametrize("kind", [Kind.PAUSE, Kind.CRISIS])
def test_a_pause_over_a_yellow_does_not_save_a_green(kind: Kind):
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.give(kind)
    driver.give(Kind.RESUME, by="a")
    assert driver.engine.view(driver.now).phase is Phase.PAUSED
    driver.give(Kind.RESUME, by="b")
    assert driver.said()[-1] == HANDS


def test_a_yellow_that_nobody_takes_up_is_asked_about_kindly_and_then_it_ends():
    """Before any touch; amid touch hands are called away after a minute (`test_breaking_off`)."""
    driver = at_the_agreement()
    driver.give(Kind.YELLOW)
    at = driver.now
    driver.run_for(YELLOW_PATIENCE + 1)
    assert driver.said()[-1] == PHRASES.both_or_end
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    driver.run_to_end()
    assert driver.finished
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED
    assert driver.now - at > LAST_YELLOW_PATIENCE
    assert HANDS not in driver.said()


def test_moving_about_in_a_yellow_begins_its_patience_anew():
    driver = agreed()
    driver.give(Kind.YELLOW)
    driver.run_for(YELLOW_PATIENCE - 1)
    driver.give(Kind.REPEAT)
    driver.give(Kind.BACK)
    before = len(driver.said())
    driver.run_for(YELLOW_PATIENCE - 1)
    assert driver.engine.view(driver.now).phase is Phase.YELLOW
    assert PHRASES.both_or_end not in driver.said()[before:]
    driver.give(Kind.PAUSE)  # a pause is theirs for as long as they like
    assert driver.engine.next_deadline() is None


def test_a_burst_of_both_keys_is_one_green():
    driver = agreed()
    driver.now += APART
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    driver.now += APART / 2
    driver.give(Kind.SIGN, by="b")
    assert greens(driver) == 1


@pytest.mark.parametrize("words", ["How is it?", "Bo?"])
def test_at_a_check_keys_count_from_its_first_word_on_and_a_burst_counts_once(words: str):
    driver = agreed()
    driver.until(words)
    driver.give(Kind.SIGN, by="a")
    driver.give(Kind.SIGN, by="b")
    question = driver.engine.view(driver.now).question
    assert question is not None
    assert given(driver) == ("Ada",)
    driver.now += REPEATS / 2
    driver.give(Kind.SIGN, by="b")
    assert "And Ada?" not in driver.said()
    assert driver.engine.view(driver.now).checking, "the same hand still holds both keys down"
    driver.now += REPEATS + 0.01
    driver.give(Kind.SIGN, by="b")
    driver.run_for(0.1)
    view = driver.engine.view(driver.now)
    assert "And Ada?" not in driver.said()
    if words == "Bo?":
        assert not view.checking, "both have answered"
    else:
        driver.run_for(3)
        assert not driver.engine.view(driver.now).checking
        assert "Bo?" not in driver.said()


def test_one_green_and_nothing_from_the_other_is_asked_kindly_and_then_it_ends():
    driver = at_the_agreement()
    driver.give(Kind.YELLOW)
    driver.run_for(1)
    at = driver.now
    driver.give(Kind.RESUME, "green")
    driver.run_for(PATIENCE + 1)
    assert driver.said()[-1] == PHRASES.both_or_end
    driver.run_to_end()
    assert driver.finished
    assert driver.now > at + PATIENCE + LAST_YELLOW_PATIENCE
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
    driver.now += 1
    driver.give(Kind.PAUSE)
    driver.give(Kind.SIGN, by="b")
    driver.give(Kind.SIGN, by="b")
    assert driver.engine.view(driver.now).phase is Phase.PAUSED
    driver.now += APART
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
    assert driver.said(before) == ["Let go now.", "That is all right.", "That was enough."]


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


@pytest.mark.parametrize("kind", [Kind.NEXT, Kind.BACK, Kind.PAUSE])
def test_one_green_never_waits_without_a_deadline(kind: Kind):
    driver = agreed()
    driver.run_for(8)
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    driver.give(kind)
    assert greens(driver) == 0, "it was a green to what was held before"
    driver.now += APART
    driver.give(Kind.SIGN, by="b")
    assert greens(driver) == 1
    assert driver.engine.next_deadline() is not None


def test_yellow_holds_what_is_said_too():
    driver = agreed()
    driver.give(Kind.YELLOW)
    before = len(driver.effects)
    driver.give(Kind.REPEAT)
    driver.run_for(2.1)
    assert driver.said(before) == [PHRASES.hands_still, PHRASES.yellow_touch]


def test_yellow_and_two_greens_at_a_check_ask_nobody_again():
    driver = agreed()
    driver.until("Bo?")
    driver.run_for(3)
    driver.give(Kind.YELLOW)
    driver.give(Kind.SIGN, by="a")
    before = len(driver.effects)
    driver.now += APART
    driver.give(Kind.SIGN, by="b")
    driver.run_for(3)
    assert "And Ada?" not in driver.said(before)
