"""The policy: from what the ears report to hushes and decisions. Pure and replayable: the same observations give the
same decisions, and each can say why.

Two layers. A **hush** is provisional: the jumpy ear heard something like a safety word, so the narrator should hold its
breath. A **decision** is a command for the session, and needs evidence by tier:

    safety     the wary and the strict ear's partial results both hold the phrase, alone or in a sentence; or the phrase
               was weighed, and alone it explains the sound better than anything else that the strict ear knows; or it
               stands alone between silences for the wary ear, and nothing better was found
    steering   both ears' final results are the phrase and nothing else, said at a plausible length and loudness
    answers    as steering, or the strict ear's is a sound-alike; the grammar holds them only where they were asked for

A person who says one word into a silence means it: "stuff", "stowe" and "star", alone, are "stop" misheard. In a
sentence they are themselves. That is why being alone counts as evidence here. No IO and no clock: time is the stream's,
in seconds. The figures behind every number are in docs/hearing.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from companion.hearing.grammar import JUMPY, STRICT, UNKNOWN, WARY, Grammar
from companion.hearing.recogniser import Final, Observation
from companion.hearing.vocabulary import normal
from companion.session.commands import Command, Kind, Tier, tier_of

SILENT = -120.0


@dataclass(frozen=True, slots=True)
class Policy:
    """Every number of the policy. Defaults were tuned on one half of the speakers (docs/hearing.md)."""

    # A phrase alone between silences
    silent_for: float = 0.12
    """For so long, seconds, nothing is to be heard any more …"""
    fallen_db: float = 15.0
    """… which is: so much quieter than the utterance's loudest block."""
    alike: int = 2
    """A sound-alike differs by at most so many phones, and by at most half of the phrase's own."""
    patience: float = 1.0
    """So many seconds one ear's final result waits for the other's; in noise their endpoints differ."""
    together: float = 0.5
    """They belong together where their first words begin within so many seconds of each other."""
    # A phrase that was weighed
    odds: float = -1.0
    """It alone against the likeliest other reading: at least so much (log-likelihood) …"""
    odds_among_many: float = 3.0
    """… and more for a phrase that many words sound like, but for "pause": one for nothing costs a "continue"."""
    # Every utterance
    shortest_word: float = 0.1
    longest_word: float = 1.5
    """Seconds for a word of a command; noise makes longer ones."""
    gate_dbfs: float = -60.0
    """Quieter than this at its loudest, an utterance is nobody's: the room's own noise."""
    loudest_within: float = 1.5
    """Seconds back over which the loudest block is looked for."""
    # The hush
    hush_limit: float = 0.6
    """A hush without a decision ends after so many seconds."""
    # The narrator's own words
    narration_lingers: float = 1.5
    """Seconds after the narrator's text for which its words may still arrive from the recogniser."""
    kept_within: float = 0.8
    """Seconds back over which the canceller's effect is measured."""
    person_db: float = -8.0
    """The canceller left more than this: a person speaks, not the narrator alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    command: Command
    phrase: str
    at: float
    """Seconds in the stream."""
    on: str
    """"partial" or "final"."""
    reason: str


@dataclass(frozen=True, slots=True)
class Hush:
    on: bool
    at: float
    reason: str


Verdict = Decision | Hush


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else is known about a block of sound."""

    narration: str = ""
    """The text that the narrator is saying; empty in a silence."""
    raw_dbfs: float = SILENT
    """Loudness at the microphone before the echo canceller …"""
    clean_dbfs: float = SILENT
    """… and after it: nearly the same where a person speaks, far less where only the narrator does."""


ALONE = Surroundings()


@dataclass(slots=True)
class _Utterance:
    """What happened since the ears last had nothing to say."""

    decided: set[Command] = field(default_factory=set)


