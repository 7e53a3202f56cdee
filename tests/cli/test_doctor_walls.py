"""`companion doctor` says plainly whether the kernel closes the processes that listen and speak."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from companion.cli import doctor


@pytest.mark.parametrize(
    ("system", "walls", "says"),
    [
        ("linux", "Landlock seccomp", "can't open any other files or go online"),
        ("linux", "seccomp", "can't open any other files or go online"),
        ("linux", "Landlock", "not fully"),
        ("linux", "", "not on this computer: a newer Linux"),
        ("darwin", "", "not on this computer: Linux could"),
        ("win32", "", "not on this computer: Linux could"),
    ],
)
def test_it_says_which_walls_stand(monkeypatch: pytest.MonkeyPatch, system: str, walls: str, says: str) -> None:
    def closed(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, f"{walls}\n", "")

    monkeypatch.setattr(subprocess, "run", closed)
    monkeypatch.setattr(sys, "platform", system)
    found = doctor._probe_walls()
    assert found.ok
    assert says in found.detail
    assert found.detail.startswith("not ") is not says.startswith("can")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls; run it there")
def test_it_asks_the_kernel_of_this_machine() -> None:
    assert doctor._probe_walls().detail
