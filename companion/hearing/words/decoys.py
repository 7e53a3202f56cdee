"""Decoys: words that are added to a grammar so that the recogniser has something to choose besides the commands. They
are computed from a lexicon. Pure after `load_lexicon`.

A recogniser that knows only commands recognises commands in everything. Two kinds of decoys prevent that: the
language's most frequent words, and words that are one phone away from a command's own. A homophone of a command is
never a decoy, since the command would be lost to it.
"""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterable, Iterator, KeysView, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from companion.hearing.words.vocabulary import LANGUAGES

Phones = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of a language by falling frequency, with their pronunciations. Compared by identity, so that it can be
    a cache's key."""

    words: Mapping[str, tuple[Phones, ...]]
    """Word -> its pronunciations, without stress marks; in order of frequency."""
    spoken: Mapping[Phones, tuple[str, ...]]
    """Pronunciation -> the words that have it, most frequent first."""
    rank: Mapping[str, int]
    """Word -> its rank by frequency, from 0."""
    phones: tuple[str, ...]
    """Every phone of the language, sorted."""


@lru_cache(maxsize=4)
def load_lexicon(name: str) -> Lexicon:
    """Loads the lexicon file of this name, beside the language files (about 30 ms, then cached)."""
    packed = files(LANGUAGES).joinpath(name).read_bytes()
    return parse_lexicon(gzip.decompress(packed).decode("utf-8").splitlines())


@lru_cache(maxsize=4)
def frequent_words(name: str, number: int) -> KeysView[str]:
    """Reads the first `number` words of a lexicon file, without their pronunciations, in their order."""
    with gzip.open(files(LANGUAGES).joinpath(name).open("rb"), "rt", encoding="utf-8") as lines:
        words = (line.partition("\t")[0] for line in lines if not line.startswith("#"))
        return dict.fromkeys(itertools.islice(words, number)).keys()


def parse_lexicon(lines: Iterable[str]) -> Lexicon:
    """Reads lines `word<tab>P H|O N` in order of frequency; a line that begins with `#` is a comment."""
    words: dict[str, tuple[Phones, ...]] = {}
    spoken: dict[Phones, tuple[str, ...]] = {}
    for line in lines:
        word, tab, ways = line.partition("\t")
        if tab and not line.startswith("#"):
            words[word] = tuple(dict.fromkeys(tuple(way.split()) for way in ways.split("|")))
            for way in words[word]:
                spoken[way] = (*spoken.get(way, ()), word)
    phones = tuple(sorted({phone for way in spoken for phone in way}))
    return Lexicon(words, spoken, {word: place for place, word in enumerate(words)}, phones)


@dataclass(frozen=True, slots=True)
class Decoys:
    """The decoys of a grammar."""

    frequent: tuple[str, ...]
    sound_alikes: tuple[str, ...]
    of: Mapping[str, frozenset[str]]
    """Single-word phrase -> the words one phone away from it, most of which are decoys too."""


@lru_cache(maxsize=32)
def decoys_for(
    lexicon: Lexicon,
    phrases: frozenset[str],
    frequent: int,
    per_word: int,
    without: frozenset[str] = frozenset(),
) -> Decoys:
    """Computes the decoys for these phrases: `frequent` common words, and up to `per_word` sound-alikes for each word
    of a phrase.

    Excluded are the words of `without`, the phrases themselves and their homophones. The words of longer phrases
    ("slow" of "slow down") are included: said alone they mean nothing.
    """
    left_out = phrases | homophones(lexicon, phrases) | without
    common: list[str] = []
    for word in lexicon.words:
        if len(common) >= frequent:
            break
        if word not in left_out:
            common.append(word)
    near: dict[str, frozenset[str]] = {}
    alike: dict[str, None] = {}
    for word in sorted({word for phrase in phrases for word in phrase.split()}):
        found = [other for other in sound_alikes(lexicon, word) if other not in left_out]
        near[word] = frozenset(found)
        alike.update(dict.fromkeys(found[:per_word]))
    already = set(common)
    return Decoys(tuple(common), tuple(word for word in alike if word not in already), near)


def homophones(lexicon: Lexicon, phrases: Iterable[str]) -> frozenset[str]:
    """Finds the words that sound exactly like a one-word phrase ("paws" for "pause")."""
    ways = {way for phrase in phrases for way in lexicon.words.get(phrase, ())}
    return frozenset(word for way in ways for word in lexicon.spoken.get(way, ()))


@lru_cache(maxsize=256)
def sound_alikes(lexicon: Lexicon, word: str) -> tuple[str, ...]:
    """Finds the words one phone away (one changed, added or removed), most frequent first."""
    own = lexicon.words.get(word, ())
    found = {
        other
        for way in own
        for changed in _one_away(way, lexicon.phones)
        for other in lexicon.spoken.get(changed, ())
        if not set(lexicon.words[other]) & set(own)
    }
    return tuple(sorted(found, key=lexicon.rank.__getitem__))


FAR = 99
"""Distance, in phones, of a word whose pronunciation is not known: more than any threshold."""


@lru_cache(maxsize=4096)
def distance(lexicon: Lexicon, one: str, other: str) -> int:
    """Counts the phones to change, add or remove between two words (edit distance), by their nearest pronunciations."""
    pairs = ((a, b) for a in lexicon.words.get(one, ()) for b in lexicon.words.get(other, ()))
    return min((_edits(a, b) for a, b in pairs), default=FAR)


@lru_cache(maxsize=64)
def common_near(lexicon: Lexicon, word: str, common: int, apart: int) -> tuple[str, ...]:
    """Finds words among the `common` most frequent ones that are one to `apart` phones away: so common that people mean
    them when they say them."""
    return tuple(
        other for other in itertools.islice(lexicon.words, common) if 0 < distance(lexicon, word, other) <= apart
    )


def _edits(one: Phones, other: Phones) -> int:
    row = list(range(len(other) + 1))
    for i, phone in enumerate(one, 1):
        row, above = [i], row
        for j, against in enumerate(other, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (phone != against)))
    return row[-1]


def _one_away(way: Phones, phones: tuple[str, ...]) -> Iterator[Phones]:
    for place in range(len(way) + 1):
        if place < len(way) and len(way) > 1:
            yield way[:place] + way[place + 1 :]
        for phone in phones:
            yield (*way[:place], phone, *way[place:])
            if place < len(way):
                yield (*way[:place], phone, *way[place + 1 :])
