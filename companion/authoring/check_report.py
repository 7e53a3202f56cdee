"""Writes a report of `companion check` as lines, as JSON, or as SARIF 2.1.0 for editors and build servers.

Pure.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePath, PurePosixPath
from typing import Any

from companion import __version__
from companion.authoring.checking import Report
from companion.authoring.excerpts import excerpt
from companion.errors import CompanionError
from companion.exercise.check.voice import MISSPELLED
from companion.exercise.problems import Problem, Severity
from companion.exercise.scalars import clean_text
from companion.packs.refusals import PackNotBuilt

FORMAT_RULE = "format"
"""The SARIF rule of a mistake in the format itself; every result needs one."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAMED = 6
"""Misspelled words that the last line names, at most."""
PATH_RULE = "path"
"""The SARIF rule of an error about a path, before its content could be read."""


# ---- for people -------------------------------------------------------------------------------------------------


def as_lines(report: Report) -> list[str]:
    """Writes each problem as `file:line:column: error: message`, with its line and a hint below it.

    A last line sums up.
    """
    lines = [line for error in report.outside for line in _outside(error)]
    lines += [line for problem in report.problems for line in _lines_of(problem, report)]
    return [*lines, _summary(report)] if report.files else lines


def _lines_of(problem: Problem, report: Report) -> list[str]:
    first, *hint = str(problem).split("\n")
    return [first, *excerpt(problem, report.texts.get(problem.file, ())), *hint]


def _outside(error: CompanionError) -> list[str]:
    """Writes a problem with the path itself, which has no line."""
    place = f"{clean_text(error.place)}: " if error.place else ""
    lines = [f"{place}error: {error.message}"]
    return [*lines, f"    {error.hint}"] if error.hint else lines


def _summary(report: Report) -> str:
    files, bad = len(report.files), len(report.bad.intersection(report.files))
    lists = len(report.lists)
    unbuilt = sum(isinstance(error, PackNotBuilt) for error in report.outside)
    errors, warnings = report.count(Severity.ERROR) + unbuilt, report.count(Severity.WARNING)
    kinds = ((files - lists, "exercise"), (lists, "list"))
    counted = " and ".join(f"{number} {kind}{'s' if number != 1 else ''}" for number, kind in kinds if number)
    checked = f"{counted} checked"
    told = f", {warnings} warning{'s' if warnings != 1 else ''}" if warnings else ""
    many = f"{errors} error{'s' if errors != 1 else ''}"
    told += "." + _misspelled(report)
    if not bad and errors:
        return f"{checked}: the exercises can be used, but the pack can't: {many}{told}"
    if not bad:
        return f"{checked}: all can be used{told}" if files > 1 else f"{checked}: it can be used{told}"
    return f"{checked}: {bad} can't be used, {many}{told}"


def _misspelled(report: Report) -> str:
    """Names the words that may be misspelled. They are easily missed among other messages, and a voice says them as
    they are written."""
    words: dict[str, None] = {}
    for problem in report.problems:
        lines = report.texts.get(problem.file, ())
        if problem.rule == MISSPELLED and 0 < problem.line <= len(lines):
            found = _WORD.match(lines[problem.line - 1], problem.column - 1)
            words[str(clean_text(found[0])) if found is not None else ""] = None
    if not words:
        return ""
    named = ", ".join([*words][:_NAMED]) + (" …" if len(words) > _NAMED else "")
    return f" {len(words)} word{'s' if len(words) != 1 else ''} may be misspelled: {named}."


# ---- for programs -----------------------------------------------------------------------------------------------


def as_json(report: Report) -> str:
    """Writes an object: `files`, `problems` (file, line, column, severity, rule, message, hint) and `usable`.

    A problem of a path itself has line and column 0. `rule` is empty if the format itself was not kept.
    """
    outside = [
        {
            "file": str(clean_text(error.place)),
            "line": 0,
            "column": 0,
            "severity": Severity.ERROR.value,
            "rule": "",
            "message": error.message,
            "hint": error.hint,
        }
        for error in report.outside
    ]
    problems = [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "severity": problem.severity.value,
            "rule": problem.rule,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in report.problems
    ]
    whole = {"files": report.files, "problems": [*outside, *problems], "usable": not report.code}
    return json.dumps(whole, ensure_ascii=False, indent=2)


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def as_sarif(report: Report) -> str:
    """Writes one run of SARIF 2.1.0. URIs are relative or absolute, as the paths on the command line were."""
    results = [_sarif_outside(error) for error in report.outside] + [_sarif(each) for each in report.problems]
    rules = sorted({str(result["ruleId"]) for result in results})
    for result in results:
        result["ruleIndex"] = rules.index(str(result["ruleId"]))
    driver = {
        "name": "companion check",
        "version": __version__,
        "rules": [{"id": rule} for rule in rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _sarif(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {
        "artifactLocation": {"uri": _uri(problem.file)},
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }
    return {
        "ruleId": problem.rule or FORMAT_RULE,
        "level": _LEVELS[problem.severity],
        "message": {"text": f"{problem.message} {problem.hint}".strip()},
        "locations": [{"physicalLocation": place}],
    }


def _sarif_outside(error: CompanionError) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": PATH_RULE,
        "level": "error",
        "message": {"text": f"{error.message} {error.hint}".strip()},
    }
    if error.place:
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": _uri(error.place)}}}]
    return result


def _uri(file: str) -> str:
    path = PurePath(file)
    if path.is_absolute():
        return path.as_uri()
    # Escapes the same letters as in an absolute URI.
    return PurePosixPath("/" + path.as_posix()).as_uri().removeprefix("file:///")
