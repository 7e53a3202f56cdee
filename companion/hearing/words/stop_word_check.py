"""Checks two people's own word for "stop". Pure: the model's vocabulary is asked through a callable (`model_words`).

A stop word has to be recognised the first time, perhaps from somebody who is frightened. So it must be in the model's
vocabulary, long enough to be told from other words and short enough to be called out, mean nothing else here, and sound
like nothing that people say all the time.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from companion.errors import SettingsError
from companion.hearing.words.decoys import FAR, Lexicon, Phones, distance, homophones, sound_alikes
from companion.hearing.words.grammar import FEW_NEIGHBOURS
from companion.hearing.words.vocabulary import Vocabulary, normal
from companion.session.commands import Command, Kind

MOST_WORDS = 3
"""Words in a stop word at most."""
MOST_LETTERS = 32
"""Characters in a stop word at most."""
MOST_PHONES = 14
"""Phones in a stop word at most: more take over a second to say."""
FEWEST_PHONES = 4
"""Phones in a single-word stop word at least: shorter words are easily taken for others."""
EVERYDAY = 1000
"""Rank by frequency below which a word occurs in any talk."""
VERY_FREQUENT = 300
"""Rank by frequency below which a word is so frequent that even a stop word near it would be triggered by it."""
SUGGESTED = 3
"""Number of suggestions."""


class Reason(StrEnum):
    """The reason why a word will not do."""

    NO_WORD = "no-word"
    TOO_LONG = "too-long"
    ALREADY = "already"
    TAKEN = "taken"
    UNKNOWN = "unknown"
    EVERYDAY = "everyday"
    TOO_SHORT = "too-short"
    SOUNDS_LIKE = "sounds-like"
    MANY_ALIKE = "many-alike"


@dataclass(frozen=True, slots=True)
class StopWordCheck:
    """The result of checking a stop word."""

    word: str
    """The word as it would be listened for."""
    reason: Reason | None = None
    """None if the word will do."""
    message: str = ""
    """The problem, in one sentence."""
    hint: str = ""
    """The next step, in one sentence."""
    suggestions: tuple[str, ...] = ()
    """Three words that will do, if this one will not."""

    @property
    def good(self) -> bool:
        return self.reason is None


def check(word: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]) -> StopWordCheck:
    """Checks whether `word` (or two or three words) can be a stop word. `known`: tells whether the model knows a single
    word."""
    own = normal(word)
    wrong = _wrong(own, vocabulary, lexicon, known)
    if wrong is None:
        return StopWordCheck(own)
    reason, message = wrong
    suggestions = tuple(_suggestions(own, vocabulary, lexicon, known))
    return StopWordCheck(own, reason, message, f"How about {_either(suggestions)}?" if suggestions else "", suggestions)


def joined(word: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]) -> Vocabulary:
    """Returns the vocabulary with this word for "stop"; its decoys are then computed as for any other phrase.

    Raises SettingsError, with the problem and suggestions, if the word will not do.
    """
    found = check(word, vocabulary, lexicon, known)
    if found.good:
        return vocabulary.with_stop_word(found.word)
    if found.reason is Reason.ALREADY:
        return vocabulary
    raise SettingsError(found.message, hint=found.hint, place="stop word")


def to_ask(word: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Lists every word that `check` may ask `known` about, so that they can be looked up all at once."""
    return frozenset(part for phrase in (normal(word), *vocabulary.stop_words) for part in phrase.split())


def _wrong(
    own: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]
) -> tuple[Reason, str] | None:
    parts = own.split()
    if not own or any(character.isdigit() for character in own):
        return Reason.NO_WORD, "That can't be said as a word. Use letters only, no digits."
    if len(own) > MOST_LETTERS:
        return Reason.TOO_LONG, "That's too long to call out in a hurry."
    meaning = {**vocabulary.answers, **vocabulary.commands}.get(own)
    if meaning == Command(Kind.STOP):
        return Reason.ALREADY, f"“{own}” already stops everything, and always will."
    ends = next((part for part in parts if vocabulary.commands.get(part) == Command(Kind.STOP)), None)
    if ends is not None:
        return Reason.ALREADY, f"“{ends}” already stops everything, even when you say other words with it."
    if meaning is not None:
        return Reason.TAKEN, f"“{own}” already does something else in Companion."
    if len(parts) > MOST_WORDS:
        return Reason.TOO_LONG, f"{len(parts)} words are too many to call out. Use one, two or three."
    strange = next((part for part in parts if not known(part)), None)
    if strange is not None:
        return Reason.UNKNOWN, f"The speech recognition doesn't know the word “{strange}”, so it would never hear it."
    if all(part in lexicon.rank and lexicon.rank[part] < EVERYDAY for part in parts):
        return Reason.EVERYDAY, f"“{own}” is a common word, so it could stop an exercise by accident."
    silent = next((part for part in parts if part not in lexicon.words), None)
    if silent is not None:
        return (
            Reason.UNKNOWN,
            f"I don't know how “{silent}” sounds, so I can't check it against other words. Please choose another one.",
        )
    return _length_and_sound(own, vocabulary, lexicon)


