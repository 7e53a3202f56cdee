"""A crash's log holds the places in the code, and no word that was said or heard."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from companion import resources
from companion.app.crash import report_of
from companion.errors import CompanionError

NAMED = "Ana, rest your hand on Ben's arm."


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))


def _fails(words: str) -> None:
    try:
        raise ValueError(f"no such cue: {words}")
    except ValueError as reason:
        raise CompanionError(f"It cannot be said: {words}", hint=words) from reason


def _crashed() -> str:
    try:
        _fails(NAMED)
    except CompanionError as error:
        error.add_note(NAMED)
        return report_of(ExceptionGroup(NAMED, [error]))
    raise AssertionError("it did not fail")


def test_no_words_of_a_session_are_in_the_log_or_in_what_is_said() -> None:
    said = _crashed()
    (log,) = resources.log_dir().glob("crash-*.log")
    written = log.read_text(encoding="utf-8")
    for text in (said, written):
        assert "Ana" not in text
        assert "Ben's" not in text
    assert str(log) in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no owner's rights (chmod); run it on Linux or macOS")
def test_only_the_owner_may_read_the_log_and_it_is_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _crashed()
    (log,) = resources.log_dir().glob("crash-*.log")
    assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setattr(resources, "log_dir", lambda: no_folder)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert "send this" in _crashed()
    assert [path.name for path in tmp_path.glob("*.log")] == []


def test_the_log_says_what_failed_and_where() -> None:
    _crashed()
    (log,) = resources.log_dir().glob("crash-*.log")
    written = log.read_text(encoding="utf-8")
    assert "CompanionError" in written
    assert "caused by builtins.ValueError" in written
    assert "in _fails" in written
    assert str(Path(__file__).parent) not in written  # the person's folders are their own


def test_a_thread_that_dies_is_logged_likewise_and_prints_nothing() -> None:
    code = (
        "import threading\n"
        "from companion.app.stderr_log import turn_noise_away\n"
        "turn_noise_away()\n"
        "def fail():\n"
        f"    raise RuntimeError({NAMED!r})\n"
        "thread = threading.Thread(target=fail)\n"
        "thread.start(); thread.join()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    (log,) = resources.log_dir().glob("crash-*.log")
    written = log.read_text(encoding="utf-8")
    assert "RuntimeError" in written
    assert "Ana" not in written
