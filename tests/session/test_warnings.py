"""A warning that "stop" would not be heard: said within ten seconds, wherever the session is, and without losing it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.exercise.plan import Plan
from companion.session.commands import Kind
from companion.session.effects import PlaySound, Silence, Speak
from companion.session.events import Caution, CautionKind, ClipFailed, VoiceBack, VoiceLost
from companion.session.rules.warning import ALARM
from companion.session.view import Phase
from tests.session.builder import PHRASES, Builder, everything
from tests.session.driver import Driver, at_each_cue
from tests.session.for_two import made

WITHIN = 10.0
"""Seconds within which it has to be said, together with this longest time that the hearing takes to notice it."""
NOTICED = 3.0
WORDS = {
    CautionKind.NO_MICROPHONE: PHRASES.caution_no_microphone,
    CautionKind.NOT_LISTENING: PHRASES.caution_not_listening,
    CautionKind.NO_MODEL: PHRASES.caution_no_model,
    CautionKind.SILENT: PHRASES.caution_silent,
}


def told_at(driver: Driver, words: str) -> list[float]:
    return [at for at, effect in driver.effects if isinstance(effect, Speak) and effect.utterance.text == words]


def in_a_long_silence(seconds: float = 300) -> Driver:
    driver = Driver(Builder().say("Rest now.").wait(seconds).say("That was it.").plan())
    driver.begin()
    driver.until("Rest now.")
    driver.run_for(20)
    assert driver.engine.view(driver.now).phase is Phase.SILENT
    return driver


@pytest.mark.parametrize("kind", WORDS)
def test_it_is_said_within_ten_seconds_in_a_silence_of_five_minutes_which_then_goes_on(kind: CautionKind):
    driver = in_a_long_silence()
    left, began = driver.engine.view(driver.now).silence_left, driver.now
    driver.feed(Caution(kind))
    driver.run_for(WITHIN)
    (at,) = told_at(driver, WORDS[kind])
    assert at - began <= WITHIN - NOTICED
    assert driver.engine.view(driver.now).silence_left == pytest.approx(left - WITHIN, abs=4)
    driver.run_to_end()
    assert "That was it." in driver.said()


def of_touch(plan: Plan) -> Plan:
    return replace(plan, touch=("hands",))


@pytest.mark.parametrize(
    ("plan", "after"),
    [
        (Builder().say("Rest now.").wait(1200).plan(), [60]),
        (of_touch(Builder().say("Rest now.").wait(1200).plan()), [60, 360, 660]),
        (Builder().say("Rest now.").wait(130).plan(), []),
        (of_touch(Builder().say("Rest now.").wait(130).plan()), []),
    ],
    ids=["once", "in touch as long as it lasts", "not in a short exercise", "nor in a short one of touch"],
)
def test_it_is_said_again_after_a_minute_and_when_it_is_over(plan: Plan, after: list[float]):
    driver = Driver(plan)
    driver.begin()
    driver.run_for(20)
    driver.feed(Caution(CautionKind.NOT_LISTENING))
    driver.run_for(min(700, plan.cues[1].seconds - 30))
    (first,) = told_at(driver, PHRASES.caution_not_listening)
    again = [at - first for at in told_at(driver, PHRASES.caution_still)]
    assert again == pytest.approx(after, abs=1)
    driver.feed(Caution(None))
    driver.run_for(10)
    assert driver.said()[-1] == PHRASES.hearing_back


def test_a_recogniser_that_is_back_in_time_is_not_mentioned():
    driver = in_a_long_silence()
    driver.feed(Caution(CautionKind.NOT_LISTENING))
    driver.run_for(2)
    driver.feed(Caution(None))
    driver.run_for(100)
    assert driver.said() == ["Rest now."]


@pytest.mark.parametrize("kind", WORDS)
def test_it_is_said_within_ten_seconds_from_every_cue(kind: CautionKind):
    """Sentences take 9 s here, so that most are broken into. Each is then said again."""
    for unattended in at_each_cue(everything()):
        driver = Driver(everything(), clip_seconds=9.0)
        driver.begin()
        for _ in range(len(unattended.log) - 1):
            if not driver.finished and driver.next_time() is not None:
                driver.step()
        if driver.finished:
            continue
        before, began = driver.engine.view(driver.now), driver.now
        driver.feed(Caution(kind))
        driver.run_for(WITHIN)
        if not driver.finished:
            assert min(told_at(driver, WORDS[kind])) - began <= WITHIN - NOTICED, before


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("words", ["Hands and forearms, two turns.", "To leave one out, say its name."])
def test_an_agreement_to_touch_is_read_to_its_end_first(kind: CautionKind, words: str):
    driver = Driver(made(), clip_seconds=9.0)
    driver.begin()
    driver.until(words)
    assert driver.engine.view(driver.now).agreeing
    driver.feed(Caution(kind))
    driver.run_for(60)
    said = driver.said()
    agreement = said[said.index("Hands and forearms, two turns.") :]
    assert agreement[5:6] == [WORDS[kind]], "after its last question"
    assert len(set(agreement[:5])) == 5, "no sentence was cut off and said again"


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.YELLOW])
def test_it_is_said_while_the_session_is_held_and_the_hold_stays(phase: Phase):
    driver = in_a_long_silence()
    driver.hold(phase)
    driver.run_for(1)
    driver.feed(Caution(CautionKind.NO_MICROPHONE))
    driver.run_for(30)
    assert told_at(driver, PHRASES.caution_no_microphone)
    assert driver.engine.view(driver.now).phase is phase
    driver.give(Kind.RESUME)
    assert driver.engine.view(driver.now).phase is Phase.SILENT


def test_after_a_stop_nothing_is_added_to_its_words():
    driver = in_a_long_silence()
    driver.give(Kind.STOP)
    driver.feed(Caution(CautionKind.NO_MICROPHONE))
    driver.feed(VoiceLost())
    before = len(driver.effects)
    driver.run_to_end()
    assert set(driver.said(before)) <= {"It is over.", "Eyes open."}
    assert not any(isinstance(effect, PlaySound) for _, effect in driver.effects[before:])


def test_a_rehearsal_is_not_warned():
    driver = Driver(Builder().say("Rest now.").wait(300).plan(), unattended=True)
    driver.begin()
    driver.feed(Caution(CautionKind.NO_MICROPHONE))
    driver.feed(VoiceLost())
    driver.run_to_end()
    assert driver.said() == ["Rest now.", *driver.said()[1:]]
    assert PHRASES.caution_no_microphone not in driver.said()
    assert not any(isinstance(effect, PlaySound) for _, effect in driver.effects)


def test_a_state_from_before_the_beginning_is_said_after_the_first_words():
    driver = Driver(Builder().say("Rest now.").wait(300).plan())
    driver.feed(Caution(CautionKind.NO_MODEL))
    driver.begin()
    driver.run_for(WITHIN)
    assert driver.said()[:2] == ["Rest now.", PHRASES.caution_keys]


def test_where_no_voice_is_left_a_tone_warns_at_once_and_again_and_breaks_into_nothing():
    driver = in_a_long_silence(1200)
    driver.feed(VoiceLost())
    driver.run_for(420)
    tones = [at for at, effect in driver.effects if effect == PlaySound(effect_id(effect), ALARM)]
    assert [at - tones[0] for at in tones] == pytest.approx([0, 60], abs=1)
    assert not [at for at, effect in driver.effects if isinstance(effect, Silence) and at >= tones[0]]
    driver.feed(VoiceBack())
    driver.run_for(5)
    assert PHRASES.voice_back in driver.said()


def test_a_warning_that_no_voice_can_say_becomes_a_tone():
    driver = in_a_long_silence()
    driver.sounding = False
    driver.feed(Caution(CautionKind.NO_MICROPHONE))
    driver.run_for(3)
    spoken = [effect.id for _, effect in driver.effects if isinstance(effect, Speak)][-1]
    driver.feed(VoiceLost())
    driver.feed(ClipFailed(spoken))
    assert PlaySound(spoken + 1, ALARM) in [effect for _, effect in driver.effects]


def effect_id(effect: object) -> int:
    return effect.id if isinstance(effect, PlaySound) else -1


def test_the_view_tells_that_a_sentence_was_broken_off():
    driver = Driver(Builder().say("A long sentence.", seconds=20.0).plan(), clip_seconds=20.0)
    driver.begin()
    driver.until("A long sentence.")
    assert not driver.engine.view(driver.now).broken_off
    driver.feed(Caution(CautionKind.SILENT))
    driver.run_for(8)
    assert driver.said()[-1] == PHRASES.caution_silent
    assert driver.engine.view(driver.now).broken_off
    driver.until("A long sentence.")
    assert not driver.engine.view(driver.now).broken_off
