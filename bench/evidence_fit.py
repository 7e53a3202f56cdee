"""Learns how much each piece of evidence for a safety word is worth (`companion/hearing/decide/weights.toml`).

    python -m bench.evidence_table --keep TABLE
    python -m bench.evidence_fit TABLE [--write companion/hearing/decide/weights.toml]

The model is a logistic one: the evidence adds up to log-odds. No weight can have the wrong sign: a weighing that is
surer never makes a word less likely. What matters is the best moment of each word, and the worst moment of all that
is no command; so these moments are found again after each fit (six times). The figures are from cross-validation: each
fifth of the speakers is judged by weights that were learnt from the other four. There is no chance in it.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.evidence_table import FOLDS, SAME, Record, Table, load
from companion.hearing.decide.evidence import AGAINST, FOR

Floats = NDArray[np.float64]
NAMES = (*FOR, *AGAINST)
ROUNDS = 6
"""Number of fits, each with the best and the worst moments of the one before."""
IN_TIME = 0.35
"""Seconds after a word's end up to which its best moment is looked for: later evidence comes too late."""
RIDGE = 0.3
"""Weight of the sum of squares, in words: it keeps rare pieces of evidence near nothing."""
SYNTHETIC_COUNTS = 0.3
"""Weight of a synthetic speaker's word; a person's is 1."""
SITUATIONS = ("silence", "narrator", "unknown", "talk")
SPEECH = {"silence": ("speech", "other", "noise"), "narrator": ("talk",)}
"""Situation -> the conditions whose false fires an hour are the dial."""
DIAL = "5.8,28"
"""The dial: false fires an hour of speech, other words and noise in a silence, and of people's talk over the narrator.
In the same recordings the rules that stood here before fired 5.6 and 35 times an hour."""
UNKNOWN_ROOM = -1.0
"""The bound while the narrator speaks in a room that the canceller does not know: nothing more fired below it, and
people say "stop" early."""
FINE = np.arange(-3.0, 6.01, 0.05)
BOUNDS = np.arange(-2.0, 6.01, 0.25)


