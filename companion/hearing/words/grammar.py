"""The grammars of the three ears: turns a `Listen` into the phrases that each recogniser may report. Pure.

Three ears listen to the same sound, with different trade-offs between missed words and false alarms. The *jumpy* ear
knows every command and answer and nothing else. It reports every "stop" before it is quite over, and many false ones,
so it may hush the narrator, but decides nothing alone. The *wary* ear also knows a few very common words that sound
similar ("start", "still"). A quarter of a second later it reports the same, but does not take those words for "stop".
The *strict* ear knows what means something now and more than a thousand decoys. Wary and strict decide together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from companion.hearing.child.protocol import ALL_AWAKE, UNKNOWN, WakeRule
from companion.hearing.words.decoys import Decoys, Lexicon, common_near, decoys_for, distance, homophones
from companion.hearing.words.vocabulary import Vocabulary
from companion.session.commands import Command, Kind, Tier, tier_of
from companion.session.effects import Listen

JUMPY = "jumpy"
WARY = "wary"
STRICT = "strict"
FEW_NEIGHBOURS = 20
"""Number of words one phone away up to which a word counts as distinct: a sound-alike of it, alone, probably was this
word. "stop" has 14. "red" has fifty ("bed", "said", "head"), and people say those too."""
COMMON, APART = 400, 2
"""The wary ear also knows words that are among the `COMMON` most frequent ones and differ from a safety word by at most
`APART` phones."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The phrases that are listened for now, for each ear."""

    meant: Mapping[str, Command]
    """Phrase -> command."""
    decoys: Decoys
    ears: Mapping[str, tuple[str, ...]]
    """Ear -> every phrase its recogniser knows."""
    lexicon: Lexicon
    wake_rule: WakeRule = ALL_AWAKE
    told: frozenset[str] = frozenset()
    """The phrases that people are told to say, one for each command. All others are alternatives."""
    beside: frozenset[str] = frozenset()
    """Words that may stand beside a phrase where it has to stand alone: "it" in "stop it"."""

    def apart(self, phrase: str, word: str) -> int:
        """Counts the phones by which they differ; `FAR` if either is not a single word of the lexicon."""
        return distance(self.lexicon, phrase, word)

    def common_near(self, phrase: str) -> tuple[str, ...]:
        """Finds the very common words near a distinct phrase: "start" and "still" for "stop"."""
        return common_near(self.lexicon, phrase, COMMON, APART) if self.stands_apart(phrase) else ()

    def stands_apart(self, phrase: str) -> bool:
        """Tells whether the phrase is distinct: a single word with few sound-alikes."""
        return " " not in phrase and len(self.decoys.of.get(phrase, ())) <= FEW_NEIGHBOURS

    def many_sound_like(self, phrase: str) -> bool:
        """Tells whether the phrase is a single word with many sound-alikes."""
        return " " not in phrase and not self.stands_apart(phrase)

    def is_answer(self, phrase: str) -> bool:
        return phrase in self.meant and self.meant[phrase].kind is Kind.ANSWER

    def alike(self, phrase: str, word: str, phones: int) -> bool:
        """Tells whether the phrase may have been said where this word was recognised: the two differ by at most
        `phones` phones, and by at most half of the phrase's own. Never true of a phrase with many sound-alikes, unless
        it is an answer."""
        if not self.is_answer(phrase) and (not self.stands_apart(phrase) or word in self.common_near(phrase)):
            return False
        return self.near(phrase, word, phones)

    def near(self, phrase: str, word: str, phones: int) -> bool:
        """Tells whether the two differ by at most `phones` phones, and by at most half of the phrase's own."""
        length = min(map(len, self.lexicon.words.get(phrase, ())), default=0)
        return self.apart(phrase, word) <= min(phones, length // 2)

    def rare_twin(self, phrase: str, word: str) -> bool:
        """Tells whether the word, said alone into a silence, was more likely meant as this phrase: it is one phone away
        and a rare word ("Paul's" or "laws" for "pause", "bach" or "beck" for "back"). Only for commands whose false
        alarm costs little: a false pause costs a "continue", a false step back a "next". A false stop would cost more,
        so "red" and "wait" have no such twins."""
        kind = self.meant[phrase].kind
        cheap = tier_of(kind) is Tier.STEERING or (phrase in self.told and kind is Kind.PAUSE)
        return cheap and self.apart(phrase, word) == 1 and word not in self.decoys.frequent


def build(vocabulary: Vocabulary, lexicon: Lexicon, allowed: Listen) -> Grammar:
    """Builds the grammar for what means something now."""
    meant = vocabulary.phrases(allowed)
    settings = vocabulary.decoys
    decoys = decoys_for(lexicon, frozenset(meant), settings.frequent, settings.per_word, vocabulary.left_out)
    beside = (*decoys.frequent, *decoys.sound_alikes)
    # All commands, not only the safety words: with nothing else to choose from, every word would become one of them.
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
        WakeRule(JUMPY, tuple(vocabulary.safety()), frozenset(meant), vocabulary.keywords),
        frozenset(vocabulary.said.values()),
        vocabulary.beside,
    )