class Spotter:
    """Feed it every observation in order."""

    def __init__(self, grammar: Grammar, policy: Policy = Policy()) -> None:
        self._policy = policy
        self._utterance = _Utterance()
        self._loud: deque[tuple[float, float]] = deque()
        self._kept: deque[tuple[float, float, float]] = deque()
        """When, and the powers before and after the echo canceller."""
        self._narrated: dict[str, float] = {}
        """What the narrator said lately, and when last."""
        self._unsettled_at = -1e9
        """When the narrator last spoke and the canceller did not know the room yet."""
        self._refuted: dict[str, float] = {}
        """Phrase -> when it was last weighed and found wanting."""
        self._finals: dict[str, tuple[float, Final]] = {}
        """Ear -> its newest final result and when it came, until it was used."""
        self._last_decided: tuple[float, Decision] | None = None
        self._hushed_at: float | None = None
        self._hushed_for = 0
        """So many safety phrases of this utterance have had their hush."""
        self.listen(grammar)

    def listen(self, grammar: Grammar) -> None:
        """From now on this grammar; the utterance under way goes on."""
        self._grammar = grammar
        self._safety: Mapping[str, Command] = {
            phrase: command for phrase, command in grammar.meant.items() if tier_of(command.kind) is Tier.SAFETY
        }

    def feed(self, seen: Observation, around: Surroundings = ALONE) -> list[Verdict]:
        self._remember(seen, around)
        jumpy, wary, strict = (seen.partials.get(ear, "") for ear in (JUMPY, WARY, STRICT))
        decision = self._on_partial(jumpy, wary, strict, seen.at) or self._on_odds(seen) or self._on_final(seen)
        verdicts: list[Verdict] = []
        if decision is not None:
            self._utterance.decided.add(decision.command)
            self._last_decided = (seen.at, decision)
            verdicts.append(decision)
        verdicts.extend(self._hush(jumpy, decision, seen.at))
        if not jumpy and not wary and not strict and not self._finals:
            self._utterance = _Utterance()
        return verdicts

    def decided(self, final: Final) -> bool:
        """This utterance was acted on already."""
        if self._last_decided is None or not final.words:
            return False
        return final.words[0].start <= self._last_decided[0]

    # ---- evidence

    def _on_partial(self, jumpy: str, wary: str, strict: str, at: float) -> Decision | None:
        if not self._loud_enough():
            return None
        for phrase, command in self._safety.items():
            if command in self._utterance.decided or self._narrators_own(phrase):
                continue
            if holds(strict, phrase) and holds(wary, phrase):
                return Decision(command, phrase, at, "partial", f"both ears hear “{phrase}” in “{strict}”")
            # Where the strict ear has spoken, the jumpy one will do: the wary ear is there to wait for it.
            sure = phrase in (wary, jumpy) and self._alike(phrase, strict) if strict else phrase == wary
            refuted = at - self._refuted.get(phrase, -1e9) < self._policy.patience
            if sure and not refuted and self._grammar.stands_apart(phrase) and self._fell_silent(at):
                other = f"; the strict ear's “{strict}” sounds like it" if strict else ""
                return Decision(command, phrase, at, "partial", f"“{phrase}” alone, then silence{other}")
        return None

    def _on_odds(self, seen: Observation) -> Decision | None:
        """The jumpy ear had it, and of all that the strict ear knows nothing explains the sound better."""
        for phrase, weighs in sorted(seen.weighed.items(), key=lambda pair: -pair[1]):
            command = self._safety.get(phrase)
            if command is None or weighs < self._needed(phrase):
                continue
            last = self._last_decided
            if last is not None and last[1].command == command and seen.at - last[0] < self._policy.patience:
                continue  # the same word, weighed again after its utterance was over
            if command in self._utterance.decided or self._narrators_own(phrase) or not self._loud_enough():
                continue
            return Decision(command, phrase, seen.at, "partial", f"“{phrase}” explains the sound best ({weighs:+.1f})")
        return None

    def _needed(self, phrase: str) -> float:
        grammar = self._grammar
        cheap = phrase in grammar.told and self._safety[phrase].kind is Kind.PAUSE
        apart = grammar.stands_apart(phrase) or " " in phrase or cheap
        return self._policy.odds if apart else self._policy.odds_among_many

    def _on_final(self, seen: Observation) -> Decision | None:
        """Once the wary and the strict ear's results for an utterance are there; one without the other is nothing."""
        for ear, final in seen.finals.items():
            self._finals[ear] = (seen.at, final)
        if not self._finals:
            return None
        first = min(at for at, _ in self._finals.values())
        if not {WARY, STRICT} <= self._finals.keys() and seen.at - first < self._policy.patience:
            return None
        finals = {ear: final for ear, (_, final) in self._finals.items()}
        self._finals = {}
        if WARY not in finals or STRICT not in finals or not self._loud_enough():
            return None
        apart = abs(_start(finals[WARY]) - _start(finals[STRICT]))
        return self._in_a_sentence(finals, seen.at) or (
            self._alone(finals, seen.at) if apart <= self._policy.together else None
        )

    def _in_a_sentence(self, finals: Mapping[str, Final], at: float) -> Decision | None:
        wary, strict = finals[WARY].text, finals[STRICT].text
        for phrase, command in self._safety.items():
            if command in self._utterance.decided or self._narrators_own(phrase):
                continue
            if holds(strict, phrase) and holds(wary, phrase):
                return Decision(command, phrase, at, "final", f"both ears heard “{phrase}” in “{strict}”")
        return None

    def _alone(self, finals: Mapping[str, Final], at: float) -> Decision | None:
        """The whole utterance is one phrase."""
        strict = finals[STRICT].text
        phrase = finals[WARY].text
        if phrase not in self._grammar.meant and JUMPY in finals:
            # The common words that the wary ear knows count only where the strict ear hears the same, and not where
            # something was asked: then the answer is more likely than they are.
            jumpy = finals[JUMPY].text
            if (jumpy in self._safety and phrase != strict) or self._is_answer(jumpy):
                phrase = jumpy
        command = self._grammar.meant.get(phrase)
        if command is None or command in self._utterance.decided or self._narrators_own(phrase):
            return None
        if not self._plausible(finals[STRICT]) or (command not in self._safety.values() and self._may_be_narrator(at)):
            return None
        if strict == phrase:
            return Decision(command, phrase, at, "final", f"the whole utterance is “{phrase}”")
        if self._alike(phrase, strict):
            why = f"“{phrase}” alone; the strict ear's “{strict}” sounds like it"
            return Decision(command, phrase, at, "final", why)
        if JUMPY in finals and finals[JUMPY].text == phrase and self._rare_twin(phrase, strict):
            why = f"“{phrase}” alone to two ears; the third's “{strict}” is one sound away and a rarer word"
            return Decision(command, phrase, at, "final", why)
        return None

    def _rare_twin(self, phrase: str, word: str) -> bool:
        """A safety word that many words sound like ("pause": "Paul's", "laws"): one of the rare ones, said all alone
        into a silence, was more likely meant to be the safety word. A pause for nothing costs a "continue"."""
        return (
            phrase in self._safety
            and phrase in self._grammar.told
            and self._safety[phrase].kind is Kind.PAUSE
            and self._grammar.apart(phrase, word) == 1
            and word not in self._grammar.decoys.frequent
        )

    def _alike(self, phrase: str, word: str) -> bool:
        """The strict ear's word is near enough to have been the phrase, and the phrase is not like many words."""
        if not self._is_answer(phrase) and (
            not self._grammar.stands_apart(phrase) or word in self._grammar.common_near(phrase)
        ):
            return False
        ways = self._grammar.lexicon.words.get(phrase, ())
        length = min(map(len, ways), default=0)
        return self._grammar.apart(phrase, word) <= min(self._policy.alike, length // 2)

    def _is_answer(self, phrase: str) -> bool:
        return phrase in self._grammar.meant and self._grammar.meant[phrase].kind is Kind.ANSWER

    def _plausible(self, final: Final) -> bool:
        lengths = [word.end - word.start for word in final.words]
        # On the average: the "a" of "I need a break" is over in half of that.
        long_enough = sum(lengths) >= self._policy.shortest_word * len(lengths)
        return long_enough and all(length <= self._policy.longest_word for length in lengths)

    # ---- hush

    def _hush(self, jumpy: str, decision: Decision | None, at: float) -> list[Verdict]:
        heard = sum(f" {jumpy} ".count(f" {phrase} ") for phrase in self._safety if not self._narrators_own(phrase))
        more, self._hushed_for = heard > self._hushed_for, min(heard, self._hushed_for)
        if decision is not None and tier_of(decision.command.kind) is Tier.SAFETY:
            # The decision silences by itself; a hush under way must not be taken back over it.
            self._hushed_at, self._hushed_for = None, heard
            return []
        if self._hushed_at is not None:
            if at - self._hushed_at < self._policy.hush_limit:
                return []
            self._hushed_at, self._hushed_for = None, heard
            return [Hush(False, at, "nothing followed")]
        if more and self._loud_enough():
            self._hushed_at = at
            return [Hush(True, at, f"the jumpy ear hears “{jumpy}”")]
        return []

    # ---- loudness, and the narrator

    def _remember(self, seen: Observation, around: Surroundings) -> None:
        self._loud.append((seen.at, seen.dbfs))
        while self._loud[0][0] < seen.at - self._policy.loudest_within:
            self._loud.popleft()
        if around.narration:
            self._narrated[f" {normal(around.narration)} "] = seen.at
        for text in [text for text, at in self._narrated.items() if at < seen.at - self._policy.narration_lingers]:
            del self._narrated[text]
        if around.narration and around.clean_dbfs <= SILENT:
            self._unsettled_at = seen.at
        for phrase, weighs in seen.weighed.items():
            if phrase in self._safety and weighs < self._needed(phrase):
                self._refuted[phrase] = seen.at
            else:
                self._refuted.pop(phrase, None)
        self._kept.append((seen.at, 10 ** (around.raw_dbfs / 10), 10 ** (around.clean_dbfs / 10)))
        while self._kept[0][0] < seen.at - self._policy.kept_within:
            self._kept.popleft()

    def _loud_enough(self) -> bool:
        return max((dbfs for _, dbfs in self._loud), default=SILENT) >= self._policy.gate_dbfs

    def _fell_silent(self, at: float) -> bool:
        loudest = max((dbfs for _, dbfs in self._loud), default=SILENT)
        late = [dbfs for when, dbfs in self._loud if when > at - self._policy.silent_for + 1e-6]
        return bool(late) and max(late) <= loudest - self._policy.fallen_db

    def _may_be_narrator(self, at: float) -> bool:
        """The narrator spoke lately while the canceller did not know the room yet: whose word it was cannot be told."""
        return at - self._unsettled_at < self._policy.narration_lingers

    def _narrators_own(self, phrase: str) -> bool:
        """The narrator is saying this very phrase, or anything at all where many words sound like it ("beside it" was
        taken for "red"), and nobody else is loud enough to have said it. A phrase that people are told to say ("pause")
        is the narrator's only where it stands in the text: in the first seconds, before the canceller knows the room,
        it would be lost otherwise."""
        alike = bool(self._narrated) and not self._grammar.stands_apart(phrase) and " " not in phrase
        alike = alike and phrase not in self._grammar.told
        if not alike and not any(f" {phrase} " in text for text in self._narrated):
            return False
        raw = sum(before for _, before, _ in self._kept)
        clean = sum(after for _, _, after in self._kept)
        return clean < raw * 10 ** (self._policy.person_db / 10)


def _start(final: Final) -> float:
    return final.words[0].start if final.words else 0.0


def holds(text: str, phrase: str) -> bool:
    """The phrase stands in the text, on word boundaries."""
    return bool(text) and text != UNKNOWN and f" {phrase} " in f" {text} "
