"""Rules about style: the part of good spoken language that a program can check. Pure.

Nothing here knows a word of English: the words come as `VoiceWords`, by language, and if a language has none the
rules are silent. They read sentences as the author wrote them, names in braces and all, and never the program's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, assert_never

from companion.exercise.check import english
from companion.exercise.check.base import Checked, Rule, heard, spoken, straight, ways
from companion.exercise.crosscheck import one_of
from companion.exercise.model import (
    Agree,
    Ask,
    Breathe,
    Check,
    Choose,
    Include,
    Play,
    Rate,
    Repeat,
    Say,
    Sound,
    Step,
    Touching,
    Turns,
    Wait,
)
from companion.exercise.problems import Remark, Severity
from companion.exercise.scalars import spell_seconds
from companion.exercise.source import Path
from companion.exercise.steps import Steps, children, step_lists, texts, within

MISSPELLED = "misspelled"
"""The name of the rule that finds misspelled words: reports and editors show these words in their own way."""
ONE_PERMISSION_IN = 60.0
"""Seconds of planned time from one "you don't have to" to the next: more of them sound like a list of dangers."""


@dataclass(frozen=True)
class Phrase:
    """Words that are better not said, as a regular expression, and what to say instead."""

    heard: str
    instead: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w'])(?:{self.heard})(?![\w'])", re.I)


@dataclass(frozen=True)
class VoiceWords:
    """The words that the rules look for in one language.

    Words are in small letters. A pattern is a regular expression, matched in whole words of any case.
    """

    phrases: tuple[Phrase, ...]
    permission: str
    """Pattern: says that something need not be done."""
    be: str
    """Pattern: the forms of "to be" that a passive is made with, each from its beginning."""
    going_on: str
    """Pattern: the beginning of a passive that is hard to follow even alone, as "nothing is being asked" is."""
    in_own_words: str
    """Pattern: the beginning of a sentence that the person may say or wish, which may well be passive."""
    between: str
    """Pattern: the words that may stand between these and the participle."""
    participles: frozenset[str]
    """Participles that do not end in -ed."""
    states: frozenset[str]
    """Participles that say how somebody is and not what is done to them: "tired"."""
    did: str
    """Pattern: the person addressed and what they did, with the groups `verb` and, if it is a perfect tense, `have`."""
    claimed: frozenset[str]
    """Past forms that do not end in -ed: "took"."""
    true_anyhow: frozenset[str]
    """Past forms that are true however early it ended: "came"."""
    whole: str
    """Pattern: says that all of it was done, as "that was ten minutes" does."""
    careful: str
    """Pattern: makes a claim one that is true at any exit, as "if" and "whatever" do."""
    length: str
    """Pattern: says how long something takes, or for how long it is quiet."""
    each_time: str
    """Pattern: says once of all silences that they come."""
    asks: str
    """Pattern: a word that makes a question of a sentence; without one, a question only names its answers."""
    choices: str
    """Pattern: joins answers in a question that names them."""
    quoted: str
    """Pattern: says that a word is only quoted."""
    terms: frozenset[str]
    """Words that are rare elsewhere, and that everybody who does such exercises knows."""


def odd_phrases(checked: Checked) -> Iterator[Remark]:
    """Finds words that people took for cold, unclear or cruel, in what is read and in what is heard."""
    if (voice := checked.voice) is None:
        return
    exercise = checked.exercise
    read = [(("title",), exercise.title), (("summary",), exercise.summary), (("gist",), exercise.gist or "")]
    for path, text in (*read, *checked.authored):
        said: set[int] = set()
        plainly = straight(text)
        for phrase in voice.phrases:
            found = phrase.pattern.search(plainly)
            # The first phrase that fits gives the best advice: "nobody needs to know" comes before "nobody".
            if found is not None and said.isdisjoint(range(*found.span())):
                said.update(range(*found.span()))
                yield Remark("odd-phrase", Severity.NOTE, path, f"'{found[0]}' may sound odd or cold.", phrase.instead)


def permissions(checked: Checked) -> Iterator[Remark]:
    """Finds "you don't have to" and its like, if one comes soon after another."""
    if (voice := checked.voice) is None:
        return
    pattern = _pattern(voice.permission)
    for way in ways(checked.plan):
        before: float | None = None
        for at, path, sentence in heard(checked, way):
            if (found := pattern.search(sentence)) is None:
                continue
            if before is not None and at - before < ONE_PERMISSION_IN:
                yield Remark(
                    "dont-have-to",
                    Severity.NOTE,
                    path,
                    f"'{found[0]}' again, {spell_seconds(round(at - before))} after the last one.",
                    "Say what they can do instead, such as: you can keep your eyes open.",
                )
            before = at


def passives(checked: Checked) -> Iterator[Remark]:
    """Finds steps in which people who listen have to work out who does what: two passives, or a progressive one ("is
    being held")."""
    if (voice := checked.voice) is None:
        return
    for name, steps in step_lists(checked.exercise):
        for path, step in within(steps, (name,)):
            for place, text in texts(step, path):
                said = [each for each in spoken(text) if _pattern(voice.in_own_words).match(each) is None]
                found = [words for sentence in said for words in _passives(voice, sentence)]
                going_on = [words for words in found if _pattern(voice.going_on).match(words) is not None]
                if going_on or len(found) > 1:
                    shown = " and ".join(f"'{words}'" for words in (going_on[:1] or found[:2]))
                    yield Remark(
                        "passive",
                        Severity.NOTE,
                        place,
                        f"It's hard to hear who does what: {shown}.",
                        "Say who does it: a subject, a verb, an object.",
                    )


def _passives(voice: VoiceWords, sentence: str) -> Iterator[str]:
    for found in _passive(voice.be, voice.between).finditer(sentence):
        word = found[1].casefold()
        if word not in voice.states and (word.endswith("ed") or word in voice.participles):
            yield found[0].strip()


@lru_cache(8)
def _passive(be: str, between: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:\w+(?='))?(?:{be})\s+(?:(?:{between})\s+)*+(?!(?:{between})\b)(\w+)", re.I)


def rare_words(checked: Checked) -> Iterator[Remark]:
    """Finds each word that not everybody knows, once."""
    for path, word in _unknown_words(checked):
        if not _meant(checked, word.casefold()):
            yield Remark(
                "rare-word",
                Severity.NOTE,
                path,
                f"'{word.casefold()}' is a rare word.",
                "Use a word everyone knows, or make sure the sentence explains it.",
                excerpt=word,
            )


def misspelled_words(checked: Checked) -> Iterator[Remark]:
    """Finds each unknown word that differs in one letter, or in two that changed places, from one that most people
    know."""
    for path, word in _unknown_words(checked):
        if meant := _meant(checked, word.casefold()):
            yield Remark(
                MISSPELLED,
                Severity.WARNING,
                path,
                f"'{word}' may be misspelled. Did you mean {one_of(meant)}?",
                "If it is right as it is, it's a word that few people know.",
                excerpt=word,
            )


@lru_cache(1)
def _unknown_words(checked: Checked) -> tuple[tuple[Path, str], ...]:
    """Returns each word of the spoken lines that is not among the common ones, once, as it is written. The last
    result is cached, because two rules need it."""
    return tuple(_words_unknown(checked))


def _words_unknown(checked: Checked) -> Iterator[tuple[Path, str]]:
    if (voice := checked.voice) is None or not checked.common:
        return
    told: set[str] = set()
    for path, sentence in checked.authored:
        for found in _WORD.finditer(_BRACES.sub(" ", sentence)):
            word = found[0].casefold()
            # A capital inside a sentence is a name.
            named = found[0][0].isupper() and found.start() > 0
            if named or word in told:
                continue
            told.add(word)
            if english.is_known(word, checked.common, voice.terms):
                continue
            if not english.is_known(english.as_in_america(word), checked.common, voice.terms):
                yield path, found[0]


def _meant(checked: Checked, word: str) -> list[str]:
    """Returns the common words, in quotes, that somebody may have meant with an unknown word, the most likely
    first; the list is empty if the word may be right."""
    if not checked.pronounced or word in checked.pronounced or len(word) < _SHORTEST_MISSPELLED:
        return []
    return [f"'{each}'" for each in english.near_words(word, tuple(checked.common))[:_MOST_MEANT]]


_SHORTEST_MISSPELLED = 3
"""Letters of a word, at least, that is taken for another one: with fewer, every word is near to many."""
_MOST_MEANT = 2
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_BRACES = re.compile(r"\{[^{}]*\}")


def two_questions(checked: Checked) -> Iterator[Remark]:
    """Finds two questions before one awaited answer. A question that only names the answers to the other one does not
    count."""
    if (voice := checked.voice) is None:
        return
    for name, steps in step_lists(checked.exercise):
        for path, step in _answered(steps, (name,)):
            for place, text in texts(step, path):
                number = sum(_asks(voice, sentence) for sentence in spoken(text))
                if number > 1:
                    yield Remark(
                        "two-questions",
                        Severity.NOTE,
                        place,
                        f"{number} questions in a row are hard to answer by ear.",
                        "Ask one question. Ask the next after an answer or a silence.",
                    )


def _awaits(step: Step) -> Literal["short", "long", "nothing"]:
    """Names the answer that a step waits for. The line before one with a short answer belongs to the question."""
    match step:
        case Choose() | Rate() | Check() | Agree():
            return "short"
        case Ask():
            return "long"
        case str() | Say() | Wait() | Breathe() | Turns() | Touching() | Repeat() | Sound() | Play() | Include():
            return "nothing"
        case _:
            assert_never(step)


def _answered(steps: Steps, path: Path) -> Iterator[tuple[Path, Step]]:
    """Yields the steps that ask for an answer, and the lines right before those that wait for a short one.

    Another line may ask several things of somebody who only looks or thinks.
    """
    for index, step in enumerate(steps):
        then = next((each for each in steps[index + 1 :] if not isinstance(each, Wait)), None)
        line_before = isinstance(step, str | Say) and then is not None and _awaits(then) == "short"
        if line_before or _awaits(step) != "nothing":
            yield (*path, index), step
        for name, inside in children(step):
            yield from _answered(inside, (*path, index, *name))


def _asks(voice: VoiceWords, sentence: str) -> bool:
    """Tells whether this is a question, and not a list of answers to the one before it."""
    question = sentence.rstrip("\"'”").endswith("?") and _pattern(voice.asks).search(sentence) is not None
    return question and _pattern(voice.choices).search(sentence) is None


def quotes(voice: VoiceWords, sentence: str) -> bool:
    """Tells whether a sentence speaks of a word instead of using it: "if you say stop"."""
    return _pattern(voice.quoted).search(sentence) is not None


def untrue_endings(checked: Checked) -> Iterator[Remark]:
    """Finds praise and claims in the ending, which is also heard by somebody who skipped everything before it."""
    if (voice := checked.voice) is None:
        return
    careful, whole = _pattern(voice.careful), _pattern(voice.whole)
    for path, sentence in checked.authored:
        if path[0] != "ending" or careful.search(sentence) is not None:
            continue
        claim = whole.search(sentence)
        words = claim[0] if claim is not None else _claimed(voice, sentence)
        if words:
            yield Remark(
                "untrue-ending",
                Severity.NOTE,
                path,
                f"'{words}' isn't true for someone who ended early.",
                "Say what is true at any moment, such as: let's leave it here. Or say 'whatever you noticed'.",
            )


def _claimed(voice: VoiceWords, sentence: str) -> str:
    """Finds the words that claim that somebody did something; empty if there are none."""
    for found in _pattern(voice.did).finditer(sentence):
        verb = found["verb"].casefold()
        past = verb.endswith("ed") or verb in voice.claimed or (found["have"] and verb in voice.participles)
        if past and verb not in voice.true_anyhow and not (verb in voice.states and not found["have"]):
            return found[0].strip()
    return ""


@lru_cache(32)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{text})(?![\w'])", re.I)


RULES: dict[str, Rule] = {
    "odd-phrase": odd_phrases,
    "dont-have-to": permissions,
    "passive": passives,
    "rare-word": rare_words,
    MISSPELLED: misspelled_words,
    "two-questions": two_questions,
    "untrue-ending": untrue_endings,
}
