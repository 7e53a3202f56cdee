"""The words by which home's search finds exercises, besides the exercises' own, and the matching of topics. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Phrase = tuple[frozenset[str], ...]
"""The words of a phrase in their order, each with the other words that may stand in its place."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something in a person's life that they may type, such as a death, and the exercises that are gentle then."""

    name: str
    says: str
    """The sentence above the list."""
    typed: tuple[Phrase, ...]
    """The topic is meant if all the words of one of these were typed in this order, close to each other."""
    alone: frozenset[str] = frozenset()
    """Words that mean it only if nothing else was typed."""
    first: tuple[str, ...] = ()
    """The ids of the exercises that come first, the best one first."""
    call: Literal["first", "last", ""] = ""
    """The place of the line that leads to the people who can be called."""
    others: bool = False
    """True if everything else that the search finds follows."""
    need: str = ""
    """The part of the card with people to call that comes first; empty for the emergency number, which also comes
    first if a topic that has `call: first` without a `need` is meant besides."""
    unless: tuple[Phrase, ...] = ()
    """Phrases with a word of it that mean something else. They are left out of what was typed."""

    def means(self, words: Sequence[str]) -> bool:
        """Tells whether a person who types these words means this topic."""
        alone = len(words) == 1 and words[0] in self.alone
        return alone or says(self.typed, without(self.unless, [{word} for word in words]))

    def nearly_means(self, words: Sequence[Collection[str]]) -> bool:
        """Tells whether one of the topic's phrases of several words was typed, perhaps with a mistake. `words`: all the
        words that each typed word may mean. Phrases of one word are left out: there, such a guess is too often wrong.
        """
        return says([each for each in self.typed if len(each) > 1], without(self.unless, words))

    @property
    def words(self) -> frozenset[str]:
        return self.alone.union(*(any_of for phrase in self.typed for any_of in phrase))


@dataclass(frozen=True, slots=True)
class SearchWords:
    """Everything that the search knows besides the exercises."""

    also_said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Other words for a need, by the need; they find what has this need."""
    topics: Sequence[Topic] = ()
    """The first of them that is meant counts."""
    common: Collection[str] = frozenset()
    """Words of the language that people spell like this on purpose: none of them is taken for another one."""
    empty: Collection[str] = frozenset()
    """Words that say nothing about an exercise. They are left out of what was typed, unless nothing else was."""
    touch: Sequence[Phrase] = ()
    """Phrases that ask for touch, closeness or something for two. A sentence without one finds touch further down."""


_BETWEEN = 2
"""Other words that may stand between two words of a phrase, at most: "lost my dear husband", but not "lost my temper
with my husband"."""


_OWNERS: Final = frozenset(
    {"my", "her", "his", "the", "our", "your", "their", "some", "a", "an"}
    | {"mon", "ma", "mes", "son", "sa", "ses", "le", "la", "les", "un", "une", "des", "de", "à"}
)
"""The only words that may stand within a phrase that means something else ("dye my hair"). With any other one, what was
typed may be meant badly: "i want to dye, no hair left"."""


def says(phrases: Sequence[Phrase], words: Sequence[Collection[str]]) -> bool:
    """Tells whether one of the phrases is in these words. Each word is given as all words that it may be."""
    return any(_in_order(each, words) for each in phrases)


def without(phrases: Sequence[Phrase], words: Sequence[Collection[str]]) -> Sequence[Collection[str]]:
    """Leaves out each of the phrases, and such words as "my" in it: "want to dye my hair" becomes "want to"."""
    for phrase in phrases:
        for at, word in enumerate(words):
            if not phrase[0].isdisjoint(word) and (length := _length(phrase[1:], words[at + 1 :])) is not None:
                return without(phrases, [*words[:at], *words[at + 1 + length :]])
    return words


def _length(phrase: Phrase, words: Sequence[Collection[str]]) -> int | None:
    """Returns the number of words to the end of the phrase; None if it doesn't go on in these words."""
    if not phrase:
        return 0
    for at, word in enumerate(words[: _BETWEEN + 1], 1):
        if not phrase[0].isdisjoint(word) and (rest := _length(phrase[1:], words[at:])) is not None:
            return at + rest
        if _OWNERS.isdisjoint(word):
            return None
    return None


def _in_order(phrase: Phrase, words: Sequence[Collection[str]]) -> bool:
    return any(
        not phrase[0].isdisjoint(word) and _goes_on(phrase[1:], words[at + 1 :]) for at, word in enumerate(words)
    )


def _goes_on(phrase: Phrase, words: Sequence[Collection[str]]) -> bool:
    """Tells whether the rest of a phrase follows in these words."""
    if not phrase:
        return True
    near = enumerate(words[: _BETWEEN + 1])
    return any(not phrase[0].isdisjoint(word) and _goes_on(phrase[1:], words[at + 1 :]) for at, word in near)
