"""One rule for all tests: where COMPANION_NO_SKIP_AUDIO is set (.ci/run), what needs sound must not be skipped.

But for recordings of people, which no checkout brings along and nothing can install.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ELSEWHERE = "human recordings"
WITH_SOUND = tuple(HERE / name for name in ("audio", "hearing", "speech"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and ELSEWHERE in str(report.longrepr):
        return report
    if skipped and os.environ.get("COMPANION_NO_SKIP_AUDIO") and any(d in item.path.parents for d in WITH_SOUND):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Not allowed to be skipped here (COMPANION_NO_SKIP_AUDIO): {reason}"
    return report
