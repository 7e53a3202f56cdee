"""The rules for an understood sentence in a transcript; the recogniser itself is not needed for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.transcripts import LEXICON, content_words, files_of, missing, spoken
from companion.hearing.words.decoys import load_lexicon


def lacking(said: str, transcript: str) -> tuple[str, ...]:
    return missing(said, transcript, load_lexicon(LEXICON))


def test_function_words_do_not_count() -> None:
    assert content_words("Feel the floor, and notice your feet.") == ["feel", "floor", "notice", "feet"]


@pytest.mark.parametrize(
    ("said", "transcript"),
    [
        ("Breathe in for four seconds.", "Breathe in for 4 seconds."),
        ("A cup of tea by the sea.", "a cup of tea by the see"),
        ("Use a notebook.", "Use a note book."),
        ("If you’d like, don’t move.", "If you'd like don't move"),
        ("Look at the floor.", "Look on the floor."),
        ("It is not an order.", "It isn't an order."),
    ],
)
def test_what_sounds_the_same_is_the_same(said: str, transcript: str) -> None:
    assert lacking(said, transcript) == ()


def test_a_content_word_that_was_heard_otherwise_is_named() -> None:
    assert lacking("Tap softly, left and right.", "Tab softly, left and right.") == ("tap",)
    assert lacking("Press firmly. Press softly.", "Press firmly.") == ("press", "softly")


def test_a_negation_that_is_lost_is_named() -> None:
    assert lacking("It is not an order.", "It is an order.") == ("not",)
    assert lacking("You can’t get it wrong.", "You can get it wrong.") == ("can't",)


def test_each_sentence_is_said_once_and_names_its_exercise(tmp_path: Path) -> None:
    exercise = """\
format: 1
id: {id}
title: A test
summary: A test.
language: en
people: 1
kind: settle
cautions: [None.]
sources: [None.]
author: A
license: CC0-1.0
steps: [Look up., Look up., Look down.]
ending: [Done.]
"""
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(exercise.format(id=name), encoding="utf-8")
    (tmp_path / "pack.yaml").write_text("id: p\ntitle: P\n", encoding="utf-8")
    found = [(sentence.exercise, sentence.text) for sentence in spoken(files_of([tmp_path]))]
    assert ("one", "Look up.") in found
    assert [text for _, text in found].count("Look up.") == 1
