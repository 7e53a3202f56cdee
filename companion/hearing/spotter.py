"""The policy: from what the ears report to hushes and decisions. Pure and replayable: the same observations give the
same decisions, and each can say why.

Two layers. A **hush** is provisional: the jumpy ear heard something like a safety word, so the narrator should hold its
breath. A **decision** is a command for the session, and needs evidence by tier:

    safety     both ears' partial results hold the phrase, alone or in a sentence; or the phrase stands alone between
               silences for the jumpy ear, and the strict ear has nothing better than a sound-alike
    steering   both ears' final results are the phrase and nothing else, said at a plausible length and loudness
    answers    as steering; the grammar holds them only where something was asked

A person who says one word into a silence means it: "stuff", "stowe" and "star", alone, are "stop" misheard. In a
sentence they are themselves. That is why being alone counts as evidence here. No IO and no clock: time is the stream's,
in seconds. The figures behind every number are in docs/hearing.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from companion.hearing.grammar import JUMPY, STRICT, UNKNOWN, Grammar
from companion.hearing.recogniser import Final, Observation
from companion.hearing.vocabulary import normal
from companion.session.commands import Command, Tier, tier_of

SILENT = -120.0


@dataclass(frozen=True, slots=True)
class Policy:
    """Every number of the policy. Defaults were tuned on one half of the speakers (docs/hearing.md)."""

    # A phrase alone between silences
    sure_after: float = 0.16
    """The jumpy ear has to have said nothing but the phrase for so long, seconds, to be believed by itself …"""
    silent_for: float = 0.12
    """… and for so long, seconds, nothing is to be heard any more …"""
    fallen_db: float = 15.0
    """… which is: so much quieter than the utterance's loudest block."""
    alike: int = 2
    """A sound-alike differs by at most so many phones, and by at most half of the phrase's own."""
    few_neighbours: int = 20
    """Only a phrase with at most so many sound-alikes one phone away is helped so: for “stop” there are few, but for
    “red” there are “bed”, “said”, “head” and forty more, and people mean them."""
    together: float = 0.4
    """Final results of both ears belong together within so many seconds."""
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
    kept_within: float = 0.4
    """Seconds back over which the canceller's effect is averaged."""
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
    kept_db: float = 0.0
    """How much of the sound the echo canceller left, dB: near 0 where a person speaks, far below where only the
    narrator does."""


ALONE = Surroundings()


@dataclass(slots=True)
class _Utterance:
    """What happened since the ears last had nothing to say."""

    decided: set[Command] = field(default_factory=set)
    alone_since: dict[str, float] = field(default_factory=dict)
    """Phrase -> since when the jumpy ear has said nothing else."""


