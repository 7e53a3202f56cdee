"""Lists of words that are said in another way: their places, their order, and that they are not taken for exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import resources
from companion.packs.loading import exercise_files
from companion.packs.manifest import is_exercise
from companion.packs.pronunciations import say_as_beside


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    resources.own_say_as().parent.mkdir(parents=True)


def test_ones_own_goes_before_the_packs(tmp_path: Path) -> None:
    assert say_as_beside(tmp_path) == ()
    (tmp_path / "say-as.yaml").write_text("Jon: Yon\n", encoding="utf-8")
    assert say_as_beside(tmp_path) == (("Jon", "Yon"),)
    resources.own_say_as().write_text("Jon: John\n", encoding="utf-8")
    assert say_as_beside(tmp_path) == (("Jon", "John"), ("Jon", "Yon"))


def test_a_list_with_a_mistake_keeps_no_session_from_beginning(tmp_path: Path) -> None:
    (tmp_path / "say-as.yaml").write_text("Jon: /jɔn/\n", encoding="utf-8")
    resources.own_say_as().write_text("Ida: Eeda\n", encoding="utf-8")
    assert say_as_beside(tmp_path) == (("Ida", "Eeda"),)


def test_it_is_no_exercise(tmp_path: Path) -> None:
    (tmp_path / "say-as.yaml").write_text("Jon: Yon\n", encoding="utf-8")
    (tmp_path / "first.yaml").write_text("", encoding="utf-8")
    assert [file.name for file in exercise_files(tmp_path)] == ["first.yaml"]
    assert not is_exercise("say-as.yaml")
    assert is_exercise("first.yaml")
