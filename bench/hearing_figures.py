"""The figures of the benchmark: recall by word, delays, false alarms, hushes without a command, and their intervals.
Pure: outcomes come in, numbers go out. The sounds and the layout of the table are not known here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.hearing_sound import Word
from companion.hearing.decide.spotter import Decision, Hush
from companion.session.commands import SAFETY_KINDS, Command

Z = 1.96
"""Quantile of the normal distribution for 95 %."""
HUSH_LIMIT = 0.6
"""Seconds that a hush without a command may take at most, as a target; the policy's own limit is the same."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    decisions: tuple[Decision, ...] = ()
    hushes: tuple[Hush, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decisions of one system on one stream."""

    name: str
    text: str
    seconds: float
    """Length that counts for false alarms an hour."""
    words: tuple[Word, ...]
    verdicts: Verdicts
    end: float = math.inf
    """The end of the stream, up to which a hush under way lasts."""


@dataclass(slots=True)
class Tally:
    asked: int = 0
    heard: int = 0
    decided: list[float] = field(default_factory=list)
    """Seconds from a word's end to its decision."""
    silenced: list[float] = field(default_factory=list)
    """Seconds from a word's end to the hush, or to the decision if that came first; safety words only."""


@dataclass(slots=True)
class Fires:
    """Decisions and hushes outside of the words that were meant."""

    safety: int = 0
    others: int = 0
    hours: float = 0.0
    sounds: int = 0
    hushes: list[float] = field(default_factory=list)
    """Lengths of the hushes that no command followed, seconds."""
    which: list[str] = field(default_factory=list)

    @property
    def too_long(self) -> int:
        # The times are sums of hundredths, so a thousandth is a rounding error.
        return sum(length > HUSH_LIMIT + 1e-3 for length in self.hushes)


def recall(outcomes: Iterable[Outcome], meant: Mapping[str, Command]) -> dict[str, Tally]:
    """Counts by word; "stop (whole clips)" beside "stop" if some of its recordings cannot be expected to be
    recognised."""
    tallies: dict[str, Tally] = {}
    partly = False
    for outcome in outcomes:
        for word in outcome.words:
            wanted = meant.get(word.text)
            if wanted is None:
                continue
            partly = partly or (word.text == "stop" and bool(word.why_not))
            names = [word.text]
            if word.text == "stop" and not word.why_not:
                names.append("stop (whole clips)")
            for name in names:
                _count(tallies.setdefault(name, Tally()), word, wanted, outcome.verdicts)
    if not partly:
        tallies.pop("stop (whole clips)", None)
    return tallies


def _count(tally: Tally, word: Word, wanted: Command, verdicts: Verdicts) -> None:
    def within(at: float) -> bool:
        return word.start < at <= word.until

    tally.asked += 1
    decided = [one.at for one in verdicts.decisions if one.command == wanted and within(one.at)]
    if decided:
        tally.heard += 1
        tally.decided.append(decided[0] - word.end)
    if wanted.kind in SAFETY_KINDS:
        # A decision silences the narrator as well as a hush does.
        silenced = [*decided[:1], *(one.at for one in verdicts.hushes if one.on and within(one.at))]
        if silenced:
            tally.silenced.append(min(silenced) - word.end)


def left_out(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Lists why recordings of "stop" are not among the whole ones, and how many."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        for word in outcome.words:
            if word.why_not and word.text == "stop":
                counts[word.why_not] = counts.get(word.why_not, 0) + 1
    return counts


def fires(outcomes: Iterable[Outcome]) -> Fires:
    """Counts decisions and hushes outside of the words that were meant."""
    found = Fires()
    for outcome in outcomes:
        found.sounds += 1
        found.hours += outcome.seconds / 3600

        def meant(at: float, words: tuple[Word, ...] = outcome.words) -> bool:
            return any(word.start < at <= word.until for word in words)

        for one in outcome.verdicts.decisions:
            if meant(one.at):
                continue
            found.which.append(f"{outcome.name} ({outcome.text[:40]}): {one.command} at {one.at:.2f}, {one.reason}")
            if one.command.kind in SAFETY_KINDS:
                found.safety += 1
            else:
                found.others += 1
        found.hushes += [length for at, length in hushes(outcome) if not meant(at)]
    return found


def hushes(outcome: Outcome) -> list[tuple[float, float]]:
    """Lists (when, how long) of the hushes that no safety command followed."""
    found: list[tuple[float, float]] = []
    ends = [(one.at, False) for one in outcome.verdicts.hushes if not one.on]
    ends += [(one.at, True) for one in outcome.verdicts.decisions if one.command.kind in SAFETY_KINDS]
    for hush in outcome.verdicts.hushes:
        if hush.on:
            after = [(at, decided) for at, decided in ends if at >= hush.at]
            at, decided = min(after, default=(outcome.end, False))
            if not decided:
                found.append((hush.at, at - hush.at))
    return found


def merged(tallies: Iterable[Tally]) -> Tally:
    every = Tally()
    for tally in tallies:
        every.asked += tally.asked
        every.heard += tally.heard
        every.decided += tally.decided
        every.silenced += tally.silenced
    return every


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Returns the 95 % confidence interval of a share (Wilson)."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + Z * Z / 2 / of) / (1 + Z * Z / of)
    half = Z * math.sqrt(share * (1 - share) / of + Z * Z / 4 / of / of) / (1 + Z * Z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def poisson(count: int) -> tuple[float, float]:
    """Returns the 95 % confidence interval of the expected number if `count` events were seen (exact Poisson,
    two-sided)."""

    def at_most(count: int, mean: float) -> float:
        # In logarithms, since exp(-mean) underflows for the hundreds of a jumpy baseline.
        if mean <= 0:
            return 1.0
        return math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(count + 1))

    def solved(count: int, share: float) -> float:
        low, high = 0.0, 10.0 + 3.0 * count
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if at_most(count, middle) > share else (low, middle)
        return high

    return (solved(count - 1, 0.975) if count else 0.0), solved(count, 0.025)


def percentile(values: Sequence[float], part: float) -> float | None:
    """Returns a percentile, linear between its neighbours; None if there are no values."""
    if not values:
        return None
    ordered = sorted(values)
    at = part * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])