class Spotter:
    """Feed it every observation in order."""

    def __init__(self, grammar: Grammar, policy: Policy = Policy()) -> None:
        self._policy = policy
        self._utterance = _Utterance()
        self._loud: deque[tuple[float, float]] = deque()
        self._kept: deque[tuple[float, float]] = deque()
        self._narrated = ""
        self._finals: dict[str, tuple[float, Final]] = {}
        """Ear -> its newest final result and when it came, until it was used."""
        self._last_decided: tuple[float, Decision] | None = None
        self._hushed_at: float | None = None
        self._hush_spent = False
        """This utterance's hush has run out; the jumpy ear gets no second one."""
        self.listen(grammar)

    def listen(self, grammar: Grammar) -> None:
        """From now on this grammar; the utterance under way goes on."""
        self._grammar = grammar
        self._safety: Mapping[str, Command] = {
            phrase: command for phrase, command in grammar.meant.items() if tier_of(command.kind) is Tier.SAFETY
        }

    def feed(self, seen: Observation, around: Surroundings = ALONE) -> list[Verdict]:
        self._remember(seen, around)
        jumpy, strict = seen.partials.get(JUMPY, ""), seen.partials.get(STRICT, "")
        self._watch(jumpy, seen.at)
        decision = self._on_partial(jumpy, strict, seen.at) or self._on_final(seen)
        verdicts: list[Verdict] = []
        if decision is not None:
            self._utterance.decided.add(decision.command)
            self._last_decided = (seen.at, decision)
            verdicts.append(decision)
        verdicts.extend(self._hush(jumpy, decision, seen.at))
        if not jumpy and not strict and not self._finals:
            self._utterance = _Utterance()
            self._hush_spent = False
        return verdicts

    def decided(self, final: Final) -> bool:
        """This utterance was acted on already."""
        if self._last_decided is None or not final.words:
            return False
        return final.words[0].start <= self._last_decided[0]

    # ---- evidence

    def _on_partial(self, jumpy: str, strict: str, at: float) -> Decision | None:
        if not self._loud_enough():
            return None
        for phrase, command in self._safety.items():
            if command in self._utterance.decided or self._narrators_own(phrase):
                continue
            if holds(strict, phrase) and holds(jumpy, phrase):
                return Decision(command, phrase, at, "partial", f"both ears hear “{phrase}” in “{strict}”")
            since = self._utterance.alone_since.get(phrase)
            if (
                since is not None
                and at - since >= self._policy.sure_after
                and (not strict or self._alike(phrase, strict))
                and self._fell_silent(at)
            ):
                why = f"“{phrase}” alone for {at - since:.2f} s, then silence"
                other = f"; the strict ear's “{strict}” sounds like it" if strict else ""
                return Decision(command, phrase, at, "partial", why + other)
        return None

    def _on_final(self, seen: Observation) -> Decision | None:
        """Once both ears' results for an utterance are there, or one has come and the other has not followed."""
        for ear, final in seen.finals.items():
            self._finals[ear] = (seen.at, final)
        if not self._finals:
            return None
        first = min(at for at, _ in self._finals.values())
        if len(self._finals) < 2 and seen.at - first < self._policy.together:
            return None
        finals, self._finals = self._finals, {}
        if JUMPY not in finals or STRICT not in finals or not self._loud_enough():
            return None
        sure, final = finals[JUMPY][1], finals[STRICT][1]
        return self._understood(sure, final, seen.at)

    def _understood(self, sure: Final, final: Final, at: float) -> Decision | None:
        for phrase, command in self._safety.items():
            if (
                command not in self._utterance.decided
                and holds(final.text, phrase)
                and holds(sure.text, phrase)
                and not self._narrators_own(phrase)
            ):
                return Decision(command, phrase, at, "final", f"both ears heard “{phrase}” in “{final.text}”")
        meant = self._grammar.meant.get(sure.text)
        if (
            meant is None
            or meant in self._utterance.decided
            or self._narrators_own(sure.text)
            or not self._plausible(final)
        ):
            return None
        if final.text == sure.text:
            return Decision(meant, sure.text, at, "final", f"the whole utterance is “{sure.text}”")
        if self._alike(sure.text, final.text):
            why = f"“{sure.text}” alone; the strict ear's “{final.text}” sounds like it"
            return Decision(meant, sure.text, at, "final", why)
        return None

    def _alike(self, phrase: str, word: str) -> bool:
        """The strict ear's word is near enough to have been the phrase, and the phrase is not like many words."""
        if self._grammar.neighbours(phrase) > self._policy.few_neighbours:
            return False
        ways = self._grammar.lexicon.words.get(phrase, ())
        length = min(map(len, ways), default=0)
        return self._grammar.apart(phrase, word) <= min(self._policy.alike, length // 2)

    def _plausible(self, final: Final) -> bool:
        lengths = [word.end - word.start for word in final.words]
        return all(self._policy.shortest_word <= length <= self._policy.longest_word for length in lengths)

    def _watch(self, jumpy: str, at: float) -> None:
        alone = self._utterance.alone_since
        for phrase in [phrase for phrase in alone if phrase != jumpy]:
            del alone[phrase]
        if jumpy in self._safety:
            alone.setdefault(jumpy, at)

    # ---- hush

    def _hush(self, jumpy: str, decision: Decision | None, at: float) -> list[Verdict]:
        if decision is not None and tier_of(decision.command.kind) is Tier.SAFETY:
            # The decision silences by itself; a hush under way must not be taken back over it.
            self._hushed_at, self._hush_spent = None, True
            return []
        if self._hushed_at is not None:
            if at - self._hushed_at >= self._policy.hush_limit:
                self._hushed_at, self._hush_spent = None, True
                return [Hush(False, at, "nothing followed")]
            return []
        if not self._hush_spent and self._loud_enough():
            for phrase in self._safety:
                if holds(jumpy, phrase) and not self._narrators_own(phrase):
                    self._hushed_at = at
                    return [Hush(True, at, f"the jumpy ear hears “{phrase}” in “{jumpy}”")]
        return []

    # ---- loudness, and the narrator

    def _remember(self, seen: Observation, around: Surroundings) -> None:
        self._loud.append((seen.at, seen.dbfs))
        while self._loud[0][0] < seen.at - self._policy.loudest_within:
            self._loud.popleft()
        self._narrated = f" {normal(around.narration)} " if around.narration else ""
        self._kept.append((seen.at, around.kept_db if around.narration else 0.0))
        while self._kept[0][0] < seen.at - self._policy.kept_within:
            self._kept.popleft()

    def _loud_enough(self) -> bool:
        return max((dbfs for _, dbfs in self._loud), default=SILENT) >= self._policy.gate_dbfs

    def _fell_silent(self, at: float) -> bool:
        loudest = max((dbfs for _, dbfs in self._loud), default=SILENT)
        late = [dbfs for when, dbfs in self._loud if when > at - self._policy.silent_for + 1e-6]
        return bool(late) and max(late) <= loudest - self._policy.fallen_db

    def _narrators_own(self, phrase: str) -> bool:
        """The narrator is saying this very phrase, and nobody else is loud enough to have said it."""
        if f" {phrase} " not in self._narrated:
            return False
        return sum(kept for _, kept in self._kept) / len(self._kept) < self._policy.person_db


def holds(text: str, phrase: str) -> bool:
    """The phrase stands in the text, on word boundaries."""
    return bool(text) and text != UNKNOWN and f" {phrase} " in f" {text} "