@dataclass(frozen=True, slots=True)
class Events:
    """The records as arrays. An event is a word that is meant, or a moment in which a command would be wrong."""

    x: Floats
    """Shape (records, pieces)."""
    event: NDArray[np.int64]
    fold: NDArray[np.int64]
    """Of each record."""
    late: Floats
    """Seconds since the end of the word; not a number if it is not meant."""
    records: list[Record]
    meant: NDArray[np.bool_]
    """Of each event."""
    weight: Floats
    """Of each event."""

    def best(self, sums: Floats, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Returns the record with the highest sum of each event, among those that are kept."""
        order = np.flatnonzero(kept)
        order = order[np.lexsort((sums[order], self.event[order]))]
        last = np.append(self.event[order][1:] != self.event[order][:-1], True)
        return np.asarray(order[last], np.int64)


def events(table: Table) -> Events:
    names: dict[tuple[object, ...], int] = {}
    before: dict[tuple[object, ...], tuple[float, int]] = {}
    event: list[int] = []
    meant: list[bool] = []
    weight: list[float] = []
    for one in table.records:
        if one.word >= 0:
            key: tuple[object, ...] = (one.condition, one.stream, one.word)
            number = names.setdefault(key, len(meant))
        else:
            key = (one.condition, one.stream, one.command, "not meant")
            at, number = before.get(key, (-math.inf, -1))
            if one.clue.at - at > SAME:
                number = len(meant)
            before[key] = (one.clue.at, number)
        if number == len(meant):
            meant.append(one.word >= 0)
            made = one.word >= 0 and (one.condition.startswith("synthetic") or one.condition.startswith("sentences"))
            weight.append(SYNTHETIC_COUNTS if made else 1.0)
        event.append(number)
    return Events(
        np.array([[one.clue.pieces.get(name, 0.0) for name in NAMES] for one in table.records]),
        np.array(event),
        np.array([one.fold for one in table.records]),
        np.array([one.late for one in table.records]),
        table.records,
        np.array(meant),
        np.array(weight),
    )


def fit(of: Events, rows: NDArray[np.bool_]) -> Floats:
    """Learns from these records. Returns the bias and the weights, as in `NAMES`."""
    meant = of.meant[of.event]
    in_time = rows & (~meant | (of.late <= IN_TIME))
    learnt = np.zeros(1 + len(NAMES))
    hard = np.zeros(len(rows), bool)
    for number in range(ROUNDS):
        sums = sum_of(of.x, learnt) if number else of.x[:, : len(FOR)].sum(axis=1) - of.x[:, len(FOR) :].sum(axis=1)
        best = of.best(sums, in_time)
        wrong = best[~meant[best]]
        hard[wrong] = True  # the worst moments of earlier rounds stay, or they would take turns
        chosen = np.concatenate([best[meant[best]], np.flatnonzero(hard)])
        learnt = _logistic(of.x[chosen], meant[chosen], of.weight[of.event[chosen]])
    return learnt


def _logistic(x: Floats, y: NDArray[np.bool_], weight: Floats) -> Floats:
    def loss(w: Floats) -> tuple[float, Floats]:
        sums = w[0] + x @ w[1:]
        signed = np.where(y, sums, -sums)
        chance = np.where(y, -1.0, 1.0) / (1 + np.exp(np.clip(signed, -50, 50))) * weight
        grad = np.concatenate([[chance.sum()], x.T @ chance + 2 * RIDGE * w[1:]])
        return float((np.logaddexp(0, -signed) * weight).sum() + RIDGE * (w[1:] ** 2).sum()), grad

    signs = [(None, None), *[(0, None)] * len(FOR), *[(None, 0)] * len(AGAINST)]
    start, options = np.zeros(1 + x.shape[1]), {"maxiter": 800}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=signs, options=options)
    return np.asarray(found.x)


def sum_of(x: Floats, learnt: Floats) -> Floats:
    return np.asarray(learnt[0] + x @ learnt[1:])


def cross_validated(of: Events) -> Floats:
    """Returns the sum of each record, by weights that were learnt from other speakers."""
    sums = np.zeros(len(of.fold))
    for fold in range(FOLDS):
        there = of.fold == fold
        sums[there] = sum_of(of.x[there], fit(of, ~there))
    return sums


@dataclass(frozen=True, slots=True)
class Judged:
    """What is decided in one condition at given bounds."""

    asked: int
    heard: int
    fired: int
    hours: float
    delays: tuple[float, ...]


def judged(table: Table, of: Events, sums: Floats, bounds: Mapping[str, float]) -> dict[str, Judged]:
    """Judges every condition: how many words are heard in it, and how often something is fired that was not meant."""
    enough = np.array([value >= bounds[one.clue.situation] for value, one in zip(sums, of.records, strict=True)])
    first: dict[int, Record] = {}
    for number in np.flatnonzero(enough):
        first.setdefault(int(of.event[number]), of.records[number])
    found = {}
    for name in dict.fromkeys(stream.condition for stream in table.streams):
        some = [stream for stream in table.streams if stream.condition == name]
        mine = [one for one in first.values() if one.condition == name]
        found[name] = Judged(
            sum(bool(word) for stream in some for word in stream.words),
            sum(one.word >= 0 for one in mine),
            sum(one.word < 0 for one in mine),
            sum(stream.hours for stream in some),
            tuple(sorted(one.late for one in mine if one.word >= 0)),
        )
    return found


def bound_for(table: Table, of: Events, sums: Floats, situation: str, fires: float) -> float:
    """Returns the bound at which what is no command fires at most so often an hour in this situation: the middle of
    those with equally many false fires."""
    fired: list[int] = []
    hours = sum(stream.hours for stream in table.streams if stream.condition in SPEECH[situation])
    for bound in FINE:
        found = judged(table, of, sums, dict.fromkeys(SITUATIONS, float(bound)))
        fired.append(sum(found[name].fired for name in SPEECH[situation] if name in found))
    most = max((count for count in fired if count <= fires * hours), default=min(fired))
    return float(round(np.mean([bound for bound, count in zip(FINE, fired, strict=True) if count == most]), 2))


def curve(table: Table, of: Events, sums: Floats) -> str:
    """Returns the figures of every condition, a line for each bound."""
    names = list(dict.fromkeys(stream.condition for stream in table.streams))
    lines = ["bound " + " ".join(f"{name[:14]:>14}" for name in names)]
    for bound in BOUNDS:
        cells = judged(table, of, sums, dict.fromkeys(SITUATIONS, float(bound)))
        lines.append(
            f"{bound:5.2f} " + " ".join(f"{f'{cells[n].heard}/{cells[n].asked} +{cells[n].fired}':>14}" for n in names)
        )
    return "\n".join(lines)


def as_toml(learnt: Floats, bounds: Mapping[str, float], about: Sequence[str]) -> str:
    lines = [*(f"# {line}".rstrip() for line in about), f"bias = {learnt[0]:.2f}", "", "[worth]"]
    lines += [f"{name} = {weight:.2f}" for name, weight in zip(NAMES, learnt[1:], strict=True)]
    lines += ["", "[bounds]", *(f"{name} = {bound:.2f}" for name, bound in bounds.items())]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("table", type=Path)
    told = f"false fires an hour (usual: {DIAL})"
    parser.add_argument("--fires", default=DIAL, metavar="SILENCE,NARRATOR", help=told)
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args(argv)
    table = load(options.table)
    of = events(table)
    sums = cross_validated(of)
    print(curve(table, of, sums))
    wanted = dict(zip(SPEECH, map(float, options.fires.split(",")), strict=True))
    bounds = {name: bound_for(table, of, sums, name, fires) for name, fires in wanted.items()}
    # Before the sum, an unknown room has rules of its own, and a talk has one behind it.
    bounds |= {"unknown": UNKNOWN_ROOM, "talk": bounds["silence"]}
    about = ["Written by bench/evidence_fit.py; the same table gives the same file.", ""]
    about.append(f"The dial: {options.fires} false fires an hour (in a silence; of people's talk over the narrator).")
    about.append("By cross-validation over speakers, at the bounds below:")
    for name, one in judged(table, of, sums, bounds).items():
        heard = f"{one.heard} of {one.asked} heard, " if one.asked else ""
        late = f"after {np.median(one.delays):.2f} s, " if one.delays else ""
        about.append(f"  {name}: {heard}{late}{one.fired} fired in {one.hours:.2f} h")
    learnt = fit(of, np.ones(len(of.fold), bool))
    text = as_toml(learnt, bounds, about)
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
