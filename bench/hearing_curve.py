"""Draws the trade-off between missed words and false alarms: "stop" recognised, in quiet and in noise at 5 dB, against
false safety commands in an hour of running speech.

    python -m bench.hearing_curve docs/hearing-curve.svg [--half report] [--cache FOLDER]
    python -m bench.hearing_curve docs/hearing-curve.svg --kept

Decodes "clean", "noise5" and "speech" if `python -m bench hearing` has not done so yet; with what that kept, it
takes a minute. The points are kept beside the picture as a table (.csv); `--kept` draws them again, without listening.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import IO

import matplotlib
from matplotlib.figure import Figure

from bench.hearing import ROOT, english
from bench.hearing_baselines import Judge, companion, outcome, plain
from bench.hearing_cache import Store
from bench.hearing_conditions import HALVES, conditions, material
from bench.hearing_ears import Ears, Heard
from bench.hearing_figures import Outcome, Verdicts, fires, recall
from bench.hearing_sphinx import available
from companion import resources
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.decide.spotter import Decision, Policy, holds
from companion.hearing.words.grammar import JUMPY, STRICT, WARY, Grammar
from companion.session.commands import SAFETY_KINDS

LEAST_RATE, MOST_RATE = 0.3, 475
"""False alarms an hour at the picture's left and right edge; fewer are drawn at the left edge."""
LEAST, MOST = 30, 100
"""Percent at the bottom and at the top of the picture."""
NEAR = 8
"""Units of the picture within which two marks count as being at the same place: about the width of one mark."""


@dataclass(frozen=True, slots=True)
class Point:
    """One way to use the ears."""

    name: str
    rate: float
    """False alarms an hour."""
    clean: float
    """Percent recognised in quiet."""
    noisy: float
    """Percent recognised in noise."""


def one_ear(ear: str) -> Judge:
    """Decides by any safety word in this ear's partial result, once an utterance."""

    def judge(heard: Heard, grammar: Grammar) -> Verdicts:
        found: list[Decision] = []
        done: set[str] = set()
        for seen in heard.observations:
            text = seen.partials.get(ear, "")
            if not text:
                done.clear()
            for phrase, command in grammar.meant.items():
                if command.kind in SAFETY_KINDS and phrase not in done and holds(text, phrase):
                    done.add(phrase)
                    found.append(Decision(command, phrase, seen.at, "partial", ear))
        return Verdicts(tuple(found))

    return judge


def without_network(judge: Judge) -> Judge:
    """Decides by the spotter, as if there were no keyword network."""

    def judged(heard: Heard, grammar: Grammar) -> Verdicts:
        silent = [replace(seen, keyword_scores={}, unexplained=False) for seen in heard.observations]
        return judge(replace(heard, observations=silent), grammar)

    return judged


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.hearing_curve")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--voice", type=Path, default=ROOT.parent / "shared" / "voice")
    parser.add_argument("--half", choices=tuple(HALVES), default="report")
    parser.add_argument("--cache", type=Path, default=resources.cache_dir() / "bench")
    parser.add_argument("--kept", action="store_true", help="draw the points that are kept beside the picture")
    options = parser.parse_args(argv)
    table = options.picture.with_suffix(".csv")
    if options.kept:
        points = read_table(table)
    else:
        points = measured(options.voice, options.half, options.cache)
        write_table(table, points)
    for point in points:
        sys.stdout.write("{:30} {:7.1f} an hour  clean {:5.1f} %  noise {:5.1f} %\n".format(*astuple(point)))
    save(drawn(points), options.picture)
    return 0


