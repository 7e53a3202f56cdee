"""Decisions while people talk: a command counts only if it stands alone, or was shouted. Pure.

In a talk people were asked to speak, and the narrator is silent. So nothing has to be hushed, and a decision can wait
until more is known. "We should stop at the shop" has to pass; "stop", by itself, has to work. The spotter finds its
decisions as always, and `TalkRule` keeps each one back until a short silence has followed the phrase.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from companion.hearing.child.protocol import UNKNOWN, Observation, Word
from companion.hearing.words.grammar import JUMPY, STRICT
from companion.session.commands import Command

if TYPE_CHECKING:
    from companion.hearing.decide.spotter import Decision


@dataclass(frozen=True, slots=True)
class TalkPolicy:
    """The thresholds. docs/log/hearing.md has their figures."""

    quiet_before: float = 0.4
    """Seconds without a word before the phrase: shorter gaps are in the middle of a sentence."""
    quiet_after: float = 0.5
    """Seconds without a word after the phrase."""
    latest: float = 0.8
    """Seconds after the phrase's end at which it is decided, also if the slower ears have no result yet."""
    breath: float = 0.3
    """Seconds up to which a sound without words, beside the phrase, is a breath or a click."""
    late: float = 1.0
    """Seconds after the end of an utterance in which a decision may still come of it."""
    given_up: float = 2.5
    """Seconds after which a decision is dropped if its utterance has not ended. No phrase takes as long."""
    beside_db: float = 15.0
    """dB below the phrase's loudest block, and dB above the room's own level: a sound beside the phrase that is louder
    than both is speech, whether or not an ear understood it."""
    heard_db: float = 6.0
    """dB above the room's own level under which a word that an ear placed beside the phrase was not said: ears
    sometimes find a word in the silence before a phrase."""
    room_within: float = 3.0
    """Seconds before the phrase's end of which the quietest fifth is the room's own level."""
    shouted_db: float = 10.0
    """dB above the usual level of the talk at which a phrase counts inside a sentence, too."""
    usual_within: float = 60.0
    """Seconds from which that usual level is taken."""
    usual_from: float = 10.0
    """Seconds of talk that have to be known before anything is called shouted."""


USUAL = TalkPolicy()
BLOCK = 0.04
"""Seconds of sound in an observation."""
ZEROS_DBFS = -90.0
"""Level under which a block is nothing but zeros: the quietest microphone is louder."""
_EDGE = 0.08
"""Seconds by which an ear may place a word's beginning or end beside the sound's."""
_OVERLAP = 0.05
"""Seconds by which two ears may place the same word differently, beside its overlap."""


