"""Puts together the words by which home's search finds exercises, besides the exercises' own."""

from __future__ import annotations

from companion.exercise.search_words import SearchWords
from companion.hearing.words import vocabulary
from companion.hearing.words.decoys import frequent_words
from companion.phrases.needs import load_also_said
from companion.phrases.topics import load_topics
from companion.tongue import ENGLISH

_COMMON = 20_000
"""The most frequent words that are never taken for a typing mistake. Almost everything that people type on purpose is
among them, and mistakes such as "greif" and "panick" are not."""


def load_search_words(language: str) -> SearchWords:
    """Reads the words for a language, and the English ones, which people type as well (some hundredths of a second)."""
    common = frequent_words(vocabulary.load(ENGLISH).lexicon, _COMMON)
    languages = dict.fromkeys((ENGLISH, language))
    also_said = {need: said for each in languages for need, said in load_also_said(each).items()}
    return SearchWords(also_said, load_topics(language), common)
