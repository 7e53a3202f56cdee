"""Scores the answers of `companion check` to files as therapists really write them, from 0 to 3.

3: the answer is on the line of the mistake, and has the author's own text in its proposal (or the file is rightly
accepted). 2: it is on the line. 1: it is elsewhere. 0: the file can be used, and something of it is lost.
`tests/authoring/variants/wanted.txt` has the line and the words of each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from companion.authoring.checking import Report, check_all
from companion.exercise.problems import Severity

VARIANTS = Path(__file__).parent.parent / "tests" / "authoring" / "variants"
ACCEPTED = "accepted"


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


def rows() -> list[tuple[str, str, str]]:
    """Makes the rows of the table."""
    found = scores()
    counted = Counter(each.score for each in found)
    accepted = sum(each.accepted for each in found)
    good = counted[3] / len(found)
    low = counted[0] + counted[1]
    below = ", ".join(f"{each.name} ({each.score})" for each in found if each.score < 3)
    return [
        (
            f"messages for {len(found)} files as therapists write them",
            f"{good:.1%} at 3",
            _target(good >= 0.95, "95 %"),
        ),
        ("of these rightly accepted", str(accepted), ""),
        ("at 2, 1, 0", f"{counted[2]}, {counted[1]}, {counted[0]}", _target(not low, "none under 2")),
        ("under 3", below or "none", ""),
    ]


def _target(reached: bool, target: str) -> str:
    return f"target {target}" if reached else f"target {target}: MISSED"
