"""The exercise that follows by itself when touch is broken off."""

from __future__ import annotations

import pytest

from companion.app.aftercare import AFTER_A_STOP, COMING_UP, aftercare_for
from companion.errors import CompanionError
from companion.exercise.model import Exercise
from companion.exercise.plan import AskChoiceCue, Choices, SayCue, Section
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases


def find(exercise_id: str) -> Exercise:
    return Shelf().find(exercise_id).exercise


def test_after_touch_there_is_settling_and_space_and_the_hands_are_told_first() -> None:
    exercise = find("hand-and-forearm")
    care = aftercare_for(exercise, find)
    assert care is not None
    made = plan(exercise, Choices(), load_phrases("en"), aftercare=care)
    for section, last in ((Section.WIND_DOWN, find(AFTER_A_STOP)), (Section.SPACE, find(COMING_UP))):
        stretch = made.sections[section]
        cues = made.cues[stretch.start : stretch.end]
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
    stretch = made.sections[Section.WIND_DOWN]
    said = " ".join(cue.text for cue in made.cues[stretch.start : stretch.end] if isinstance(cue, SayCue))
    assert said == " ".join(line.text for line in (*phrases.wind_down_touch, *phrases.settle_two) if line.text)
