"""`companion import`: from a document to a file that plays. It asks the author for the rest, and replaces nothing."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from companion.cli import main
from tests.authoring.importing.documents import made_by_hand, paragraph, run, with_a_table, with_styles
from tests.cli.test_mend import Terminal

Printed = pytest.CaptureFixture[str]
SCRIPT = "Quiet minute\n\nSit down.\n\n(30 sec)\n\nLook around.\n"


class Pipe(io.TextIOWrapper):
    """Standard input that comes from another program."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", Pipe(b""))
    (tmp_path / "script.txt").write_text(SCRIPT, encoding="utf-8")


def type_in(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr("companion.cli.prompts.is_there", lambda: True)


def test_with_all_answers_it_can_be_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    with_styles(tmp_path / "a script.docx")
    type_in(monkeypatch, "1\nbody\n")
    assert main(["import", "a script.docx"]) == 0
    out = capsys.readouterr().out
    assert "“Coming Down After a Hard Talk”: 7 lines to say, 5 pauses" in out
    assert "Saved: coming-down-after-a-hard-talk.yaml" in out
    assert "I wasn't sure about 1 place." in out
    assert main(["check", "coming-down-after-a-hard-talk.yaml"]) == 0
    assert "it can be used" in capsys.readouterr().out
    assert main(["play", "coming-down-after-a-hard-talk.yaml", "--plain", "--speed", "1000", "--no-mic"]) == 0
    assert "Breathe out slowly, as if you were cooling soup." in capsys.readouterr().out


def test_all_questions_are_asked_and_can_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    type_in(monkeypatch, "Dr May\n1\nbody\nA quiet minute.\nNot alone.\nMy own.\n")
    assert main(["import", "script.txt"]) == 0
    text = (tmp_path / "quiet-minute.yaml").read_text(encoding="utf-8")
    for line in (
        "author: Dr May",
        "people: 1",
        "kind: body",
        "summary: A quiet minute.",
        "  - Not alone.",
        "  - My own.",
    ):
        assert f"{line}\n" in text
    assert "To do:" not in text.partition("format: 1")[2]
    assert main(["check", "quiet-minute.yaml"]) == 0
    type_in(monkeypatch, "\n\n\n\n\n\n")
    assert main(["import", "script.txt", "-o", "later.yaml"]) == 0
    later = (tmp_path / "later.yaml").read_text(encoding="utf-8")
    assert "\nid: later\n" in later
    assert "summary:  # To do:" in later
    assert "author:  # To do:" in later
    capsys.readouterr()


def test_breaking_off_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    type_in(monkeypatch, "Dr May\n")
    assert main(["import", "script.txt"]) == 1
    assert "Nothing was written." in capsys.readouterr().err
    assert not (tmp_path / "quiet-minute.yaml").exists()


def test_where_nobody_can_be_asked_check_names_what_is_missing(capsys: Printed) -> None:
    assert main(["import", "script.txt"]) == 0
    capsys.readouterr()
    assert main(["check", "quiet-minute.yaml"]) == 1
    out = capsys.readouterr().out
    for key in ("summary", "people", "kind", "author"):
        assert f"{key}:  # To do:" in out
    assert out.count("error:") == 4


def test_options_stand_for_answers(tmp_path: Path, capsys: Printed) -> None:
    given = ["--people", "2", "--kind", "touch", "--author", "Dr May", "--title", "Two hands", "--language", "de"]
    assert main(["import", "script.txt", *given]) == 0
    text = (tmp_path / "two-hands.yaml").read_text(encoding="utf-8")
    assert "\npeople: 2\nkind: touch\ntouch: []  # To do: " in text
    assert "\nlanguage: de\n" in text
    capsys.readouterr()


def test_pasted_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setattr(sys, "stdin", Pipe(SCRIPT.encode("utf-16")))
    assert main(["import", "-"]) == 0
    assert (tmp_path / "quiet-minute.yaml").exists()
    assert "2 lines to say, 1 pause" in capsys.readouterr().out


def test_a_file_in_the_way_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    mine = tmp_path / "quiet-minute.yaml"
    mine.write_text("mine", encoding="utf-8")
    assert main(["import", "script.txt"]) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    options = ["--people", "1", "--kind", "body", "--author", "Dr May"]
    type_in(monkeypatch, "\n\n\nn\n")
    assert main(["import", "script.txt", *options]) == 0
    assert "Nothing was changed." in capsys.readouterr().out
    assert mine.read_text(encoding="utf-8") == "mine"
    type_in(monkeypatch, "\n\n\ny\n")
    assert main(["import", "script.txt", *options]) == 0
    assert (tmp_path / "quiet-minute.yaml.before").read_text(encoding="utf-8") == "mine"
    assert "title: Quiet minute" in mine.read_text(encoding="utf-8")
    capsys.readouterr()


def test_into_a_pack_it_takes_the_author_of_the_pack(tmp_path: Path, capsys: Printed) -> None:
    assert main(["new", "pack", "evenings", "--author", "Dr Pack"]) == 0
    assert main(["import", "script.txt", "-o", "evenings"]) == 0
    assert "\nauthor: Dr Pack\n" in (tmp_path / "evenings" / "quiet-minute.yaml").read_text(encoding="utf-8")
    capsys.readouterr()


def test_a_name_with_a_slash_at_its_end_is_a_folder_and_another_name_says_that_it_is_none(
    tmp_path: Path, capsys: Printed
) -> None:
    assert main(["import", "script.txt", "-o", "evenings/"]) == 0
    assert (tmp_path / "evenings" / "quiet-minute.yaml").exists()
    assert "so this is a file" not in capsys.readouterr().out
    assert main(["import", "script.txt", "-o", "mornings"]) == 0
    out = capsys.readouterr().out
    assert "Saved: mornings.yaml\n" in out
    assert "There is no folder mornings, so this is a file. For a folder, write: -o mornings/\n" in out
    assert main(["import", "script.txt", "-o", "nights.yaml"]) == 0
    assert "so this is a file" not in capsys.readouterr().out
    assert main(["import", "script.txt", "-o", "nights.yaml/"]) == 1
    assert "This is a file, not a folder." in capsys.readouterr().err


def test_no_license_is_given_that_nobody_chose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    assert main(["import", "script.txt"]) == 0
    assert "\nlicense: All rights reserved  # " in (tmp_path / "quiet-minute.yaml").read_text(encoding="utf-8")
    type_in(monkeypatch, "Dr May\n1\nbody\n\n\n\n")
    assert main(["import", "script.txt", "-o", "asked.yaml"]) == 0
    assert "\nlicense: All rights reserved  # " in (tmp_path / "asked.yaml").read_text(encoding="utf-8")
    type_in(monkeypatch, "Dr May\n1\nbody\n\n\n\n")
    assert main(["import", "script.txt", "-o", "free.yaml", "--license", "CC0-1.0"]) == 0
    assert "\nlicense: CC0-1.0  # " in (tmp_path / "free.yaml").read_text(encoding="utf-8")
    capsys.readouterr()


def test_the_commands_in_the_file_can_be_typed_where_it_was_made(tmp_path: Path, capsys: Printed) -> None:
    assert main(["import", "script.txt", "-o", "evenings/"]) == 0
    text = (tmp_path / "evenings" / "quiet-minute.yaml").read_text(encoding="utf-8")
    assert "\n#   companion write evenings/quiet-minute.yaml " in text
    assert main(["import", "script.txt", "-o", str(tmp_path / "mornings") + "/"]) == 0
    assert str(tmp_path) not in (tmp_path / "mornings" / "quiet-minute.yaml").read_text(encoding="utf-8")
    assert main(["new", "exercise", "evenings/warm hands"]) == 0
    assert "\n#   companion write evenings/warm-hands.yaml " in (tmp_path / "evenings" / "warm-hands.yaml").read_text()
    capsys.readouterr()


def test_it_says_whose_script_it_is(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "hers.txt").write_text(SCRIPT.replace("Quiet minute\n", "Coming down\nby Ruth Keller\n"))
    assert main(["import", "hers.txt"]) == 0
    assert "Author: Ruth Keller.\n" in capsys.readouterr().out
    assert "\nauthor: Ruth Keller\n" in (tmp_path / "coming-down.yaml").read_text(encoding="utf-8")


def test_it_says_what_it_left_out(tmp_path: Path, capsys: Printed) -> None:
    body = paragraph(run("Quiet")) + paragraph(
        run("Breathe "),
        f"<w:ins>{run('out.')}</w:ins>",
        "<w:del/>",
        "<w:r><w:drawing><a:pic xmlns:a='x'/></w:drawing></w:r>",
    )
    (tmp_path / "a.docx").write_bytes(made_by_hand(body + paragraph(run("Rest."))))
    assert main(["import", "a.docx"]) == 0
    out = capsys.readouterr().out
    assert "Tracked changes: 1 insertion and 1 deletion. I took the text with all of them accepted." in out
    assert "1 picture: left out." in out
    with_a_table(tmp_path / "b.docx")
    assert main(["import", "b.docx"]) == 0
    assert "1 table: the cells became lines" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("none.docx", None, "There is no such file."),
        ("empty.txt", b"", "There are no words in this document."),
        ("only.txt", b"(30 sec)\n\n(1 min)", "There is nothing to read aloud"),
        ("long.txt", b"\n\n".join(b"Word %d." % number for number in range(30_000)), "too long for one exercise"),
    ],
    ids=["none", "empty", "only pauses", "long"],
)
def test_what_cannot_be_imported(name: str, data: bytes | None, said: str, tmp_path: Path, capsys: Printed) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert main(["import", name]) == 1
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("*.yaml"))
