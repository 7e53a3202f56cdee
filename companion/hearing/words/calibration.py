"""Calibration: adapts the hearing to two people's own voices. Pure: the ears' reports come in, and numbers and words
come out. Devices and files are handled elsewhere, and no sound is kept.

Each person says each safety word a few times, as usual and softly. Four things adapt:

    the gain    how much a faint microphone is amplified: the recogniser was trained on voices nearer than two metres
    the gate    how faint an utterance may be and still count as somebody's
    the fall    how far the level has to fall before a word counts as over: less in a noisy room or with a soft voice
    the decoys  a rare word that theirs is repeatedly taken for is no longer listed as a decoy

Calibration never makes the hearing stricter: people who do not calibrate lose nothing, and a word that is said too
softly once does no harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeGuard

from companion.hearing.child.protocol import UNKNOWN, Observation
from companion.hearing.words.decoys import Lexicon
from companion.hearing.words.grammar import JUMPY, STRICT, WARY
from companion.hearing.words.vocabulary import Vocabulary, normal
from companion.session.commands import Command, Kind
from companion.sound_format import SILENT_DBFS

USUAL_GATE = -60.0
"""dBFS of the loudest block below which an utterance is the room's own noise, where nothing was calibrated."""
USUAL_FALL = 15.0
"""dB that the level has to fall before a word counts as over, where nothing was calibrated."""
TAKES = 3
"""Times that each word is said in each manner."""
WANTED_DBFS = -24.0
"""Level, dBFS, at which a word said as usual should reach the recogniser. At 20 dB less, half of the words are lost."""
MOST_GAIN = 24.0
"""dB of gain at most: more would mostly amplify the room's noise."""
WORTH = 3.0
"""dB of gain below which it makes no difference, and is left at 0."""
LOWEST_GATE = -66.0
"""dBFS below which the gate is never set: nothing fainter is decoded at all (`child.gate.FAINTEST`)."""
BELOW_SOFTEST = 8.0
"""dB by which the gate lies below the softest word that was said."""
SMALLEST_FALL = 9.0
"""dB below which the fall is never set: less would end a word at a short pause within it."""
ABOVE_NOISE = 4.0
"""dB of the fall that are kept above the room's noise."""
AGAIN = 2
"""Times that one word has to be taken for the same other word before that word stops being a decoy."""
SAID_AN_HOUR = 0.25
"""Occurrences in an hour of talk above which a word stays a decoy."""
WORDS_AN_HOUR = 9_000
"""Words that two people say in an hour of talk without a break."""
MOST_LEFT_OUT = 8
"""Words that are left out of the decoys at most, so that the grammar keeps enough of them."""
KEPT_WORDS = 32
"""Words that are read from a settings file, at most."""


class Manner(StrEnum):
    """The manner in which a word is said."""

    USUAL = "usual"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A word that one person is asked to say."""

    person: int
    """1 or 2."""
    phrase: str
    manner: Manner
    take: int
    """1, 2 or 3."""


class Understood(Protocol):
    """A command that was decided on, and the phrase it was heard in (`decide.spotter.Decision`)."""

    @property
    def command(self) -> Command: ...
    @property
    def phrase(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of one prompt."""

    prompt: Prompt
    heard: bool
    taken_for: str = ""
    """The words that were understood instead. The phrase itself if that was not certain enough to act on; "" if
    nothing was understood."""
    loudest_dbfs: float = SILENT_DBFS
    over_noise: float = 0.0
    """dB by which its loudest moment exceeded the room's noise."""
    said: bool = True
    """False if nothing louder than the room was recorded."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The result of a calibration, as it is kept."""

    gain_db: float = 0.0
    gate_dbfs: float = USUAL_GATE
    """dBFS, after the gain."""
    fallen_db: float = USUAL_FALL
    left_out: tuple[str, ...] = ()

    def vocabulary(self, vocabulary: Vocabulary) -> Vocabulary:
        """Returns the vocabulary without the decoys that are left out for these people."""
        return vocabulary.without_decoys(self.left_out)

    def as_settings(self) -> dict[str, Any]:
        return {
            "gain_db": self.gain_db,
            "gate_dbfs": self.gate_dbfs,
            "fallen_db": self.fallen_db,
            "left_out": list(self.left_out),
        }


def from_settings(kept: object) -> Calibration:
    """Reads what `as_settings` gave. A value that is missing, invalid or stricter than the default becomes the
    default."""
    plain = Calibration()
    if not isinstance(kept, Mapping):
        return plain
    words = kept.get("left_out")
    usable = [normal(word) for word in words if isinstance(word, str)] if isinstance(words, list) else []
    gain = kept.get("gain_db")
    return Calibration(
        _between(gain, 0.0, MOST_GAIN) if _is_number(gain) else 0.0,
        _between(kept.get("gate_dbfs"), LOWEST_GATE, plain.gate_dbfs),
        _between(kept.get("fallen_db"), SMALLEST_FALL, plain.fallen_db),
        tuple(dict.fromkeys(word for word in usable if word))[:KEPT_WORDS],
    )


def words_to_say(vocabulary: Vocabulary, stop_word: str = "") -> tuple[str, ...]:
    """Lists the safety words that people are told to say, all single words for "stop", and their own stop word.

    A phrase such as "stop it" is left out: its word is among the others."""
    told = [phrase for command, phrase in vocabulary.said.items() if phrase in vocabulary.safety()]
    stops = [
        phrase for phrase, command in vocabulary.commands.items() if command == Command(Kind.STOP) and " " not in phrase
    ]
    return tuple(dict.fromkeys([*told, *stops, *([normal(stop_word)] if normal(stop_word) else [])]))


