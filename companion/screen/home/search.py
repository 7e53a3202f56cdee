"""Finds exercises by typed words in their titles, sentences, needs and authors; forgives typing mistakes. Pure.

A topic, such as a death, brings its own exercises to the top: see `exercise.search_words`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from companion.exercise.need_matching import plain_need
from companion.exercise.search_words import SearchWords
from companion.screen.home.exercise_order import ListedExercise
from companion.screen.home.topic_finder import SHORTEST_FORGIVEN, TWO_FORGIVEN, TopicFinder
from companion.screen.home.typed_words import is_sentence, spoken
from companion.screen.seam import TONIGHT, YES_NO_MAYBE

_TITLE, _NEED, _GIST, _SUMMARY, _AUTHOR = 10, 8, 5, 3, 2
"""The weight of a word by the place where it stands in an exercise."""
_LATER_NEED: Final = 0.5
"""Weight that each need counts less than the one before it: an exercise names its best ones first."""
_EXACT, _BEGINNING, _LONGER, _WITHIN, _NEAR = 1.0, 0.9, 0.7, 0.6, 0.55
"""Factors on the weight: the word itself; its beginning was typed; the typed word goes on ("sleepless" for "sleep");
the typed word is within it ("shame" in "ashamed"); it was typed with a mistake."""
_SHORTEST_LONGER: Final = 4
"""Letters of a word that may stand for a longer typed one."""
_SHORTEST_WITHIN: Final = 5
"""Letters of a typed word that is looked for within others."""
_WITHOUT_TOUCH: Final = 5
"""Exercises without touch that come before any with touch, after a sentence that doesn't name touch."""
_NO_WORDS: Final = SearchWords()


