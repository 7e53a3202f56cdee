"""The report of the benchmark: lines for people, and the same as data (`--json`), against which a document can be
checked. Nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bench.hearing_baselines import COMPANION
from bench.hearing_figures import left_out, recall
from bench.hearing_table import Measured, Row, by_engine, delay_cell, share_cell
from companion.session.commands import Command


def table_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yields figure, target, the companion's result and the baselines'; "missed" if a target was not reached."""
    who = list(dict.fromkeys(name for row in rows for name in row.cells))
    head = ["figure", "target", *who]
    body = [[row.figure, row.target, *(_text(row, name) for name in who)] for row in rows]
    wide = [max(len(line[n]) for line in [head, *body]) for n in range(len(head))]
    for line, row in zip([head, *body], [None, *rows], strict=True):
        met = "" if row is None or row.met is None else ("met     " if row.met else "MISSED  ")
        cells = [text.ljust(width) for text, width in zip(line, wide, strict=True)]
        yield f"  {met:8}{'  '.join(cells)}".rstrip()


def _text(row: Row, who: str) -> str:
    return row.cells[who].text if who in row.cells else "–"


def condition_lines(of: Measured, meant: Mapping[str, Command], *, which: bool = False) -> Iterator[str]:
    """Yields one condition: recall and delays by word and engine, then what was recognised that was not meant."""
    yield f"{of.condition.title}: {len(of.condition.items)} {_streams(len(of.condition.items))}"
    if of.condition.asked:
        for name in of.tallies(COMPANION, meant):
            for who in of.outcomes:
                tally = of.tallies(who, meant)[name]
                silenced = f"  hushed {delay_cell(tally.silenced).text}" if tally.silenced and who == COMPANION else ""
                yield (
                    f"  {name:22} {who:13} {share_cell(tally).text:32} decided {delay_cell(tally.decided).text:15}"
                    f"{silenced}"
                ).rstrip()
            if which and (missed := _missed(of, name, meant)):
                yield f"    not heard: {', '.join(missed)}"
        for who, outcomes in of.outcomes.items():
            for engine, tally in by_engine(outcomes, meant).items():
                yield f"  {'all of ' + engine:22} {who:13} {share_cell(tally).text}"
    if of.condition.people and of.condition.name == "clean":
        for why, count in left_out(of.outcomes.get(COMPANION, ())).items():
            yield f"  “stop” that is not among the whole clips: {count} {why}"
    if of.condition.false:
        for who in of.outcomes:
            found = of.fires(who)
            hours = found.hours or 1.0
            hushes = ""
            if who == COMPANION:
                hushes = f", hushes for nothing {len(found.hushes)} ({len(found.hushes) / hours:.0f}/h)"
                if found.hushes:
                    hushes += f", median / 95 % of their lengths {delay_cell(found.hushes).text}"
            yield (
                f"  false fires            {who:13} safety {found.safety} ({found.safety / hours:.1f}/h), "
                f"others {found.others} ({found.others / hours:.1f}/h) in {found.hours:.2f} h{hushes}"
            )
            if which and who == COMPANION:
                yield from (f"    {line}" for line in found.which)


def _missed(of: Measured, word: str, meant: Mapping[str, Command]) -> list[str]:
    """Lists the streams with one word in which the companion did not recognise it."""
    return [
        outcome.name
        for outcome in of.outcomes[COMPANION]
        if outcome.text == word and len(outcome.words) == 1 and not recall([outcome], meant)[word].heard
    ]


def _streams(count: int) -> str:
    return "stream" if count == 1 else "streams"


def as_data(measured: Mapping[str, Measured], rows: Sequence[Row], meant: Mapping[str, Command]) -> dict[str, Any]:
    """Returns everything that was printed, and the plain numbers behind it."""
    return {
        "table": [
            {
                "figure": row.figure,
                "target": row.target,
                "met": row.met,
                "systems": {who: {"text": cell.text, **cell.numbers} for who, cell in row.cells.items()},
            }
            for row in rows
        ],
        "conditions": {name: _condition(of, meant) for name, of in measured.items()},
    }


def _condition(of: Measured, meant: Mapping[str, Command]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": of.condition.title,
        "people": of.condition.people,
        "streams": len(of.condition.items),
        "systems": {},
    }
    for who, outcomes in of.outcomes.items():
        system: dict[str, Any] = {}
        if of.condition.asked:
            system["words"] = {name: _tally(tally) for name, tally in of.tallies(who, meant).items()}
            system["engines"] = {name: _tally(tally) for name, tally in by_engine(outcomes, meant).items()}
        if of.condition.false:
            found = asdict(of.fires(who))
            system["false"] = found | {"hushes": [round(length, 3) for length in found["hushes"]]}
        data["systems"][who] = system
    if of.condition.name == "clean":
        data["not_whole"] = left_out(of.outcomes.get(COMPANION, ()))
    return data


def _tally(tally: Any) -> dict[str, Any]:
    return {
        **share_cell(tally).numbers,
        "decided": delay_cell(tally.decided).numbers,
        "silenced": delay_cell(tally.silenced).numbers,
    }
