"""`companion check` as lines and exit code, as the command line prints it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from companion.authoring.check_report import as_lines
from companion.authoring.checking import check_all


def check_paths(paths: Sequence[str | Path]) -> tuple[list[str], int]:
    report = check_all(paths)
    return as_lines(report), report.code
