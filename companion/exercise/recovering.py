"""Makes messages of slips of the pen, and finds the mistakes behind them. Pure.

A slip that YAML stumbles over hides everything after it. So the lines are written anew as the messages propose, and
read again; a line that still cannot be read is covered by a placeholder, and the reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from companion.exercise.problems import Problem, Severity
from companion.exercise.scalars import harmless
from companion.exercise.slips.blocks import indent_of
from companion.exercise.slips.rewriting_lines import FoundSlip, Rewritten, rewrite
from companion.exercise.source import Source, read_source

_MOST_COVERED = 20
"""Places that YAML cannot read, after each of which the reading goes on."""
_PLACEHOLDER = "Here is a line."
_DASH = re.compile(r"(?P<lead>\s*-\s+)")
_KEY = re.compile(r"(?P<key>\s*(?:-\s+)?[^\W\d][\w ]*:\s)")


def losses(source: Source) -> list[Problem]:
    """Finds in an exercise that can be read the words that would be lost, or said although they mean something else."""
    written = rewrite(_clean(source), lambda slip: slip.silent)
    return [_problem(source, found) for found in written.found if found.slip.silent]


def all_problems(
    source: Source, problems: Sequence[Problem], read: Callable[[Source], Sequence[Problem]]
) -> list[Problem]:
    """Finds the slips in a file with mistakes, and the mistakes that are left when they are mended.

    `problems`: those of the file as it is. `read`: finds the problems of other lines in the same way.
    """
    if not source.lines:
        return [*problems]
    written = rewrite(_clean(source))
    if not written.found and source.data is not None:
        return [*problems]
    slips = [_problem(source, found) for found in written.found]
    rest = _behind(source, written, read)
    found = {*slips, *rest}
    if not any(each.severity is Severity.ERROR for each in found):
        return [*problems, *found]
    return _each_once(found)


def _clean(source: Source) -> list[str]:
    """Returns the lines without the characters that no voice and no screen gets."""
    return [harmless(line) for line in source.lines]


def _problem(source: Source, found: FoundSlip) -> Problem:
    slip = found.slip
    line = source.lines[found.line] if found.line < len(source.lines) else ""
    column = min(slip.column, max(0, len(line.rstrip()) - 1))
    before = source.lines[found.line : found.line + slip.count]
    advice = slip.advice(before, found.instead if slip.instead else ())
    return Problem(
        source.file,
        found.line + 1,
        column + 1,
        harmless(slip.message),
        harmless(advice),
        slip.severity,
    )


def _behind(source: Source, written: Rewritten, read: Callable[[Source], Sequence[Problem]]) -> list[Problem]:
    lines = list(written.lines)
    origins = written.origins
    # A slip for which only the author knows what to write hides nothing else, once its line is covered.
    unknown = {found.line for found in written.found if not found.slip.instead and not found.slip.silent}
    for number, origin in enumerate(origins):
        if origin in unknown:
            lines[number] = _covered(lines[number])
    found: list[Problem] = []
    for _ in range(_MOST_COVERED):
        again = read_source("\n".join(lines), source.file)
        if again.data is not None or not again.lines:
            found += [each for each in read(again) if _origin(each, origins) not in unknown]
            break
        found += again.problems
        if not again.problems:
            break
        at = min(again.problems[-1].line, len(lines)) - 1
        if not _cover(lines, at):
            break
        unknown.add(origins[at])
    return [_placed(source, each, lines, origins) for each in found]


def _origin(problem: Problem, origins: Sequence[int]) -> int:
    return origins[min(problem.line, len(origins)) - 1] if origins else 0


def _placed(source: Source, problem: Problem, lines: Sequence[str], origins: Sequence[int]) -> Problem:
    """Moves a problem, which was found in the lines as they were rewritten, to its place in the file."""
    origin = _origin(problem, origins)
    old = source.lines[origin] if origin < len(source.lines) else ""
    new = lines[min(problem.line, len(lines)) - 1] if lines else ""
    column = problem.column
    if old != new:
        column = max(1, min(column, len(old.rstrip()) or 1))
    return Problem(problem.file, origin + 1, column, problem.message, problem.hint, problem.severity, problem.rule)


def _cover(lines: list[str], at: int) -> bool:
    """Puts a placeholder in the place of an item that cannot be read. Returns whether anything was changed."""
    first = at
    while first > 0 and lines[first][:1].isspace() and _DASH.match(lines[first]) is None:
        first -= 1
    new = _covered(lines[first])
    depth = indent_of(lines[first])
    end = first + 1
    while end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) > depth) and _DASH.match(lines[first]):
        end += 1
    before = lines[first:end]
    lines[first:end] = [new, *[""] * (end - first - 1)]
    return before != lines[first:end]


def _covered(line: str) -> str:
    dash = _DASH.match(line)
    if dash is not None:
        return f"{dash['lead']}{_PLACEHOLDER}"
    key = _KEY.match(line)
    if key is not None and not line[:1].isspace():
        return f'{key["key"]}"{_PLACEHOLDER}"'
    return ""


def _each_once(problems: Iterable[Problem]) -> list[Problem]:
    """Leaves out repeated problems."""
    kept: dict[tuple[int, int, str], Problem] = {}
    for problem in problems:
        kept.setdefault((problem.line, problem.column, problem.message), problem)
    return list(kept.values())
