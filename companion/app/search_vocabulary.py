"""Puts together the words by which home's search finds exercises, besides the exercises' own."""

from __future__ import annotations

from companion.exercise.search_words import SearchWords
from companion.hearing.words import vocabulary
from companion.hearing.words.decoys import frequent_words
from companion.phrases.needs import load_also_said
from companion.phrases.topics import load_topics

_COMMON = 20_000
"""The most frequent words that are never taken for a typing mistake. Almost everything that people type on purpose is
among them, and mistakes such as "greif" and "panick" are not."""


def load_search_words(language: str) -> SearchWords:
    """Reads the words for a language; takes some hundredths of a second."""
    common = frequent_words(vocabulary.load(language).lexicon, _COMMON)
    return SearchWords(load_also_said(language), load_topics(language), common)
