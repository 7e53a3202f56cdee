"""Lists of kinds of closeness among the exercises: found as lists, and left out of all that is only for exercises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from companion import cli
from companion.authoring.check_report import as_lines
from companion.authoring.checking import check_all
from companion.authoring.handout.making import sheet_of
from companion.closeness.items import MOST_ITEMS
from companion.errors import EXIT_GOOD, EXIT_YOURS, UnknownExercise
from companion.exercise.item_lists import is_item_list_instead
from companion.exercise.problems import ExerciseMistakes, Mistaken
from companion.packs import loading, walking
from companion.packs.installed import Library
from companion.packs.item_shelf import NoItemList, find_lists, given_lists, load_list
from companion.packs.loading import read_folder
from companion.packs.offering import offered
from companion.packs.refusals import PackRefused
from companion.packs.shelf import Shelf
from companion.packs.telling import offer_lines
from companion.packs.trust import Trust
from tests.closeness.lists import LIST, SMALL
from tests.packs.conftest import EXERCISE, Author, MakeFolder

BROKEN = SMALL.replace("text: a wave", "text: 3")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with one exercise and one list in a pack, and another list that lies loose."""
    pack = tmp_path / "root" / "mixed"
    pack.mkdir(parents=True)
    (pack / "look.yaml").write_text(EXERCISE.format(id="look", title="Look around"), encoding="utf-8")
    (pack / "small.yaml").write_text(SMALL, encoding="utf-8")
    (pack.parent / "mine.yaml").write_text(SMALL.replace("id: small", "id: mine"), encoding="utf-8")
    return pack.parent


def shelf(root: Path, tmp_path: Path) -> Shelf:
    return Shelf([root], tmp_path / "cache" / "list.json")


# ---- those who know only exercises -----------------------------------------------------------------------------------


