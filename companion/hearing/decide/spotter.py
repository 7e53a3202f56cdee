"""The spotter: turns the ears' reports into hushes and decisions. Pure and replayable: the same observations give the
same decisions, and each decision gives its reason.

There are two layers. A **hush** is provisional: the jumpy ear reported a safety phrase, or the keyword network suspects
one, so the narrator falls silent for a moment. A **decision** is a command for the session. It needs evidence, which
depends on the command's tier:

    safety     one of these: the results of the wary and the strict ear, partial or final, both hold the phrase, alone
               or in a sentence; the phrase was weighed, and alone it explains the sound better than anything else that
               the strict ear knows; the keyword network finds it likely, and weighing does not contradict; the wary ear
               (or, once the strict ear has a result, the jumpy one) reports it alone, then silence follows, and the
               phrase has few sound-alikes
    steering   both ears' final results are the phrase and nothing else, at a plausible length and level
    answers    as steering, or the strict ear's result is a sound-alike; only while a question asks for them

A word said alone into a silence is usually meant as a command: "stuff", "stowe" or "star", alone, are "stop" misheard,
while in a sentence they are themselves. So being alone counts as evidence.

There is no IO and no clock here: time is the stream's, in seconds. The thresholds are in `policy.py`. The jumpy, the
wary and the strict ear, three recognisers for the same sound, are described in `words/grammar.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from companion.hearing.child.protocol import UNKNOWN, Final, Observation
from companion.hearing.decide.attribution import ALONE, Attributed, NarratorWatch, Surroundings, times
from companion.hearing.decide.evidence import Evidence
from companion.hearing.decide.hush import Hush as Hush
from companion.hearing.decide.hush import HushPolicy
from companion.hearing.decide.policy import DEFAULT
from companion.hearing.decide.policy import Policy as Policy
from companion.hearing.decide.talk import TalkRule
from companion.hearing.words.grammar import JUMPY, STRICT, WARY, Grammar
from companion.session.commands import Command, Kind, Tier, tier_of
from companion.sound_format import SILENT_DBFS


@dataclass(frozen=True, slots=True)
class Decision:
    """A command that was recognised with enough evidence."""

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
    """The present utterance: it lasts until all ears' results are empty."""

    decided: set[Command] = field(default_factory=set)


