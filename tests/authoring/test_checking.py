"""`companion check` beyond the messages themselves (tests/bad): paths, folders, exit codes, what ships."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion import resources
from companion.authoring.check_report import as_lines
from companion.authoring.checking import check_all
from companion.authoring.judging import COMMON, command_words, common_words
from companion.exercise.problems import Severity
from companion.packs.building import build
from companion.packs.refusals import PackNotBuilt
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


# ---- a pack that could not be built ---------------------------------------------------------------------------------

HEADING = "id: evenings\nversion: 1.0.0\ntitle: Evenings\nauthor: {}\nlicense: CC-BY-4.0\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("inner/two.yaml", "This exercise is in a subfolder, where it won't be found."),
        ("aux.txt", "The file aux.txt"),
    ],
)
def test_check_refuses_what_build_refuses(name: str, said: str, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    put(pack / "one.yaml", "One")
    (pack / "pack.yaml").write_text(HEADING.format("Dr May"), encoding="utf-8")
    assert check_all([pack]).code == 0
    (pack / name).parent.mkdir(exist_ok=True)
    put(pack / name, "Two")
    report = check_all([pack])
    assert [said in error.message for error in report.outside] == [True]
    assert report.outside[0].place == str(pack / name)
    assert "the exercises can be used, but the pack can't: 1 error" in as_lines(report)[-1]
    with pytest.raises(PackNotBuilt, match=re.escape(said)):
        build(pack, tmp_path, lambda _: None)
    (pack / "pack.yaml").write_text("title: Only a title\n", encoding="utf-8")
    assert check_all([pack]).outside == []


def test_an_id_in_the_order_that_no_exercise_has(tmp_path: Path) -> None:
    put(tmp_path / "one.yaml", "One")
    heading = HEADING.format("Dr May")
    (tmp_path / "pack.yaml").write_text(f"{heading}order: [one]\n", encoding="utf-8")
    assert [each for each in check_all([tmp_path]).problems if each.file.endswith("pack.yaml")] == []
    (tmp_path / "pack.yaml").write_text(f"{heading}order:\n  - one\n  - onne\n", encoding="utf-8")
    (problem,) = [each for each in check_all([tmp_path]).problems if each.file.endswith("pack.yaml")]
    assert (problem.line, problem.message) == (8, "No exercise here has the id 'onne'.")
    assert problem.hint == "Did you mean 'one'?"


def test_a_pack_without_its_authors_name_cannot_be_built(tmp_path: Path) -> None:
    put(tmp_path / "one.yaml", "One")
    (tmp_path / "pack.yaml").write_text(HEADING.format("Your name"), encoding="utf-8")
    (problem,) = [each for each in check_all([tmp_path]).problems if each.file.endswith("pack.yaml")]
    assert (problem.line, problem.column) == (4, 9)
    assert "It can't be built like this." in problem.message
    assert problem.severity is Severity.WARNING, "its exercises can be tried, long before it is given out"
