"""Before a talk of two: is now a good time? And after a no, another time if both want one, and something good to do."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from companion.exercise.plan import AgreeCue, AskChoiceCue, Choices, Plan, SayCue, Section, TalkCue
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.session.commands import Kind
from companion.session.effects import Outcome
from companion.session.engine import Engine
from companion.session.parts.phase_clock import Timing
from tests.session.driver import Driver
from tests.session.for_two import NAMES, TALK

ENGLISH = load_phrases("en")
SHELF = Shelf()
FOR_TWO = [entry.id for entry in SHELF.entries() if entry.people == 2]
TALKS = [entry.id for entry in SHELF.entries() if entry.people == 2 and entry.kind == "talk"]
OWN_WORDS = {
    "after-a-fight": ("not yet", 20),
    "overwhelmed-safety-today": ("later", 20),
    "owning-harm": ("another day", 10),
    "telling-of-a-slip": ("another time", 10),
    "when-pain-comes-back": ("space", 20),
}
"""Talks that ask in words of their own: the answer that is a no, and the seconds of what comes of it at least."""


def planned(text: str) -> Plan:
    return plan(read_exercise(text, "test"), Choices(names=NAMES), ENGLISH)


def shipped(exercise_id: str) -> Plan:
    found = SHELF.find(exercise_id)
    return plan(found.exercise, Choices(names=NAMES), ENGLISH, includes=found.includes)


def driver_of(made: Plan) -> Driver:
    driver = Driver(made)
    driver.engine = Engine(made, ENGLISH, timing=Timing())
    return driver


@pytest.mark.parametrize("exercise_id", [*TALKS, "being-met"])
def test_every_talk_of_two_asks_first_and_a_no_is_a_real_way_out(exercise_id: str):
    made = shipped(exercise_id)
    first = next(cue for cue in made.cues if isinstance(cue, AgreeCue | AskChoiceCue | TalkCue) or cue.turn is not None)
    if exercise_id not in OWN_WORDS:
        assert isinstance(first, AgreeCue)
        assert "good time" in first.question
        return
    assert isinstance(first, AskChoiceCue)
    answer, seconds = OWN_WORDS[exercise_id]
    option = next(option for option in first.options if option.name == answer)
    way = made.cues[option.start : made.sections[Section.MAIN].end]
    assert isinstance(way[0], SayCue)
    assert way[0].text.startswith("Okay.")
    assert sum(cue.seconds for cue in way) >= seconds


def test_a_no_to_hearing_an_apology_is_not_put_off():
    made = shipped("owning-harm")
    asked = next(cue for cue in made.cues if isinstance(cue, AskChoiceCue))
    refused = next(option for option in asked.options if option.name == "no")
    said = [cue.text for cue in made.cues[refused.start :] if isinstance(cue, SayCue)][:3]
    assert said[0].startswith("Okay.")
    assert not any("day" in text for text in said), "a no is taken as a no, not as another day"


ABOUT_HEALTH = re.compile(
    r"is my health (at risk|or my safety at risk|or safety at risk)|about health or danger, you can ask it now", re.I
)
EITHER_CAN_SAY = "Either of you can say, I'd like a therapist there for that."
"""An answer that either can give to any question: it means nothing about fear, so the one who is afraid can use it."""
WHATEVER_THE_ANSWER_IS = (
    "If you don't know, say so. Whatever you hear, you can get tested for infections. "
    "You can say no to sex at any time."
)
"""Sentences for tonight, if the answer is put off. They say nothing about who is afraid."""
FEAR = re.compile(r"\b(afraid|scared|danger|safe|violen\w+|hit|physically hurt|anyone hurt)\b", re.I)
TO_BE_SAID = re.compile(
    r"\b(answer|it's safe to say(?=,)|say it here|say (?:honestly )?(?:if|when|whether)|say what you promised"
    r"|leave that out|when your partner asks)\b",
    re.I,
)


def said_in(made: Plan) -> list[str]:
    """Every text that both hear, questions included, in order."""
    return [text for cue in made.cues if (text := getattr(cue, "text", "") or getattr(cue, "question", ""))]


def sentences_of(made: Plan) -> list[str]:
    return [sentence for text in said_in(made) for sentence in re.split(r"(?<=[.?!]) ", text)]


@pytest.mark.parametrize("exercise_id", TALKS)
def test_a_talk_excuses_no_silence_exposes_no_one_and_offers_a_test_whatever_the_answer_is(exercise_id: str):
    texts = [cue.text for cue in shipped(exercise_id).cues if isinstance(cue, SayCue)]
    said = " ".join(texts)
    assert not re.search(r"leave (it|them) out for now", said), "reads as leave to keep silent about a risk"
    if asked := ABOUT_HEALTH.search(said):
        before, after = said[: asked.start()], said[asked.end() :]
        assert EITHER_CAN_SAY in after, "an answer for everybody, that says nothing about fear"
        assert after.index(EITHER_CAN_SAY) < 130, "it comes at once after the question, or after the three of them"
        assert WHATEVER_THE_ANSWER_IS in after
        assert re.search(r"please don't (?:do this one together|go on with this one)\.", before), "the way out for fear"
        assert re.search(r"When you're alone, press C", before)
    for text, after in pairwise([*texts, ""]):
        if "partner doesn't know" in text or "its own talk" in text:
            assert "end session" not in text + after, "who says these words beside the partner has confessed"


@pytest.mark.parametrize("exercise_id", FOR_TWO)
def test_no_silence_means_i_am_afraid_of_you(exercise_id: str):
    """Both hear every word. If only fear excused from an answer, no answer would tell the partner of that fear."""
    assert "don't answer here" not in " ".join(said_in(shipped(exercise_id))), "an order to be silent is heard by both"
    for sentence in sentences_of(shipped(exercise_id)):
        assert not (FEAR.search(sentence) and TO_BE_SAID.search(sentence)), sentence


@pytest.mark.parametrize("exercise_id", TALKS)
def test_an_answer_for_everybody_or_safety_comes_before_any_order_to_answer_or_to_tell(exercise_id: str):
    said = " ".join(said_in(shipped(exercise_id)))
    for order in re.finditer(r"answer (?:\w+ ){0,2}truthfully", said):
        assert said[: order.start()].endswith(f"{EITHER_CAN_SAY} Otherwise, please ")
    for named in re.finditer("Telling my partner something hard", said):
        shortly_before = ".".join(said[: named.start()].split(".")[-4:])
        assert re.search(r"\bsafe\b", shortly_before), "who isn't safe is sent to no confession"


def test_the_one_who_is_asked_about_a_risk_has_an_answer_that_tells_nothing():
    made = shipped("telling-of-a-slip")
    asked = next(cue for cue in made.cues if isinstance(cue, TalkCue) and "is there a risk?" in cue.question)
    assert asked.question.endswith("I'd like a therapist there for that.")
    assert EITHER_CAN_SAY in " ".join(said_in(made)[: said_in(made).index(asked.question)])


def test_nothing_is_told_about_a_risk_to_somebody_who_does_not_answer():
    made = shipped("telling-of-a-slip")
    asked = next(cue for cue in made.cues if isinstance(cue, AskChoiceCue) and "health risk" in cue.question)
    assert asked.default == "not today"
    not_today = next(option for option in asked.options if option.name == "not today")
    said = [cue.text for cue in made.cues[not_today.start :] if isinstance(cue, SayCue)]
    assert "please don't say it now" in " ".join(said[:3])
    assert any("go to a clinic today" in text for text in said), "medicine that has to start soon needs no confession"


def test_the_talks_about_risks_are_among_them():
    asking = [
        name for name in TALKS if any(ABOUT_HEALTH.search(getattr(cue, "text", "")) for cue in shipped(name).cues)
    ]
    assert {"after-a-fight", "fanos", "ground-rules-for-hard-questions", "owning-harm", "week-of-us"} <= set(asking)


def test_a_talk_that_does_not_ask_is_asked_before_anything_else():
    made = planned(TALK)
    first = made.cues[0]
    assert isinstance(first, SayCue)
    assert first.text == ENGLISH.good_time
    assert sum(isinstance(cue, AgreeCue) for cue in made.cues) == 2


@pytest.mark.parametrize(
    "own",
    ["  - agree: Do you have time?\n", "  - choose: {ask: Now?, now: [Good.], later: [Later then.], default: later}\n"],
)
def test_a_talk_that_asks_in_its_own_words_is_not_asked_twice(own: str):
    made = planned(TALK.replace("steps:\n", f"steps:\n{own}", 1))
    assert ENGLISH.good_time not in [cue.text for cue in made.cues if isinstance(cue, SayCue)]


@pytest.mark.parametrize(
    "exercise_id", ["fanos", "speaker-listener", "closeness-now", "naming-our-pattern", "being-met"]
)
@pytest.mark.parametrize("early", [False, True])
def test_a_no_leads_to_no_second_push_and_to_something_good_to_do(exercise_id: str, early: bool):
    driver = driver_of(shipped(exercise_id))
    driver.begin()
    while (question := driver.engine.view(driver.now).question) is None or (driver.asked is None and not early):
        driver.step()
    assert question.kind == "agree"
    before = len(driver.effects)
    driver.give(Kind.ANSWER, "no")
    while driver.asked is None:
        driver.step()
    asked = driver.asked
    assert (asked.kind, "leave it open" in asked.text, "today" in asked.text) == ("talk", True, False)
    driver.give(Kind.ANSWER, "ready")
    driver.run_to_end()
    said = " ".join(driver.said(before))
    assert said.startswith("Okay, not now. Thank you for saying so.")
    assert said.endswith(ENGLISH.not_now[-1].text)
    assert "Make some tea" in said
    assert driver.engine.view(driver.now).outcome is Outcome.DECLINED


def test_nobody_answers_and_nobody_is_thanked_for_a_no():
    driver = driver_of(planned(TALK))
    driver.begin()
    driver.run_to_end()
    assert ENGLISH.not_now_said.split(". ")[0] + "." not in driver.said()
    assert driver.engine.view(driver.now).outcome is Outcome.ENDED
    assert not any("speaks" in words for words in driver.said())