def test_the_list_of_exercises_passes_them_by_also_from_its_cache(root: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert [(entry.id, entry.broken) for entry in shelf(root, tmp_path).entries()] == [("look", "")]
    (root / "mixed" / "small.yaml").write_text(BROKEN, encoding="utf-8")
    assert [entry.id for entry in shelf(root, tmp_path).entries()] == ["look"]


def test_a_folder_s_exercises_are_read_without_them(root: Path) -> None:
    good, broken = read_folder(root / "mixed")
    assert (list(good), broken) == (["look"], {})


@pytest.mark.parametrize("name", ["small", "mixed/small", "FILE"])
def test_playing_a_list_says_what_it_is(root: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExerciseMistakes, match="not an exercise") as caught:
        shelf(root, tmp_path).find(str(root / "mixed" / "small.yaml") if name == "FILE" else name)
    assert is_item_list_instead(caught.value)
    assert "companion yes-no-maybe --items" in caught.value.hint


def test_a_closed_folder_keeps_no_other_list_from_being_found(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    inside = walking.inside

    def listing(folder: Path) -> list[Path]:
        if folder == closed:
            raise PermissionError(13, "Permission denied", str(folder))
        return inside(folder)

    for module in (walking, loading):
        monkeypatch.setattr(module, "inside", listing)
    assert {each.id for each in find_lists([closed, root]).lists} == {"small", "mine"}


def test_a_handout_of_the_pack_has_its_exercises(root: Path) -> None:
    assert [script.title for script in sheet_of(str(root / "mixed")).scripts] == ["Look around"]


# ---- companion check -------------------------------------------------------------------------------------------------


def test_they_are_checked_with_the_exercises(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert as_lines(check_all([root])) == ["1 exercise and 2 lists checked: all can be used."]
    assert as_lines(check_all([root / "mine.yaml"])) == ["1 list checked: it can be used."]
    file = root / "mixed" / "small.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    assert as_lines(check_all([root])) == [
        f"{file}:11:11: error: 3 is a number, or true or false, not words.",
        "    11 |     text: 3",
        "       |           ^",
        '    Put it in quotes: "3"',
        "1 exercise and 2 lists checked: 1 can't be used, 1 error.",
    ]
    assert cli.main(["check", "--json", str(root)]) == EXIT_YOURS
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["line"], problem["column"], problem["severity"]) == (11, 11, "error")


def test_two_lists_of_a_folder_need_two_ids(root: Path) -> None:
    (root / "mixed" / "twin.yaml").write_text(SMALL, encoding="utf-8")
    report = check_all([root / "mixed"])
    assert [problem.message for problem in report.problems] == ["'small' is already the id of small.yaml."]


# ---- packs -----------------------------------------------------------------------------------------------------------


def test_a_pack_with_a_list_is_built_offered_and_installed(anna: Author) -> None:
    file = anna.pack(small__yaml=SMALL.encode())
    with offered(file, Library(), Trust(), source="") as offer:
        lines = offer_lines(offer, None)
        assert any(line.startswith("  In it: 2 exercises, 1 list, ") for line in lines)
        assert "    Small things (for two, a list for “yes, no, maybe”)" in lines
        offer.accept("2026-11-29")
    assert find_lists(Shelf().roots[1:]).lists == (LIST,)


def test_a_pack_with_a_broken_list_is_not_installed(anna: Author) -> None:
    file = anna.pack(small__yaml=BROKEN.encode())
    with pytest.raises(PackRefused, match=r"A list in it can't be used: small\.yaml:11:11: 3 is a number"):
        offered(file, Library(), Trust(), source="").__enter__()


def test_a_pack_of_nothing_but_a_list_can_be_built(
    folder_of: MakeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(small__yaml=SMALL.encode())
    for file in folder.glob("calm-*.yaml"):
        file.unlink()
    assert cli.main(["pack", "build", str(folder), "--out", str(tmp_path)]) == EXIT_GOOD
    assert cli.main(["check", str(tmp_path / "calm-1.0.0.companion.zip")]) == EXIT_GOOD
    assert "1 list checked: it can be used." in capsys.readouterr().out


# ---- those who want lists --------------------------------------------------------------------------------------------


def test_lists_are_found_loose_and_in_packs_and_the_first_of_an_id_counts(root: Path) -> None:
    again = root / "other"
    again.mkdir()
    (again / "small.yaml").write_text(SMALL.replace("a wave", "a nod"), encoding="utf-8")
    found = find_lists([root])
    assert [each.id for each in found.lists] == ["mine", "small"]
    assert found.lists[1] == LIST
    (trouble,) = found.troubles
    assert "other" in trouble
    assert "another list is called small too" in trouble


def test_a_broken_list_leaves_the_others_and_is_said(root: Path) -> None:
    (root / "mixed" / "small.yaml").write_text(BROKEN, encoding="utf-8")
    found = find_lists([root])
    assert [each.id for each in found.lists] == ["mine"]
    (trouble,) = found.troubles
    assert "small.yaml:11:11" in trouble


def test_no_list_at_all_and_too_many_items(root: Path, tmp_path: Path) -> None:
    with pytest.raises(NoItemList) as caught:
        find_lists([tmp_path / "nowhere"])
    assert "--items" in caught.value.hint
    item = "  - {{id: i{0}, text: item {0}, about: One., group: far}}\n"
    many = SMALL.split("items:")[0] + "items:\n" + "".join(map(item.format, range(MOST_ITEMS - 3)))
    file = root / "many.yaml"
    file.write_text(many.replace("id: small", "id: many"), encoding="utf-8")
    found = find_lists([root])
    assert [each.id for each in found.lists] == ["many"]
    assert len(found.troubles) == 2
    with pytest.raises(NoItemList, match="more than 200 items"):
        given_lists([file, root / "mine.yaml"])


def test_lists_that_are_given_are_the_only_ones(root: Path) -> None:
    assert [each.id for each in given_lists([root / "mine.yaml", root / "mixed" / "small.yaml"]).lists] == [
        "mine",
        "small",
    ]
    with pytest.raises(NoItemList, match="Two of these lists have the id mine"):
        given_lists([root / "mine.yaml", root / "mine.yaml"])
    with pytest.raises(UnknownExercise):
        given_lists([root / "nothing.yaml"])
    (root / "mine.yaml").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(ExerciseMistakes) as raised:
        load_list(root / "mine.yaml")
    assert raised.value.what is Mistaken.ITEMS
