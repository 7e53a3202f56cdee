"""Puts together the words by which home's search finds exercises, besides the exercises' own."""

from __future__ import annotations

from dataclasses import replace

from companion.exercise.search_words import SearchWords, Topic
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
    languages = [each for each in dict.fromkeys((language, ENGLISH)) if each in vocabulary.languages()]
    common = frozenset[str]().union(*(frequent_words(vocabulary.load(each).lexicon, _COMMON) for each in languages))
    also_said = {need: said for each in (ENGLISH, language) for need, said in load_also_said(each).items()}
    read = [load_topics(each) for each in dict.fromkeys((language, ENGLISH))]
    empty = frozenset[str]().union(*(each.empty for each in read))
    touch = [phrase for each in read for phrase in each.touch]
    return SearchWords(also_said, _topics(language), common, empty, touch)


def _topics(language: str) -> tuple[Topic, ...]:
    """Returns the topics of a language twice: as found by its own words, and as found by the English ones, which
    somebody may type as well. The sentences and exercises are those of the language both times."""
    topics = load_topics(language).topics
    if not topics or language == ENGLISH:
        return topics
    own = {topic.name: topic for topic in topics}
    english = (replace(own[each.name], typed=each.typed, alone=each.alone) for each in load_topics(ENGLISH).topics)
    return (*topics, *english)
