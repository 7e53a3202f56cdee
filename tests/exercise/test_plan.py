"""The plan: the cues of each step, and properties of every plan."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from companion.exercise.model import Exercise
from companion.exercise.phrases import Phrases
from companion.exercise.plan import (
    SENTENCE_GAP,
    SIGN_BEFORE,
    STEP_GAP,
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Choices,
    Cue,
    Jump,
    Names,
    Plan,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    WaitCue,
    in_words,
    on_the_clock,
    planned_seconds,
    timeline,
)
from companion.exercise.planner import plan
from companion.exercise.problems import ExerciseMistakes
from companion.exercise.reading import read_exercise
from companion.exercise.speech_time import sentences
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from tests.exercise.conftest import HEAD, small

ENGLISH = load_phrases("en")
ANNA_AND_BEN = Names("Anna", "Ben", private=True)


def planned(exercise: Exercise, **choices: Any) -> Plan:
    return plan(exercise, Choices(**choices), ENGLISH)


def main(made: Plan) -> list[Cue]:
    stretch = made.sections[Section.MAIN]
    return list(made.cues[stretch.start : stretch.end])


def said(made: Plan) -> list[str]:
    return [cue.text for cue in main(made) if isinstance(cue, SayCue)]


def test_a_line_becomes_its_sentences_with_rests_between() -> None:
    first, second, third = main(planned(small("  - Look up. And down.\n  - Rest.\n")))
    assert isinstance(first, SayCue)
    assert isinstance(second, SayCue)
    assert (first.text, first.gap, first.step) == ("Look up.", SENTENCE_GAP, 1)
    assert (second.text, second.gap, second.step) == ("And down.", STEP_GAP, 1)
    assert third.step == 2


def test_a_wait_is_exactly_as_long_as_it_says() -> None:
    line, wait = main(planned(small("  - Look up.\n  - wait: 8s\n")))
    assert isinstance(line, SayCue)
    assert line.gap == 0.0
    assert wait == WaitCue(path=("steps", 1, "wait"), seconds=8.0, step=2)


def test_say_takes_pace_voice_and_caption() -> None:
    slow, quick = main(
        planned(small("  - {say: Look up., pace: slow, voice: 2, caption: Up}\n  - {say: Look., pace: quick}\n"))
    )
    assert isinstance(slow, SayCue)
    assert isinstance(quick, SayCue)
    assert (slow.pace, slow.voice, slow.caption) == (0.85, 2, "Up")
    assert (quick.pace, quick.voice, quick.caption) == (1.15, 1, "Look.")


def test_the_given_measure_is_used() -> None:
    made = plan(
        small("  - {say: Look up., pace: slow, voice: 2}\n"),
        Choices(),
        ENGLISH,
        measure=lambda text, pace, voice: 7 * pace + voice,
    )
    assert main(made)[0].seconds == pytest.approx(7 * 0.85 + 2 + STEP_GAP)


def test_breath_sound_and_recording() -> None:
    breath, bell, recording = main(
        planned(small("  - breathe: {in: 4s, out: 6s, times: 6}\n  - sound: bell\n  - play: one.ogg\n"))
    )
    assert isinstance(breath, BreatheCue)
    assert (breath.seconds, breath.hold, breath.times) == (60.0, 0.0, 6)
    assert isinstance(bell, SoundCue)
    assert (bell.name, bell.file) == ("bell", "")
    assert isinstance(recording, SoundCue)
    assert (recording.name, recording.file) == ("", "one.ogg")


def test_questions_wait_for_their_answer(whole: Exercise) -> None:
    cues = main(planned(whole))
    kinds = [type(cue) for cue in cues]
    assert {AgreeCue, CheckCue, TalkCue, RateCue} <= set(kinds)
    agree = next(cue for cue in cues if isinstance(cue, AgreeCue))
    assert agree.question == "Hands, and only hands, two turns of three minutes."
    assert [cue.name for cue in cues if isinstance(cue, RateCue)] == ["now", "before"]


def test_each_gives_both_the_same_time_to_talk() -> None:
    cues = main(planned(small("  - ask: {each: Say one thing., for: 1 min}\n", people=2), names=ANNA_AND_BEN))
    talks = [cue for cue in cues if isinstance(cue, TalkCue)]
    assert [talk.seconds for talk in talks] == [60.0, 60.0]
    assert {cue.step for cue in cues} == {1}


def test_repeat_is_unrolled_and_its_steps_count_anew() -> None:
    made = planned(small("  - repeat: {times: 3, steps: [Look up., wait: 2s]}\n"))
    assert [cue.step for cue in main(made)] == [1, 2, 3, 4, 5, 6]
    assert said(made) == ["Look up."] * 3


CHOOSE = "  - choose: {ask: Which?, Left: [Go left., wait: 2s], right: [Go right.], default: right}\n  - Done.\n"


def test_every_answer_jumps_to_what_comes_after_all_of_them() -> None:
    made = planned(small(CHOOSE))
    question = next(cue for cue in made.cues if isinstance(cue, AskChoiceCue))
    assert [option.name for option in question.options] == ["left", "right"]
    assert question.default == "right"
    starts = [made.cues[option.start] for option in question.options]
    assert [cue.text for cue in starts if isinstance(cue, SayCue)] == ["Go left.", "Go right."]
    jumps = [cue for cue in made.cues if isinstance(cue, Jump)]
    after = [made.cues[jump.to] for jump in jumps]
    assert [cue.text for cue in after if isinstance(cue, SayCue)] == ["Done.", "Done."]


def test_the_timeline_takes_the_default_answer() -> None:
    texts = [cue.text for _, cue in timeline(planned(small(CHOOSE)), Section.MAIN) if isinstance(cue, SayCue)]
    assert texts == ["Which?", "Go right.", "Done."]


def test_the_timeline_has_no_holes(whole: Exercise) -> None:
    made = planned(whole)
    line = timeline(made)
    for (at, cue), (then, _) in pairwise(line):
        assert then == pytest.approx(at + cue.seconds, abs=0.01)
    assert planned_seconds(made) == pytest.approx(line[-1][0] + line[-1][1].seconds, abs=0.01)


# ---- two people -------------------------------------------------------------------------------------------------

TURNS = (
    '  - turns: {length: turn, steps: ["{giver}, rest your hand. {receiver}, you may not.", wait: rest, "{other}?"]}\n'
)


def test_both_turns_are_equally_long_and_the_rest_leaves_room_for_what_follows() -> None:
    made = planned(small(TURNS, people=2), names=Names("Bo", "Maximiliane", private=True))
    for turn in (0, 1):
        cues = [cue for cue in main(made) if cue.turn == turn]
        assert sum(cue.seconds for cue in cues) == pytest.approx(180.0)
        first, second = (at for at, cue in enumerate(cues) if isinstance(cue, RestCue))
        assert cues[second].seconds == SIGN_BEFORE
        assert cues[first].seconds > 0


def test_a_turn_without_a_rest_gets_one_at_its_end() -> None:
    made = planned(small("  - turns: {length: 2 min, steps: [Look up.]}\n", people=2))
    for turn in (0, 1):
        cues = [cue for cue in main(made) if cue.turn == turn]
        assert isinstance(cues[-1], RestCue)
        assert sum(cue.seconds for cue in cues) == pytest.approx(120.0)


def test_names_swap_and_whoever_starts_gives_first() -> None:
    made = planned(small(TURNS, people=2), names=ANNA_AND_BEN, starts="b")
    assert [(turn.giver, turn.receiver) for turn in made.turns] == [("Ben", "Anna"), ("Anna", "Ben")]
    assert said(made)[:2] == ["Ben, rest your hand.", "Anna, you may not."]


def test_without_names_the_one_giving_is_called_by_the_key_of_whoever_gives() -> None:
    made = planned(small(TURNS, people=2))
    assert said(made)[1:3] == ["The person at F, rest your hand.", "The person at J, you may not."]
    assert said(made)[8:10] == ["The person at J, rest your hand.", "The person at F, you may not."]


@pytest.mark.parametrize(("kind", "giver"), [("touch", "The one giving"), ("talk", "The one speaking")])
def test_in_a_sound_file_the_two_first_decide_who_begins(phrases: Phrases, kind: str, giver: str) -> None:
    exercise = small(TURNS, people=2).model_copy(update={"kind": kind})
    made = plan(exercise, Choices(), phrases.without_keys())
    decide = sentences(phrases.parts_talk if kind == "talk" else phrases.parts)
    assert said(made)[: len(decide)] == list(decide)
    assert [text.startswith(giver) for text in said(made)].count(True) == 2
    named = plan(exercise, Choices(names=ANNA_AND_BEN), phrases.without_keys())
    assert not set(decide) & set(said(named))


def test_where_no_agreement_says_so_two_people_without_names_hear_whose_key_is_whose(phrases: Phrases) -> None:
    """A color was asked of "the person at F" of two who had heard of no F."""
    exercise = small("  - Look around.\n  - check: How is this?\n", people=2)
    keys = list(sentences(phrases.whose_keys))
    asked = ["How is this?", "The person at F?", "And the person at J?"]
    assert said(plan(exercise, Choices(), phrases)) == ["Look around.", *keys, *asked]
    assert said(plan(exercise, Choices(names=ANNA_AND_BEN), phrases))[0] == "Look around."
    assert said(plan(exercise.model_copy(update={"steps": exercise.steps[:1]}), Choices(), phrases)) == ["Look around."]
    in_a_file = said(plan(exercise, Choices(), phrases.without_keys()))
    assert in_a_file == ["Look around.", "How is this?", "One of you first.", "Thank you.", "Now your partner."]


def test_whose_key_is_whose_is_told_before_any_sentence_calls_them_by_it_and_in_each_answer(phrases: Phrases) -> None:
    """They heard "the person at F, find something in this room", and only later of an F."""
    keys = list(sentences(phrases.whose_keys))
    exercise = small('  - Look around.\n  - "{a}, say one thing."\n', people=2)
    assert said(plan(exercise, Choices(), phrases)) == ["Look around.", *keys, "The person at F, say one thing."]
    assert not set(keys) & set(said(plan(exercise, Choices(names=ANNA_AND_BEN), phrases)))
    two_answers = '  - choose: {ask: "Short or long?", short: ["{a}, begin."], long: ["{b}, begin."], default: short}\n'
    asked = small(two_answers + '  - "{a}, now rest."\n', people=2)
    assert [text for text in said(plan(asked, Choices(), phrases)) if text in keys] == keys * 2


LONG_OR_SHORT = """\
  - choose:
      ask: Long or short?
      long:
        - check: How is it?
      short:
        - %s
      default: long
  - "{a}, look."
