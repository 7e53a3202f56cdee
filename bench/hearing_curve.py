"""The dial between deaf and jumpy, drawn: "stop" heard, in quiet and in noise at 5 dB, against false safety fires an
hour of running speech.

    python -m bench.hearing_curve docs/hearing-curve.svg [--half report] [--cache FOLDER]

Hears "clean", "noise5" and "speech" where `python -m bench hearing` has not heard them yet; with what it kept, it takes
a minute.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.hearing import ROOT, english
from bench.hearing_baselines import Judge, companion, outcome, plain
from bench.hearing_cache import Store
from bench.hearing_conditions import HALVES, conditions, material
from bench.hearing_ears import Ears, Heard
from bench.hearing_figures import Outcome, Verdicts, fires, recall
from bench.hearing_sphinx import available
from companion import resources
from companion.hearing.grammar import JUMPY, STRICT, WARY, Grammar
from companion.hearing.model import tuned_model
from companion.hearing.spotter import Decision, Policy, holds
from companion.session.commands import SAFETY_KINDS

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 420, 70, 30, 700, 360


def one_ear(ear: str) -> Judge:
    """Any safety word in this ear's partial result, once an utterance."""

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
    """The same, where the keyword network had said nothing."""

    def judged(heard: Heard, grammar: Grammar) -> Verdicts:
        silent = [replace(seen, likeness={}, unexplained=False) for seen in heard.observations]
        return judge(replace(heard, observations=silent), grammar)

    return judged


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.hearing_curve")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--voice", type=Path, default=ROOT.parent / "shared" / "voice")
    parser.add_argument("--half", choices=tuple(HALVES), default="report")
    parser.add_argument("--cache", type=Path, default=resources.cache_dir() / "bench")
    options = parser.parse_args(argv)
    vocabulary, grammar = english()
    model = tuned_model(ROOT / "models" / vocabulary.model, options.cache)
    ears = Ears(model, grammar, Store(options.cache, model, grammar), keywords=available())
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
    of = material(options.voice, options.half, [], grammar.meant)
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
            (name, false.safety / false.hours, 100 * clean.heard / clean.asked, 100 * noisy.heard / noisy.asked)
        )
        sys.stdout.write("{:30} {:7.1f} an hour  clean {:5.1f} %  noise {:5.1f} %\n".format(*points[-1]))
    options.picture.write_text(drawn(points), encoding="utf-8")
    return 0


Point = tuple[str, float, float, float]
"""Name, false fires an hour, percent heard clean and in noise."""
LEAST, MOST = 30, 100
"""Percent, at the bottom and at the top."""


def drawn(points: Sequence[Point]) -> str:
    """An SVG: false fires an hour (logarithmic, 0.3 to 300) against the share heard (30 to 100 %)."""

    def x(rate: float) -> float:
        return LEFT + (RIGHT - LEFT) * (math.log10(max(rate, 0.3)) - math.log10(0.3)) / 3.2

    def y(share: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (max(share, LEAST) - LEAST) / (MOST - LEAST)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for rate in (0.3, 1, 3, 10, 30, 100, 300):
        label = "≤ 0.3" if rate == 0.3 else f"{rate:g}"
        lines.append(f'<path d="M{x(rate):.0f} {TOP}V{BOTTOM}" stroke="#ddd"/>')
        lines.append(f'<text x="{x(rate):.0f}" y="{BOTTOM + 18}" text-anchor="middle">{label}</text>')
    for line in range(LEAST, MOST + 1, 10):
        lines.append(f'<path d="M{LEFT} {y(line):.0f}H{RIGHT}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y(line) + 4:.0f}" text-anchor="end">{line} %</text>')
    lines.append(
        f'<text x="{(LEFT + RIGHT) / 2:.0f}" y="{BOTTOM + 42}" text-anchor="middle">'
        "false safety fires in an hour of running speech</text>"
    )
    lines.append(f'<text x="{LEFT}" y="{TOP - 10}">“stop” heard, people: ● clean, □ in noise at 5 dB</text>')
    for number, (name, rate, clean, noisy) in enumerate(points, 1):
        ink = "#b3541e" if name.startswith("Companion") else "#39607a"
        for share, mark in ((clean, _circle), (noisy, _square)):
            lines.append(mark(x(rate), y(share), ink))
            # Points at the same place have their numbers side by side.
            beside = sum(
                abs(x(other) - x(rate)) < 8 and min(abs(y(high) - y(share)), abs(y(low) - y(share))) < 8
                for _, other, high, low in points[: number - 1]
            )
            lines.append(
                f'<text x="{x(rate) + 9 + 12 * beside:.0f}" y="{y(share) + 5:.0f}" fill="{ink}">{number}</text>'
            )
        lines.append(f'<text x="{LEFT + 190}" y="{TOP + 80 + 20 * number}" fill="{ink}">{number}  {name}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _circle(x: float, y: float, ink: str) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{ink}"/>'


def _square(x: float, y: float, ink: str) -> str:
    return f'<rect x="{x - 4:.0f}" y="{y - 4:.0f}" width="8" height="8" fill="#fff" stroke="{ink}" stroke-width="2"/>'


if __name__ == "__main__":
    raise SystemExit(main())
