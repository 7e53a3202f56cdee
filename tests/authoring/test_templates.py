"""A file by `companion new` can be used at once, whatever the answers were; and it never replaces another one."""

from __future__ import annotations

import bisect
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.authoring.checking import check_all
from companion.authoring.new_file_questions import ask_all
from companion.authoring.newfiles import new_exercise, new_pack, target_of, with_pack
from companion.authoring.templates import FOR_TWO, KINDS, WHAT_KINDS_ARE, TemplateAnswers, exercise_text, id_of, settled
from companion.errors import CompanionError
from companion.exercise.reading import read_exercise
from companion.packs.about import read_about

GOOD = [(kind, people) for kind in KINDS for people in (1, 2) if people == 2 or kind not in FOR_TWO]


def still_the_template(paths: list[Path]) -> list[str]:
    """Returns the keys whose text is still the template's, and fails if anything else is remarked."""
    report = check_all(paths)
    assert report.code == 0
    assert {each.message for each in report.problems} == {"This is still the text of the template."}
    (lines,) = report.texts.values()
    shown = [line for line in lines if line[:1].strip() and ":" in line]
    numbers = [lines.index(line) + 1 for line in shown]
    return [shown[bisect.bisect_right(numbers, each.line) - 1].partition(":")[0].strip() for each in report.problems]


@pytest.mark.parametrize(("kind", "people"), GOOD)
def test_every_template_passes_with_nothing_but_its_own_text(kind: str, people: int, tmp_path: Path) -> None:
    new_exercise(target_of(str(tmp_path / "Feet first")), TemplateAnswers(kind=kind, people=people))
    assert still_the_template([tmp_path]) == ["summary", "sources", "author"]
    made = read_exercise((tmp_path / "feet-first.yaml").read_bytes(), "x")
    assert (made.kind, made.people, made.title, made.id) == (kind, people, "Feet first", "feet-first")


@pytest.mark.parametrize(("kind", "people"), GOOD)
def test_every_pack_passes_with_nothing_but_the_templates_text(kind: str, people: int, tmp_path: Path) -> None:
    written = new_pack(
        target_of(str(tmp_path / "Evenings")), TemplateAnswers(kind=kind, people=people, author="Dr May")
    )
    assert still_the_template([tmp_path / "evenings"]) == ["summary", "sources"]
    about = read_about((tmp_path / "evenings" / "pack.yaml").read_bytes(), "pack.yaml")
    assert (about.id, about.title, about.author, about.version) == ("evenings", "Evenings", "Dr May", "1.0.0")
    assert sorted(written) == sorted([tmp_path / "evenings", *(tmp_path / "evenings").iterdir()])
    assert os.listdir(tmp_path) == ["evenings"]


def test_the_templates_speak_of_every_kind() -> None:
    assert set(WHAT_KINDS_ARE) == set(KINDS)
    assert set(KINDS) >= FOR_TWO


TITLES = st.text(max_size=120)


@given(title=TITLES, author=TITLES, license=TITLES)
def test_whatever_is_filled_in_is_read_back(title: str, author: str, license: str) -> None:
    answers = settled(TemplateAnswers(title=title, author=author, license=license), "name")
    made = read_exercise(exercise_text("name", answers), "x")
    assert (made.title, made.author, made.license) == (answers.title, answers.author, answers.license)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Feet first", "feet-first"),
        ("Füße zuerst!", "fusse-zuerst"),
        ("Ærø & Łódź", "aero-lodz"),
        ("5 senses", "senses"),
        ("feet-first.yaml", "feet-first-yaml"),
        ("a" * 90, "a" * 60),
    ],
)
def test_ids(name: str, id: str) -> None:
    assert id_of(name) == id


@pytest.mark.parametrize("name", ["瞑想", "..", "  ", "7", "con", "LPT1"])
def test_names_that_no_file_can_have(name: str) -> None:
    with pytest.raises(CompanionError):
        id_of(name)


@given(st.text(max_size=100))
def test_an_id_is_always_one(name: str) -> None:
    try:
        id = id_of(name)
    except CompanionError:
        return
    assert read_exercise(exercise_text(id, settled(TemplateAnswers(title="T"), name)), "x").id == id


@pytest.mark.parametrize("name", ["", " ", "nowhere/feet", "a\0b", "/"])
def test_targets_that_lead_nowhere(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CompanionError) as raised:
        target_of(name)
    assert raised.value.hint


def test_a_name_may_have_a_folder_and_a_suffix(tmp_path: Path) -> None:
    target = target_of(str(tmp_path / "Feet first.yaml"))
    assert target.file == tmp_path / "feet-first.yaml"


