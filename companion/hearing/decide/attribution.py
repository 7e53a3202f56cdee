"""Attribution: tells the narrator's own words from a person's. Pure policy over two things known about each block of
sound: the text being spoken, and the level before and after the echo canceller. The meaning of a phrase is not decided
here."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.hearing.words.vocabulary import normal
from companion.sound_format import SILENT_DBFS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The circumstances of a block of sound, besides the recogniser's results."""

    narration: str = ""
    """The text that the narrator is saying; empty in a silence."""
    raw_dbfs: float = SILENT_DBFS
    """Level at the microphone before the echo canceller."""
    clean_dbfs: float = SILENT_DBFS
    """Level after it: nearly the same while a person speaks, far lower while only the narrator does."""
    known: bool = True
    """The canceller knows the room. Until then a remainder cannot be attributed to a person for certain; but if the
    canceller removes nearly everything, only the narrator was there."""
    spliced: bool = False
    """The microphone lost sound just before this block."""


ALONE = Surroundings()
"""The surroundings without a narrator and without an echo canceller."""


JUDGED_FOR = 0.4
"""Seconds from a phrase's first appearance in which it may still turn out to be a person's. Not longer, or the
narrator's last words would be attributed to a person once the narrator has fallen silent."""


BEGINNING = 1.6
"""Seconds at the start of the narrator's first sentence in which not even the delay of its echo can be known."""
MOMENT = 4
"""Blocks of 40 ms in a moment: about a syllable."""
NOBODY_WITHIN = 1.6
"""Seconds over which the absence of any person is judged: long enough for a word, its weighing, and the hush after it,
in which there is no echo to compare with."""
DIES_AWAY = 60.0
"""dB a second by which an echo is assumed to decay. A canceller that is still learning leaves a remainder of a syllable
that lasts longer than the syllable."""
NOBODY_BELOW = 12.0
"""dB below the loudest remainder at which a moment is ignored: it only shows the echo decaying."""


class NarratorWatch:
    """The narrator's part in a stream: feed it every block in order."""

    def __init__(self, lingers: float, within: float, person_db: float) -> None:
        """`lingers`: seconds after its text for which the narrator's words may still arrive. `within`: seconds over
        which the canceller's effect is measured. `person_db`: remainder, relative to the level before the canceller,
        above which a person speaks."""
        self._lingers = lingers
        self._within = within
        self._person = 10 ** (person_db / 10)
        self._said: dict[str, float] = {}
        """Text that the narrator said recently -> when last."""
        self._unsettled_at = -1e9
        """The time at which the narrator last spoke while the canceller did not know the room."""
        self._begun_at: float | None = None
        """The time at which the narrator first spoke in this room while the canceller did not know it."""
        self._kept: deque[tuple[float, float, float]] = deque()
        """Times, and the powers before and after the echo canceller; the latter 0 if the room is not known."""
        self._left: deque[tuple[float, float, float]] = deque()
        """The same over a longer time, in a known room and in an unknown one. The power before the canceller decays as
        an echo does."""

    def remember(self, at: float, around: Surroundings) -> None:
        """Takes the next block."""
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
        """The narrator spoke recently."""
        return bool(self._said)

    def said(self, phrase: str) -> bool:
        """Tells whether the phrase stands in what the narrator said recently."""
        return any(f" {phrase} " in text for text in self._said)

    @property
    def texts(self) -> tuple[str, ...]:
        """All sentences that the narrator said recently."""
        return tuple(self._said)

    @property
    def words(self) -> frozenset[str]:
        """All words that the narrator said recently."""
        return frozenset(word for text in self._said for word in text.split())

    def unknown(self, at: float) -> bool:
        """Tells whether the narrator spoke recently while the canceller did not know the room: then a word cannot be
        attributed."""
        return at - self._unsettled_at < self._lingers

    def beginning(self, at: float) -> bool:
        """Tells whether the narrator has only just begun to speak in a room that is not known. This state is short,
        since people may say "stop" early."""
        return self._begun_at is not None and at - self._begun_at < BEGINNING

    def drowned(self) -> bool:
        """Tells whether only the narrator was loud enough to have spoken just now: the loudest moment after the
        canceller is far below the loudest one before it. Averages would not do, since a short word may lie in much
        echo."""
        before = _loudest([raw for _, raw, _ in self._kept])
        return _loudest([clean for _, _, clean in self._kept]) < before * self._person

    def most_left(self) -> float:
        """The largest remainder of any moment, in dB relative to the level before the canceller; 0 if the narrator did
        not speak.

        A moment more than NOBODY_BELOW under the loudest remainder is left out. If the result is low, only the narrator
        was there, and every recognised word is the narrator's, even one that only sounds like a command.
        """
        if not self.spoke:
            return 0.0
        before, left = (_moments([one[n] for one in self._left]) for n in (1, 2))
        telling = max(left) * 10 ** (-NOBODY_BELOW / 10)
        return 10 * math.log10(max(now / raw for raw, now in zip(before, left, strict=True) if now >= telling))


def _loudest(powers: Sequence[float]) -> float:
    """Returns the largest sum over the blocks of one moment."""
    return max(_moments(powers))


def _moments(powers: Sequence[float]) -> list[float]:
    """Returns the sums over the blocks of a moment, beginning at each block."""
    return [sum(powers[n : n + MOMENT]) for n in range(max(1, len(powers) - MOMENT + 1))]


@dataclass(frozen=True, slots=True)
class _Occurrence:
    count: int
    since: float
    """The time at which the newest of the occurrences appeared."""
    own_so_far: bool
    """Every judgement since then attributed it to the narrator."""


class Attributed:
    """Counts, for each ear and phrase, the occurrences in its partial result that are the narrator's. A partial result
    lasts as long as its utterance, which is longer than the narrator's text is remembered."""

    def __init__(self) -> None:
        self._narrators: dict[tuple[str, str], int] = {}
        self._open: dict[tuple[str, str], _Occurrence] = {}

    def remember(self, at: float, partials: Mapping[str, str], phrases: Iterable[str], own: Iterable[str]) -> None:
        """Takes the next partial results. `own`: those of the phrases that would be the narrator's if they were said
        now."""
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
        """Counts the phrase's occurrences in this result of this ear that may be a person's."""
        return times(text, phrase) - min(times(text, phrase), self._narrators.get((ear, phrase), 0))


def times(text: str, phrase: str) -> int:
    """Counts the phrase's occurrences in the text, on word boundaries."""
    if phrase not in text:
        return 0  # nearly always, and quicker
    # Spaces are doubled, or "stop stop" would share the one between them.
    return f" {text.replace(' ', '  ')} ".count(f" {phrase.replace(' ', '  ')} ")
