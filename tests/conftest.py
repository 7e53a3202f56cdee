"""Three rules for all tests: if COMPANION_NO_SKIPS is set (.ci/run), no test may be skipped for something that can be
installed. A command that was run in a test leaves the rights of later files as they were. And no random example fails
because the machine is busy.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "companion", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("companion")

NOBODY = 65534
"""The number of the user "nobody"."""
MAY_LACK = ("human recordings", "this system", "this kernel")
"""Words in the reasons of skips that nothing can be installed against."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("COMPANION_NO_SKIPS") and not any(each in str(report.longrepr) for each in MAY_LACK):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Not allowed to be skipped here (COMPANION_NO_SKIPS): {reason}"
    return report


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that this user may look into and not write to. Root, who may write everywhere, is nobody meanwhile."""
    if os.name == "nt":
        pytest.skip("this system, Windows, has other rights")
    above = Path(tempfile.mkdtemp())
    folder = above / "locked"
    folder.mkdir()
    above.chmod(0o755)
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield folder
    finally:
        if is_root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o755)
        shutil.rmtree(above)


@pytest.fixture(autouse=True)
def same_rights() -> Iterator[None]:
    mask = os.umask(0)
    os.umask(mask)
    yield
    os.umask(mask)