def prompts(words: Sequence[str], people: int, takes: int = TAKES) -> Iterator[Prompt]:
    """Yields all prompts in order: one person after the other, first as usual, then softly."""
    for person in range(1, people + 1):
        for manner in Manner:
            for word in words:
                for take in range(1, takes + 1):
                    yield Prompt(person, word, manner, take)


def judge(
    prompt: Prompt,
    meant: Mapping[str, Command],
    observations: Sequence[Observation],
    decisions: Sequence[Understood],
    noise_dbfs: float,
) -> Attempt:
    """Judges the result of a prompt. `noise_dbfs`: the level of the room without speech."""
    loudest = max((seen.dbfs for seen in observations), default=SILENT_DBFS)
    over = loudest - noise_dbfs
    wanted = meant[prompt.phrase]
    heard = any(one.command == wanted for one in decisions)
    taken = "" if heard else _taken_for(prompt, observations, decisions)
    return Attempt(prompt, heard, taken, round(loudest, 1), round(over, 1), heard or bool(taken) or over > 6)


def _taken_for(prompt: Prompt, observations: Sequence[Observation], decisions: Sequence[Understood]) -> str:
    if decisions:
        return decisions[0].phrase
    for ear in (STRICT, WARY, JUMPY):
        finals = [seen.finals[ear].text for seen in observations if ear in seen.finals]
        partials = [seen.partials.get(ear, "") for seen in observations]
        for text in (*finals, *reversed(partials)):
            words = " ".join(word for word in text.split() if word != UNKNOWN)
            if words:
                return words
    return ""


def advise(attempts: Iterable[Attempt], vocabulary: Vocabulary, lexicon: Lexicon) -> Calibration:
    """Works out the calibration for these two voices in this room, from attempts recorded without any gain."""
    from statistics import median  # it takes as long to load as all else here, and a session never needs it

    said = [attempt for attempt in attempts if attempt.said]
    plain = Calibration()
    if not said:
        return plain
    usual = [attempt.loudest_dbfs for attempt in said if attempt.prompt.manner is Manner.USUAL]
    gain = _between(WANTED_DBFS - median(usual), 0.0, MOST_GAIN) if usual else 0.0
    gain = gain if gain >= WORTH else 0.0
    softest = min(attempt.loudest_dbfs for attempt in said) + gain
    # The second lowest, since a single mumbled word says nothing about the room.
    over = sorted(attempt.over_noise for attempt in said)[min(1, len(said) - 1)]
    return Calibration(
        round(gain, 1),
        round(_between(softest - BELOW_SOFTEST, LOWEST_GATE, plain.gate_dbfs), 1),
        round(_between(over - ABOVE_NOISE, SMALLEST_FALL, plain.fallen_db), 1),
        _to_leave_out(said, vocabulary, lexicon),
    )


def said_an_hour(lexicon: Lexicon, word: str) -> float:
    """Estimates how often a word occurs in an hour of talk, from its rank by frequency (Zipf's law)."""
    rank = lexicon.rank.get(word)
    return 0.0 if rank is None else 0.1 * WORDS_AN_HOUR / (rank + 1)


def _to_leave_out(said: Sequence[Attempt], vocabulary: Vocabulary, lexicon: Lexicon) -> tuple[str, ...]:
    phrases = {*vocabulary.commands, *vocabulary.answers}
    taken = Counter(
        (attempt.prompt.phrase, attempt.taken_for)
        for attempt in said
        if not attempt.heard and attempt.taken_for in lexicon.words and attempt.taken_for not in phrases
    )
    words = [
        word
        for (_, word), times in taken.most_common()
        if times >= AGAIN and said_an_hour(lexicon, word) <= SAID_AN_HOUR
    ]
    return tuple(dict.fromkeys(words))[:MOST_LEFT_OUT]


@dataclass(frozen=True, slots=True)
class Sum:
    """One person's attempts at one word in one manner."""

    person: int
    phrase: str
    manner: Manner
    heard: int
    of: int
    silent: int
    """Attempts in which nothing was said."""
    taken_for: tuple[str, ...]
    """The words it was taken for, the most frequent first."""


def summed(attempts: Iterable[Attempt]) -> tuple[Sum, ...]:
    """Sums up attempts by person, word and manner."""
    groups: dict[tuple[int, str, Manner], list[Attempt]] = {}
    for attempt in attempts:
        prompt = attempt.prompt
        groups.setdefault((prompt.person, prompt.phrase, prompt.manner), []).append(attempt)
    return tuple(
        Sum(
            *key,
            sum(one.heard for one in group),
            len(group),
            sum(not one.said for one in group),
            tuple(word for word, _ in Counter(one.taken_for for one in group if one.taken_for).most_common()),
        )
        for key, group in groups.items()
    )


def better(before: Sequence[Attempt], after: Sequence[Attempt]) -> bool:
    """Tells whether the same sounds are recognised better than before: no word less often, and one more often.
    Otherwise the advice is not worth following."""
    words = {attempt.prompt.phrase for attempt in before}
    gained = [_heard(after, word) - _heard(before, word) for word in words]
    return min(gained, default=0) >= 0 and max(gained, default=0) > 0


def _heard(attempts: Sequence[Attempt], phrase: str) -> int:
    return sum(attempt.heard for attempt in attempts if attempt.prompt.phrase == phrase)


def _between(value: object, low: float, high: float) -> float:
    """Limits a number to these bounds. Anything that is not a number (nan included) becomes the upper one."""
    return float(min(high, max(low, value))) if _is_number(value) else high


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value