class TalkRule:
    """Keeps decisions back while people talk: feed it every observation, with the decision that came of it."""

    def __init__(self, policy: TalkPolicy = USUAL) -> None:
        self._policy = policy
        self._held: Decision | None = None
        self._words: dict[str, deque[Word]] = {ear: deque(maxlen=32) for ear in (JUMPY, STRICT)}
        """The newest words of the two ears that know most. The jumpy ear writes other words as "[unk]"."""
        self._ended = -1e9
        """When the jumpy ear's newest final result came."""
        self._ends_after = -1e9
        """When that has to have come for its words to be those of the decision that is held back."""
        self._levels: deque[tuple[float, float]] = deque()
        self._ways: dict[Command, list[list[str]]] = {}
        """Command -> its phrases, the longest first, each as its words."""
        self._beside: frozenset[str] = frozenset()
        """Words that may stand beside a phrase: "it" in "stop it"."""

    def listen(self, meant: Mapping[str, Command], beside: frozenset[str] = frozenset()) -> None:
        """Takes the phrases that mean something now, and the words that may stand beside them."""
        self._ways, self._beside = {}, beside
        for phrase in sorted(meant, key=lambda phrase: -len(phrase.split())):
            self._ways.setdefault(meant[phrase], []).append(phrase.split())

    def feed(self, seen: Observation, decision: Decision | None) -> Decision | None:
        """Takes an observation and its decision. Returns the decision that counts now, if there is one."""
        self._levels.append((seen.at, seen.dbfs))
        while self._levels[0][0] < seen.at - self._policy.usual_within:
            self._levels.popleft()
        for ear, final in seen.finals.items():
            if ear in self._words:
                self._words[ear].extend(final.words)
            if ear == JUMPY and final.words:
                self._ended = seen.at
        if decision is not None and (self._held is None or self._was_in_a_sentence(self._held)):
            self._held = decision
            # A decision can come after its utterance has ended.
            still = bool(seen.partials.get(JUMPY, ""))
            self._ends_after = seen.at if still else max(self._ends_after, seen.at - self._policy.late)
            if self._shouted(seen.at):
                return self._give(seen, "louder than the talk around it")
        held, policy = self._held, self._policy
        if held is None:
            return None
        span = self._span(held)
        if span is None:
            if seen.at - held.at > policy.given_up:
                self._held = None
            return None
        phrase, start, end = span
        # Only the strict ear knows the words that may stand beside a phrase.
        waiting = seen.partials.get(STRICT, "") and seen.at - end < policy.latest
        if seen.partials.get(JUMPY, "") or (not waiting and self._more_was_said(phrase, start, end)):
            self._held, self._ends_after = None, seen.at + BLOCK
            return None
        if waiting or seen.at - end < policy.quiet_after:
            return None
        if self._sounded_beside(start, end):
            self._held, self._ends_after = None, seen.at + BLOCK
            return None
        return self._give(seen, "alone")

    def _was_in_a_sentence(self, held: Decision) -> bool:
        """Tells whether the utterance of this decision is over and did not end with its phrase. A newer decision takes
        its place then: it would be lost until the older one is given up."""
        return self._ended >= self._ends_after and self._span(held) is None

    def _span(self, held: Decision) -> tuple[list[str], float, float] | None:
        """Finds the words of the command that was said ("stop it" where "stop" was decided), and the seconds in which
        they were said, once or several times in a row; None before the jumpy ear's final result has them."""
        words = [word for word in self._words[JUMPY] if word.text != UNKNOWN]
        texts = [word.text for word in words]
        ways = self._ways.get(held.command) or [held.phrase.split()]
        phrase = next((way for way in ways if texts[-len(way) :] == way), None)
        if self._ended < self._ends_after or phrase is None:
            return None
        if words[-1].end < held.at - self._policy.late:
            return None  # it was said before, and this decision is of something else
        first = len(words) - len(phrase)
        while texts[max(0, first - len(phrase)) : first] == phrase and (
            words[first].start - words[first - 1].end < self._policy.quiet_before
        ):
            first -= len(phrase)
        return phrase, *self._with_beside(words[first].start, words[-1].end)

    def _with_beside(self, start: float, end: float) -> tuple[float, float]:
        """Widens the span from `start` to `end`, in seconds, by the words just before and after it that may stand
        beside a phrase."""
        near = [word for word in self._words[STRICT] if word.text in self._beside]
        for word in near:
            if start < word.end and word.start - end < self._policy.breath and end < word.end:
                end = word.end
        for word in reversed(near):
            if word.start < end and start - word.end < self._policy.breath and word.start < start:
                start = word.start
        return start, end

    def _more_was_said(self, phrase: list[str], start: float, end: float) -> bool:
        """Tells whether any ear heard a word just before the phrase or just after it, or more words in its place."""
        first, last = start - self._policy.quiet_before, end + self._policy.quiet_after
        said, instead = (
            [
                word
                for word in self._words[ear]
                if word.text != UNKNOWN
                and word.text not in self._beside
                and word.start < end - _OVERLAP
                and word.end > start + _OVERLAP
            ]
            for ear in (JUMPY, STRICT)
        )
        if len(instead) > len(said):
            return True
        for word in (*self._words[JUMPY], *self._words[STRICT]):
            before = first < word.end <= start + _OVERLAP
            after = end - _OVERLAP <= word.start < last
            breath = word.text == UNKNOWN and word.end - word.start <= self._policy.breath
            again = word.text in phrase  # said twice, or placed a little differently by an ear
            if breath or again or not (before or after):
                continue
            since, until = (word.start, start - _EDGE) if before else (end + _EDGE + BLOCK, word.end + BLOCK)
            if self._sounded(since, until):
                return True
        return False

    def _sounded(self, since: float, until: float) -> bool:
        """Tells whether there was any sound above the room's own in these seconds."""
        levels = [dbfs for at, dbfs in self._levels if since < at <= until]
        return max(levels, default=ZEROS_DBFS) > self._room(until, ZEROS_DBFS) + self._policy.heard_db

    def _room(self, until: float, usual: float) -> float:
        """Returns the room's own level of late; `usual` if it is not known."""
        # No room is as silent as zeros, which a file may have around it.
        near = sorted(dbfs for at, dbfs in self._levels if at > until - self._policy.room_within and dbfs > ZEROS_DBFS)
        return near[len(near) // 5] if near else usual

    def _sounded_beside(self, start: float, end: float) -> bool:
        """Tells whether there was loud sound just before the phrase or just after it: words that no ear understood."""
        policy = self._policy
        near = [(at, dbfs) for at, dbfs in self._levels if at > end - policy.room_within]
        loudest = max((dbfs for at, dbfs in near if start < at <= end + BLOCK), default=0.0)
        bound = max(self._room(end, loudest), loudest - 2 * policy.beside_db) + policy.beside_db
        before = [dbfs for at, dbfs in near if start - policy.quiet_before < at <= start - _EDGE]
        # Up to now: the next word may begin just as the phrase would be decided.
        after = [dbfs for at, dbfs in near if end + _EDGE + BLOCK < at]
        # One loud block may be a click.
        return any(sum(dbfs > bound for dbfs in side) > 1 for side in (before, after))

    def _give(self, seen: Observation, why: str) -> Decision:
        held = self._held
        assert held is not None
        self._held, self._ends_after = None, seen.at + BLOCK
        return replace(held, at=seen.at, reason=f"{held.reason}; {why}, in a talk")

    def _shouted(self, at: float) -> bool:
        """Tells whether the loudest moment of the last second is far above the usual level of the talk: that of the
        loudest tenth of its blocks."""
        before = sorted(dbfs for when, dbfs in self._levels if when < at - 1.0)
        if not before or at - 1.0 - self._levels[0][0] < self._policy.usual_from:
            return False
        now = max(dbfs for when, dbfs in self._levels if when >= at - 1.0)
        return now >= before[-max(1, len(before) // 10)] + self._policy.shouted_db
