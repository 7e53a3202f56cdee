"""The shelf: packs are found, broken files are listed, names are forgiven, and the second look reads no exercise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.errors import UnknownExercise
from companion.exercise.problems import ExerciseMistakes
from companion.packs.shelf import FIRST, LOOSE, Shelf, load

TEXT = """format: 1
id: {id}
title: {title}
summary: For the tests.
people: 1
kind: settle
cautions: [For tests only.]
sources: [Made up]
author: Companion
license: CC-BY-4.0
steps:
  - wait: 2 min
{more}ending:
  - Done.
"""


def put(file: Path, title: str, more: str = "", id: str = "") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TEXT.format(id=id or file.stem, title=title, more=more), encoding="utf-8")
    return file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "exercises"
    put(root / "calm" / "right-now.yaml", "One minute")
    put(root / "calm" / "look-around.yaml", "Look around")
    (root / "calm" / "pack.yaml").write_text("id: calm\ntitle: Calm down\n", encoding="utf-8")
    put(root / "another-pack" / "file-name.yaml", "Another", id="other-id")
    put(root / "loose.yaml", "Loose")
    (root / "calm" / "broken.yaml").write_text("format: 1\n", encoding="utf-8")
    (root / "calm" / "notes.txt").write_text("not an exercise", encoding="utf-8")
    (root / "calm" / ".hidden.yaml").write_text("not an exercise", encoding="utf-8")
    return root


@pytest.fixture
def shelf(root: Path, tmp_path: Path) -> Shelf:
    return Shelf([root, tmp_path / "nowhere"], cache=tmp_path / "cache" / "list.json")


def test_another_right_now_does_not_get_in_front(root: Path, tmp_path: Path) -> None:
    put(tmp_path / "own" / "aaa" / "right-now.yaml", "AAA")
    (tmp_path / "own" / "aaa" / "pack.yaml").write_text("id: aaa\ntitle: AAA\n", encoding="utf-8")
    entries = Shelf([root, tmp_path / "own"], cache=tmp_path / "list.json").entries()
    assert (entries[0].id, entries[0].pack) == (FIRST, "calm")
    assert entries[1].pack == "calm"
    assert Shelf([root, tmp_path / "own"], cache=tmp_path / "list.json").find(FIRST).pack == "calm"


def test_the_list(shelf: Shelf) -> None:
    entries = shelf.entries()
    assert [entry.id for entry in entries] == [FIRST, "look-around", "broken", "other-id", "loose"]
    assert [entry.pack for entry in entries] == ["calm", "calm", "calm", "another-pack", LOOSE]
    assert entries[0].pack_title == "Calm down"
    assert entries[3].pack_title == "Another pack"
    assert (entries[0].minutes, entries[0].people, entries[0].kind) == (2.0, 1, "settle")


def test_a_broken_file_is_listed_with_its_first_mistake(shelf: Shelf) -> None:
    broken = next(entry for entry in shelf.entries() if entry.broken)
    assert broken.id == "broken"
    assert "broken.yaml:1:1: 'author' is missing." in broken.broken
    assert all(not entry.broken for entry in shelf.entries() if entry is not broken and entry.id != "broken")


def test_the_second_look_is_the_same_and_a_change_is_seen(shelf: Shelf, root: Path) -> None:
    first = shelf.entries()
    assert shelf.entries() == first
    put(root / "calm" / "look-around.yaml", "Look about, slowly")
    put(root / "calm" / "new.yaml", "New")
    (root / "loose.yaml").unlink()
    titles = [entry.title for entry in shelf.entries()]
    assert "Look about, slowly" in titles
    assert "New" in titles
    assert "Loose" not in titles


def test_a_change_of_an_included_exercise_is_seen(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "outer.yaml", "Outer", "  - include: inner\n")
    put(root / "calm" / "inner.yaml", "Inner")

    def minutes() -> float:
        return next(entry.minutes for entry in shelf.entries() if entry.id == "outer")

    assert minutes() == 4.0
    put(root / "calm" / "inner.yaml", "Inner", "  - wait: 3 min\n")
    assert minutes() == 7.0


@pytest.mark.parametrize("cache", ["", "{", "[]", '{"version": 1}', '{"version": [1, "0.0.0"], "files": 3}', "\x00"])
def test_a_damaged_cache_is_no_matter(shelf: Shelf, tmp_path: Path, cache: str) -> None:
    entries = shelf.entries()
    (tmp_path / "cache" / "list.json").write_text(cache, encoding="utf-8")
    assert shelf.entries() == entries
    assert json.loads((tmp_path / "cache" / "list.json").read_text(encoding="utf-8"))["files"]


def test_a_cache_that_cannot_be_written_is_no_matter(root: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert len(Shelf([root], cache=blocked / "list.json").entries()) == 5


def test_listing_from_the_cache_reads_no_exercise(shelf: Shelf, root: Path, tmp_path: Path) -> None:
    shelf.entries()
    code = (
        "import sys; from pathlib import Path; from companion.packs.shelf import Shelf; "
        "print(len(Shelf([Path(sys.argv[1])], Path(sys.argv[2])).entries())); "
        "print([name for name in ('pydantic', 'yaml', 'textual', 'vosk', 'sounddevice') if name in sys.modules])"
    )
    cache = tmp_path / "cache" / "list.json"
    done = subprocess.run(
        [sys.executable, "-c", code, str(root), str(cache)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["5", "[]"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("right-now", "One minute"),
        ("calm/look-around", "Look around"),
        ("other-id", "Another"),
        ("another-pack/other-id", "Another"),
        ("loose", "Loose"),
        ("look AROUND", "Look around"),
    ],
)
def test_names(shelf: Shelf, name: str, title: str) -> None:
    assert shelf.find(name).exercise.title == title


def test_a_file_is_found_from_anywhere(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path / "elsewhere" / "mine.yaml", "Mine")
    monkeypatch.chdir(file.parent)
    for name in ("mine.yaml", str(file), file):
        assert shelf.find(name).exercise.title == "Mine"
    assert shelf.find("mine.yaml").pack == "elsewhere"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("rihgt-now", "Did you mean 'right-now'?"),
        ("look arond", "Did you mean 'look-around'?"),
        ("file-name", "companion list"),
        ("", "companion list"),
        ("../calm/right-now", "companion list"),
        ("*", "companion list"),
        ("x" * 5000, "companion list"),
        ("nowhere.yaml", "spelling"),
    ],
)
def test_an_unknown_name_is_answered_kindly(shelf: Shelf, name: str, hint: str) -> None:
    with pytest.raises(UnknownExercise) as caught:
        shelf.find(name)
    assert hint in str(caught.value)


def test_a_misspelt_file_is_answered_with_the_one_beside_it(shelf: Shelf, root: Path) -> None:
    with pytest.raises(UnknownExercise, match=r"Did you mean '.*look-around\.yaml'"):
        shelf.find(root / "calm" / "look-arund.yaml")


def test_a_broken_exercise_says_what_is_wrong(shelf: Shelf) -> None:
    with pytest.raises(ExerciseMistakes, match=r"'author' is missing"):
        shelf.find("broken")


def test_a_folder_or_a_pipe_is_no_exercise(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownExercise, match="folder"):
        load(root)
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(UnknownExercise, match="no ordinary file"):
        load(tmp_path / "pipe.yaml")


def test_includes_come_along(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "outer.yaml", "Outer", "  - include: middle\n")
    put(root / "calm" / "middle.yaml", "Middle", "  - include: inner\n")
    put(root / "calm" / "inner.yaml", "Inner")
    assert set(shelf.find("outer").includes) == {"outer", "middle", "inner"}
    assert shelf.find("inner").includes == {}


def test_includes_that_go_round_are_refused_at_their_line(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "one.yaml", "One", "  - include: two\n")
    put(root / "calm" / "two.yaml", "Two", "  - include: one\n")
    with pytest.raises(ExerciseMistakes, match=r"one\.yaml:13:14: error: .*one → two → one"):
        shelf.find("one")


def test_an_included_exercise_that_is_broken_says_so_itself(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "one.yaml", "One", "  - include: broken\n")
    with pytest.raises(ExerciseMistakes, match=r"broken\.yaml:1:1"):
        shelf.find("one")
