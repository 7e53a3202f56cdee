"""What each recogniser may hear at this moment: from a `Listen` to lists of phrases. Pure.

Two ears listen to the same sound. The *jumpy* one knows every command and answer there is and nothing else: it hears
every "stop", and many that nobody said, so by itself it may only hush the narrator. The *strict* one knows what means
something now and a thousand and more decoys: what it hears can be acted on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from companion.hearing.decoys import Decoys, Lexicon, decoys_for, distance
from companion.hearing.vocabulary import Vocabulary
from companion.session.commands import Command
from companion.session.effects import Listen

UNKNOWN = "[unk]"
JUMPY = "jumpy"
STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is listened for now."""

    meant: Mapping[str, Command]
    """Phrase -> command."""
    decoys: Decoys
    ears: Mapping[str, tuple[str, ...]]
    """Ear -> every phrase its recogniser knows."""
    lexicon: Lexicon

    def apart(self, phrase: str, word: str) -> int:
        """By how many phones they differ; FAR where either is no single word of the lexicon."""
        return distance(self.lexicon, phrase, word)

    def neighbours(self, phrase: str) -> int:
        """How many words are one phone away from this one-word phrase."""
        return len(self.decoys.of.get(phrase, ()))


def build(vocabulary: Vocabulary, lexicon: Lexicon, allowed: Listen) -> Grammar:
    """The grammar for what means something now."""
    meant = vocabulary.phrases(allowed)
    settings = vocabulary.decoys
    decoys = decoys_for(lexicon, frozenset(meant), settings.frequent, settings.per_word)
    beside = (*decoys.frequent, *decoys.sound_alikes)
    return Grammar(
        meant,
        decoys,
        {
            # Not the safety words alone: with nothing else to choose from, every word becomes one of them.
            JUMPY: (*sorted({*vocabulary.commands, *vocabulary.answers, *meant}), UNKNOWN),
            STRICT: (*sorted(meant), *beside, UNKNOWN),
        },
        lexicon,
    )


def split_known(phrases: Iterable[str], known: Callable[[str], bool]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(kept, dropped): a phrase with a word the model has never heard of cannot be heard, and would be dropped by vosk
    without a word. `[unk]` stays only where the model has it."""
    kept: list[str] = []
    dropped: list[str] = []
    for phrase in dict.fromkeys(phrases):
        (kept if all(known(word) for word in phrase.split()) else dropped).append(phrase)
    return tuple(kept), tuple(dropped)
