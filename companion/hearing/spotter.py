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
from companion.hearing.narrator import ALONE, SILENT, Attributed, NarratorWatch, Surroundings, times
from companion.hearing.recogniser import Final, Observation
from companion.session.commands import Command, Kind, Tier, tier_of


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
    """At the loudest the canceller left more than this: a person speaks, not the narrator alone."""


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
        self._narrator = NarratorWatch(policy.narration_lingers, policy.kept_within, policy.person_db)
        self._attributed = Attributed()
        self._jumpy = ""
        """The jumpy ear's partial result."""
        self._likely: dict[str, float] = {}
        """Phrase -> when it was last weighed and found likely, the block at hand left out."""
        self._refuted: dict[str, float] = {}
        """Phrase -> when it was last weighed and found wanting."""
        self._finals: dict[str, tuple[float, Final, frozenset[str]]] = {}
        """Ear -> its newest final result, when it came, and which of its phrases were the narrator's; until it was
        used."""
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
        self._jumpy = jumpy
        decision = self._on_partial(jumpy, wary, strict, seen.at) or self._on_odds(seen) or self._on_final(seen)
        verdicts: list[Verdict] = []
        if decision is not None:
            self._utterance.decided.add(decision.command)
            self._last_decided = (seen.at, decision)
            verdicts.append(decision)
        verdicts.extend(self._hush(jumpy, decision, seen.at))
        own = [phrase for phrase in self._safety if self._narrators_own(phrase)]
        self._attributed.remember(seen.at, seen.partials, self._safety, own)
        self._likely.update((phrase, seen.at) for phrase in seen.weighed if phrase not in self._refuted)
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
            if self._attributed.persons(STRICT, strict, phrase) and self._attributed.persons(WARY, wary, phrase):
                return Decision(command, phrase, at, "partial", f"both ears hear “{phrase}” in “{strict}”")
            # Where the strict ear has spoken, the jumpy one will do: the wary ear is there to wait for it.
            ear, text = (JUMPY, jumpy) if strict and phrase == jumpy else (WARY, wary)
            sure = text == phrase and self._attributed.persons(ear, text, phrase) > 0
            sure = sure and (not strict or self._alike(phrase, strict))
            refuted = at - self._refuted.get(phrase, -1e9) < self._policy.patience
            if sure and not refuted and self._grammar.stands_apart(phrase) and self._fell_silent(at):
                other = f"; the strict ear's “{strict}” sounds like it" if strict else ""
                return Decision(command, phrase, at, "partial", f"“{phrase}” alone, then silence{other}")
        return None

    def _on_odds(self, seen: Observation) -> Decision | None:
        """The jumpy ear had it, and of all that the strict ear knows nothing explains the sound better."""
        for phrase, weighs in sorted(seen.weighed.items(), key=lambda pair: -pair[1]):
            command = self._safety.get(phrase)
            if command is None or weighs < self._needed(phrase, seen.at):
                continue
            if self._many_sound_like(phrase) and seen.at - self._likely.get(phrase, -1e9) >= self._policy.patience:
                continue  # "past" is "pause" until its end is heard: once more with what follows
            last = self._last_decided
            if last is not None and last[1].command == command and seen.at - last[0] < self._policy.patience:
                continue  # the same word, weighed again after its utterance was over
            if command in self._utterance.decided or self._narrators_own(phrase) or not self._loud_enough():
                continue
            return Decision(command, phrase, seen.at, "partial", f"“{phrase}” explains the sound best ({weighs:+.1f})")
        return None

    def _needed(self, phrase: str, at: float) -> float:
        grammar = self._grammar
        # Not while it may be the narrator's ("yours"): a pause that comes of its own words would come every evening.
        cheap = phrase in grammar.told and self._safety[phrase].kind is Kind.PAUSE and not self._narrator.unknown(at)
        cheap = cheap or not self._many_sound_like(phrase)
        return self._policy.odds if cheap else self._policy.odds_among_many

    def _many_sound_like(self, phrase: str) -> bool:
        return " " not in phrase and not self._grammar.stands_apart(phrase)

    def _on_final(self, seen: Observation) -> Decision | None:
        """Once the wary and the strict ear's results for an utterance are there; one without the other is nothing."""
        for ear, final in seen.finals.items():
            own = frozenset(phrase for phrase in self._safety if self._was_narrators(ear, final.text, phrase))
            self._finals[ear] = (seen.at, final, own)
        if not self._finals:
            return None
        first = min(at for at, _, _ in self._finals.values())
        if not {WARY, STRICT} <= self._finals.keys() and seen.at - first < self._policy.patience:
            return None
        finals = {ear: final for ear, (_, final, _) in self._finals.items()}
        own = frozenset[str]().union(*(own for _, _, own in self._finals.values()))
        self._finals = {}
        if WARY not in finals or STRICT not in finals or not self._loud_enough():
            return None
        apart = abs(_start(finals[WARY]) - _start(finals[STRICT]))
        return self._in_a_sentence(finals, own, seen.at) or (
            self._alone(finals, own, seen.at) if apart <= self._policy.together else None
        )

    def _was_narrators(self, ear: str, text: str, phrase: str) -> bool:
        """Judged when an ear's result comes, not when the other's is there: by then the narrator may be silent."""
        return holds(text, phrase) and (self._narrators_own(phrase) or not self._attributed.persons(ear, text, phrase))

    def _in_a_sentence(self, finals: Mapping[str, Final], own: frozenset[str], at: float) -> Decision | None:
        wary, strict = finals[WARY].text, finals[STRICT].text
        for phrase, command in self._safety.items():
            if command in self._utterance.decided or phrase in own:
                continue
            if holds(strict, phrase) and holds(wary, phrase):
                return Decision(command, phrase, at, "final", f"both ears heard “{phrase}” in “{strict}”")
        return None

    def _alone(self, finals: Mapping[str, Final], own: frozenset[str], at: float) -> Decision | None:
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
        if command is None or command in self._utterance.decided or phrase in own or self._narrators_own(phrase):
            return None
        if not self._plausible(finals[STRICT]):
            return None
        if command not in self._safety.values() and self._narrator.unknown(at):
            return None
        if strict == phrase:
            return Decision(command, phrase, at, "final", f"the whole utterance is “{phrase}”")
        # The ear that never sleeps: had it more to say, then this was only the end of a sentence.
        always = finals[JUMPY].text if JUMPY in finals else self._jumpy
        if always in ("", phrase) and self._alike(phrase, strict):
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
        heard = sum(
            self._attributed.persons(JUMPY, jumpy, phrase) for phrase in self._safety if not self._narrators_own(phrase)
        )
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
        self._narrator.remember(seen.at, around)
        for phrase, weighs in seen.weighed.items():
            if phrase in self._safety and weighs < self._needed(phrase, seen.at):
                self._refuted[phrase] = seen.at
                self._likely.pop(phrase, None)
            else:
                self._refuted.pop(phrase, None)

    def _loud_enough(self) -> bool:
        return max((dbfs for _, dbfs in self._loud), default=SILENT) >= self._policy.gate_dbfs

    def _fell_silent(self, at: float) -> bool:
        loudest = max((dbfs for _, dbfs in self._loud), default=SILENT)
        late = [dbfs for when, dbfs in self._loud if when > at - self._policy.silent_for + 1e-6]
        return bool(late) and max(late) <= loudest - self._policy.fallen_db

    def _narrators_own(self, phrase: str) -> bool:
        """The narrator is saying this very phrase, or anything at all where many words sound like it ("beside it" was
        taken for "red"), and nobody else is loud enough to have said it. A phrase that people are told to say ("pause")
        is the narrator's only where it stands in the text: in the first seconds, before the canceller knows the room,
        it would be lost otherwise."""
        many = self._many_sound_like(phrase) and phrase not in self._grammar.told
        return (self._narrator.said(phrase) or (many and self._narrator.spoke)) and self._narrator.drowned()


def _start(final: Final) -> float:
    return final.words[0].start if final.words else 0.0


def holds(text: str, phrase: str) -> bool:
    """The phrase stands in the text, on word boundaries."""
    return text != UNKNOWN and times(text, phrase) > 0
