"""Shows the line of a problem with a caret below its place. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from companion.exercise.problems import Problem
from companion.exercise.scalars import harmless

_WIDEST = 100
"""Characters of a line that are shown, at most: with the number in front they fit into most windows."""
_BEFORE = 60
"""Characters shown before the place, if the line is too long."""


def excerpt(problem: Problem, lines: Sequence[str]) -> list[str]:
    """Returns the line with its number, and a caret below it; nothing if the problem is about the file as a whole."""
    if not 0 < problem.line <= len(lines):
        return []
    line = lines[problem.line - 1]
    if not line.strip() or (problem.line == 1 and problem.column == 1 and not problem.hint.endswith(line.strip())):
        return []
    place = min(problem.column - 1, len(line))
    start = max(0, place - _BEFORE) if len(line) > _WIDEST else 0
    piece = line[start : start + _WIDEST]
    before = _plain(f"{'…' if start else ''}{piece[: place - start]}")
    after = _plain(f"{piece[place - start :]}{'…' if start + _WIDEST < len(line) else ''}").rstrip()
    number = f"{problem.line:>6} | "
    return [f"{number}{before}{after}", f"{'':>6} | {' ' * sum(map(_cells, before))}^"]


def _plain(text: str) -> str:
    """Makes text harmless, with one column for each space and tab."""
    return "".join(" " if each.isspace() else each for each in harmless(text.replace("\t", " ")))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