"""


@pytest.mark.parametrize(
    "steps",
    [
        '  - "{a}, look around."\n',
        '  - ask: {say: "{b}, how is it?", for: 5s}\n',
        LONG_OR_SHORT % "Okay.",
        LONG_OR_SHORT % '"{b}, go."',
    ],
)
def test_on_every_path_they_hear_it_before_the_first_sentence_that_calls_one_of_them(
    steps: str, phrases: Phrases
) -> None:
    exercise, telling = small(steps, people=2), set(sentences(phrases.whose_keys))
    made = plan(exercise, Choices(), phrases)
    assert telling <= set(said(made))
    assert called_untold(made, phrases) == set()
    assert not telling & set(said(plan(exercise, Choices(names=ANNA_AND_BEN), phrases)))


def test_so_it_is_in_every_exercise_for_two() -> None:
    shelf = Shelf()
    for entry in shelf.entries():
        if entry.people == 2:
            found = shelf.find(entry.id)
            phrases = load_phrases(found.exercise.language)
            made = plan(found.exercise, Choices(), phrases, includes=found.includes)
            assert called_untold(made, phrases) == set(), entry.id


def called_untold(made: Plan, phrases: Phrases) -> set[str]:
    """Walks every path through the main part, and returns the sentences that call somebody by a key not told of yet."""
    by_key = (phrases.person_f.casefold(), phrases.person_j.casefold())
    telling = {
        text for told in (phrases.whose_keys, phrases.agree_how_unnamed) for text in sentences(told) if "F" in text
    }
    stretch = made.sections[Section.MAIN]
    found, seen, left = set[str](), set[tuple[int, bool]](), [(stretch.start, False)]
    while left:
        at, told = left.pop()
        if (at, told) in seen or at >= stretch.end:
            continue
        seen.add((at, told))
        cue = made.cues[at]
        if isinstance(cue, SayCue):
            if not told and any(words in cue.text.casefold() for words in by_key):
                found.add(cue.text)
            told = told or cue.text in telling
        if isinstance(cue, Jump):
            left.append((cue.to, told))
        elif isinstance(cue, AskChoiceCue):
            left += [(option.start, told) for option in cue.options]
        else:
            left.append((at + 1, told))
    return found


def test_two_people_are_told_who_of_them_answers_first(phrases: Phrases) -> None:
    """They were asked "How are you tonight?", and both or neither began."""
    exercise = small('  - ask: {each: "How are you?", for: 20s}\n', people=2)
    asked = ["How are you?", "Ben first.", "Thank you.", "Now Anna."]
    assert said(plan(exercise, Choices(names=ANNA_AND_BEN, starts="b"), phrases)) == asked
    by_key = ["How are you?", "The person at F first.", "Thank you.", "Now the person at J."]
    assert said(plan(exercise, Choices(), phrases))[1:] == by_key
    in_a_file = ["How are you?", "One of you first.", "Thank you.", "Now your partner."]
    assert said(plan(exercise, Choices(), phrases.without_keys())) == in_a_file


def test_of_these_only_the_sentence_with_a_name_is_private() -> None:
    made = planned(small('  - "{a}, look up. It is a good evening."\n', people=2), names=ANNA_AND_BEN)
    assert [(cue.text, cue.private) for cue in main(made) if isinstance(cue, SayCue)] == [
        ("Anna, look up.", True),
        ("It is a good evening.", False),
    ]


QUESTION = """
  - Before it.
  - choose:
      ask: Never, or sometimes?
      never: [Okay.]
      sometimes:
        - Thank you for telling me.
        - choose:
            ask: Is it still going on?
            "yes": [It needs to end first.]
            "no": [Good.]
            default: "no"
      default: never
  - After it.