class Spotter:
    """The spotter over one stream: feed it every observation in order."""

    def __init__(self, grammar: Grammar, policy: Policy = DEFAULT) -> None:
        self._policy = policy
        self._utterance = _Utterance()
        self._loud: deque[tuple[float, float]] = deque()
        self._narrator = NarratorWatch(policy.narration_lingers, policy.kept_within, policy.person_db)
        self._attributed = Attributed()
        self._jumpy = ""
        """The jumpy ear's partial result."""
        self._had: dict[str, float] = {}
        """Safety phrase -> when the jumpy ear last had it."""
        self._said_lately: tuple[str, ...] = ()
        """Sentences that the narrator said recently, while the room was not known."""
        self._mistakable: frozenset[str] = frozenset()
        """Safety phrases that words in them may be taken for."""
        self._lost_at = -1e9
        """The time of the newest gap in the microphone's sound."""
        self._nobody: frozenset[str] = frozenset()
        """Safety phrases that only the narrator can have said, since only the narrator was there."""
        self._evidence = Evidence(policy.patience, policy.keyword_within)
        self._hushing = HushPolicy(policy.hush_limit, policy.patience)
        self._finals: dict[str, tuple[float, Final, frozenset[str]]] = {}
        """Ear -> its newest final result, when it came, and which of its phrases were the narrator's; until they were
        used."""
        self._last_decided: tuple[float, Decision] | None = None
        self._talk: TalkRule | None = None
        """The rule for decisions while people talk; None at other times."""
        self.listen(grammar)

    def listen(self, grammar: Grammar, *, talk: bool = False) -> None:
        """Replaces the grammar; the present utterance goes on. `talk`: people were asked to speak, and the narrator is
        silent."""
        self._grammar = grammar
        if talk != (self._talk is not None):
            self._talk = TalkRule() if talk else None
        if self._talk is not None:
            self._talk.listen(grammar.meant, grammar.beside)
        self._safety: Mapping[str, Command] = {
            phrase: command for phrase, command in grammar.meant.items() if tier_of(command.kind) is Tier.SAFETY
        }

    def overlook(self, at: float, around: Surroundings) -> None:
        """Takes the surroundings of a block without an observation of its own.

        The recogniser answers for several blocks at once, so this says nothing about lost sound."""
        self._narrator.remember(at, around)

    def feed(self, seen: Observation, around: Surroundings = ALONE) -> list[Verdict]:
        """Takes the next observation. Returns what follows from it: hushes and at most one decision."""
        self._remember(seen, around)
        self._mistakable = self._sounds_alike(seen.at)
        for phrase in self._safety:
            if any(holds(text, phrase) for text in (seen.partials.get(JUMPY, ""), _final(seen, JUMPY))):
                self._had[phrase] = seen.at
        self._utterance.decided |= self._just_decided(seen.at)
        passed = {phrase: bool(self._weighed(phrase, seen)) for phrase in seen.weighed if phrase in self._safety}
        self._evidence.weigh(seen.at, passed)
        jumpy, wary, strict = (seen.partials.get(ear, "") for ear in (JUMPY, WARY, STRICT))
        self._jumpy = jumpy
        decision = self._on_partial(jumpy, wary, strict, seen.at) or self._on_odds(seen) or self._on_final(seen)
        if decision is not None:
            self._utterance.decided.add(decision.command)
        counts = self._talk.feed(seen, decision) if self._talk is not None else decision
        verdicts: list[Verdict] = []
        if counts is not None:
            self._last_decided = (seen.at, counts)
            verdicts.append(counts)
        # In a talk the narrator is silent already.
        verdicts.extend(self._hushing.lift(seen.at) if self._talk is not None else self._hush(jumpy, decision, seen))
        own = [phrase for phrase in self._safety if self._blocked(phrase)]
        self._attributed.remember(seen.at, seen.partials, self._safety, own)
        self._evidence.settle(seen.at, passed)
        # In a talk a decision may have been dropped, so that a lone word just after a sentence has to count.
        if not jumpy and not wary and not strict and (self._talk is not None or not self._finals):
            self._utterance = _Utterance()
        return verdicts

    def _just_decided(self, at: float) -> set[Command]:
        """Returns the safety command of the last second, if there is one: a late ear that still reports it must not
        trigger it again."""
        if self._last_decided is None or at - self._last_decided[0] >= self._policy.patience:
            return set()
        command = self._last_decided[1].command
        return {command} if tier_of(command.kind) is Tier.SAFETY else set()

    def decided(self, final: Final) -> bool:
        """Tells whether this utterance has led to a decision already."""
        if self._last_decided is None or not final.words:
            return False
        return final.words[0].start <= self._last_decided[0]

    # ---- evidence

    def _on_partial(self, jumpy: str, wary: str, strict: str, at: float) -> Decision | None:
        if not self._loud_enough():
            return None
        for phrase, command in self._safety.items():
            if command in self._utterance.decided or self._blocked(phrase):
                continue
            # For a phrase with many sound-alikes that may be the narrator's, both ears are not enough: only a weighing
            # decides it, in `_on_odds`.
            telling = not (self._narrator.unknown(at) and self._grammar.many_sound_like(phrase))
            both = self._attributed.persons(STRICT, strict, phrase) and self._attributed.persons(WARY, wary, phrase)
            if both and telling:
                return Decision(
                    command, phrase, at, "partial", f"I heard “{phrase}” both times I listened, in “{strict}”"
                )
            # Once the strict ear has a result, the jumpy ear's is enough: the wary ear only bridges the wait for the
            # strict one.
            ear, text = (JUMPY, jumpy) if strict and phrase == jumpy else (WARY, wary)
            sure = text == phrase and self._attributed.persons(ear, text, phrase) > 0
            sure = sure and (not strict or self._grammar.alike(phrase, strict, self._policy.alike))
            if (
                sure
                and not self._narrator.beginning(at)
                and not self._evidence.refuted(phrase, at)
                and self._grammar.stands_apart(phrase)
                and self._fell_silent(at)
            ):
                other = f"; listening more strictly, I heard “{strict}”, which sounds like it" if strict else ""
                return Decision(command, phrase, at, "partial", f"“{phrase}” alone, then silence{other}")
        return None

    def _on_odds(self, seen: Observation) -> Decision | None:
        """Decides by a weighing that confirms what the jumpy ear reported or the keyword network suspected."""
        for phrase in sorted(seen.weighed, key=lambda phrase: -seen.weighed[phrase]):
            command = self._safety.get(phrase)
            if command is None or not (why := self._weighed(phrase, seen)):
                continue
            twice = self._grammar.many_sound_like(phrase) or self._narrator.beginning(seen.at)
            if twice and not self._evidence.likely(phrase, seen.at):
                continue  # "past" is "pause" until its end is heard, so a second weighing is needed
            last = self._last_decided
            if last is not None and last[1].command == command and seen.at - last[0] < self._policy.patience:
                continue  # the same word, weighed again after its utterance was over
            if command in self._utterance.decided or self._blocked(phrase) or not self._loud_enough():
                continue
            return Decision(command, phrase, seen.at, "partial", why)
        return None

    def _weighed(self, phrase: str, seen: Observation) -> str:
        """Returns the reason why the weighing confirms this phrase; "" if it does not."""
        odds, policy = seen.weighed[phrase], self._policy
        if seen.at - self._had.get(phrase, -1e9) > policy.patience and self._keyword_score(phrase, seen.at) < 0:
            return ""  # weighed for the network alone; its score does not count if the narrator may have spoken
        if odds >= self._needed(phrase, seen.at):
            return f"“{phrase}” explains the sound best ({odds:+.1f})"
        like = self._keyword_score(phrase, seen.at) if self._noisy() else -1e9
        if like >= policy.keyword_score and odds >= policy.odds_with_keyword:
            return f"it sounds like “{phrase}” ({like:+.1f}), and nothing else fits much better ({odds:+.1f})"
        if like >= policy.keyword_score_alone and seen.unexplained:
            return f"it sounds like “{phrase}” ({like:+.1f}), and no other word fits better"
        return ""

    def _needed(self, phrase: str, at: float) -> float:
        grammar = self._grammar
        # The lower threshold for "pause" does not apply while the phrase may be the narrator's: otherwise an exercise
        # in which the narrator says "yours" would pause by mistake each time.
        cheap = phrase in grammar.told and self._safety[phrase].kind is Kind.PAUSE and not self._narrator.unknown(at)
        cheap = cheap or not grammar.many_sound_like(phrase)
        return self._policy.odds if cheap else self._policy.odds_among_many

    def _keyword_score(self, phrase: str, at: float) -> float:
        """Returns the keyword network's score, if a person may have spoken."""
        narrators = self._narrator.unknown(at) or self._narrator.drowned()
        return -1e9 if narrators else self._evidence.keyword_score(phrase)

    def _on_final(self, seen: Observation) -> Decision | None:
        """Decides by the final results, once those of the wary and the strict ear are both there."""
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
        """Tells whether the phrase in this ear's result is the narrator's. Judged as soon as the result comes: when the
        other ear's result comes, the narrator may already be silent."""
        return holds(text, phrase) and (self._blocked(phrase) or not self._attributed.persons(ear, text, phrase))

    def _in_a_sentence(self, finals: Mapping[str, Final], own: frozenset[str], at: float) -> Decision | None:
        wary, strict = finals[WARY].text, finals[STRICT].text
        for phrase, command in self._safety.items():
            if command in self._utterance.decided or phrase in own:
                continue
            if holds(strict, phrase) and holds(wary, phrase):
                return Decision(
                    command, phrase, at, "final", f"I heard “{phrase}” both times I listened, in “{strict}”"
                )
        return None

    def _alone(self, finals: Mapping[str, Final], own: frozenset[str], at: float) -> Decision | None:
        """Decides on an utterance that consists of one phrase."""
        strict = finals[STRICT].text
        phrase = finals[WARY].text
        if phrase not in self._grammar.meant and JUMPY in finals:
            # The wary ear's common words count only if the strict ear reports the same, and not if a question was
            # asked: then the answer is more likely.
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
        # The jumpy ear never sleeps: if it has more, this phrase was only the end of a sentence.
        always = finals[JUMPY].text if JUMPY in finals else self._jumpy
        if always in ("", phrase) and self._grammar.alike(phrase, strict, self._policy.alike):
            why = f"“{phrase}” alone; listening more strictly, I heard “{strict}”, which sounds like it"
            return Decision(command, phrase, at, "final", why)
        if JUMPY in finals and finals[JUMPY].text == phrase and self._grammar.rare_twin(phrase, strict):
            rarer = f"“{strict}”, a rarer word that differs by only one sound"
            why = f"“{phrase}” alone; listening more strictly, I heard {rarer}"
            return Decision(command, phrase, at, "final", why)
        return None

    def _plausible(self, final: Final) -> bool:
        lengths = [word.end - word.start for word in final.words]
        # On average, since the "a" of "I need a break" takes half of that.
        long_enough = sum(lengths) >= self._policy.shortest_word * len(lengths)
        return long_enough and all(length <= self._policy.longest_word for length in lengths)

    # ---- hush

    def _hush(self, jumpy: str, decision: Decision | None, seen: Observation) -> list[Hush]:
        persons = [phrase for phrase in self._safety if not self._narrators_own(phrase)]
        heard = sum(self._attributed.persons(JUMPY, jumpy, phrase) for phrase in persons)
        if decision is not None and tier_of(decision.command.kind) is Tier.SAFETY:
            self._hushing.decided(seen.at, heard)
            return []
        suspected = [phrase for phrase in persons if phrase in seen.keyword_scores]
        alike = [phrase for phrase in suspected if self._keyword_score(phrase, seen.at) >= self._policy.keyword_score]
        why = f"it sounds like “{alike[0]}”" if alike and not heard else f"listening less strictly, I heard “{jumpy}”"
        return self._hushing.hold(seen.at, heard, bool(alike), self._loud_enough(), why)

    # ---- loudness, and the narrator

    def _remember(self, seen: Observation, around: Surroundings) -> None:
        self._loud.append((seen.at, seen.dbfs))
        while self._loud[0][0] < seen.at - self._policy.loudest_within:
            self._loud.popleft()
        self._narrator.remember(seen.at, around)
        if around.spliced:
            self._lost_at = seen.at
        self._nobody = self._by_nobody(seen.at)
        self._evidence.score(seen)

    def _loudest(self) -> float:
        return max((dbfs for _, dbfs in self._loud), default=SILENT_DBFS)

    def _loud_enough(self) -> bool:
        return self._loudest() >= self._policy.gate_dbfs

    def _fell_silent(self, at: float) -> bool:
        late = [dbfs for when, dbfs in self._loud if when > at - self._policy.silent_for + 1e-6]
        return bool(late) and max(late) <= self._loudest() - self._policy.fallen_db

    def _noisy(self) -> bool:
        levels = sorted(dbfs for _, dbfs in self._loud)
        return bool(levels) and levels[len(levels) // 3] >= levels[-1] - self._policy.noisy_db

    def _blocked(self, phrase: str) -> bool:
        """Tells whether the phrase may not lead to a decision. It may still lead to a hush, after which a person who
        was too soft can be heard."""
        return phrase in self._nobody or self._narrators_own(phrase)

    def _by_nobody(self, at: float) -> frozenset[str]:
        """Returns the safety phrases that no person can have said now, since the canceller left too little sound. Soon
        after lost sound that is all of them, unless a person is loud enough: the narrator's words on either side of the
        gap are heard as one ("quiet s…" as "stop")."""
        lost = at - self._lost_at < self._policy.splice_lasts and not self._narrator.unknown(at)
        if lost and self._narrator.spoke and self._narrator.drowned():
            return frozenset(self._safety)
        left, policy = self._narrator.most_left(), self._policy
        usual, stop = policy.nobody_db, policy.nobody_stop_db
        if self._narrator.unknown(at):
            usual = stop = policy.nobody_unknown_db
        return frozenset(
            phrase for phrase, command in self._safety.items() if left < (stop if command.kind is Kind.STOP else usual)
        )

    def _narrators_own(self, phrase: str) -> bool:
        """Tells whether the phrase is the narrator's own: no person was loud enough, and one of four things is true.

        The narrator said this phrase in the last `narration_lingers` seconds. Or the narrator said anything then, and
        the phrase has many sound-alikes ("beside it" was taken for "red"); this does not apply to phrases that people
        are told to say ("pause"), or they would be lost before the canceller knows the room. Or a word of the
        narrator's sounds like the phrase, while the room is not known (`_mistakable`). Or a word of the narrator's
        sounds like it, and it only steers, so that it may be lost: "quiet" was taken for "quieter".
        """
        many = self._grammar.many_sound_like(phrase) and phrase not in self._grammar.told
        own = self._narrator.said(phrase) or (many and self._narrator.spoke) or phrase in self._mistakable
        if phrase not in self._safety and not self._grammar.is_answer(phrase):
            near = self._grammar.near
            own = own or any(near(phrase, word, self._policy.alike) for word in self._narrator.words)
        return own and self._narrator.drowned()

    def _sounds_alike(self, at: float) -> frozenset[str]:
        """Finds safety phrases that a word of the narrator's may be taken for while the room is not known, such as
        "tap" for "stop"."""
        texts = self._narrator.texts if self._narrator.unknown(at) else ()
        if texts != self._said_lately:
            self._said_lately = texts
            self._mistakable = frozenset(
                phrase for phrase in self._safety if any(self._sounds_like_part(phrase, text) for text in texts)
            )
        return self._mistakable

    def _sounds_like_part(self, phrase: str, text: str) -> bool:
        """Tells whether the phrase may be heard where a part of the text is said. A phrase of several words is compared
        word by word: "slowed down" is taken for "slow down"."""
        grammar, alike = self._grammar, self._policy.alike
        wanted, words = phrase.split(), text.split()
        if len(wanted) == 1:
            return any(grammar.alike(phrase, word, alike) for word in words)
        return any(
            all(one == word or grammar.near(one, word, alike) for one, word in zip(wanted, words[at:], strict=False))
            for at in range(len(words) - len(wanted) + 1)
        )


def _start(final: Final) -> float:
    return final.words[0].start if final.words else 0.0


def _final(seen: Observation, ear: str) -> str:
    return seen.finals[ear].text if ear in seen.finals else ""


def holds(text: str, phrase: str) -> bool:
    """Tells whether the phrase stands in the text, on word boundaries."""
    return text != UNKNOWN and times(text, phrase) > 0