class SearchIndex:
    """The words of all exercises. Made once; `find` may then be called for each key."""

    def __init__(self, exercises: Sequence[ListedExercise], known: SearchWords = _NO_WORDS) -> None:
        self._exercises = exercises
        self._known = known
        self.topics = TopicFinder(known)
        self._by_id = {exercise.id: exercise for exercise in reversed(exercises) if not exercise.broken}
        self._titles = [" ".join(spoken(exercise.title)) for exercise in exercises]
        places: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._initials: defaultdict[str, dict[int, float]] = defaultdict(dict)
        """The exercises by the first letters of their titles' words: all that is sought for one letter."""
        for number, exercise in enumerate(exercises):
            for weight, text in (
                (_AUTHOR, exercise.author),
                (_SUMMARY, exercise.summary),
                (_GIST, exercise.gist),
                *reversed(_needs(exercise, known.also_said)),
                (_TITLE, f"{exercise.title} {exercise.id}"),
            ):
                for word in spoken(text):
                    places[word][number] = weight
            for word in spoken(exercise.title):
                self._initials[word[0]][number] = _TITLE
        self._words = sorted(places)
        self._places = [places[word] for word in self._words]

    def find(self, typed: str) -> list[ListedExercise]:
        """Finds the exercises that have every typed word, the best first. Of equally good ones, those for one person
        come first. If there is none, finds the exercises that have the most of the words.

        The exercises of a topic come before all others, and only those whose title begins with what was typed come
        before them. After a sentence that doesn't name touch, none of touch is among the first.
        """
        sought = spoken(typed)
        topic = self.topics.topic(typed)
        begun = " ".join(sought) if len(sought) > 1 else ""
        called = [
            exercise
            for exercise, title in zip(self._exercises, self._titles, strict=True)
            if begun and title.startswith(begun)
        ]
        gentle = [self._by_id[each] for each in topic.first if each in self._by_id] if topic else []
        others = self._fitting(sought) if topic is None or topic.others else []
        found = list({id(each): each for each in (*called, *gentle, *others)}.values())
        return self._touch_later(found, called, typed)

    def _touch_later(
        self, found: Sequence[ListedExercise], called: Sequence[ListedExercise], typed: str
    ) -> list[ListedExercise]:
        """Moves exercises of touch below the first `_WITHOUT_TOUCH` others, if a sentence was typed that doesn't name
        touch: somebody who was hurt tonight must not be shown it first. With fewer others, exercises of touch are left
        out. An exercise whose title was typed keeps its place."""
        if not is_sentence(typed) or self.topics.names_touch(typed):
            return list(found)
        wanted = {id(each) for each in called}
        touch = [each for each in found if _is_touch(each) and id(each) not in wanted]
        others = [each for each in found if not _is_touch(each) or id(each) in wanted]
        top, below = others[:_WITHOUT_TOUCH], others[_WITHOUT_TOUCH:]
        if len(top) < _WITHOUT_TOUCH:
            return top
        place = {id(each): at for at, each in enumerate(found)}
        return [*top, *sorted((*touch, *below), key=lambda each: place[id(each)])]

    def _fitting(self, sought: Sequence[str]) -> list[ListedExercise]:
        """Finds the exercises that have every one of these words, or else the most of them; the best first."""
        sought = [word for word in sought if word not in self._known.empty] or sought
        scores = [self._scores(word) for word in dict.fromkeys(sought)]
        if not scores:
            return []
        found = set(scores[0]).intersection(*scores[1:])
        if not found and len(scores) > 1:
            matched: defaultdict[int, int] = defaultdict(int)
            for some in scores:
                for number in some:
                    matched[number] += 1
            most = max(matched.values(), default=0)
            found = {number for number, times in matched.items() if times == most}
        total = scores[0] if len(scores) == 1 else {n: sum(some.get(n, 0.0) for some in scores) for n in found}
        # The sort is stable, also in reverse: equal ones stay in their own order.
        best = sorted(sorted(found), key=lambda n: (total[n], self._exercises[n].people == 1), reverse=True)
        return [self._exercises[number] for number in best]

    def _scores(self, sought: str) -> dict[int, float]:
        """Returns the score of each exercise that has this word, or a word near it, by its number."""
        if len(sought) == 1:
            return self._initials.get(sought, {})
        best: dict[int, float] = {}
        for place, factor in sorted(self._alike(sought).items(), key=lambda pair: pair[1]):
            for number, weight in self._places[place].items():
                score = weight * factor
                if score > best.get(number, 0.0):
                    best[number] = score
        return best

    def _alike(self, sought: str) -> dict[int, float]:
        """Finds the known words that may be meant, by their places in the list of words, each with its factor."""
        alike: dict[int, float] = {}
        if len(sought) >= SHORTEST_FORGIVEN:
            mistakes = 2 if len(sought) >= TWO_FORGIVEN else 1
            near = process.extract(
                sought, self._words, scorer=OSA.distance, score_cutoff=mistakes, limit=None, processor=None
            )
            meant = sought in self._known.common  # "died" isn't "lied", and "missing" isn't "kissing"
            alike = {
                place: _NEAR
                for word, _, place in near
                if (_one_begins(word, sought) if meant else word[0] == sought[0] or len(sought) > 5)
            }
            for cut in range(_SHORTEST_LONGER, len(sought)):
                place = bisect_left(self._words, sought[:cut])
                if place < len(self._words) and self._words[place] == sought[:cut]:
                    alike[place] = _LONGER
        if len(sought) >= _SHORTEST_WITHIN:
            alike.update((place, _WITHIN) for place, word in enumerate(self._words) if sought in word)
        place = bisect_left(self._words, sought)
        while place < len(self._words) and self._words[place].startswith(sought):
            alike[place] = _EXACT if self._words[place] == sought else _BEGINNING
            place += 1
        return alike


def _is_touch(exercise: ListedExercise) -> bool:
    """Tells whether an exercise is one of touch, or one of the two entries that lead a couple to touch."""
    return exercise.kind == "touch" or exercise.id in (TONIGHT, YES_NO_MAYBE)


def _one_begins(one: str, other: str) -> bool:
    """Tells whether one of two words begins with the other: "hug" and "hugs"."""
    return one.startswith(other) or other.startswith(one)


def _needs(exercise: ListedExercise, also_said: Mapping[str, Sequence[str]]) -> list[tuple[float, str]]:
    """Returns the needs of an exercise, each with the other words for it, and their weights."""
    return [
        (_NEED - _LATER_NEED * place, " ".join((need, *also_said.get(plain_need(need), ()))))
        for place, need in enumerate(exercise.needs)
    ]
