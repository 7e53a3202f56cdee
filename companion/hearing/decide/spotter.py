"""The spotter: turns the ears' reports into hushes and decisions. Pure and replayable: the same observations give the
same decisions, and each decision gives its reason.

There are two layers. A **hush** is provisional: the jumpy ear reported a safety phrase, or the keyword network suspects
one, so the narrator falls silent for a moment. A **decision** is a command for the session. It needs evidence, which
depends on the command's tier:

    safety     everything that speaks for the phrase and against it is added up (`evidence.py`): what the ears have,
               alone or among other words, the weighings, the keyword network, the narrator. The sum has to reach a
               bound, which depends on the situation. What nobody but the narrator can have said is never decided
    steering   both ears' final results are the phrase and nothing else, at a plausible length and level
    answers    as steering, or the strict ear's result is a sound-alike; only while a question asks for them

There is no IO and no clock here: time is the stream's, in seconds. The thresholds are in `policy.py`, the weights in
`weights.toml`. The jumpy, the wary and the strict ear, three recognisers for the same sound, are described in
`words/grammar.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from companion.hearing.child.protocol import UNKNOWN, Final, Observation
from companion.hearing.decide.attribution import ALONE, Attributed, NarratorWatch, Surroundings, times
from companion.hearing.decide.evidence import NONE, Clue, Evidence, Suggestion, Weights, learnt
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

    def __init__(
        self,
        grammar: Grammar,
        policy: Policy = DEFAULT,
        weights: Weights | None = None,
        note: Callable[[Clue], None] = lambda clue: None,
    ) -> None:
        """`weights`: how much each piece of evidence is worth; by default what was learnt. `note`: takes the evidence
        of every block in which something suggests a safety phrase."""
        self._policy = policy
        self._weights = weights or learnt()
        self._note = note
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
        # Weighed again after its decision, it is the same word.
        self._evidence.take(seen, lambda phrase: self._safety.get(phrase) not in self._utterance.decided)
        jumpy, wary, strict = (seen.partials.get(ear, "") for ear in (JUMPY, WARY, STRICT))
        self._jumpy = jumpy
        self._take_finals(seen)
        decision = self._by_sum(seen) or self._on_final(seen)
        if decision is not None:
            self._utterance.decided.add(decision.command)
            self._evidence.forget({phrase for phrase, one in self._safety.items() if one == decision.command})
        counts = self._talk.feed(seen, decision) if self._talk is not None else decision
        verdicts: list[Verdict] = []
        if counts is not None:
            self._last_decided = (seen.at, counts)
            verdicts.append(counts)
        # In a talk the narrator is silent already.
        verdicts.extend(self._hushing.lift(seen.at) if self._talk is not None else self._hush(jumpy, decision, seen))
        own = [phrase for phrase in self._safety if self._blocked(phrase)]
        self._attributed.remember(seen.at, seen.partials, self._safety, own)
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

    def _by_sum(self, seen: Observation) -> Decision | None:
        """Decides on the safety phrase with the highest sum of evidence, if that is enough."""
        if not self._loud_enough():
            return None
        best: Clue | None = None
        for phrase, command in self._safety.items():
            if command in self._utterance.decided or self._blocked(phrase):
                continue
            clue = self._clue(phrase, seen)
            if clue is None:
                continue
            self._note(clue)
            if self._weights.enough(clue) and (
                best is None or self._weights.sum(clue.pieces) > self._weights.sum(best.pieces)
            ):
                best = clue
        if best is None:
            return None
        strict = self._text(STRICT, seen)
        why = self._weights.reason(best, f", in “{strict}”" if strict not in ("", best.phrase) else "")
        return Decision(self._safety[best.phrase], best.phrase, seen.at, "final" if seen.finals else "partial", why)

    def _clue(self, phrase: str, seen: Observation) -> Clue | None:
        """Collects what speaks for and against this phrase now; None if nothing suggests it, or if more has to be known
        while the canceller does not know the room."""
        narrator, twice = self._narrator, self._evidence.twice(phrase)
        persons = frozenset(ear for ear in (JUMPY, WARY, STRICT) if self._persons(ear, phrase, seen))
        like, weighed = self._keyword_score(phrase, seen.at), self._evidence.odds(phrase)
        if weighed and seen.at - self._had.get(phrase, NONE) > self._policy.patience and like < 0:
            weighed = None  # weighed for the network alone; its score does not count if the narrator may have spoken
        if not (persons or weighed or like >= 0):
            return None
        many, unknown = self._grammar.many_sound_like(phrase), narrator.unknown(seen.at)
        if (unknown and many) or narrator.beginning(seen.at):
            both = {WARY, STRICT} <= persons and not many
            if not both and twice < (self._policy.odds_among_many if many else self._policy.odds):
                return None
        odds, unexplained = weighed or (None, False)
        texts = {ear: self._text(ear, seen) for ear in (JUMPY, WARY, STRICT)}
        faint = narrator.drowned() and not unknown  # in an unknown room nobody can tell
        around = (self._noisy(), self._fell_silent(seen.at), narrator.spoke, unknown, faint)
        heard = Suggestion(phrase, texts, persons, odds, twice, like, unexplained, *around)
        narrated = "unknown" if unknown else "narrator" if narrator.spoke else "silence"
        situation = "talk" if self._talk is not None else narrated
        return Clue(seen.at, phrase, heard.pieces(self._grammar, self._policy.alike), situation)

    def _text(self, ear: str, seen: Observation) -> str:
        """Returns what an ear has now: its partial result, or a final one that waits for another ear's."""
        waiting = self._finals.get(ear)
        return seen.partials.get(ear, "") or (waiting[1].text if waiting else "")

    def _persons(self, ear: str, phrase: str, seen: Observation) -> bool:
        """Tells whether this ear has the phrase, and a person may have said it."""
        if partial := seen.partials.get(ear, ""):
            return self._attributed.persons(ear, partial, phrase) > 0
        waiting = self._finals.get(ear)
        return waiting is not None and holds(waiting[1].text, phrase) and phrase not in waiting[2]

    def _keyword_score(self, phrase: str, at: float) -> float:
        """Returns the keyword network's score, if a person may have spoken."""
        narrators = self._narrator.unknown(at) or self._narrator.drowned()
        return NONE if narrators else self._evidence.keyword_score(phrase)

    def _take_finals(self, seen: Observation) -> None:
        """Keeps the final results until those of the wary and the strict ear are both there."""
        for ear, final in seen.finals.items():
            if self._plausible(final):
                own = frozenset(phrase for phrase in self._safety if self._was_narrators(ear, final.text, phrase))
                self._finals[ear] = (seen.at, final, own)

    def _on_final(self, seen: Observation) -> Decision | None:
        """Decides what only steers, and answers, once the final results of the wary and the strict ear are there."""
        if not self._finals:
            return None
        first = min(at for at, _, _ in self._finals.values())
        if not {WARY, STRICT} <= self._finals.keys() and seen.at - first < self._policy.patience:
            return None
        finals = {ear: final for ear, (_, final, _) in self._finals.items()}
        self._finals = {}
        if WARY not in finals or STRICT not in finals or not self._loud_enough():
            return None
        return self._alone(finals, seen.at)

    def _was_narrators(self, ear: str, text: str, phrase: str) -> bool:
        """Tells whether the phrase in this ear's result is the narrator's. Judged as soon as the result comes: when the
        other ear's result comes, the narrator may already be silent."""
        return holds(text, phrase) and (self._blocked(phrase) or not self._attributed.persons(ear, text, phrase))

    def _alone(self, finals: Mapping[str, Final], at: float) -> Decision | None:
        """Decides on an utterance that consists of one phrase, which is no safety phrase."""
        strict, phrase = finals[STRICT].text, finals[WARY].text
        if phrase not in self._grammar.meant and JUMPY in finals and self._grammar.is_answer(finals[JUMPY].text):
            phrase = finals[JUMPY].text  # a question was asked: then the answer is likelier than a common word
        command = self._grammar.meant.get(phrase)
        if command is None or phrase in self._safety or command in self._utterance.decided:
            return None
        if self._narrators_own(phrase) or self._narrator.unknown(at):
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


def _final(seen: Observation, ear: str) -> str:
    return seen.finals[ear].text if ear in seen.finals else ""


def holds(text: str, phrase: str) -> bool:
    """Tells whether the phrase stands in the text, on word boundaries."""
    return text != UNKNOWN and times(text, phrase) > 0