def measured(voice: Path, half: str, cache: Path) -> list[Point]:
    """Plays every recording to the ears, and judges what they heard in each of the ways."""
    vocabulary, grammar = english()
    model = tuned_model(ROOT / "models" / vocabulary.model, cache)
    ears = Ears(model, grammar, Store(cache, model, grammar), keywords=available())
    dial: list[tuple[str, Judge]] = [
        ("jumpy ear's partials", one_ear(JUMPY)),
        ("wary ear's partials", one_ear(WARY)),
        ("strict ear's partials", one_ear(STRICT)),
        ("plain vosk, finals", plain),
        ("Companion, nothing weighed", companion(Policy(odds=99.0, odds_among_many=99.0))),
        ("Companion, weighed strictly", companion(Policy(odds=1.0, odds_among_many=3.0))),
        ("Companion, no keyword network", without_network(companion())),
        ("Companion", companion()),
    ]
    of = material(voice, half, [], grammar.meant)
    found: dict[str, dict[str, list[Outcome]]] = {}
    for condition in conditions(of, 1, ("clean", "noise5", "speech")):
        by = found[condition.name] = {name: [] for name, _ in dial}
        for heard, _ in ears.hear(condition.items):
            for name, judge in dial:
                by[name].append(outcome(heard, grammar, judge))
    ears.close()
    points: list[Point] = []
    for name, _ in dial:
        clean, noisy = (recall(found[one][name], grammar.meant)["stop"] for one in ("clean", "noise5"))
        false = fires(found["speech"][name])
        points.append(
            Point(name, false.safety / false.hours, 100 * clean.heard / clean.asked, 100 * noisy.heard / noisy.asked)
        )
    return points


def write_table(table: Path, points: Sequence[Point]) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(field.name for field in fields(Point))
        rows.writerows((point.name, *(f"{value:.2f}" for value in astuple(point)[1:])) for point in points)


def read_table(table: Path) -> list[Point]:
    with table.open(encoding="utf-8", newline="") as file:
        return [
            Point(row["name"], float(row["rate"]), float(row["clean"]), float(row["noisy"]))
            for row in csv.DictReader(file)
        ]


def save(figure: Figure, picture: Path | IO[bytes]) -> None:
    """Writes an SVG in which words stay words; the same points give the same bytes."""
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "hearing-curve"}):
        figure.savefig(picture, format="svg", metadata={"Date": None})


def drawn(points: Sequence[Point]) -> Figure:
    """Draws false alarms an hour (logarithmic) against the share recognised."""
    figure = Figure(figsize=(10, 35 / 6))  # 720 by 420 units of SVG
    axes = figure.add_axes((70 / 720, 60 / 420, 630 / 720, 330 / 420))
    axes.set(xscale="log", xlim=(LEAST_RATE, MOST_RATE), ylim=(LEAST, MOST))
    axes.set_xlabel("false safety fires in an hour of running speech", labelpad=8)
    axes.set_title("“stop” heard, people: ● clean, □ in noise at 5 dB", loc="left", fontsize="medium", pad=8)
    axes.set_xticks([0.3, 1, 3, 10, 30, 100, 300], ["≤ 0.3", "1", "3", "10", "30", "100", "300"])
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter("{x:.0f} %")
    axes.grid(color="#ddd")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, pad=8)
    marked: list[tuple[float, float]] = []
    for number, point in enumerate(points, 1):
        ink = "#b3541e" if point.name.startswith("Companion") else "#39607a"
        here: list[tuple[float, float]] = []
        for share, mark, filling in ((point.clean, "o", ink), (point.noisy, "s", "#fff")):
            at = max(point.rate, LEAST_RATE), max(share, LEAST)
            axes.plot(*at, mark, color=ink, markerfacecolor=filling, markersize=9, clip_on=False, zorder=3)
            x, y = axes.transData.transform(at) * 72 / figure.dpi
            here.append((x, y))
            # Points at the same place have their numbers side by side.
            beside = sum(abs(left - x) < NEAR and abs(high - y) < NEAR for left, high in marked)
            offset = (9 + 12 * beside, 0)
            axes.annotate(str(number), at, offset, textcoords="offset points", color=ink, va="center", zorder=4)
        marked += here
        axes.annotate(
            f"{number}  {point.name}", (0, 1), (190, -80 - 20 * number),
            xycoords="axes fraction", textcoords="offset points", color=ink,
        )  # fmt: skip
    return figure


if __name__ == "__main__":
    raise SystemExit(main())
