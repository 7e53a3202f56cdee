"""Finds the topic that is meant by typed words, also with typing mistakes. Needs no exercises. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from companion.exercise.search_words import SearchWords, Topic, says
from companion.screen.home.typed_words import spoken

SHORTEST_FORGIVEN: Final = 4
"""Fewest letters of a typed word in which one mistake is forgiven. A mistake in a shorter one makes another word."""
TWO_FORGIVEN: Final = 8
"""Fewest letters of a typed word in which two mistakes are forgiven."""
_SHORTEST_BEGUN: Final = 4
"""Fewest typed letters that may be the beginning of a topic's word, if they are the last word so far."""
_SHORTEST_AMONG_OTHERS: Final = 3
"""Fewest letters in which a mistake is forgiven within a phrase of several words: the other words make it likely."""


class TopicFinder:
    """The topics of a language. Made once; its methods may then be called for each key."""

    def __init__(self, known: SearchWords) -> None:
        self._topics, self._common, self._touch = known.topics, known.common, known.touch
        self._touch_words = sorted(frozenset[str]().union(*(any_of for phrase in known.touch for any_of in phrase)))
        self._words = _words_of(self._topics)
        self._called = [topic for topic in self._topics if topic.call]
        self._called_words = _words_of(self._called)
        self._urgent = [topic for topic in self._topics if topic.call == "first"]
        self._urgent_words = _words_of(self._urgent)

    def topic(self, typed: str) -> Topic | None:
        """Finds the topic that is meant by the typed words, also with a typing mistake; None if there is none.

        A typed word that isn't a real one, such as "dir", may have one mistake in every phrase of several words, if the
        topic leads to people who can be called.
        """
        if not self._topics:
            return None
        meant, likely = self._understood(typed)
        certain = next((at for at, topic in enumerate(self._topics) if topic.means(meant)), len(self._topics))
        nearly = next((topic for topic in self._called if topic.nearly_means(likely)), None)
        if nearly is not None and (nearly.call == "first" or certain == len(self._topics)):
            certain = min(certain, self._topics.index(nearly))
        return self._topics[certain] if certain < len(self._topics) else None

    def in_danger(self, typed: str) -> bool:
        """Tells whether the words mean a topic for which the emergency number comes first, whatever else they mean: "I
        took pills, I want to die"."""
        meant, likely = self._understood(typed)
        return any(topic.means(meant) or topic.nearly_means(likely) for topic in self._urgent if not topic.need)

    def perhaps_urgent(self, typed: str) -> bool:
        """Tells whether the words may mean an urgent topic with one letter wrong, although each is a real word ("want
        to tie"). The topic isn't named then; only people to call are shown."""
        near = [{word, *self._near(word, self._urgent_words)} for word in spoken(typed)]
        return any(topic.nearly_means(near) for topic in self._urgent)

    def names_touch(self, typed: str) -> bool:
        """Tells whether the typed words ask for touch, closeness or something for two."""
        near = [
            {word, *(() if word in self._common else self._near(word, self._touch_words))} for word in spoken(typed)
        ]
        return says(self._touch, near)

    def _understood(self, typed: str) -> tuple[list[str], list[set[str]]]:
        """Returns the words that were probably meant, and for each of them all that it may mean with a mistake."""
        sought, finished = spoken(typed), not typed[-1:].isalpha()
        meant = [self._word(word, unfinished=at == len(sought) and not finished) for at, word in enumerate(sought, 1)]
        return meant, [{word, *self._slips(each)} for word, each in zip(meant, sought, strict=True)]

    def _word(self, word: str, *, unfinished: bool) -> str:
        """Returns the word of a topic that was probably meant; the word itself if there is none near it."""
        if len(word) < SHORTEST_FORGIVEN or word in self._common:
            return word
        place = bisect_left(self._words, word)
        if place < len(self._words):
            found = self._words[place]
            if found == word or (unfinished and len(word) >= _SHORTEST_BEGUN and found.startswith(word)):
                return found
        if len(word) <= SHORTEST_FORGIVEN:
            return word
        mistakes = 2 if len(word) >= TWO_FORGIVEN else 1
        near = process.extractOne(word, self._words, scorer=OSA.distance, score_cutoff=mistakes, processor=None)
        return near[0] if near is not None and near[0][0] == word[0] else word

    def _slips(self, word: str) -> Collection[str]:
        """Lists the words that were meant by one that isn't a word."""
        return () if word in self._common else self._near(word, self._called_words)

    def _near(self, word: str, words: Sequence[str]) -> Collection[str]:
        """Lists those of `words` that differ in one letter, or in two swapped ones."""
        if len(word) < _SHORTEST_AMONG_OTHERS:
            return ()
        found = process.extract(word, words, scorer=OSA.distance, score_cutoff=1, limit=None, processor=None)
        return [each for each, _, _ in found if len(each) >= _SHORTEST_AMONG_OTHERS]


def _words_of(topics: Sequence[Topic]) -> Sequence[str]:
    return sorted(frozenset[str]().union(*(topic.words for topic in topics)))
