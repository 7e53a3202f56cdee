"""The parts of a session, one by one: their state, and the effect of each operation on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.phrases import Line
from companion.exercise.plan import AgreeCue, CheckCue, RestCue, Section
from companion.session.commands import Kind
from companion.session.effects import Listen, Prepare, Silence, Speak, Utterance
from companion.session.events import CautionKind, ClipEnded
from companion.session.parts.consent import Consent
from companion.session.parts.dials import PACES, VOLUMES, Dials
from companion.session.parts.hold import Hold
from companion.session.parts.lines import Lines, Then
from companion.session.parts.look_ahead import LookAhead
from companion.session.parts.narration import END_MARGIN, START_MARGIN, Narration
from companion.session.parts.outbox import Outbox
from companion.session.parts.own_keys import BURST, FIRST_REPEAT, HELD, LONGEST_GAP, REPEATS, OwnKeys
from companion.session.parts.phase_clock import Moment, PhaseClock, Timing
from companion.session.parts.turn_clock import TurnClock
from companion.session.parts.walk import Walk
from companion.session.parts.warnings import AGAIN, FIRST_AGAIN, GRACE, NEVER, SETTLED, Warnings, reminders_for
from companion.session.parts.way_back import WayBack
from companion.session.view import Phase
from tests.session.builder import PHRASES, Builder, talk_only

SENTENCE = Utterance("A sentence.")
IN_A_SILENCE = Moment(Phase.SILENT, 6.0, 10.0)
AT_A_QUESTION = Moment(Phase.ASKING, 20.0, 30.0)


def running(phase: Phase = Phase.SILENT, seconds: float = 10.0) -> PhaseClock:
    clock = PhaseClock(Timing())
    clock.run(phase, seconds)
    return clock


def voice_on(clock: PhaseClock) -> tuple[Narration, Outbox]:
    out = Outbox()
    return Narration(out, clock, Dials()), out


# ---- the clock ------------------------------------------------------------------------------------------------------


def test_a_deadline_met_almost_in_time_is_what_the_next_one_counts_from():
    for late, counts_from in ((0.2, 10.0), (0.3, 10.3)):
        clock = running()
        clock.advance(10.0 + late)
        assert clock.due
        clock.meet_deadline()
        clock.run(Phase.SILENT, 5.0)
        assert clock.deadline == pytest.approx(counts_from + 5.0)


def test_sleep_counts_for_nothing_and_holds_count_for_nothing():
    clock = running()
    assert clock.advance(4.0) == 4.0
    assert clock.advance(500.0) == 6.0
    assert clock.overslept
    clock.stop()
    clock.move(Phase.PAUSED)
    assert clock.advance(900.0) == 0.0
    assert clock.ran == 10.0


def test_time_never_goes_back():
    clock = running()
    clock.advance(4.0)
    clock.advance(1.0)
    assert clock.now == 4.0
    assert clock.not_before(2.0) == 4.0


def test_what_was_interrupted_goes_on_for_what_was_left_of_it():
    clock = running()
    clock.advance(4.0)
    moment = clock.moment
    assert moment == IN_A_SILENCE
    clock.stop()
    clock.move(Phase.PAUSED)
    clock.advance(100.0)
    clock.run_on(moment)
    assert (clock.phase, clock.deadline, clock.span) == (Phase.SILENT, 106.0, 10.0)


# ---- the turn's clock -----------------------------------------------------------------------------------------------


def turns(seconds: float = 60.0) -> tuple[TurnClock, Walk]:
    walk = Walk(Builder().turn_pair(seconds).plan(people=2))
    return TurnClock(walk, Dials(), unattended=True), walk


def test_the_second_turn_is_as_long_as_the_first_became():
    clock, _ = turns()
    clock.count(0, 70.0)
    assert clock.left(0) == -10.0
    assert clock.length(1) == 70.0


def test_both_turns_grow_alike():
    clock, walk = turns()
    rest = next(at for at, cue in enumerate(walk.plan.cues) if isinstance(cue, RestCue))
    clock.lengthen(rest, 30.0, 25.0)
    assert [clock.length(0), clock.length(1)] == [90.0, 90.0]


def test_a_skipped_rest_is_spent_until_somebody_goes_back_to_it():
    clock, walk = turns()
    rest = next(at for at, cue in enumerate(walk.plan.cues) if isinstance(cue, RestCue))
    clock.skip_rest(rest, 25.0)
    clock.skip_rest(rest, 5.0)
    assert clock.left(0) == 30.0
    clock.give_back_rests(rest + 1)
    assert clock.left(0) == 30.0
    clock.give_back_rests(rest)
    clock.give_back_rests(rest)
    assert clock.left(0) == 60.0


# ---- consent --------------------------------------------------------------------------------------------------------

COMMON = {"path": (), "seconds": 12.0, "step": 1, "question": "?"}
AGREEMENT, CHECK = AgreeCue(who="a", **COMMON), CheckCue(who="a", **COMMON | {"step": 2})  # type: ignore[arg-type]


def test_touch_needs_both_and_is_over_for_good():
    consent = Consent()
    consent.give(AGREEMENT, "a")
    consent.give(AGREEMENT, "a")
    assert not consent.may_touch
    consent.give(AGREEMENT, "b")
    assert consent.may_touch
    consent.end_touch()
    consent.give(AGREEMENT, "a")
    assert not consent.may_touch


def test_greens_to_a_check_are_no_agreement():
    consent = Consent()
    consent.ask_anew(CHECK)
    consent.all_green()
    assert consent.both_gave
    assert not consent.may_touch
    consent.give(AGREEMENT, "a")
    assert consent.has_given("a")
    assert not consent.has_given("b")
    assert not consent.may_touch
    consent.withdraw()
    assert not consent.has_given("a")


def test_an_agreement_holds_through_a_check_and_until_somebody_is_asked_again():
    consent = Consent()
    for who in "ab":
        consent.give(AGREEMENT, who)
    consent.ask_anew(CHECK)
    consent.asked(CHECK)
    consent.ask_anew(AGREEMENT)
    assert consent.may_touch
    consent.asked(AGREEMENT)
    assert not consent.may_touch


# ---- own keys -------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 0.29)), min_size=1, max_size=30))
def test_one_burst_of_keys_is_one_persons(presses: list[tuple[str, float]]):
    """However quickly they come one after the other: within the burst of the first key, the other one never counts."""
    keys, now, first = OwnKeys(), 0.0, presses[0][0]
    since = now
    for by, later in presses:
        now += later
        if by == first and keys.counts(by, now):
            since = now
        elif by != first:
            assert keys.counts(by, now) == (now - since >= BURST)
            if now - since >= BURST:
                return


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 1.2)), max_size=30))
def test_a_key_that_is_held_down_is_fresh_once(presses: list[tuple[str, float]]):
    keys, now, last = OwnKeys(), 0.0, {"a": -9.0, "b": -9.0}
    for by, later in presses:
        now += later
        assert keys.is_fresh(by, now) == (now - last[by] >= REPEATS)
        last[by] = now


@given(st.lists(st.floats(0, 0.5), max_size=12))
def test_a_key_is_held_once_its_presses_span_a_second(gaps: list[float]):
    keys, now = OwnKeys(), 5.0
    assert not keys.held("a", now)
    for gap in gaps:
        now += gap
        assert keys.held("a", now) == (now - 5.0 >= HELD)
    keys.begin_anew()
    assert not keys.held("a", now)


def test_two_presses_far_apart_are_two_touches_by_chance():
    keys = OwnKeys()
    assert not keys.held("a", 10.0)
    assert not keys.held("a", 10.0 + LONGEST_GAP + 0.1)
    assert keys.held("a", 10.0 + 2 * LONGEST_GAP)


@given(st.lists(st.floats(0.03, REPEATS - 0.01), max_size=12))
def test_a_key_that_is_down_while_a_question_begins_is_from_before_until_it_is_let_go(gaps: list[float]):
    keys, now = OwnKeys(), 5.0
    keys.is_fresh("a", now)
    keys.begin_anew()
    for gap in gaps:
        now += gap
        keys.is_fresh("a", now)
        assert keys.is_from_before("a")
    keys.is_fresh("a", now + FIRST_REPEAT + 0.01)
    assert not keys.is_from_before("a")


# ---- the voice ------------------------------------------------------------------------------------------------------


def test_only_its_own_clip_ends_a_sentence_and_ids_are_never_used_twice():
    clock = running()
    voice, out = voice_on(clock)
    voice.say(SENTENCE, 2.0, gap=1.0, keep=True)
    assert clock.deadline == 2.0 + START_MARGIN
    assert not voice.ended(99)
    assert voice.sounds_for(1, 3.0)
    assert clock.deadline == 3.0 + END_MARGIN
    assert voice.ended(1)
    assert not voice.ended(1)
    assert voice.said() == 1.0
    assert voice.said() == 0.0, "a gap is kept once"
    voice.say(SENTENCE, 2.0, keep=False)
    assert [effect.id for effect in out.effects if isinstance(effect, Speak)] == [1, 2]


def test_with_the_loudspeaker_gone_words_are_shown_only_as_long_as_saying_them_takes():
    clock = running()
    voice, _ = voice_on(clock)
    voice.lose_loudspeaker()
    voice.say(SENTENCE, 2.0, keep=True)
    assert clock.deadline == 2.0


def test_silence_is_asked_for_only_where_something_may_sound():
    clock = running()
    voice, out = voice_on(clock)
    voice.quiet()
    assert out.effects == []
    voice.say(SENTENCE, 2.0, keep=True)
    voice.quiet()
    assert out.effects[-1] == Silence()
    assert not voice.ended(1)


# ---- the program's own words ----------------------------------------------------------------------------------------


def said(lines: Lines) -> list[str]:
    words = []
    while (each := lines.take_next()) is not None:
        words.append(each.text)
    return words


def test_words_that_return_give_back_what_they_broke_into_once():
    lines = Lines()
    lines.break_in([Line("Help.")], Then.RETURN, IN_A_SILENCE, None)
    lines.break_in([Line("Time.")], Then.RETURN, Moment(Phase.SPEAKING, 1.0, 1.0), SENTENCE)
    assert said(lines) == ["Time."]
    assert not lines.take_up_cut_off()
    assert lines.take_moment() == IN_A_SILENCE
    assert lines.take_moment() is None
    assert not lines.active


def test_words_that_must_be_said_are_taken_up_after_those_that_broke_into_them():
    lines = Lines()
    lines.put([Line("Let go."), Line(wait=1.0), Line("All right.")], Then.FINISH)
    cut = lines.take_next()
    assert isinstance(cut, Line)
    lines.break_in([Line("Help.")], Then.RETURN, IN_A_SILENCE, Utterance(cut.text))
    assert lines.still_to_say("Let go.")
    assert (said(lines), lines.then) == (["Help."], Then.RETURN)
    assert lines.take_up_cut_off()
    assert (said(lines), lines.then) == (["Let go.", "", "All right."], Then.FINISH)


def test_words_that_do_not_return_give_up_what_they_broke_into():
    lines = Lines()
    lines.break_in([Line("Help.")], Then.RETURN, AT_A_QUESTION, None)
    lines.break_in([Line("Once more?")], Then.ASK_AGAIN, AT_A_QUESTION, None)
    assert lines.broke_into is None
    said(lines)
    assert not lines.take_up_cut_off()


# ---- a hold, and the way back ---------------------------------------------------------------------------------------


def hold_on(clock: PhaseClock, *, two: bool = True) -> tuple[Hold, Outbox]:
    voice, out = voice_on(clock)
    return Hold(out, clock, voice, two=two), out


def test_a_hold_upon_a_hold_keeps_what_the_first_one_broke_into_but_no_greens():
    clock = running()
    clock.advance(4.0)
    hold, out = hold_on(clock)
    hold.begin(Phase.PAUSED)
    hold.need_both()
    assert hold.both is not None
    hold.both.add("a", 4.0)
    hold.begin(Phase.YELLOW)
    assert hold.both.count == 0
    assert hold.lift() == IN_A_SILENCE
    assert out.effects == [Silence()] * 3
    assert (hold.moment, hold.both) == (None, None)


@pytest.mark.parametrize("two", [True, False])
def test_only_the_yellow_of_two_has_a_deadline(two: bool):
    clock = running()
    hold, _ = hold_on(clock, two=two)
    hold.begin(Phase.YELLOW)
    assert (clock.deadline is not None) is two
    hold.begin(Phase.PAUSED)
    assert clock.deadline is None


def test_only_the_clip_that_asks_the_other_tells_that_the_other_was_asked():
    clock = running()
    hold, _ = hold_on(clock)
    hold.begin(Phase.YELLOW)
    hold.need_both()
    assert hold.both is not None
    hold.both.add("", 0.0)
    hold.ask_other("And the other?")
    clock.advance(4.0)
    hold.clip_reported(ClipEnded(99), "And the other?")
    assert not hold.both.add("", 4.0)
    hold.clip_reported(ClipEnded(1), "And the other?")
    clock.advance(6.5)
    assert hold.both.add("", 6.5)


def test_the_way_back_is_to_where_the_plan_was_left_first():
    way = WayBack()
    way.leave(3)
    way.leave(7)
    assert way.take() == (3, None)
    assert way.to is None


def test_both_are_needed_to_go_back_into_touch_and_after_a_yellow_of_two_until_it_is_over():
    way = WayBack()
    way.begin(needs_both=False)
    way.ask(into_touch=False)
    assert way.both is None
    way.ask(into_touch=True)
    assert way.both is not None
    way.begin(needs_both=True)
    way.begin(needs_both=False)
    way.ask(into_touch=False)
    assert way.both is not None
    way.forget()
    way.ask(into_touch=False)
    assert way.both is None


# ---- the walk, the dials, the microphone, the look ahead ------------------------------------------------------------


def test_back_leads_to_the_sentence_before_and_then_no_further():
    walk = Walk(talk_only())
    for index in range(3):
        walk.begin(index)
    assert walk.step_start == 2
    assert walk.go_back() == (0, True), "the cue between them is a silence"
    walk.begin(0)
    assert walk.go_back() == (0, False)


def test_back_leads_from_a_silence_to_the_sentence_before_it():
    walk = Walk(talk_only())
    for index in range(2):
        walk.begin(index)
    assert walk.step_start == 1
    assert walk.go_back() == (0, True)


def test_a_section_has_no_way_back_to_the_one_before_it():
    walk = Walk(talk_only())
    walk.begin(0)
    walk.begin(1)
    walk.go_to(Section.ENDING)
    assert walk.go_back() == (walk.start_of(Section.ENDING), False)


def test_dials_stop_at_their_ends():
    dials = Dials()
    assert all(dials.turn_pace(-1) for _ in range(PACES.index(1.0)))
    assert not dials.turn_pace(-1)
    assert dials.pace == PACES[0]
    for _ in VOLUMES:
        dials.turn_volume(+1)
    assert dials.volume == VOLUMES[-1]


def test_a_voice_that_is_hard_to_hear_is_told_once_at_a_rest():
    warnings = Warnings(PHRASES)
    assert not warnings.faint_due()
    warnings.hearing(CautionKind.CLIPPING, 0.0)
    assert warnings.faint_due()
    assert warnings.next_at == NEVER, "nothing is broken into for it"
    assert warnings.take_faint() == [PHRASES.caution_clipping]
    warnings.hearing(None, 1.0)
    warnings.hearing(CautionKind.CLIPPING, 2.0)
    assert not warnings.faint_due()


DEAF = [kind for kind in CautionKind if kind not in (CautionKind.TOO_QUIET, CautionKind.CLIPPING)]


@pytest.mark.parametrize("kind", DEAF)
def test_a_trouble_is_told_after_its_grace_again_while_it_lasts_and_when_it_is_over(kind: CautionKind):
    warnings = Warnings(PHRASES)
    warnings.hearing(kind, 100.0)
    assert warnings.next_at == 100.0 + GRACE[kind]
    first = warnings.take(108.0)
    assert len(first) == 1
    if kind is CautionKind.OFF:
        assert warnings.next_at == NEVER, "somebody chose it"
    else:
        assert warnings.next_at == 108.0 + FIRST_AGAIN
        assert warnings.take(170.0) == [PHRASES.caution_still]
        assert warnings.next_at == 170.0 + AGAIN
        assert warnings.take(480.0) == [PHRASES.caution_still]
    warnings.hearing(None, 500.0)
    assert warnings.next_at == 500.0 + SETTLED
    assert warnings.take(502.0) == [PHRASES.hearing_back]
    assert warnings.next_at == NEVER
    warnings.hearing(kind, 600.0)
    assert warnings.take(610.0) == first, "a new trouble is told anew"


@pytest.mark.parametrize(
    ("seconds", "touch", "times"),
    [(75, False, 0), (179, True, 0), (180, False, 1), (1800, False, 1), (180, True, NEVER)],
)
def test_how_often_a_trouble_is_told_again(seconds: float, touch: bool, times: float):
    assert reminders_for(seconds, touch=touch) == times


def test_a_trouble_that_comes_back_is_not_told_more_often_than_one_that_stays():
    warnings = Warnings(PHRASES, 1)
    warnings.hearing(CautionKind.NOT_LISTENING, 0.0)
    warnings.take(3.0)
    assert warnings.take(63.0) == [PHRASES.caution_still]
    warnings.hearing(None, 100.0)
    warnings.hearing(CautionKind.NOT_LISTENING, 101.0)
    assert warnings.next_at == NEVER


def test_a_trouble_that_is_over_before_it_was_told_is_not_mentioned():
    warnings = Warnings(PHRASES)
    warnings.hearing(CautionKind.NOT_LISTENING, 0.0)
    warnings.hearing(None, 2.0)
    assert warnings.next_at == NEVER


def test_a_trouble_that_comes_and_goes_is_one_trouble():
    warnings = Warnings(PHRASES)
    warnings.hearing(CautionKind.NOT_LISTENING, 0.0)
    warnings.take(3.0)
    for at in range(10, 60, 5):
        warnings.hearing(None, at)
        assert warnings.take(at + 1.0) == []
        warnings.hearing(CautionKind.SILENT, at + 1.0)
    assert warnings.take(116.0) == [PHRASES.caution_still]


def test_a_recogniser_that_dies_again_and_again_is_told_although_it_is_well_in_between():
    warnings = Warnings(PHRASES)
    for at in (0.0, 1.5, 3.0):
        warnings.hearing(CautionKind.NOT_LISTENING, at)
        if at < 3.0:
            assert warnings.take(at + 1.0) == []
            warnings.hearing(None, at + 1.0)
    assert warnings.take(3.0) == [PHRASES.caution_not_listening]


def test_without_a_voice_there_are_no_words_and_a_voice_that_is_back_says_so():
    warnings = Warnings(PHRASES)
    warnings.hearing(CautionKind.NO_MICROPHONE, 0.0)
    warnings.voice(True, 0.0)
    assert warnings.next_at == 0.0
    assert warnings.take(0.0) == []
    assert warnings.take(2.0) == []
    warnings.voice(False, 10.0)
    assert warnings.take(12.0) == [PHRASES.voice_back]
    assert warnings.take(62.0) == [PHRASES.caution_still]


def test_looking_ahead_says_only_what_has_changed_and_all_of_it_after_a_silence():
    clock = running()
    voice, out = voice_on(clock)
    ahead = LookAhead(out, Walk(talk_only()), voice, PHRASES, Warnings(PHRASES))
    meant = Listen(frozenset({Kind.STOP}))
    ahead.look(meant)
    assert [type(each) for each in out.effects] == [Listen, Prepare]
    out.begin()
    ahead.look(meant)
    assert out.effects == []
    out.emit(Silence())
    ahead.look(meant)
    assert [type(each) for each in out.effects] == [Silence, Prepare]


def test_the_dials_begin_at_the_steps_nearest_to_what_was_chosen() -> None:
    usual = Dials()
    assert (usual.pace, usual.silence_pace, usual.volume) == (1.0, 1.0, 0.8)
    chosen = Dials(0.88, 1.4, 0.3)
    assert (chosen.pace, chosen.silence_pace) == (0.9, 1.5)
    assert chosen.volume in {0.25, 0.35}
    assert Dials(0.0, 9.0, 9.0).turn_pace(-1) is False