def test_nothing_is_ever_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "feet.yaml"
    mine.write_text("mine", encoding="utf-8")
    (tmp_path / "feet").mkdir()
    (tmp_path / "feet" / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "exercise.schema.json").write_text("mine", encoding="utf-8")
    for make in (new_exercise, new_pack):
        with pytest.raises(CompanionError, match="already"):
            make(target_of(str(tmp_path / "feet")), TemplateAnswers())
    new_exercise(target_of(str(tmp_path / "other")), TemplateAnswers())
    assert mine.read_text(encoding="utf-8") == "mine"
    assert os.listdir(tmp_path / "feet") == ["mine"]
    assert (tmp_path / "exercise.schema.json").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_may_not_be_written_to(locked_folder: Path) -> None:
    for make in (new_exercise, new_pack):
        with pytest.raises(CompanionError, match="can't be saved"):
            make(target_of(str(locked_folder / "feet")), TemplateAnswers())
    assert os.listdir(locked_folder) == []


def test_a_file_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = target_of(str(tmp_path / "feet"))

    really = Path.open

    def refuse(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if "x" in mode:
            raise PermissionError(13, "Permission denied")
        return really(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse)
    for make in (new_exercise, new_pack):
        with pytest.raises(CompanionError, match="Permission denied") as raised:
            make(target, TemplateAnswers())
        assert raised.value.hint
    assert os.listdir(tmp_path) == []


def test_a_disk_that_is_full_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(CompanionError, match="No space left"):
        new_pack(target_of(str(tmp_path / "feet")), TemplateAnswers())
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "answers",
    [
        TemplateAnswers(kind="sing"),
        TemplateAnswers(kind="touch", people=1),
        TemplateAnswers(language="english"),
        TemplateAnswers(title="a" * 121),
    ],
)
def test_answers_that_cannot_be(answers: TemplateAnswers) -> None:
    with pytest.raises(CompanionError) as raised:
        settled(answers, "name")
    assert raised.value.hint


# ---- the questions ------------------------------------------------------------------------------------------------


def asked(*lines: str, given: TemplateAnswers | None = None) -> tuple[TemplateAnswers, list[str], int]:
    """The answers, everything that was shown, and how many lines were left over."""
    left, shown = list(lines), list[str]()

    def ask(prompt: str) -> str:
        shown.append(prompt)
        if not left:
            raise EOFError
        return left.pop(0)

    return ask_all(given or TemplateAnswers(), "feet-first", ask, shown.append), shown, len(left)


def test_empty_answers_take_the_defaults() -> None:
    answers, shown, left = asked("", "", "", "")
    assert answers.author == "", "later"
    assert (answers.title, answers.people, answers.kind, left) == ("Feet first", 1, "settle", 0)
    assert "Title [Feet first]: " in shown
    assert not any("together" in line for line in shown), "of no use to one person"


def test_answers_by_number_and_by_name() -> None:
    assert asked("Together", " May  Example", "2", "4")[0] == TemplateAnswers("Together", 2, KINDS[3], "May Example")
    assert asked("Together", "later", "2", " Talk ")[0] == TemplateAnswers("Together", 2, "talk")


def test_answers_that_make_no_sense_are_asked_again() -> None:
    answers, shown, _ = asked("a" * 121, "Short", "M" * 121, "May", "three", "2", "tlak", "99", "talk")
    assert answers == TemplateAnswers("Short", 2, "talk", "May")
    assert "Did you mean 'talk'?" in shown


def test_somebody_who_only_ever_writes_nonsense_gets_the_defaults() -> None:
    assert asked("", "", *["?"] * 10)[0] == TemplateAnswers("Feet first", 1, "settle")


def test_what_was_given_is_not_asked() -> None:
    answers, shown, _ = asked("", given=TemplateAnswers(kind="talk", author="May"))
    assert (answers.kind, len([line for line in shown if line.endswith(": ")])) == ("talk", 1)


def test_an_exercise_of_a_pack_is_by_the_packs_author(tmp_path: Path) -> None:
    new_pack(target_of(str(tmp_path / "feet")), TemplateAnswers(author="Dr. May: Example", language="fr"))
    assert with_pack(TemplateAnswers(), tmp_path / "feet") == TemplateAnswers(
        author="Dr. May: Example", license="CC-BY-4.0", language="fr"
    )
    assert with_pack(TemplateAnswers(author="Somebody else"), tmp_path / "feet").author == "Somebody else"
    new_pack(target_of(str(tmp_path / "hands")), TemplateAnswers())
    assert with_pack(TemplateAnswers(), tmp_path / "hands").author == "", "nobody has said it yet"
    (tmp_path / "hands" / "pack.yaml").write_text("author: [", encoding="utf-8")
    assert with_pack(TemplateAnswers(), tmp_path / "hands") == TemplateAnswers()
    assert with_pack(TemplateAnswers(), tmp_path) == TemplateAnswers()


def test_breaking_off_writes_nothing() -> None:
    with pytest.raises(CompanionError, match="Nothing was written"):
        asked("Title")