"""


def test_what_is_heard_only_after_an_answer_is_private() -> None:
    """The kept sound of such a sentence would tell what was answered."""
    made = planned(small(QUESTION))
    private = {cue.text for cue in main(made) if isinstance(cue, SayCue) and cue.private}
    assert private == {"Okay.", "Thank you for telling me.", "Is it still going on?", "It needs to end first.", "Good."}
    assert {"Before it.", "Never, or sometimes?", "After it."} <= set(said(made))


def test_a_whole_exercise_about_safety_is_private() -> None:
    """The kept sound of its sentences would tell that somebody asked whether touch is safe."""
    about_safety = small(QUESTION).model_copy(update={"kind": "readiness", "id": "safe"})
    assert all(cue.private for cue in planned(about_safety).cues if isinstance(cue, SayCue))
    around = small("  - First.\n  - include: safe\n  - Last.\n")
    made = plan(around, Choices(), ENGLISH, includes={"safe": about_safety})
    public = [cue.text for cue in main(made) if isinstance(cue, SayCue) and not cue.private]
    assert public == ["First.", "Last."]


def test_a_name_with_braces_or_a_full_stop_is_only_a_name() -> None:
    made = planned(small('  - "{a}, look at {b}."\n', people=2), names=Names("{b}", "J. R. Lee", private=True))
    assert said(made) == ["{b}, look at J. R. Lee."]


@pytest.mark.parametrize(("chosen", "seconds"), [(None, 180), (120.0, 120), (1.0, 60), (9999.0, 600)])
def test_a_chosen_length_stays_within_its_bounds(chosen: float | None, seconds: float) -> None:
    made = planned(small("  - wait: turn\n"), lengths={} if chosen is None else {"turn": chosen})
    assert main(made)[0].seconds == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "one second"),
        (60, "one minute"),
        (90, "one minute and thirty seconds"),
        (180, "three minutes"),
        (3600, "one hour"),
        (5400, "one hour and thirty minutes"),
        (2700, "forty-five minutes"),
        (0, "zero seconds"),
    ],
)
def test_lengths_are_said_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds, ENGLISH) == words


# ---- sections, includes -----------------------------------------------------------------------------------------


def test_the_programs_own_words_stand_in_for_what_the_author_left_out() -> None:
    one, two = planned(small("  - Look.\n")), planned(small("  - Look.\n", people=2))
    of_two = (*ENGLISH.wind_down_two, *ENGLISH.settle_two)
    for made, wind_down in ((one, ENGLISH.wind_down_one), (two, of_two)):
        for section, lines in (
            (Section.ENDING, ENGLISH.ending),
            (Section.SOMETHING_ELSE, ENGLISH.something_else),
            (Section.WIND_DOWN, wind_down),
        ):
            cues = [cue for _, cue in timeline(made, section)]
            assert sum(isinstance(cue, WaitCue) for cue in cues) == sum(bool(line.wait) for line in lines)
            heard = " ".join(cue.text for cue in cues if isinstance(cue, SayCue))
            assert heard == " ".join(line.text for line in lines if line.text)


def test_an_include_brings_its_steps_and_its_own_lengths() -> None:
    inner = read_exercise(
        HEAD.format(people=1).replace("id: test", "id: inner").replace("3 min", "2 min") + "steps:\n  - wait: turn\n",
        "inner",
    )
    made = plan(small("  - include: inner\n  - wait: turn\n"), Choices(), ENGLISH, includes={"inner": inner})
    assert [cue.seconds for cue in main(made)] == [120.0, 180.0]


def test_an_include_that_is_not_there_or_includes_itself_adds_nothing() -> None:
    lost = small("  - include: nowhere\n  - Look.\n")
    assert said(planned(lost)) == ["Look."]
    loop = small("  - include: test\n  - Look.\n")
    assert said(plan(loop, Choices(), ENGLISH, includes={"test": loop})) == ["Look."]


# ---- what is true of every plan ---------------------------------------------------------------------------------

TEXTS = st.sampled_from(["Look up.", "Look up. And down. Dr. May is 3.5.", "{turn}.", "{a} and {b}.", "Why?"])
SPANS = st.sampled_from(["1s", "20s", "1 min 30s", "turn"])
SIMPLE: st.SearchStrategy[Any] = st.one_of(
    TEXTS,
    st.builds(lambda span: {"wait": span}, SPANS),
    st.just({"breathe": {"in": "4s", "hold": "1s", "out": "6s", "times": 3}}),
    st.builds(lambda text: {"check": text}, TEXTS),
    st.builds(lambda text: {"agree": text}, TEXTS),
    st.builds(lambda text: {"rate": text}, TEXTS),
    st.builds(lambda text, span: {"ask": {"each": text, "for": span}}, TEXTS, SPANS),
    st.just({"sound": "bell"}),
    st.just({"include": "missing"}),
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    steps = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner,
        st.builds(lambda times, some: {"repeat": {"times": times, "steps": some}}, st.integers(1, 3), steps),
        st.builds(
            lambda text, some, others: {"choose": {"ask": text, "yes": some, "no": others, "default": "no"}},
            TEXTS,
            steps,
            st.lists(inner, max_size=2),
        ),
    )


INSIDE = st.recursive(SIMPLE, nested, max_leaves=6)
TURN = st.builds(
    lambda span, before, rest, after: {"turns": {"length": span, "steps": [*before, *rest, *after]}},
    SPANS,
    st.lists(INSIDE, min_size=1, max_size=3),
    st.sampled_from([[], [{"wait": "rest"}]]),
    st.lists(INSIDE, max_size=2),
)
EXERCISES = st.lists(st.one_of(INSIDE, TURN), min_size=1, max_size=5)


@settings(max_examples=150)
@given(EXERCISES, st.sampled_from("ab"), st.floats(0, 1000), st.booleans())
def test_every_plan_is_sound(steps: list[Any], starts: str, turn: float, ending: bool) -> None:
    text = HEAD.format(people=2) + f"steps: {json.dumps(steps)}\n" + ("ending: [Done.]\n" if ending else "")
    try:
        exercise = read_exercise(text, "any")
    except ExerciseMistakes as error:
        # Repeats in repeats may come to more than four hours; nothing else here can be a mistake.
        assume("With all repeats" not in str(error))
        raise
    made = planned(exercise, starts=starts, lengths={"turn": turn}, names=ANNA_AND_BEN)
    # Sections follow each other without a hole and cover the whole list.
    at = 0
    agrees = any(isinstance(cue, AgreeCue) for cue in made.cues)
    assert [*made.sections] == [section for section in Section if section is not Section.BREAK][: 5 if agrees else 4]
    for stretch in made.sections.values():
        assert stretch.start == at
        at = stretch.end
    assert at == len(made.cues)
    assert [cue.step for cue in made.cues] == sorted(cue.step for cue in made.cues)
    for index, cue in enumerate(made.cues):
        assert cue.seconds >= 0
        end = made.sections[made.section_of(index)].end
        if isinstance(cue, Jump):
            assert index < cue.to <= end
        if isinstance(cue, AskChoiceCue):
            assert cue.default in [option.name for option in cue.options]
            assert all(index < option.start < end for option in cue.options)
        if isinstance(cue, SayCue):
            assert cue.text
            assert "{" not in cue.text
    _check_turns(made)
    assert planned_seconds(made) == pytest.approx(sum(cue.seconds for _, cue in timeline(made)), abs=0.01)
    assert made == planned(exercise, starts=starts, lengths={"turn": turn}, names=ANNA_AND_BEN)


def _check_turns(made: Plan) -> None:
    spent = [0.0] * len(made.turns)
    needed = [0.0] * len(made.turns)
    rests = [0] * len(made.turns)
    for _, cue in timeline(made):
        if cue.turn is not None:
            spent[cue.turn] += on_the_clock(cue)
            needed[cue.turn] += 0.0 if isinstance(cue, RestCue) else on_the_clock(cue)
            rests[cue.turn] += isinstance(cue, RestCue)
    for number, turn in enumerate(made.turns):
        assert rests[number] in (1, 2)  # two where a sign stands before the end
        # A turn has its length exactly, or what its steps need where that is more.
        assert spent[number] == pytest.approx(max(turn.seconds, needed[number]))


def test_a_plan_in_another_language_uses_its_phrases(phrases: Phrases) -> None:
    from dataclasses import replace

    french = replace(phrases, minutes_many="{n} minutes, en français", numbers=())
    made = plan(small('  - "{turn}"\n'), Choices(), french)
    assert said(made) == ["3 minutes, en français"]


def test_without_names_people_who_talk_speak_and_listen(phrases: Phrases) -> None:
    line = "{giver}, this is your time. {receiver}, you only listen."
    steps = f'  - turns: {{length: turn, steps: ["{line}", wait: rest]}}\n'
    giving = small(steps, people=2)
    phrases = phrases.without_keys()
    made = plan(giving.model_copy(update={"kind": "talk"}), Choices(), phrases)
    said = [cue.text for cue in made.cues if isinstance(cue, SayCue) and cue.turn is not None]
    sign = phrases.sign_talk
    assert said == ["The one speaking, this is your time.", "The one listening, you only listen.", sign] * 2
    assert {(turn.giver, turn.receiver) for turn in made.turns} == {("the one speaking", "the one listening")}
    assert plan(giving, Choices(), phrases).turns[0].giver == "the one giving"
