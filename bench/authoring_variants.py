"""Scores the answers of `companion check` to files as therapists really write them, from 0 to 3.

3: the answer is on the line of the mistake, and has the author's own text in its proposal (or the file is rightly
accepted). 2: it is on the line. 1: it is elsewhere. 0: the file can be used, and something of it is lost.
`tests/authoring/variants/wanted.txt` has the line and the words of each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from companion.authoring.checking import Report, check_all
from companion.exercise.problems import Severity

VARIANTS = Path(__file__).parent.parent / "tests" / "authoring" / "variants"
ACCEPTED = "accepted"
KINDS = (
    ("quotes and apostrophes", r"01|02|03|26|c\d"),
    ("dashes, bullets, numbers before a line", r"04|05|06|07|21|39|60|a3|i3"),
    ("kinds of file and of text", r"09|11|44|81b|80b|g1|g2"),
    ("a colon in a text", r"12c|38|70|72|j1|a5|a6|a7"),
    ("signs that YAML reads", r"13|14-|15|18|19|24|25|h2|h3|h4|m3|m6|k2|58b|34"),
    ("markup in a line", r"14b|23|50|51|53|56"),
    ("texts over several lines", r"27|59e|59f|i5"),
    ("lengths and pauses", r"28|29|30|31|33|55|e9-|e9b|f\d\d|h1|a8|l2|l3"),
    ("spaces and columns", r"37|59|a2|a4|i2|i4|b2"),
    ("names of keys and steps", r"40|41|42|43-|66b|b1|b3|e9c|62d"),
    ("values at the top", r"35|36|43|67|68|69|71|d3|m1|m5|m7|k1|e2|66-"),
    ("steps and their parts", r"45|54|61|63|64|e\d|d1|d2|l1"),
    ("recordings", r"62"),
    ("words to say", r"46|47|48|49|52|j3|j5|j6"),
)
"""The kinds of variants, each with the beginnings of their names; the first one that fits counts."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one variant."""

    name: str
    score: int
    accepted: bool
    """Set if the file is rightly accepted."""


def scores(folder: Path = VARIANTS) -> list[Score]:
    """Scores every variant of a folder that has its `wanted.txt`."""
    lines = (folder / "wanted.txt").read_text(encoding="utf-8").splitlines()
    return [_score(folder, *map(str.strip, line.split(" | ", 2))) for line in lines if line.strip()]


def _score(folder: Path, name: str, line: str, words: str = "") -> Score:
    file = folder / f"{name}.yaml"
    report = check_all([file])
    mistakes = [each for each in report.problems if each.severity is Severity.ERROR]
    if line == ACCEPTED:
        return Score(name, 1 if mistakes else 3, not mistakes)
    return Score(name, _points(report, int(line), words), False)


def _points(report: Report, line: int, words: str) -> int:
    told = [each for each in report.problems if each.severity is not Severity.NOTE]
    if not told:
        return 0
    there = [each for each in told if each.line == line]
    if any(words.replace("  /  ", "\n") in each.hint for each in there):
        return 3
    return 2 if there else 1


def kind_of(name: str) -> str:
    """Returns the kind of a variant. Raises LookupError if it has none."""
    return next(kind for kind, names in KINDS if re.match(rf"(?:{names})", name))


def rows_by_kind() -> list[tuple[str, str, str]]:
    """Makes a row for each kind: how many files have which score, and those under 3 by name."""
    found = scores()
    made = []
    for kind, _ in KINDS:
        mine = [each for each in found if kind_of(each.name) == kind]
        counted = Counter(each.score for each in mine)
        row = f"{len(mine):3} files: " + "  ".join(f"{score}: {counted[score]:2}" for score in (3, 2, 1, 0))
        made.append((kind, row, _below(mine)))
    return made


def _below(found: Sequence[Score]) -> str:
    return ", ".join(f"{each.name} ({each.score})" for each in found if each.score < 3)


def rows() -> list[tuple[str, str, str]]:
    """Makes the rows about all of them together."""
    found = scores()
    counted = Counter(each.score for each in found)
    accepted = sum(each.accepted for each in found)
    good = counted[3] / len(found)
    low = counted[0] + counted[1]
    return [
        (
            f"messages for {len(found)} files as therapists write them",
            f"{good:.1%} at 3",
            _target(good >= 0.95, "95 %"),
        ),
        ("of these rightly accepted", str(accepted), ""),
        ("at 2, 1, 0", f"{counted[2]}, {counted[1]}, {counted[0]}", _target(not low, "none under 2")),
        ("under 3", _below(found) or "none", ""),
    ]


def _target(reached: bool, target: str) -> str:
    return f"target {target}" if reached else f"target {target}: MISSED"
