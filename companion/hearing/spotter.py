"""The policy: from what the ears report to hushes and decisions. Pure and replayable: the same observations give the
same decisions, and each can say why.

Two layers. A **hush** is provisional: the jumpy ear heard something like a safety word, so the narrator should hold its
breath. A **decision** is a command for the session, and needs evidence by tier:

    safety     the wary and the strict ear's partial results both hold the phrase, alone or in a sentence; or the phrase
               was weighed, and alone it explains the sound better than anything else that the strict ear knows; or
               the keyword network says that it sounds like it, and weighing does not say otherwise; or it stands alone
               between silences for the wary ear, and nothing better was found
    steering   both ears' final results are the phrase and nothing else, said at a plausible length and loudness
    answers    as steering, or the strict ear's is a sound-alike; the grammar holds them only where they were asked for

A person who says one word into a silence means it: "stuff", "stowe" and "star", alone, are "stop" misheard. In a
sentence they are themselves. That is why being alone counts as evidence here. No IO and no clock: time is the stream's,
in seconds. Its numbers are in `policy.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from companion.hearing.breath import Breath
from companion.hearing.breath import Hush as Hush
from companion.hearing.grammar import JUMPY, STRICT, UNKNOWN, WARY, Grammar
from companion.hearing.narrator import ALONE, SILENT, Attributed, NarratorWatch, Surroundings, times
from companion.hearing.policy import DEFAULT
from companion.hearing.policy import Policy as Policy
from companion.hearing.recogniser import Final, Observation
from companion.hearing.scales import Scales
from companion.session.commands import Command, Kind, Tier, tier_of


@dataclass(frozen=True, slots=True)
class Decision:
    command: Command
    phrase: str
    at: float
    """Seconds in the stream."""
    on: str
    """"partial" or "final"."""
    reason: str


Verdict = Decision | Hush


@dataclass(slots=True)
class _Utterance:
    """What happened since the ears last had nothing to say."""

    decided: set[Command] = field(default_factory=set)


class Spotter:
    """Feed it every observation in order."""

    def __init__(self, grammar: Grammar, policy: Policy = DEFAULT) -> None:
        self._policy = policy
        self._utterance = _Utterance()
        self._loud: deque[tuple[float, float]] = deque()
        self._narrator = NarratorWatch(policy.narration_lingers, policy.kept_within, policy.person_db)
        self._attributed = Attributed()
        self._jumpy = ""
        """The jumpy ear's partial result."""
        self._had: dict[str, float] = {}
        """When the jumpy ear last had a phrase of safety."""
        self._said_lately: frozenset[str] = frozenset()
        self._mistakable: frozenset[str] = frozenset()
        self._nobody: frozenset[str] = frozenset()
        """Phrases of safety that nobody but the narrator was there to say."""
        self._scales = Scales(policy.patience, policy.likened_within)
        self._breath = Breath(policy.hush_limit, policy.patience)
        self._finals: dict[str, tuple[float, Final, frozenset[str]]] = {}
        """Ear -> its newest final result, when it came, and which of its phrases were the narrator's; until it was
        used."""
        self._last_decided: tuple[float, Decision] | None = None
        self.listen(grammar)

    def listen(self, grammar: Grammar) -> None:
        """From now on this grammar; the utterance under way goes on."""
        self._grammar = grammar
        self._safety: Mapping[str, Command] = {
            phrase: command for phrase, command in grammar.meant.items() if tier_of(command.kind) is Tier.SAFETY
        }

    def feed(self, seen: Observation, around: Surroundings = ALONE) -> list[Verdict]:
        self._remember(seen, around)
        self._mistakable = self._sounds_alike(seen.at)
        for phrase in self._safety:
            if any(holds(text, phrase) for text in (seen.partials.get(JUMPY, ""), _final(seen, JUMPY))):
                self._had[phrase] = seen.at
        self._utterance.decided |= self._just_decided(seen.at)
        passed = {phrase: bool(self._weighed(phrase, seen)) for phrase in seen.weighed if phrase in self._safety}
        self._scales.weigh(seen.at, passed)
        jumpy, wary, strict = (seen.partials.get(ear, "") for ear in (JUMPY, WARY, STRICT))
        self._jumpy = jumpy
        decision = self._on_partial(jumpy, wary, strict, seen.at) or self._on_odds(seen) or self._on_final(seen)
        verdicts: list[Verdict] = []
        if decision is not None:
            self._utterance.decided.add(decision.command)
            self._last_decided = (seen.at, decision)
            verdicts.append(decision)
        verdicts.extend(self._hush(jumpy, decision, seen))
        own = [phrase for phrase in self._safety if self._narrators(phrase)]
        self._attributed.remember(seen.at, seen.partials, self._safety, own)
        self._scales.settle(seen.at, passed)
        if not jumpy and not wary and not strict and not self._finals:
            self._utterance = _Utterance()
        return verdicts

    def _just_decided(self, at: float) -> set[Command]:
        """A safety command that may have come before any ear had its word: that word is the same one."""
        if self._last_decided is None or at - self._last_decided[0] >= self._policy.patience:
            return set()
        command = self._last_decided[1].command
        return {command} if tier_of(command.kind) is Tier.SAFETY else set()

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
            if command in self._utterance.decided or self._narrators(phrase):
                continue
            # What many words sound like is not enough where it may be the narrator's: there it has to be weighed.
            telling = not (self._narrator.unknown(at) and self._grammar.many_sound_like(phrase))
            both = self._attributed.persons(STRICT, strict, phrase) and self._attributed.persons(WARY, wary, phrase)
            if both and telling:
                return Decision(command, phrase, at, "partial", f"both ears hear “{phrase}” in “{strict}”")
            # Where the strict ear has spoken, the jumpy one will do: the wary ear is there to wait for it.
            ear, text = (JUMPY, jumpy) if strict and phrase == jumpy else (WARY, wary)
            sure = text == phrase and self._attributed.persons(ear, text, phrase) > 0
            sure = sure and (not strict or self._grammar.alike(phrase, strict, self._policy.alike))
            if (
                sure
                and not self._narrator.beginning(at)
                and not self._scales.refuted(phrase, at)
                and self._grammar.stands_apart(phrase)
                and self._fell_silent(at)
            ):
                other = f"; the strict ear's “{strict}” sounds like it" if strict else ""
                return Decision(command, phrase, at, "partial", f"“{phrase}” alone, then silence{other}")
        return None

    def _on_odds(self, seen: Observation) -> Decision | None:
        """The jumpy ear had it, or it sounds like it as a whole, and weighing it bears that out."""
        for phrase in sorted(seen.weighed, key=lambda phrase: -seen.weighed[phrase]):
            command = self._safety.get(phrase)
            if command is None or not (why := self._weighed(phrase, seen)):
                continue
            twice = self._grammar.many_sound_like(phrase) or self._narrator.beginning(seen.at)
            if twice and not self._scales.likely(phrase, seen.at):
                continue  # "past" is "pause" until its end is heard: once more with what follows
            last = self._last_decided
            if last is not None and last[1].command == command and seen.at - last[0] < self._policy.patience:
                continue  # the same word, weighed again after its utterance was over
            if command in self._utterance.decided or self._narrators(phrase) or not self._loud_enough():
                continue
            return Decision(command, phrase, seen.at, "partial", why)
        return None

    def _weighed(self, phrase: str, seen: Observation) -> str:
        """Why what was just weighed is this phrase; "" where it is not."""
        odds, policy = seen.weighed[phrase], self._policy
        if seen.at - self._had.get(phrase, -1e9) > policy.patience and self._likeness(phrase, seen.at) < 0:
            return ""  # weighed for the network alone, which has no say over what may be the narrator
        if odds >= self._needed(phrase, seen.at):
            return f"“{phrase}” explains the sound best ({odds:+.1f})"
        like = self._likeness(phrase, seen.at) if self._noisy() else -1e9
        if like >= policy.likened and odds >= policy.odds_likened:
            return f"it sounds like “{phrase}” ({like:+.1f}), and nothing explains it much better ({odds:+.1f})"
        if like >= policy.likened_surely and seen.unexplained:
            return f"it sounds like “{phrase}” ({like:+.1f}), and no word explains it better"
        return ""

    def _needed(self, phrase: str, at: float) -> float:
        grammar = self._grammar
        # Not while it may be the narrator's ("yours"): a pause that comes of its own words would come every evening.
        cheap = phrase in grammar.told and self._safety[phrase].kind is Kind.PAUSE and not self._narrator.unknown(at)
        cheap = cheap or not grammar.many_sound_like(phrase)
        return self._policy.odds if cheap else self._policy.odds_among_many

    def _likeness(self, phrase: str, at: float) -> float:
        """What the keyword network says of it, where that may have been a person."""
        narrators = self._narrator.unknown(at) or self._narrator.drowned()
        return -1e9 if narrators else self._scales.likeness(phrase)

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
        return holds(text, phrase) and (self._narrators(phrase) or not self._attributed.persons(ear, text, phrase))

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
            if (jumpy in self._safety and phrase != strict) or self._grammar.is_answer(jumpy):
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
        if always in ("", phrase) and self._grammar.alike(phrase, strict, self._policy.alike):
            why = f"“{phrase}” alone; the strict ear's “{strict}” sounds like it"
            return Decision(command, phrase, at, "final", why)
        if JUMPY in finals and finals[JUMPY].text == phrase and self._grammar.rare_twin(phrase, strict):
            why = f"“{phrase}” alone to two ears; the third's “{strict}” is one sound away and a rarer word"
            return Decision(command, phrase, at, "final", why)
        return None

    def _plausible(self, final: Final) -> bool:
        lengths = [word.end - word.start for word in final.words]
        # On the average: the "a" of "I need a break" is over in half of that.
        long_enough = sum(lengths) >= self._policy.shortest_word * len(lengths)
        return long_enough and all(length <= self._policy.longest_word for length in lengths)

    # ---- hush

    def _hush(self, jumpy: str, decision: Decision | None, seen: Observation) -> list[Hush]:
        persons = [phrase for phrase in self._safety if not self._narrators_own(phrase)]
        heard = sum(self._attributed.persons(JUMPY, jumpy, phrase) for phrase in persons)
        if decision is not None and tier_of(decision.command.kind) is Tier.SAFETY:
            self._breath.decided(seen.at, heard)
            return []
        suspected = [phrase for phrase in persons if phrase in seen.likeness]
        alike = [phrase for phrase in suspected if self._likeness(phrase, seen.at) >= self._policy.likened]
        why = f"it sounds like “{alike[0]}”" if alike and not heard else f"the jumpy ear hears “{jumpy}”"
        return self._breath.hold(seen.at, heard, bool(alike), self._loud_enough(), why)

    # ---- loudness, and the narrator

    def _remember(self, seen: Observation, around: Surroundings) -> None:
        self._loud.append((seen.at, seen.dbfs))
        while self._loud[0][0] < seen.at - self._policy.loudest_within:
            self._loud.popleft()
        self._narrator.remember(seen.at, around)
        self._nobody = self._by_nobody(seen.at)
        self._scales.score(seen)

    def _loudest(self) -> float:
        return max((dbfs for _, dbfs in self._loud), default=SILENT)

    def _loud_enough(self) -> bool:
        return self._loudest() >= self._policy.gate_dbfs

    def _fell_silent(self, at: float) -> bool:
        late = [dbfs for when, dbfs in self._loud if when > at - self._policy.silent_for + 1e-6]
        return bool(late) and max(late) <= self._loudest() - self._policy.fallen_db

    def _noisy(self) -> bool:
        levels = sorted(dbfs for _, dbfs in self._loud)
        return bool(levels) and levels[len(levels) // 3] >= levels[-1] - self._policy.noisy_db

    def _narrators(self, phrase: str) -> bool:
        """Nothing is to be decided by it; it may be hushed for, which makes whoever was too soft be heard."""
        return phrase in self._nobody or self._narrators_own(phrase)

    def _by_nobody(self, at: float) -> frozenset[str]:
        left, policy = self._narrator.most_left(), self._policy
        usual, stop = policy.nobody_db, policy.nobody_stop_db
        if self._narrator.unknown(at):
            usual = stop = policy.nobody_unknown_db
        return frozenset(
            phrase for phrase, command in self._safety.items() if left < (stop if command.kind is Kind.STOP else usual)
        )

    def _narrators_own(self, phrase: str) -> bool:
        """The narrator is saying this very phrase, or anything at all where many words sound like it ("beside it" was
        taken for "red"), and nobody else is loud enough to have said it. A phrase that people are told to say ("pause")
        is the narrator's only where it stands in the text: in the first seconds, before the canceller knows the room,
        it would be lost otherwise."""
        many = self._grammar.many_sound_like(phrase) and phrase not in self._grammar.told
        own = self._narrator.said(phrase) or (many and self._narrator.spoke) or phrase in self._mistakable
        return own and self._narrator.drowned()

    def _sounds_alike(self, at: float) -> frozenset[str]:
        """Phrases of safety that a word of the narrator's may be taken for as long as its room is not known: "tap"."""
        words = self._narrator.words if self._narrator.unknown(at) else frozenset()
        if words != self._said_lately:
            self._said_lately = words
            self._mistakable = frozenset(
                phrase
                for phrase in self._safety
                if any(self._grammar.alike(phrase, word, self._policy.alike) for word in words)
            )
        return self._mistakable


def _start(final: Final) -> float:
    return final.words[0].start if final.words else 0.0


def _final(seen: Observation, ear: str) -> str:
    return seen.finals[ear].text if ear in seen.finals else ""


def holds(text: str, phrase: str) -> bool:
    """The phrase stands in the text, on word boundaries."""
    return text != UNKNOWN and times(text, phrase) > 0
