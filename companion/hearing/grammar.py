"""What each recogniser may hear at this moment: from a `Listen` to lists of phrases. Pure.

Three ears listen to the same sound. The *jumpy* one knows every command and answer there is and nothing else: it hears
every "stop" before it is quite over, and many that nobody said, so all it may do is hush the narrator. The *wary* one
knows a few very common words beside ("start", "still"): a quarter of a second later it hears the same, without taking
those for "stop". The *strict* one knows what means something now and a thousand and more decoys. Wary and strict decide
together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from companion.hearing.decoys import Decoys, Lexicon, common_near, decoys_for, distance, homophones
from companion.hearing.recogniser import Rousing
from companion.hearing.vocabulary import Vocabulary
from companion.session.commands import Command, Kind, Tier, tier_of
from companion.session.effects import Listen

UNKNOWN = "[unk]"
JUMPY = "jumpy"
WARY = "wary"
STRICT = "strict"
FEW_NEIGHBOURS = 20
"""A word with at most so many words one phone away stands apart: what sounds like it, alone, probably is it. “stop” has
14; “red” has fifty (“bed”, “said”, “head” …), and people mean them."""
COMMON, APART = 400, 2
"""The wary ear knows words among so many most common that differ from a safety word by at most so many phones."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is listened for now."""

    meant: Mapping[str, Command]
    """Phrase -> command."""
    decoys: Decoys
    ears: Mapping[str, tuple[str, ...]]
    """Ear -> every phrase its recogniser knows."""
    lexicon: Lexicon
    rousing: Rousing | None = None
    told: frozenset[str] = frozenset()
    """The phrases that people are told to say, one for each command; the others are other ways of saying it."""

    def apart(self, phrase: str, word: str) -> int:
        """By how many phones they differ; FAR where either is no single word of the lexicon."""
        return distance(self.lexicon, phrase, word)

    def common_near(self, phrase: str) -> tuple[str, ...]:
        """The very common words near a phrase that stands apart: "start" and "still" for "stop"."""
        return common_near(self.lexicon, phrase, COMMON, APART) if self.stands_apart(phrase) else ()

    def stands_apart(self, phrase: str) -> bool:
        """A single word, and few words sound like it."""
        return " " not in phrase and len(self.decoys.of.get(phrase, ())) <= FEW_NEIGHBOURS

    def many_sound_like(self, phrase: str) -> bool:
        return " " not in phrase and not self.stands_apart(phrase)

    def is_answer(self, phrase: str) -> bool:
        return phrase in self.meant and self.meant[phrase].kind is Kind.ANSWER

    def alike(self, phrase: str, word: str, phones: int) -> bool:
        """The word is near enough to have been the phrase (at most so many phones, and half of its own), and the phrase
        is not like many words."""
        if not self.is_answer(phrase) and (not self.stands_apart(phrase) or word in self.common_near(phrase)):
            return False
        length = min(map(len, self.lexicon.words.get(phrase, ())), default=0)
        return self.apart(phrase, word) <= min(phones, length // 2)

    def rare_twin(self, phrase: str, word: str) -> bool:
        """A word that many words sound like ("pause": "Paul's", "laws"; "back": "bach", "beck"): one of the rare ones,
        said all alone into a silence, was more likely meant to be the command. A pause for nothing costs a "continue",
        a step back a "next". (Not "red" and "wait": a stop for nothing costs more.)"""
        kind = self.meant[phrase].kind
        cheap = tier_of(kind) is Tier.STEERING or (phrase in self.told and kind is Kind.PAUSE)
        return cheap and self.apart(phrase, word) == 1 and word not in self.decoys.frequent


def build(vocabulary: Vocabulary, lexicon: Lexicon, allowed: Listen) -> Grammar:
    """The grammar for what means something now."""
    meant = vocabulary.phrases(allowed)
    settings = vocabulary.decoys
    decoys = decoys_for(lexicon, frozenset(meant), settings.frequent, settings.per_word, vocabulary.left_out)
    beside = (*decoys.frequent, *decoys.sound_alikes)
    # Not the safety words alone: with nothing else to choose from, every word becomes one of them.
    every = {*vocabulary.commands, *vocabulary.answers, *meant}
    near = {
        word
        for phrase in vocabulary.safety()
        if len(decoys.of.get(phrase, ())) <= FEW_NEIGHBOURS
        for word in common_near(lexicon, phrase, COMMON, APART)
        if word not in vocabulary.left_out
    }
    return Grammar(
        meant,
        decoys,
        {
            JUMPY: (*sorted(every), UNKNOWN),
            WARY: (*sorted(every | (near - homophones(lexicon, every))), UNKNOWN),
            STRICT: (*sorted(meant), *beside, UNKNOWN),
        },
        lexicon,
        Rousing(JUMPY, tuple(vocabulary.safety()), tuple(sorted(meant)), vocabulary.likened),
        frozenset(vocabulary.said.values()),
    )
