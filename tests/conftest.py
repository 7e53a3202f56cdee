"""Four rules for all tests: if COMPANION_NO_SKIPS is set (.ci/run), no test may be skipped for something that can be
installed. A command that was run in a test leaves the rights of later files as they were. Nothing is written into the
person's own folders but what `resources.OwnPlace` lists. And no random example fails because the machine is busy.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from companion import tongue
from companion.resources import OwnPlace

# Random examples for every developer; always the same ones in .ci/run, so that a change is judged by what it changes.
hypothesis.settings.register_profile(
    "companion",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="COMPANION_NO_SKIPS" in os.environ,
)
hypothesis.settings.load_profile("companion")

if tongue.of_computer(os.environ) != tongue.ENGLISH:
    os.environ["LC_ALL"] = "C.UTF-8"  # the tests are in English on every computer

NOBODY = 65534
"""The number of the user "nobody"."""
MAY_LACK = ("human recordings", "this system", "this kernel")
"""Words in the reasons of skips that nothing can be installed against."""
BESIDE = {
    ".settings.lock": "the lock on the settings, an empty file",
    ".packs.lock": "the lock on the authors and the packs' changes, an empty file",
}
"""Files in the person's own folders that belong to an `OwnPlace` but lie beside it, each with the reason."""


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
        pytest.skip("Windows knows no owner's rights (chmod); run it on Linux or macOS")
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


@pytest.fixture(autouse=True)
def only_known_places(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file outside of all `OwnPlace`s would survive "Delete everything about me", unseen."""
    yield
    if home := os.environ.get("COMPANION_HOME"):
        assert outside_of_all_places(Path(home)) == []


def outside_of_all_places(home: Path) -> list[str]:
    """Lists the files in the person's own folders that are in no `OwnPlace`, nor a copy that is kept beside one."""
    folders = {"data": home, "cache": home / "cache", "log": home / "log"}
    places = [folders[kind] / name for kind, name in (place.value for place in OwnPlace)]
    found = [Path(folder) / name for folder, _, names in os.walk(home) for name in names]
    return [
        str(file.relative_to(home))
        for file in found
        if file.name not in BESIDE
        and not any(place in (file, *file.parents) or is_copy(file, place) for place in places)
    ]


def is_copy(file: Path, place: Path) -> bool:
    """True for a damaged file that is kept beside, one of an earlier version, and one that is half written."""
    return file.parent == place.parent and bool(place.suffix) and f"{place.stem}." in file.name