def _length_and_sound(own: str, vocabulary: Vocabulary, lexicon: Lexicon) -> tuple[Reason, str] | None:
    parts = own.split()
    ways = lexicon.words[parts[0]] if len(parts) == 1 else (sum((lexicon.words[part][0] for part in parts), ()),)
    if max(map(len, ways)) > MOST_PHONES:
        return Reason.TOO_LONG, f"“{own}” takes too long to say in a hurry."
    other = _command_like(own, ways, vocabulary, lexicon)
    if other:
        return Reason.SOUNDS_LIKE, f"“{own}” sounds too much like “{other}”, which does something else in Companion."
    if len(parts) > 1:
        return None
    heard = _frequent_like(own, lexicon)
    if heard:
        return Reason.SOUNDS_LIKE, f"“{own}” sounds too much like “{heard}”, which people say often."
    if min(map(len, ways)) < FEWEST_PHONES or (
        min(_syllables(way, vocabulary) for way in ways) < 2 and min(map(len, ways)) <= FEWEST_PHONES
    ):
        return Reason.TOO_SHORT, f"“{own}” is too short to tell apart from other words."
    alike = sound_alikes(lexicon, own)
    if len(alike) > FEW_NEIGHBOURS:
        examples = " and ".join(f"“{word}”" for word in alike[:2])
        return Reason.MANY_ALIKE, f"Many words sound like “{own}”: {examples}, for example."
    return None


def _command_like(own: str, ways: tuple[Phones, ...], vocabulary: Vocabulary, lexicon: Lexicon) -> str:
    """Finds a phrase with another meaning that this one would be taken for, or the other way round; "" if there is
    none."""
    parts = own.split()
    for phrase, command in {**vocabulary.answers, **vocabulary.commands}.items():
        if command == Command(Kind.STOP):
            continue
        if f" {phrase} " in f" {own} ":
            return phrase
        if " " in phrase:
            continue
        if len(parts) == 1 and distance(lexicon, own, phrase) <= _allowed(lexicon, own, phrase):
            return phrase
        for sound in lexicon.words.get(phrase, ()):
            # "waiter" begins with "wait", which would be recognised first.
            if len(sound) >= 3 and any(sound in (way[: len(sound)], way[-len(sound) :]) for way in ways):
                return phrase
    return ""


def _allowed(lexicon: Lexicon, one: str, other: str) -> int:
    """Returns the number of phones by which two words may differ and still be taken for each other."""
    longest = max((len(way) for word in (one, other) for way in lexicon.words.get(word, ())), default=0)
    return min(FAR - 1, max(1, longest // 4))


def _frequent_like(own: str, lexicon: Lexicon) -> str:
    """Finds a very frequent word that sounds the same or nearly the same; "" if there is none."""
    same = sorted(homophones(lexicon, (own,)) - {own}, key=lexicon.rank.__getitem__)
    if same and lexicon.rank[same[0]] < EVERYDAY:
        return same[0]
    near = sound_alikes(lexicon, own)
    return near[0] if near and lexicon.rank[near[0]] < VERY_FREQUENT else ""


def _syllables(way: Phones, vocabulary: Vocabulary) -> int:
    return sum(phone in vocabulary.vowels for phone in way)


def _suggestions(own: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]) -> Iterator[str]:
    """Yields words that will do, those spelt most like it first."""
    listed = [word for word in vocabulary.stop_words if word != own]
    alike = difflib.get_close_matches(own, listed, n=SUGGESTED, cutoff=0.6)
    found = 0
    for word in dict.fromkeys((*alike, *listed)):
        if found < SUGGESTED and _wrong(word, vocabulary, lexicon, known) is None:
            found += 1
            yield word


def _either(words: tuple[str, ...]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
