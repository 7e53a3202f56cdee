"""Reading exercises from their files: with those that they include, and refused with the place of a mistake."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from companion.errors import UnknownExercise
from companion.exercise.plan import Choices, planned_seconds
from companion.exercise.planner import plan
from companion.exercise.problems import ExerciseMistakes
from companion.packs.loading import load
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from tests.packs.written import put


def test_a_folder_or_a_pipe_is_no_exercise(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownExercise, match="This is a folder, not an exercise"):
        load(root)
    if not hasattr(os, "mkfifo"):
        pytest.skip("Windows has no named pipes of this kind; run it on Linux or macOS")
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(UnknownExercise, match="I can't use this kind of file"):
        load(tmp_path / "pipe.yaml")


def test_includes_come_along(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "outer.yaml", "Outer", "  - include: middle\n")
    put(root / "calm" / "middle.yaml", "Middle", "  - include: inner\n")
    put(root / "calm" / "inner.yaml", "Inner")
    assert set(shelf.find("outer").includes) == {"outer", "middle", "inner"}
    assert shelf.find("inner").includes == {}


def test_an_old_id_includes_it_still(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "outer.yaml", "Outer", "  - include: old-name\n")
    put(root / "calm" / "middle.yaml", "Middle", "  - include: inner\n", heading="formerly: [old-name]\n")
    put(root / "calm" / "inner.yaml", "Inner")
    loaded = shelf.find("outer")
    assert loaded.includes["old-name"].id == "middle"
    assert planned_seconds(plan(loaded.exercise, Choices(), load_phrases(), includes=loaded.includes)) > 360
    assert next(entry.minutes for entry in shelf.entries() if entry.id == "outer") == 6.0


def test_includes_that_go_round_by_an_old_id_are_refused(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "one.yaml", "One", "  - include: old-two\n", heading="formerly: [old-one]\n")
    put(root / "calm" / "two.yaml", "Two", "  - include: old-one\n", heading="formerly: [old-two]\n")
    with pytest.raises(ExerciseMistakes, match=r"one\.yaml:15:14: error: .*one → two → one"):
        shelf.find("one")


def test_includes_that_go_round_are_refused_at_their_line(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "one.yaml", "One", "  - include: two\n")
    put(root / "calm" / "two.yaml", "Two", "  - include: one\n")
    with pytest.raises(ExerciseMistakes, match=r"one\.yaml:14:14: error: .*one → two → one"):
        shelf.find("one")


def test_an_included_exercise_that_is_broken_says_so_itself(shelf: Shelf, root: Path) -> None:
    put(root / "calm" / "one.yaml", "One", "  - include: broken\n")
    with pytest.raises(ExerciseMistakes, match=r"broken\.yaml:1:1"):
        shelf.find("one")
