"""kill -9 at any moment of an evening: no answer on the disk, no touch after a no, nothing lost that was sealed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from companion.couple.evening import memory
from tests.couple import kills
from tests.couple.evening_account import Broken

KILLS = 24


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if sys.platform == "win32":
        pytest.skip("there is no fork on Windows; run it on Linux or macOS")
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    return tmp_path


def test_a_killed_program_leaves_no_answer_and_loses_nothing(tmp_path: Path) -> None:
    done, after_no, broken = kills.campaign(KILLS, tmp_path / "home", each=6)
    assert (done, broken) == (KILLS, [])
    assert after_no > 0, "some of them are killed after a no"


def test_a_no_that_is_not_kept_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.Kept, "without_touch", lambda self, today: self)
    home = tmp_path / "home"
    told = []
    for seed in range(12):
        kills.prepare(home)
        told = kills.killed(seed, 10**9, home)  # to its end
        if "closed" in told:
            break
    assert "closed" in told
    file = home / "couple.json"
    with pytest.raises(Broken, match="no touch after a no"):
        kills.look(kills.Run(0, {file.read_bytes()} if file.exists() else set()), told, home)
