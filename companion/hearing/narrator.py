"""Whose word was it, the narrator's or a person's? Pure policy over what is known about each block of sound: the text
being spoken, and how loud the sound was before and after the echo canceller. No phrase is given a meaning here.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.hearing.vocabulary import normal

SILENT = -120.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else is known about a block of sound."""

    narration: str = ""
    """The text that the narrator is saying; empty in a silence."""
    raw_dbfs: float = SILENT
    """Loudness at the microphone before the echo canceller …"""
    clean_dbfs: float = SILENT
    """… and after it: nearly the same where a person speaks, far less where only the narrator does."""
    known: bool = True
    """The canceller knows the room. Until then nothing that is left can be a person's for certain; but where it takes
    nearly everything away, there was nobody else."""


ALONE = Surroundings()


JUDGED_FOR = 0.4
"""Seconds from a phrase's first appearance in which it may turn out to be a person's after all. No more: where the
narrator has fallen silent, what it said last would become somebody's."""


BEGINNING = 1.6
"""Seconds of a first sentence in which not even the delay of its echo can be known."""
MOMENT = 4
"""Blocks of 40 ms: about a syllable."""
NOBODY_WITHIN = 1.6
"""Seconds over which it is asked whether there was anybody but the narrator: a word, what weighing it waits for, and
the silence of a hush that it caused, in which nothing could be told any more."""
DIES_AWAY = 60.0
"""dB a second by which the echo of what came is thought to die away: what a canceller that still learns leaves of a
syllable is longer than the syllable."""
NOBODY_BELOW = 12.0
"""dB under the loudest of what was left, from which a moment tells nothing: how the echo dies away."""


class NarratorWatch:
    """Feed it every block in order."""

    def __init__(self, lingers: float, within: float, person_db: float) -> None:
        """`lingers`: seconds after its text for which the narrator's words may still arrive. `within`: seconds over
        which the canceller's effect is measured. `person_db`: more than this left, and a person speaks."""
        self._lingers = lingers
        self._within = within
        self._person = 10 ** (person_db / 10)
        self._said: dict[str, float] = {}
        """What the narrator said lately, and when last."""
        self._unsettled_at = -1e9
        """When the narrator last spoke and the canceller did not know the room yet …"""
        self._begun_at: float | None = None
        """… and when it first did, in this room."""
        self._kept: deque[tuple[float, float, float]] = deque()
        """When, and the powers before and after the echo canceller; after it none where the room is not known."""
        self._left: deque[tuple[float, float, float]] = deque()
        """The same for longer, and as it was in any room; what came before dies away in what comes after."""

    def remember(self, at: float, around: Surroundings) -> None:
        if around.narration:
            self._said[f" {normal(around.narration)} "] = at
            if not around.known:
                self._begun_at = at if self._begun_at is None else self._begun_at
                self._unsettled_at = at
            else:
                self._begun_at = None
        for text in [text for text, when in self._said.items() if when < at - self._lingers]:
            del self._said[text]
        raw, clean = 10 ** (around.raw_dbfs / 10), 10 ** (around.clean_dbfs / 10)
        self._kept.append((at, raw, clean if around.known else 0.0))
        while self._kept[0][0] < at - self._within:
            self._kept.popleft()
        if self._left:
            before, came, _ = self._left[-1]
            raw = max(raw, came * 10 ** (-DIES_AWAY / 10 * (at - before)))
        self._left.append((at, raw, clean))
        while self._left[0][0] < at - NOBODY_WITHIN:
            self._left.popleft()

    @property
    def spoke(self) -> bool:
        """It spoke lately."""
        return bool(self._said)

    def said(self, phrase: str) -> bool:
        """This stands in what it said lately."""
        return any(f" {phrase} " in text for text in self._said)

    @property
    def words(self) -> frozenset[str]:
        """All words that it said lately."""
        return frozenset(word for text in self._said for word in text.split())

    def unknown(self, at: float) -> bool:
        """It spoke lately while the canceller did not know the room: whose word it was cannot be told."""
        return at - self._unsettled_at < self._lingers

    def beginning(self, at: float) -> bool:
        """It has only just begun to speak in a room that is not known. No longer than that: people say "stop" early."""
        return self._begun_at is not None and at - self._begun_at < BEGINNING

    def drowned(self) -> bool:
        """Nobody but the narrator was loud enough to have said anything just now: of the loudest moment before the
        canceller too little is left in the loudest after it. (Not on the average: a short word lies in much echo.)"""
        before = _loudest([raw for _, raw, _ in self._kept])
        return _loudest([clean for _, _, clean in self._kept]) < before * self._person

    def most_left(self) -> float:
        """dB: the most that was left of what had come in any moment that tells anything; 0 where the narrator did not
        speak. Where that is little, nobody else was there at all, and whatever was heard is the narrator's own, even
        what only sounds like a word."""
        if not self.spoke:
            return 0.0
        before, left = (_moments([one[n] for one in self._left]) for n in (1, 2))
        telling = max(left) * 10 ** (-NOBODY_BELOW / 10)
        return 10 * math.log10(max(now / raw for raw, now in zip(before, left, strict=True) if now >= telling))


def _loudest(powers: Sequence[float]) -> float:
    """The most within as many blocks as a moment has."""
    return max(_moments(powers))


def _moments(powers: Sequence[float]) -> list[float]:
    """The sums over as many blocks as a moment has, from each block on."""
    return [sum(powers[n : n + MOMENT]) for n in range(max(1, len(powers) - MOMENT + 1))]


@dataclass(frozen=True, slots=True)
class _Occurrence:
    count: int
    since: float
    """When the newest of them first stood there …"""
    own_so_far: bool
    """… and whether it has looked like the narrator's ever since."""


class Attributed:
    """How many of the occurrences of a phrase in each ear's partial result are the narrator's. Such a result stands
    for as long as the utterance goes on: longer than the narrator's text is remembered, and until somebody coughs."""

    def __init__(self) -> None:
        self._narrators: dict[tuple[str, str], int] = {}
        self._open: dict[tuple[str, str], _Occurrence] = {}

    def remember(self, at: float, partials: Mapping[str, str], phrases: Iterable[str], own: Iterable[str]) -> None:
        """`own`: those of the phrases that would be the narrator's if they were said now."""
        narrators = frozenset(own)
        for phrase in phrases:
            for ear, text in partials.items():
                key, count = (ear, phrase), times(text, phrase)
                if not count:
                    self._narrators.pop(key, None)
                    self._open.pop(key, None)
                    continue
                known = min(count, self._narrators.get(key, 0))
                before = self._open.get(key)
                if before is None or count > before.count:
                    now = _Occurrence(count, at, phrase in narrators)
                elif at - before.since < JUDGED_FOR:
                    now = _Occurrence(count, before.since, before.own_so_far and phrase in narrators)
                else:
                    now = replace(before, count=count)
                    known = count if before.own_so_far else known
                self._open[key], self._narrators[key] = now, known

    def persons(self, ear: str, text: str, phrase: str) -> int:
        """So many times a person may have said it, in this result of this ear."""
        return times(text, phrase) - min(times(text, phrase), self._narrators.get((ear, phrase), 0))


def times(text: str, phrase: str) -> int:
    """How often the phrase stands in the text, on word boundaries."""
    # Doubled spaces, or "stop stop" would share the one between them.
    return f" {text.replace(' ', '  ')} ".count(f" {phrase.replace(' ', '  ')} ")
