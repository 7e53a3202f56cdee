"""Killed at any moment, packs are there: whole, in the list, and with nothing to mend before."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from companion import resources
from companion.packs.installed import Library
from companion.packs.keeping import locked
from companion.packs.offering import offered
from companion.packs.receipts import RECEIPT, verify
from companion.packs.shelf import Shelf
from companion.packs.trust import Trust
from tests.packs.conftest import Author

TODAY = "2026-11-22"

DIES = """
import os, signal, sys, shutil
from pathlib import Path
from companion.packs.installed import Library
from companion.packs.offering import offered
from companion.packs.trust import Trust

when, counted = int(sys.argv[2]), 0

def dying(name):
    real = getattr(os, name)
    def call(*arguments, **more):
        global counted
        counted += 1
        if counted == when:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    setattr(os, name, call)

with offered(Path(sys.argv[1]), Library(), Trust(), source="x") as offer:
    for name in ("rename", "replace", "unlink", "rmdir", "fsync", "mkdir"):
        dying(name)
    offer.accept("2026-11-23")
    print("accepted", flush=True)
    os._exit(7)
"""


def install(file: Path) -> None:
    with offered(file, Library(), Trust(), source=str(file)) as offer:
        offer.accept(TODAY)


def killed(file: Path, when: int) -> bool:
    """Installs `file` in a process that is killed before the call number `when` that changes the disk."""
    done = subprocess.run(
        [sys.executable, "-c", DIES, str(file), str(when)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode in (-signal.SIGKILL, 7), done.stderr
    return done.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows; run it on Linux or macOS")
def test_killed_before_each_call_that_changes_the_disk(anna: Author) -> None:
    newer = anna.pack(version="2.0")
    install(anna.pack())
    when = 0
    while True:
        when += 1
        was_killed = killed(newer, when)
        # Before anything is mended by a command for packs: the list and the player.
        found = {entry.id for entry in Shelf().entries() if entry.pack == "calm" and not entry.broken}
        assert {"calm-look", "calm-listen"} <= found, when
        assert Shelf().find("calm/calm-look").exercise.id == "calm-look"
        (pack,) = Library().packs()
        assert pack.manifest.version in ("1.0.0", "2.0")
        assert verify(pack) == []
        assert [author.key for author in Trust().authors] == [anna.key]
        if not was_killed:
            break
        if pack.manifest.version == "2.0":
            Library().remove("calm")
            install(anna.pack())
    assert when > 8, "it was killed at some of them"
    assert pack.manifest.version == "2.0"


def between_two_renames(anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves 1.0.0 moved aside, and nothing in its place."""
    install(anna.pack())
    rename = Path.rename

    class Killed(Exception):
        pass

    def failing(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".incoming-"):
            raise Killed
        return rename(self, target)

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        patch.setattr(Path, "rename", failing)
        install(anna.pack(version="2.0"))
    assert not (resources.own_exercises() / "calm").exists()


def test_it_is_listed_while_another_process_is_between_the_two(anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    between_two_renames(anna, monkeypatch)
    with locked(resources.own_exercises()):
        entries = [entry for entry in Shelf().entries() if entry.pack == "calm"]
        assert {entry.id for entry in entries} == {"calm-look", "calm-listen"}
        assert Shelf().find("calm/calm-look").exercise.id == "calm-look"
    assert not (resources.own_exercises() / "calm").exists(), "the other one was not disturbed"
    assert len([entry for entry in Shelf().entries() if entry.pack == "calm"]) == 2
    assert (resources.own_exercises() / "calm").is_dir(), "reading mended it"


def test_an_old_version_beside_the_new_one_is_listed_once(anna: Author) -> None:
    install(anna.pack())
    root = resources.own_exercises()
    (root / ".old-calm").mkdir()
    with locked(root):
        assert len([entry for entry in Shelf().entries() if entry.pack == "calm"]) == 2


@pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="the names of open files are only known on Linux; run it there"
)
def test_a_first_installation_is_on_the_disk_before_it_is_in_its_place(
    anna: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    not_yet: list[Path] = []
    fsync, rename = os.fsync, Path.rename

    def noting(descriptor: int) -> None:
        # The receipt is written under another name before it gets its own.
        file = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        synced.append(file.with_name(RECEIPT) if file.name.startswith(f".half-{RECEIPT}") else file)
        fsync(descriptor)

    def moving(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".incoming-"):
            not_yet.extend({self, *self.rglob("*")} - {*synced})
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", noting)
    monkeypatch.setattr(Path, "rename", moving)
    install(anna.pack(first__ogg=b"x" * 10))
    assert not_yet == []
    assert synced[-1] == resources.own_exercises()
