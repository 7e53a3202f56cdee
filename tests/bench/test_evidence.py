"""The table of evidence, and the weights that are learnt from it, on a table made by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from bench.evidence_fit import NAMES, SITUATIONS, bound_for, cross_validated, events, fit, judged, sum_of
from bench.evidence_table import FOLDS, Record, Stream, Table, load, talk_streams
from bench.hearing_sound import Clip
from companion.hearing.decide.evidence import AGAINST, FOR, Clue


def made() -> Table:
    """Forty words that are weighed well, half of them faintly, and forty moments of speech that are not."""
    streams, records = [], []
    for number in range(40):
        fold, worth = number % FOLDS, 1.0 if number % 2 else 0.4
        streams.append(Stream("clean", number, 0.001, ("stop",), (fold,), (True,)))
        for at, much in ((1.0, 0.1), (1.2, worth)):
            clue = Clue(at, "stop", {"jumpy": 1.0, "weighed": much}, "silence")
            records.append(Record("clean", number, fold, clue, "stop", 0, at - 1.1))
        streams.append(Stream("speech", number, 0.01, (), (), ()))
        clue = Clue(1.0, "stop", {"jumpy": 1.0, "weighed": 0.3 if number % 10 else 0.9, "around": 2.0}, "silence")
        records.append(Record("speech", number, fold, clue, "stop", -1, math.nan))
    return Table(records, streams)


def test_a_table_is_kept_as_it_was(tmp_path: Path) -> None:
    made().save(tmp_path / "table.gz")
    again = load(tmp_path / "table.gz")
    assert [(one.clue, one.command, one.word) for one in again.records] == [
        (one.clue, one.command, one.word) for one in made().records
    ]
    assert len(again.streams) == len(made().streams)


def test_no_weight_has_the_wrong_sign_and_the_same_table_gives_the_same_weights() -> None:
    of = events(made())
    every = np.ones(len(of.fold), bool)
    learnt = fit(of, every)
    named = dict(zip(NAMES, learnt[1:], strict=True))
    assert all(named[name] >= 0 for name in FOR)
    assert all(named[name] <= 0 for name in AGAINST)
    assert named["weighed"] > 0 > named["around"]
    assert (fit(of, every) == learnt).all()


def test_a_word_counts_by_its_best_moment_and_once() -> None:
    table = made()
    of = events(table)
    sums = sum_of(of.x, fit(of, np.ones(len(of.fold), bool)))
    found = judged(table, of, sums, dict.fromkeys(SITUATIONS, -99.0))
    assert (found["clean"].asked, found["clean"].heard, found["speech"].fired) == (40, 40, 40)
    assert judged(table, of, sums, dict.fromkeys(SITUATIONS, 99.0))["clean"].heard == 0


def test_the_dial_allows_more_false_fires_only_with_a_lower_bound() -> None:
    table = made()
    of = events(table)
    sums = cross_validated(of)
    bounds = [bound_for(table, of, sums, "silence", fires) for fires in (0.0, 10.0, 50.0, 1000.0)]
    assert bounds == sorted(bounds, reverse=True)


def test_each_speaker_is_judged_by_weights_of_the_others() -> None:
    table = made()
    of = events(table)
    sums = cross_validated(of)
    for fold in range(FOLDS):
        there = of.fold == fold
        assert sums[there] == pytest.approx(sum_of(of.x[there], fit(of, ~there)))


def test_the_streams_of_a_talk_hold_every_clip_in_order() -> None:
    clips = [Clip(Path(f"{n}.flac"), "speech", "", 0, 30.0) for n in range(10)]
    streams = talk_streams(clips)
    assert [clip for stream in streams for _, clip in stream] == clips
    assert [start for start, _ in streams[0]] == [10.0, 41.0, 72.0]
