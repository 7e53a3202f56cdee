"""Writes the lines of an exercise anew, slip by slip, until none is left that can be mended. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from companion.exercise.problems import Severity
from companion.exercise.slips.line_slip import Slip
from companion.exercise.slips.slip_finding import find_slips

_ROUNDS = 12
"""Walks over one file at most. Each line has a handful of slips at most, one inside the other."""

_MOST_LINES = 3_000
"""Lines of a file that are looked at, at most: five times those of an exercise of forty minutes."""


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip, and the lines of the file that are written instead of it in the end."""

    slip: Slip
    line: int
    """From 0, in the file as it is."""
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The lines written anew."""

    lines: tuple[str, ...]
    origins: tuple[int, ...]
    """For each line, the line of the file that it comes from, from 0."""
    found: tuple[FoundSlip, ...]
    """The slips, by line. Of those in one line that can be mended, only the first: its proposal mends them all."""


def rewrite(lines: Sequence[str], wanted: Callable[[Slip], bool] = lambda slip: True) -> Rewritten:
    """Applies the proposals of all slips that are `wanted`; the others are only found."""
    now = list(lines[:_MOST_LINES])
    origins = list(range(len(now)))
    seen: dict[tuple[int, str], Slip] = {}
    for _ in range(_ROUNDS):
        changed = False
        # From the last line to the first, so that the places of the others stay right.
        for slip in sorted(find_slips(now), key=lambda slip: -slip.line):
            origin = origins[slip.line]
            seen.setdefault((origin, slip.message), slip)
            span = slice(slip.line, slip.line + slip.count)
            if not slip.instead or not wanted(slip) or list(slip.instead) == now[span]:
                continue
            taken = origins[span]
            kept = len(slip.instead) == slip.count
            origins[span] = taken if kept else [origin] * len(slip.instead)
            now[span] = slip.instead
            changed = True
        if not changed or len(now) > 2 * _MOST_LINES:
            break
    written: dict[int, list[str]] = {}
    for line, origin in zip(now, origins, strict=True):
        written.setdefault(origin, []).append(line)
    found = [FoundSlip(slip, origin, tuple(_lines_of(slip, origin, written))) for (origin, _), slip in seen.items()]
    left = lines[_MOST_LINES:]
    now += left
    origins += range(len(lines) - len(left), len(lines))
    return Rewritten(tuple(now), tuple(origins), tuple(sorted(_first_ones(found), key=lambda each: each.line)))


def _lines_of(slip: Slip, origin: int, written: Mapping[int, Sequence[str]]) -> Iterator[str]:
    """Yields the lines that are written instead of those of a slip."""
    for line in range(origin, origin + slip.count):
        yield from written.get(line, ())


def _first_ones(found: Sequence[FoundSlip]) -> Iterator[FoundSlip]:
    told: set[tuple[int, Severity]] = set()
    for each in found:
        key = each.line, each.slip.severity
        if not each.slip.instead:
            yield each
        elif key not in told:
            told.add(key)
            yield each
