"""The words of the shipped exercises and of the program are spoken as they are written.

Negations, words that voices misread, and the rest after a letter to press are the exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from companion import resources
from companion.exercise.reading import read_exercise
from companion.exercise.steps import step_lists, texts, within
from companion.speech.normalise import normalise
from companion.speech.normalise.languages import LANGUAGES
from companion.speech.normalise.letter_keys import letter_key_rewrites
from companion.speech.normalise.misread import misread_rewrites
from companion.speech.normalise.negations import negation_rewrites
from companion.speech.normalise.rewriting import rewritten, traced
from tests.shipped import EXERCISES

_SET_APART = re.compile(r" (?=[?!:;])")
"""The spaces that French sets before these signs; no voice needs them."""
PHRASES = {path.stem: path for path in (Path(resources.__file__).parent / "phrases").glob("??.yaml")}


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_a_shipped_exercise_has_nothing_to_be_put_into_words(path: Path) -> None:
    exercise = read_exercise(path.read_bytes(), path.name)
    for name, steps in step_lists(exercise):
        for at, step in within(steps, (name,)):
            for _, text in texts(step, at):
                spoken = _SET_APART.sub("", text) if exercise.language == "fr" else text
                assert normalise(text, exercise.language).text == as_voices_need_it(spoken, exercise.language)


@pytest.mark.parametrize("language", PHRASES)
def test_no_letter_of_the_phrases_is_changed(language: str) -> None:
    found = list(_texts(yaml.safe_load(PHRASES[language].read_text(encoding="utf-8"))))
    assert len(found) > 50
    for text in found:
        assert _letters(normalise(text, language).text) == _letters(as_voices_need_it(text, language))


def as_voices_need_it(text: str, language: str) -> str:
    """Returns the text with the negations in full that voices swallow, with the words spelled that voices misread, with
    a rest after a letter to press, and with nothing else changed."""
    table = LANGUAGES[language]
    rewrites = [*negation_rewrites(table), *misread_rewrites(table), *letter_key_rewrites(table)]
    return rewritten(traced(text), rewrites).text


def _texts(value: object) -> Iterator[str]:
    """Yields the texts of a file, without the lengths of waits."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str) and not any(map(str.isdigit, value)):
        yield value


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())
