"""The exercise that follows by itself when touch is broken off."""

from __future__ import annotations

import pytest

from companion.app.aftercare import AFTER_A_STOP, COMING_UP, aftercare_for
from companion.errors import CompanionError
from companion.exercise.model import Exercise
from companion.exercise.plan import AskChoiceCue, Choices, Plan, SayCue, Section, timeline
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.session.commands import Kind
from companion.session.effects import Outcome
from tests.session.driver import Driver
from tests.session.for_two import at_the_agreement, both_say_yes


def find(exercise_id: str) -> Exercise:
    return Shelf().find(exercise_id).exercise


def test_after_touch_there_is_settling_and_space_and_the_hands_are_told_first() -> None:
    exercise = find("hand-and-forearm")
    care = aftercare_for(exercise, find)
    assert care is not None
    made = plan(exercise, Choices(), load_phrases("en"), aftercare=care)
    for section, last in ((Section.WIND_DOWN, find(AFTER_A_STOP)), (Section.SPACE, find(COMING_UP))):
        cues = [cue for _, cue in timeline(made, section)]
        assert not any(cue.touching for cue in cues)
        said = [cue.text for cue in cues if isinstance(cue, SayCue)]
        assert said[0] == "Hands away."
        assert str(last.ending[-1]).endswith(said[-1])
    wind_down = made.sections[Section.WIND_DOWN]
    assert not any(isinstance(cue, AskChoiceCue) for cue in made.cues[wind_down.start : wind_down.end])


def test_without_touch_there_is_none() -> None:
    assert aftercare_for(find("fanos"), find) is None


def test_a_missing_exercise_or_one_in_another_language_leaves_the_programs_own_words() -> None:
    touch = find("hand-and-forearm")

    def missing(exercise_id: str) -> Exercise:
        raise CompanionError("not there")

    french = touch.model_copy(update={"language": "fr"})
    for care in (aftercare_for(touch, missing), aftercare_for(french, find)):
        assert care is not None
        assert (care.stopped, care.coming_up) == (None, None)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_the_exercise_the_words_after_a_stop_in_touch_are_whole(language: str) -> None:
    phrases = load_phrases(language)
    made = plan(find("hand-and-forearm"), Choices(), phrases)
    said = " ".join(cue.text for _, cue in timeline(made, Section.WIND_DOWN) if isinstance(cue, SayCue))
    assert said == " ".join(line.text for line in (*phrases.wind_down_touch, *phrases.settle_two) if line.text)


def cared_for(id: str, language: str = "en") -> Plan:
    exercise = find(id)
    return plan(exercise, Choices(), load_phrases(language), aftercare=aftercare_for(exercise, find))


OF_TOUCH = ("hand", "let go", "injur", "touch", "went on", "respected")


@pytest.mark.parametrize("id", ["holding-hands", "kiss-and-cuddle", "long-hug"])
@pytest.mark.parametrize("kind", [Kind.STOP, Kind.COMING_UP])
def test_before_any_touch_the_words_after_a_stop_speak_of_none(id: str, kind: Kind) -> None:
    for driver in (Driver(cared_for(id)), at_the_agreement(cared_for(id)) if id != "kiss-and-cuddle" else None):
        if driver is None:
            continue
        if not driver.effects:
            driver.begin()
            driver.run_for(5.0)
        before = len(driver.effects)
        driver.give(kind)
        driver.run_to_end()
        said = driver.said(before)
        assert said
        of_touch = OF_TOUCH if kind is Kind.STOP else ("Hands away.",)
        assert not [words for words in said for each in of_touch if each in words.casefold() or each == words]
        assert driver.engine.view(driver.now).outcome is Outcome.STOPPED


def test_once_touch_may_have_begun_hands_are_told_first_even_at_the_end() -> None:
    driver = at_the_agreement(cared_for("holding-hands"))
    both_say_yes(driver)
    driver.run_for(1.0)
    driver.give(Kind.STOP)
    assert driver.said()[-1] == "Hands away."
    late = at_the_agreement(cared_for("holding-hands"))
    both_say_yes(late)
    late.run_for(1.0)
    late.give(Kind.END)
    late.run_for(60.0)
    late.give(Kind.STOP)
    assert late.finished or "Hands away." in late.said()
