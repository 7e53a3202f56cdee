"""`companion check` beyond the messages themselves (tests/bad): paths, folders, exit codes, what ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import resources
from companion.authoring.judging import COMMON, command_words, common_words
from tests.authoring.checked import check_paths
from tests.packs.test_shelf import put


def test_a_good_folder(tmp_path: Path) -> None:
    put(tmp_path / "pack" / "one.yaml", "One")
    put(tmp_path / "pack" / "two.yaml", "Two")
    (tmp_path / "pack" / "pack.yaml").write_text("title: Pack\n", encoding="utf-8")
    assert check_paths([tmp_path]) == (["2 exercises checked: all can be used."], 0)


def test_one_file_named_twice_is_checked_once(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    assert check_paths([file, tmp_path, str(file)]) == (["1 exercise checked: it can be used."], 0)


def test_warnings_leave_it_usable(tmp_path: Path) -> None:
    lines, code = check_paths([put(tmp_path / "one.yaml", "One", f"  - {'word ' * 31}\n")])
    assert code == 0
    assert ": warning: A sentence of 31 words" in lines[0]
    assert lines[-1] == "1 exercise checked: it can be used, 1 warning."


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", "no such file"), ("nowhere.yaml", "no such file"), ("empty", "no exercises in this folder")],
)
def test_paths_that_lead_nowhere(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    lines, code = check_paths([tmp_path / name])
    assert code == 1
    assert message in lines[0]
    assert lines[1].startswith("    ")


def test_a_good_file_beside_a_missing_one_is_still_checked(tmp_path: Path) -> None:
    lines, code = check_paths([tmp_path / "nowhere.yaml", put(tmp_path / "one.yaml", "One")])
    assert code == 1
    assert lines[-1] == "1 exercise checked: it can be used."


def test_a_single_file_may_include_its_neighbours(tmp_path: Path) -> None:
    put(tmp_path / "inner.yaml", "Inner")
    lines, code = check_paths([put(tmp_path / "outer.yaml", "Outer", "  - include: inner\n")])
    assert (lines, code) == (["1 exercise checked: it can be used."], 0)


def test_an_exercise_may_be_included_by_an_id_it_had_before(tmp_path: Path) -> None:
    put(tmp_path / "inner.yaml", "Inner", heading="formerly: [kernel]\n")
    outer = put(tmp_path / "outer.yaml", "Outer", "  - include: kernel\n")
    assert check_paths([outer]) == (["1 exercise checked: it can be used."], 0)
    assert check_paths([tmp_path]) == (["2 exercises checked: all can be used."], 0)
    lines, code = check_paths([put(tmp_path / "outer.yaml", "Outer", "  - include: kernle\n")])
    assert (code, lines[-2]) == (1, "    Did you mean 'kernel'?")


def test_what_ships_has_no_error_and_no_warning() -> None:
    lines, code = check_paths([resources.shipped_exercises()])
    assert code == 0
    assert len(lines) == 1, "\n".join(lines)


def test_the_linter_knows_the_spoken_commands() -> None:
    assert command_words("en").stops == {"stop", "red"}
    assert command_words("fr").stops
    assert not command_words("xx").stops


def test_the_linter_knows_the_common_words() -> None:
    words = common_words("en")
    assert len(words) == COMMON
    assert {"the", "don't", "fingertips"} <= words
    assert not {"thimble", "tentatively", "oblige"} & words
    assert not common_words("xx")
