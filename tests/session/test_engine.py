"""The commands, one by one, on a clock of the test's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.session.commands import Command, Kind
from companion.session.effects import (
    Finished,
    Listen,
    Notice,
    NoticeKind,
    Outcome,
    Prepare,
    SetVolume,
    Silence,
    Speak,
)
from companion.session.engine import Engine
from companion.session.events import Begin, ClipFailed, Given, LoudspeakerBack, LoudspeakerLost, Suspended, Tick
from companion.session.parts.ending import SAME_STOP
from companion.session.parts.phase_clock import Timing
from companion.session.table import PATIENCE
from companion.session.view import Phase
from tests.session.builder import PHRASES, Builder, everything, talk_only
from tests.session.driver import Driver


def running(plan=None, **kwargs) -> Driver:
    driver = Driver(plan or talk_only(), **kwargs)
    driver.begin()
    return driver


def outcome(driver: Driver) -> Outcome:
    return next(e.outcome for _, e in driver.effects if isinstance(e, Finished))


def test_says_everything_in_order_then_the_ending():
    driver = running()
    driver.run_to_end()
    assert driver.said() == ["Sentence 0.", "Sentence 1.", "Sentence 2.", "Sentence 3.", "That was enough."]
    assert outcome(driver) is Outcome.COMPLETED


def test_a_dead_loudspeaker_does_not_hang_it():
    driver = running(sounding=False)
    driver.run_to_end()
    assert outcome(driver) is Outcome.COMPLETED


def test_a_voice_that_fails_shows_its_words_for_as_long_as_saying_them_takes():
    driver = running(sounding=False)
    driver.feed(ClipFailed(1))
    assert driver.engine.next_deadline() == pytest.approx(2.0)
    driver.step()
    assert driver.engine.view(driver.now).phase is Phase.SILENT


def test_pause_keeps_what_is_left_of_a_silence():
    driver = running()
    driver.run_for(3.0 + 4.0)  # the sentence, its gap, and four of ten seconds
    assert driver.engine.view(driver.now).silence_left == pytest.approx(6.0)
    assert Silence() in driver.give(Kind.PAUSE)
    assert driver.engine.next_deadline() is None
    driver.now += 1000
    driver.give(Kind.RESUME)
    assert driver.engine.next_deadline() == pytest.approx(driver.now + 6.0)


def test_a_half_spoken_sentence_is_spoken_again_whole():
    driver = running()
    driver.run_for(1.0)
    driver.give(Kind.PAUSE)
    driver.now += 5
    before = len(driver.effects)
    driver.give(Kind.RESUME)
    assert driver.said(before) == ["Sentence 0."]


def test_stop_is_silence_in_the_same_step_and_only_the_wind_down_after_it():
    driver = running(everything())
    driver.run_for(1.0)
    before = len(driver.effects)
    assert driver.give(Kind.STOP)[0] == Silence()
    driver.run_to_end()
    assert driver.said(before) == ["It is over.", "Eyes open."]
    assert outcome(driver) is Outcome.STOPPED


def test_the_same_stop_said_twice_still_leads_to_the_wind_down():
    driver = running()
    driver.run_for(1.0)
    driver.give(Kind.STOP)
    driver.now += SAME_STOP / 2
    driver.give(Kind.STOP)
    driver.run_to_end()
    assert driver.said()[-2:] == ["It is over.", "Eyes open."]


def test_a_later_stop_ends_the_wind_down_too():
    driver = running()
    driver.give(Kind.STOP)
    driver.run_for(SAME_STOP + 1)
    assert driver.give(Kind.STOP) == [Silence(), Finished(Outcome.STOPPED)]


def test_nothing_leads_back_from_a_stop():
    driver = running()
    driver.give(Kind.STOP)
    driver.run_for(2.0)
    for kind in (Kind.BACK, Kind.SOMETHING_ELSE, Kind.RESUME):
        assert driver.give(kind) == [Notice(NoticeKind.NOT_NOW)]


def test_next_goes_to_the_next_sentence_and_back_returns():
    driver = running()
    driver.give(Kind.NEXT)
    assert driver.said()[-1] == "Sentence 1."
    driver.give(Kind.BACK)
    assert driver.said()[-1] == "Sentence 0."
    assert Notice(NoticeKind.NOTHING_BEFORE) in driver.give(Kind.BACK)


def test_next_past_everything_completes():
    driver = running()
    for _ in range(9):
        driver.give(Kind.NEXT)
    assert outcome(driver) is Outcome.COMPLETED


def test_moving_while_paused_stays_paused_and_silent():
    driver = running()
    driver.give(Kind.PAUSE)
    effects = driver.give(Kind.NEXT)
    assert not any(isinstance(e, Speak) for e in effects)
    view = driver.engine.view(driver.now)
    assert (view.phase, view.words) == (Phase.PAUSED, "Sentence 1.")
    driver.give(Kind.RESUME)
    assert driver.said()[-1] == "Sentence 1."


def test_repeat_says_the_last_sentence_and_goes_on_with_the_silence():
    driver = running()
    driver.run_for(3.0 + 4.0)
    driver.give(Kind.REPEAT)
    assert driver.said()[-1] == "Sentence 0."
    driver.run_for(2.0 + 0.7)
    assert driver.engine.view(driver.now).silence_left == pytest.approx(6.0)


def test_a_repeated_name_stays_private():
    driver = running(Builder().say("Ada, hello.", private=True).wait(10).plan())
    driver.run_for(5.0)
    driver.give(Kind.REPEAT)
    spoken = [e.utterance for _, e in driver.effects if isinstance(e, Speak)]
    assert [u.private for u in spoken if u.text == "Ada, hello."] == [True, True]


def test_slower_changes_what_is_ahead_and_never_beyond_the_slowest():
    driver = running()
    effects = driver.give(Kind.SLOWER)
    assert next(e for e in effects if isinstance(e, Prepare)).utterances[0].pace == 0.9
    for _ in range(20):
        effects = driver.give(Kind.SLOWER)
    assert effects == [Notice(NoticeKind.SLOWEST)]
    driver.run_to_end()
    assert [e.utterance.pace for _, e in driver.effects if isinstance(e, Speak)][-1] == 0.6


def test_silences_have_a_pace_of_their_own():
    driver = running()
    driver.run_for(3.0)
    driver.give(Kind.LONGER_SILENCES)
    assert driver.engine.next_deadline() == pytest.approx(driver.now + 12.5)
    assert driver.engine.view(driver.now).speech_pace == 1.0


def test_volume_has_ends():
    driver = running()
    for _ in range(10):
        effects = driver.give(Kind.QUIETER)
    assert effects == [SetVolume(0.15)]


def test_more_time_lengthens_a_silence_by_half():
    driver = running()
    driver.run_for(3.0)
    due = driver.engine.next_deadline()
    driver.give(Kind.MORE_TIME)
    assert driver.engine.next_deadline() == due + 5.0


def test_more_time_gives_more_breaths():
    driver = running(Builder().breathe(4, 0, 6, 0, 4).plan())
    driver.give(Kind.MORE_TIME)
    assert driver.engine.view(driver.now).breath.times == 6


def test_more_time_in_a_turn_grows_both_turns_alike():
    driver = running(Builder().turn_pair(60).plan(people=2))
    driver.run_for(20)
    driver.give(Kind.MORE_TIME)
    driver.until("Bo, your hand.")
    first = driver.now
    driver.until("That was enough.")
    assert first == pytest.approx(90.0)
    assert driver.now - first == pytest.approx(90.0)


def test_both_turns_take_the_same_time_whatever_is_said_in_them():
    driver = running(Builder().turn_pair(60).plan(people=2), clip_seconds=2.5)
    driver.until("Bo, your hand.")
    first = driver.now
    driver.until("That was enough.")
    assert driver.now - first == pytest.approx(first)


def test_a_pause_does_not_count_in_a_turn():
    driver = running(Builder().turn_pair(60).plan(people=2))
    driver.run_for(20)
    driver.give(Kind.PAUSE)
    driver.now += 500
    driver.give(Kind.RESUME)
    driver.until("Bo, your hand.")
    assert driver.now == pytest.approx(560.0)


def test_yellow_holds_asks_and_goes_on_at_green():
    driver = running(talk_only())
    driver.run_for(5.0)
    driver.give(Kind.YELLOW)
    assert driver.said()[-1] == PHRASES.yellow_one
    assert driver.engine.next_deadline() is None
    driver.give(Kind.RESUME, "green")
    assert driver.engine.view(driver.now).phase is Phase.SILENT


def test_something_else_leads_outward_and_back_to_the_broken_step():
    driver = running()
    driver.run_for(15.0)
    assert driver.engine.view(driver.now).words == "Sentence 1."
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(4.0)
    assert driver.engine.view(driver.now).question.kind == "back-or-end"
    driver.give(Kind.RESUME)
    assert driver.said()[-1] == "Sentence 1."


def test_something_else_without_an_answer_ends_kindly():
    driver = running()
    driver.give(Kind.SOMETHING_ELSE)
    driver.run_to_end()
    assert driver.said().count(PHRASES.back_or_end) == 2
    assert outcome(driver) is Outcome.ENDED


@pytest.mark.parametrize(("answer", "goes_on"), [("continue", True), ("end session", False)])
def test_the_question_whether_to_go_back_takes_a_key_also_while_it_is_said_once_more(answer: str, goes_on: bool):
    driver = running()
    driver.run_for(15.0)
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    while driver.said().count(PHRASES.back_or_end) < 2:
        driver.step()
    view = driver.engine.view(driver.now)
    assert view.phase is Phase.SPEAKING
    assert view.question is not None
    assert answer in view.question.options, "what is asked can be seen"
    driver.give(Kind.ANSWER, answer)
    assert (driver.said()[-1] == "Sentence 1.") is goes_on
    driver.run_to_end()
    assert (outcome(driver) is Outcome.COMPLETED) is goes_on


def test_end_session_is_a_kind_ending_and_a_second_one_leaves():
    driver = running()
    driver.give(Kind.END)
    assert driver.said()[-1] == "That is all right."
    assert Finished(Outcome.ENDED) in driver.give(Kind.END)


def test_how_long_is_said_and_the_silence_keeps_its_rest():
    driver = running(talk_only(sentences=30))
    driver.run_for(7.0)
    driver.give(Kind.HOW_LONG)
    assert driver.said()[-1] == "About 6 minutes left."
    driver.run_for(2.7)
    assert driver.engine.view(driver.now).silence_left == pytest.approx(6.0)


def test_help_over_a_pause_leaves_it_paused():
    driver = running()
    driver.give(Kind.PAUSE)
    driver.give(Kind.HELP)
    assert driver.said()[-1] == PHRASES.help_words
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_a_choice_is_taken_or_its_default_is():
    plan = Builder().choose("Eyes open, or closed?", open="Let them rest.", closed="Let them close.").plan()
    driver = running(plan)
    driver.run_for(3.0)
    assert driver.engine.view(driver.now).question.options == ("open", "closed")
    driver.give(Kind.ANSWER, "closed")
    driver.run_to_end()
    assert driver.said() == ["Eyes open, or closed?", "Let them close.", "That was enough."]
    silent = running(plan)
    silent.run_to_end()
    assert silent.said() == ["Eyes open, or closed?", "Let them rest.", "That was enough."]


def test_an_agreement_needs_a_yes():
    plan = Builder().ask("agree", "Hands?").say("Now touch.").plan(people=2)
    driver = running(plan)
    driver.run_to_end()
    assert "Now touch." not in driver.said()
    assert driver.said().count("Hands?") == 2
    no = running(plan)
    no.run_for(4)
    no.give(Kind.ANSWER, "no")
    no.run_to_end()
    assert no.said() == ["Hands?", "Then not tonight.", "That was enough."]
    yes = running(plan)
    yes.run_for(4)
    yes.give(Kind.ANSWER, "yes")
    assert yes.said()[-1] == "Now touch."


def test_a_check_is_answered_by_green_and_yellow_then_green():
    plan = Builder().ask("check", "How is it?").say("On.").plan(people=2)
    driver = running(plan)
    driver.run_for(4)
    driver.give(Kind.YELLOW)
    driver.give(Kind.RESUME, "green", by="b")
    driver.give(Kind.RESUME, "green", by="a")
    assert driver.said()[-1] == "On."


def test_nobody_answers_a_check_and_it_ends_kindly_after_asking_once_more():
    driver = running(Builder().ask("check", "How is it?").say("On.").plan(people=2))
    driver.run_to_end()
    assert driver.said() == ["How is it?", PHRASES.unanswered, "How is it?", "That is all right.", "That was enough."]
    assert driver.now > 2 * PATIENCE


def test_in_a_rehearsal_nobody_answers_and_it_goes_on():
    driver = running(everything(), unattended=True)
    driver.run_to_end()
    assert outcome(driver) is Outcome.COMPLETED
    assert "Nearly there." in driver.said()


def test_a_number_moves_on_once_and_is_told_to_nobody():
    driver = running(Builder().ask("rate", "How much?").say("On.").plan())
    driver.run_for(4)
    effects = driver.give(Kind.ANSWER, "7")
    assert [e.utterance.text for e in effects if isinstance(e, Speak)] == ["On."]
    assert {type(e) for e in effects} <= {Speak, Prepare, Listen}
    assert driver.give(Kind.ANSWER, "7") == [Notice(NoticeKind.NOT_NOW)]


def test_answers_are_listened_for_only_where_something_was_asked():
    driver = running(Builder().ask("rate", "How much?").plan())
    heard = [e for _, e in driver.effects if isinstance(e, Listen)]
    assert all(Kind.ANSWER not in e.kinds for e in heard)
    driver.run_for(4)
    heard = [e for _, e in driver.effects if isinstance(e, Listen)]
    assert heard[-1].answers == tuple(str(n) for n in range(11))


def test_safety_words_are_always_listened_for():
    driver = running(everything())
    driver.run_to_end()
    for _, effect in driver.effects:
        if isinstance(effect, Listen):
            assert {Kind.STOP, Kind.PAUSE, Kind.YELLOW} <= effect.kinds


def test_breathing_is_in_step_and_does_not_drift():
    driver = running(Builder().breathe(4, 0, 6, 0, 360).plan())
    for _ in range(719):
        deadline = driver.engine.next_deadline()
        driver.now = deadline + 0.2  # every timer late
        driver.feed(Tick())
    at, tone = driver.tones()[-1]
    assert tone.seconds == 6
    assert driver.engine.view(at).breath.started == pytest.approx(359 * 10 + 4)


def test_breath_words_thin_out():
    driver = running(Builder().breathe(4, 0, 6, 0, 5).plan())
    driver.run_for(49)
    assert driver.said() == ["In.", "Out.", "In.", "Out."]


def test_a_suspended_machine_pauses_and_never_bursts():
    driver = running()
    driver.run_for(5.0)
    driver.now += 3600
    effects = driver.feed(Tick())
    assert Notice(NoticeKind.PAUSED_BY_SUSPEND) in effects
    assert not any(isinstance(e, Speak) for e in effects)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED
    other = running()
    assert Notice(NoticeKind.PAUSED_BY_SUSPEND) in other.feed(Suspended(30.0))


def test_a_lost_loudspeaker_holds_and_its_return_goes_on():
    driver = running()
    driver.run_for(1.0)
    assert Notice(NoticeKind.LOUDSPEAKER_LOST) in driver.feed(LoudspeakerLost())
    assert driver.engine.next_deadline() is None
    before = len(driver.effects)
    driver.feed(LoudspeakerBack())
    assert driver.said(before) == ["Sentence 0."]


def test_a_pause_outlives_the_loudspeakers_absence():
    driver = running()
    driver.give(Kind.PAUSE)
    driver.feed(LoudspeakerLost())
    driver.feed(LoudspeakerBack())
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_without_a_loudspeaker_one_may_go_on_reading():
    driver = running(sounding=False)
    driver.feed(LoudspeakerLost())
    driver.give(Kind.RESUME)
    driver.run_to_end()
    assert outcome(driver) is Outcome.COMPLETED
    assert driver.now < 4 * 15 + 10


def test_time_left_counts_down_to_nothing():
    driver = running(talk_only())
    assert driver.engine.view(0.0).left == pytest.approx(4 * 13 + 3)
    driver.run_for(7.0)
    view = driver.engine.view(driver.now)
    assert (view.elapsed, view.left) == (pytest.approx(7.0), pytest.approx(4 * 13 + 3 - 7))
    driver.run_to_end()
    assert driver.engine.view(driver.now).left == 0


def test_real_lengths_replace_estimates():
    driver = running(clip_seconds=5.0)
    driver.run_for(0.0)
    assert driver.engine.view(driver.now).left == pytest.approx(4 * 13 + 3 + 3)


def test_stop_before_the_beginning_just_ends():
    engine = Engine(talk_only(), PHRASES, timing=Timing())
    assert engine.handle(Given(Command(Kind.STOP)), 0.0) == [Silence(), Finished(Outcome.STOPPED)]
    assert engine.handle(Begin(), 1.0) == []


def test_next_over_yellow_stays_yellow_even_from_words_of_the_programs_own():
    driver = running()
    driver.give(Kind.HELP)
    driver.give(Kind.YELLOW)
    driver.give(Kind.NEXT)
    assert driver.engine.view(driver.now).phase is Phase.YELLOW


def test_next_over_a_pause_just_after_a_stop_stays_paused():
    driver = running()
    driver.give(Kind.STOP)
    driver.give(Kind.PAUSE)
    driver.give(Kind.NEXT)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED
    driver.give(Kind.RESUME)
    assert driver.said()[-1] == "It is over."


@pytest.mark.parametrize("kind", [Kind.NEXT, Kind.BACK])
def test_moving_over_a_yellow_at_the_way_back_stays_yellow(kind):
    driver = running()
    driver.give(Kind.SOMETHING_ELSE)
    driver.until(PHRASES.back_or_end)
    driver.run_for(4.0)
    driver.give(Kind.YELLOW)
    driver.give(kind)
    assert driver.engine.view(driver.now).phase is Phase.YELLOW


def test_nobody_walks_past_a_consent():
    plan = Builder().say("Hello.").ask("agree", "Hands?").say("Now touch.").plan(people=2)
    driver = running(plan)
    for _ in range(10):
        driver.give(Kind.NEXT)
    assert Notice(NoticeKind.NOT_NOW) in driver.give(Kind.NEXT)
    driver.give(Kind.PAUSE)
    driver.give(Kind.NEXT)
    driver.give(Kind.RESUME)
    driver.run_for(3)
    assert "Now touch." not in driver.said()
    driver.give(Kind.ANSWER, "yes")
    assert driver.said()[-1] == "Now touch."


def test_a_question_can_be_answered_while_help_is_said_over_it():
    driver = running(Builder().ask("check", "How is it?").say("On.").plan(people=2))
    driver.run_for(4)
    driver.give(Kind.HELP)
    driver.give(Kind.RESUME, "green")
    assert driver.said()[-1] == "On."


def test_after_a_silence_what_comes_is_asked_for_anew():
    driver = running()
    driver.give(Kind.PAUSE)
    effects = driver.give(Kind.RESUME)
    assert any(isinstance(e, Prepare) for e in effects)


@pytest.mark.parametrize("of_its_own", [False, True])
@pytest.mark.parametrize(("sentence", "frozen_at", "frozen"), [(6.0, 1.0, 8.0), (12.0, 2.0, 8.0), (12.0, 11.0, 3.0)])
def test_a_sentence_that_a_freeze_cut_short_is_said_again(sentence, frozen_at, frozen, of_its_own):
    """Everything stands still in the middle of it, the sound as well: it goes on afterwards where it was."""
    driver = running(clip_seconds=sentence)
    if of_its_own:
        driver.give(Kind.HELP)
    said = driver.said()[-1]
    driver.now += frozen_at + frozen
    driver._playing = (driver._playing[0], driver.now + sentence - frozen_at)  # the loudspeaker was frozen, too
    driver.feed(Tick())  # early, or late
    driver.run_for(sentence + 3)
    assert driver.engine.view(driver.now).phase is not Phase.PAUSED
    assert driver.said().count(said) == 2
    driver.run_to_end()
    assert driver.said()[-1] == "That was enough."


def test_a_loudspeaker_that_ends_nothing_does_not_make_it_say_everything_twice():
    driver = running()
    for _ in range(200):
        if driver.finished:
            break
        driver._playing = None  # it has begun, and no end will come
        driver.step()
    assert driver.said() == ["Sentence 0.", *[f"Sentence {number}." for number in range(4)], "That was enough."]


def test_a_long_freeze_pauses_as_sleep_does():
    driver = running(clip_seconds=6.0)
    driver.now += 60
    driver._playing = None
    driver.feed(Tick())
    assert driver.engine.view(driver.now).phase is Phase.PAUSED


def test_the_view_tells_that_the_caption_of_the_sentence_before_stays():
    plan = Builder().say("One.").say("Two.").say("Three.").say("Three.").plan()
    one, two, *rest = plan.cues
    both = (replace(one, caption="Both."), replace(two, caption="Both.", step=one.step))
    driver = running(replace(plan, cues=(*both, *rest)))
    stays = []
    for said in ("One.", "Two.", "Three."):
        for _ in range(20):
            if driver.said()[-1:] == [said]:
                break
            driver.step()
        view = driver.engine.view(driver.now)
        stays.append((view.words, view.caption_stays))
    driver.run_for(4)
    assert stays == [("Both.", False), ("Both.", True), ("Three.", False)]
    assert driver.said()[-2:] == ["Three.", "Three."]
    assert not driver.engine.view(driver.now).caption_stays, "an author may write the same sentence twice"
