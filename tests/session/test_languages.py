"""Each sentence of a session has its language: the author's, or English where the program's own words aren't
translated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.exercise.phrases import texts_of
from companion.exercise.plan import Choices, Plan, SayCue, Section
from companion.exercise.planner import plan
from companion.exercise.reading import read
from companion.phrases import load_phrases
from companion.session.effects import Prepare
from companion.session.engine import Engine
from companion.session.events import Begin
from companion.session.parts.languages import languages_of
from companion.session.parts.phase_clock import Timing

SPANISH = """\
format: 1
id: respirar
title: Respirar
summary: Una prueba.
language: {language}
people: 1
kind: settle
author: Test
license: CC0-1.0
steps:
  - Siente los pies.
  - wait: 5s
  - choose:
      ask: ¿Ojos abiertos o cerrados?
      abiertos: [Mira una lámpara.]
      cerrados: [Escucha.]
      default: abiertos
"""


def planned(language: str) -> Plan:
    exercise = read(SPANISH.format(language=language).encode(), "respirar.yaml").exercise
    return plan(exercise, Choices(), load_phrases(language))


def said_in(made: Plan, section: Section) -> dict[str, str]:
    stretch = made.sections[section]
    cues = made.cues[stretch.start : stretch.end]
    return {cue.text: cue.language for cue in cues if isinstance(cue, SayCue)}


def test_what_the_author_wrote_is_in_their_language_and_the_rest_in_english() -> None:
    made = planned("es")
    main = said_in(made, Section.MAIN)
    assert main == dict.fromkeys(
        ["Siente los pies.", "¿Ojos abiertos o cerrados?", "Mira una lámpara.", "Escucha."], "es"
    )
    for section in (Section.ENDING, Section.WIND_DOWN, Section.SOMETHING_ELSE):
        assert set(said_in(made, section).values()) == {"en"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_where_the_words_are_translated_all_is_in_one_language(language: str) -> None:
    made = planned(language)
    assert {cue.language for cue in made.cues if isinstance(cue, SayCue)} == {language}
    assert languages_of(made, load_phrases(language))("Anything.") == language


def test_a_question_that_is_asked_again_keeps_its_language() -> None:
    phrases = load_phrases("es")
    language_of = languages_of(planned("es"), phrases)
    assert language_of("¿Ojos abiertos o cerrados?") == "es"
    assert language_of(phrases.unanswered) == "en"
    assert language_of(phrases.time_left.format(minutes="two minutes")) == "en"


def test_every_sentence_that_is_prepared_says_its_language() -> None:
    made = planned("es")
    effects = Engine(made, load_phrases("es"), timing=Timing()).handle(Begin(), 0.0)
    prepared = [each for effect in effects if isinstance(effect, Prepare) for each in effect.utterances]
    authors = said_in(made, Section.MAIN)
    assert {each.language for each in prepared} == {"es", "en"}
    assert all(each.language == authors.get(each.text, "en") for each in prepared)


def test_the_texts_of_the_phrases_are_all_that_is_said() -> None:
    phrases = load_phrases()
    assert phrases.unanswered in texts_of(phrases)
    assert phrases.wind_down_one[0].text in texts_of(phrases)
    assert phrases.language not in texts_of(phrases)
    assert texts_of(replace(phrases, unanswered="Other.")) ^ texts_of(phrases) == {"Other.", phrases.unanswered}
