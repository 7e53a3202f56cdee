"""Two people's own word for "stop": may it be one? Pure: the model is asked through a callable (`model_words`).

A stop word has to be heard at the first try, by a machine, from somebody who may be frightened. So it must be in the
model's vocabulary, long enough to be told from other words and short enough to be called out, mean nothing else here,
and sound like nothing that people say all the time.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from companion.errors import SettingsError
from companion.hearing.decoys import FAR, Lexicon, Phones, distance, homophones, sound_alikes
from companion.hearing.grammar import FEW_NEIGHBOURS
from companion.hearing.vocabulary import Vocabulary, normal
from companion.session.commands import Command, Kind

MOST_WORDS = 3
MOST_LETTERS = 32
MOST_PHONES = 14
"""Longer than this takes over a second to say."""
FEWEST_PHONES = 4
EVERYDAY = 1000
"""Words so frequent turn up in any talk."""
VERY_FREQUENT = 300
"""… and these so often that even a word near them would be heard in their place."""
SUGGESTED = 3


class Reason(StrEnum):
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
class Checked:
    word: str
    """As it would be listened for."""
    reason: Reason | None = None
    """None where it will do."""
    message: str = ""
    """What is wrong with it, one sentence."""
    hint: str = ""
    """What to do next, one sentence."""
    suggestions: tuple[str, ...] = ()
    """Three words that will do, where this one does not."""

    @property
    def good(self) -> bool:
        return self.reason is None


def check(word: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]) -> Checked:
    """Whether `word` (or two or three words) can be a stop word. `known`: is this single word in the model?"""
    own = normal(word)
    wrong = _wrong(own, vocabulary, lexicon, known)
    if wrong is None:
        return Checked(own)
    reason, message = wrong
    suggestions = tuple(_suggestions(own, vocabulary, lexicon, known))
    return Checked(own, reason, message, f"What about {_either(suggestions)}?" if suggestions else "", suggestions)


def joined(word: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]) -> Vocabulary:
    """The vocabulary with this word for "stop", whose decoys the grammar then computes like those of any other.

    Raises SettingsError, with what is wrong and what would do, where it cannot be one.
    """
    found = check(word, vocabulary, lexicon, known)
    if found.good:
        return vocabulary.with_stop_word(found.word)
    if found.reason is Reason.ALREADY:
        return vocabulary
    raise SettingsError(found.message, hint=found.hint, place="stop word")


def to_ask(word: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Every word whose place in the model `check` may ask for, so that they can be looked up in one go."""
    return frozenset(part for phrase in (normal(word), *vocabulary.stop_words) for part in phrase.split())


def _wrong(
    own: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]
) -> tuple[Reason, str] | None:
    parts = own.split()
    if not own or any(character.isdigit() for character in own):
        return Reason.NO_WORD, "That is no word that can be said: it needs letters, and no figures."
    if len(own) > MOST_LETTERS:
        return Reason.TOO_LONG, "That is too long to call out when it has to be quick."
    meaning = {**vocabulary.answers, **vocabulary.commands}.get(own)
    if meaning == Command(Kind.STOP):
        return Reason.ALREADY, f"“{own}” ends it already, and always will."
    ends = next((part for part in parts if vocabulary.commands.get(part) == Command(Kind.STOP)), None)
    if ends is not None:
        return Reason.ALREADY, f"“{ends}” ends it already, whatever is said with it."
    if meaning is not None:
        return Reason.TAKEN, f"“{own}” already means something else here."
    if len(parts) > MOST_WORDS:
        return Reason.TOO_LONG, f"{len(parts)} words are too many to call out: one, two or three are enough."
    strange = next((part for part in parts if not known(part)), None)
    if strange is not None:
        return Reason.UNKNOWN, f"The speech recognition does not know the word “{strange}”, so it could never hear it."
    if all(part in lexicon.rank and lexicon.rank[part] < EVERYDAY for part in parts):
        return Reason.EVERYDAY, f"“{own}” is said in any talk, and would end things that nobody meant to end."
    silent = next((part for part in parts if part not in lexicon.words), None)
    if silent is not None:
        return Reason.UNKNOWN, f"How “{silent}” sounds is not known here, so nothing can be said of what it is like."
    return _length_and_sound(own, vocabulary, lexicon)


def _length_and_sound(own: str, vocabulary: Vocabulary, lexicon: Lexicon) -> tuple[Reason, str] | None:
    parts = own.split()
    ways = lexicon.words[parts[0]] if len(parts) == 1 else (sum((lexicon.words[part][0] for part in parts), ()),)
    if max(map(len, ways)) > MOST_PHONES:
        return Reason.TOO_LONG, f"“{own}” takes too long to say when it has to be quick."
    other = _command_like(own, ways, vocabulary, lexicon)
    if other:
        return Reason.SOUNDS_LIKE, f"“{own}” sounds too much like “{other}”, which means something else here."
    if len(parts) > 1:
        return None
    heard = _frequent_like(own, lexicon)
    if heard:
        return Reason.SOUNDS_LIKE, f"“{own}” sounds too much like “{heard}”, which people say all the time."
    if min(map(len, ways)) < FEWEST_PHONES or (
        min(_syllables(way, vocabulary) for way in ways) < 2 and min(map(len, ways)) <= FEWEST_PHONES
    ):
        return Reason.TOO_SHORT, f"“{own}” is too short to be told from other words."
    alike = sound_alikes(lexicon, own)
    if len(alike) > FEW_NEIGHBOURS:
        examples = " and ".join(f"“{word}”" for word in alike[:2])
        return Reason.MANY_ALIKE, f"Many words sound like “{own}”: {examples}, for two."
    return None


def _command_like(own: str, ways: tuple[Phones, ...], vocabulary: Vocabulary, lexicon: Lexicon) -> str:
    """A phrase of another meaning that this would be taken for, or that would be taken for it; "" where there is
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
            # "waiter" begins with "wait", which would be heard first.
            if len(sound) >= 3 and any(sound in (way[: len(sound)], way[-len(sound) :]) for way in ways):
                return phrase
    return ""


def _allowed(lexicon: Lexicon, one: str, other: str) -> int:
    """So many phones apart two words are still taken for each other."""
    longest = max((len(way) for word in (one, other) for way in lexicon.words.get(word, ())), default=0)
    return min(FAR - 1, max(1, longest // 4))


def _frequent_like(own: str, lexicon: Lexicon) -> str:
    """A word that is said all the time and sounds the same or nearly so; "" where there is none."""
    same = sorted(homophones(lexicon, (own,)) - {own}, key=lexicon.rank.__getitem__)
    if same and lexicon.rank[same[0]] < EVERYDAY:
        return same[0]
    near = sound_alikes(lexicon, own)
    return near[0] if near and lexicon.rank[near[0]] < VERY_FREQUENT else ""


def _syllables(way: Phones, vocabulary: Vocabulary) -> int:
    return sum(phone in vocabulary.vowels for phone in way)


def _suggestions(own: str, vocabulary: Vocabulary, lexicon: Lexicon, known: Callable[[str], bool]) -> Iterator[str]:
    """Words that will do: those written most like it first."""
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
