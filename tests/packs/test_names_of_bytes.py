"""One name that is not UTF-8, as old disks and archives have them, breaks nothing."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion import resources
from companion.packs.index import build_shelf
from companion.packs.installed import Library
from companion.packs.shelf import Shelf
from companion.packs.subscriptions import Subscriptions
from tests.packs.conftest import Author, MakeFolder
from tests.packs.test_commands import Run, run, typed
from tests.packs.written import put

__all__ = ["run", "typed"]

pytestmark = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="this system takes only names that are Unicode; run it on Linux"
)

BYTES = os.fsdecode(b"gr\xfc\xdfe")
"""In Latin-1."""


def test_an_exercise_and_a_pack_of_ones_own(run: Run) -> None:
    own = resources.own_exercises()
    put(own / f"{BYTES}.yaml", "Mine", id="mine")
    put(own / BYTES / "inside.yaml", "Inside")
    put(own / "fine" / "fine.yaml", "Fine")
    for _ in ("read anew", "from the cache"):
        assert {"mine", "inside", "fine"} <= {entry.id for entry in Shelf().entries()}
    assert Shelf().find("mine").exercise.title == "Mine"
    assert Shelf().find("inside").exercise.title == "Inside"
    assert run("list")[0] == 0
    assert run("list", "--json")[0] == 0
    assert run("pack", "list")[0] == 0


def test_a_pack_in_a_file_of_such_a_name(run: Run, anna: Author) -> None:
    file = anna.pack().rename(anna.out / f"{BYTES}.companion.zip")
    assert run("pack", "verify", file)[0] == 0
    assert run("pack", "install", file, "--yes")[0] == 0
    assert Library().find("calm").source == str(file)
    for command in (["list"], ["list", "--json"], ["verify"]):
        assert run("pack", *command)[0] == 0
    assert json.loads(run("pack", "list", "--json")[1])


def test_a_file_that_was_added_to_an_installed_pack(run: Run, anna: Author) -> None:
    run("pack", "install", anna.pack(), "--yes")
    (Library().find("calm").folder / f"{BYTES}.txt").write_bytes(b"mine")
    code, out, _ = run("pack", "verify")
    assert code == 1
    assert "was added" in out
    assert "it was kept" in run("pack", "install", anna.pack(version="2.0"), "--yes")[1]
    assert list((resources.data_dir() / "kept").rglob(f"{BYTES}.txt"))


def test_a_folder_that_becomes_a_pack(run: Run, folder_of: MakeFolder, anna: Author, tmp_path: Path) -> None:
    folder = folder_of()
    (folder / f"{BYTES}.jpg").write_bytes(b"x")
    code, out, _ = run("pack", "build", folder, "-o", tmp_path / BYTES)
    assert code == 0
    assert "left out" in out
    (folder / f"{BYTES}.ogg").write_bytes(b"x")
    code, _, err = run("pack", "build", folder, "-o", tmp_path / "out")
    assert code == 1
    assert "Give it a simpler name" in err
    unpacked = tmp_path / "unpacked"
    shutil.unpack_archive(anna.pack("other"), unpacked, "zip")
    (unpacked / f"{BYTES}.txt").write_bytes(b"x")
    code, _, err = run("pack", "install", unpacked, "--yes")
    assert code == 1
    assert "didn't put there" in err


def test_a_shelf_in_a_folder_of_such_a_name(run: Run, anna: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    anna.pack()
    (anna.out / f"{BYTES}.txt").write_bytes(b"x")
    build_shelf(anna.out, anna.secret, datetime.now(UTC))
    place = anna.out.rename(anna.out.with_name(BYTES))
    assert run("shelf", "add", place, "--yes")[0] == 0
    assert run("shelf", "list")[0] == 0
    assert [shelf.address for shelf in Subscriptions().shelves] == [str(place)]
    assert run("pack", "install", "calm", "--yes")[0] == 0
    assert run("pack", "update", "--yes")[0] == 0
    assert run("shelf", "remove", place)[0] == 0


@pytest.mark.parametrize("command", [["pack", "install"], ["pack", "verify"], ["pack", "remove"], ["shelf", "remove"]])
def test_a_name_of_nothing(run: Run, command: list[str]) -> None:
    code, _, err = run(*command, BYTES)
    assert code == 1
    assert "crashed" not in err
