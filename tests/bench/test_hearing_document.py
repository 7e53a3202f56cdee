"""The page of figures: which rows a run replaces, which are kept, and what the page says first."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bench.hearing import _options
from bench.hearing_baselines import COMPANION, VOSK
from bench.hearing_document import KEPT, ROOT, Kept, commit, keep, load, look, looks_taken, page, updated, write
from bench.hearing_figures import Tally
from bench.hearing_table import Row, share_cell

PAGE = ROOT / "docs" / "hearing" / "figures.md"
STOP = "“stop”, people, alone, clean"


def row(heard: int, asked: int, figure: str = STOP) -> Row:
    return Row(figure, "97 %", {COMPANION: share_cell(Tally(asked, heard)), VOSK: share_cell(Tally(asked, asked))})


def kept(asked: int, half: str = "report") -> Kept:
    cells = {COMPANION: {"text": "old", "asked": asked, "share": 0.5}}
    return Kept(STOP, "“stop”, quiet", "97 %", half, "bench hearing", "2026-11-22", "8c72177", cells)


def test_the_page_is_what_the_bench_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load())


def test_the_page_says_first_how_often_plain_vosk_is_as_good() -> None:
    heading, empty, first, *_ = page(load()).splitlines()
    assert heading.startswith("# ")
    assert not empty
    assert first.startswith("Plain vosk hears as many words as Companion, or more, in ")


def test_a_row_that_was_measured_again_takes_its_place_with_its_date() -> None:
    (one,), refused = updated([kept(94)], [row(92, 94)], "report", "2026-11-29", "abc1234")
    assert (one.made, one.commit, one.says, refused) == ("2026-11-29", "abc1234", "“stop”, quiet", [])
    assert one.systems[COMPANION]["text"].startswith("97.9 % (92/94")


def test_a_row_with_less_material_than_before_is_not_taken() -> None:
    rows, refused = updated([kept(94)], [row(5, 5)], "report", "2026-11-29", "abc1234")
    assert (rows, refused) == ([kept(94)], [STOP])


def test_rows_that_were_not_measured_stay_and_new_ones_come_last() -> None:
    rows, _ = updated([kept(94)], [row(1, 2, "something new")], "report", "2026-11-29", "abc1234")
    assert [one.key for one in rows] == [STOP, "something new"]
    assert rows[0] == kept(94)


def test_a_synthetic_row_stays_synthetic() -> None:
    rows, _ = updated([kept(94, "synthetic")], [row(92, 94)], "report", "2026-11-29", "abc1234")
    assert rows[0].half == "synthetic"


def test_what_is_kept_is_kept_whole(tmp_path: Path) -> None:
    data = tmp_path / "kept.json"
    data.write_text(KEPT.read_text(encoding="utf-8"), encoding="utf-8")
    assert write(tmp_path / "docs" / "page.md", [], "report", "2026-11-29", data) == []
    assert json.loads(data.read_text(encoding="utf-8")) == json.loads(KEPT.read_text(encoding="utf-8"))
    assert (tmp_path / "docs" / "page.md").read_text(encoding="utf-8") == page(load())


def test_other_people_have_a_table_of_their_own() -> None:
    rows, _ = updated(load(), [row(1, 2, "“help”, more people (few recordings)")], "report", "2026-11-29", "abc1234")
    people, others = page(rows, []).split("## Other people")
    assert "“help”, more people" in others
    assert "“help”, more people" not in people


def test_another_bench_replaces_its_own_row(tmp_path: Path) -> None:
    data = tmp_path / "kept.json"
    data.write_text("[]", encoding="utf-8")
    keep("alone", "0", "3 in 20", "bench alone", "2026-11-29", file=data)
    keep("talk", "0", "1", "bench talk", "2026-11-29", file=data)
    keep("alone", "0", "0 in 20", "bench alone", "2026-11-30", file=data)
    assert [(one.key, one.systems[COMPANION]["text"]) for one in load(data)] == [("alone", "0 in 20"), ("talk", "1")]


def test_every_look_at_the_reported_half_is_counted_on_the_page(tmp_path: Path) -> None:
    looks = tmp_path / "looks.json"
    looks.write_text("[]", encoding="utf-8")
    assert [look("clean", "2026-11-29", looks), look("room", "2026-11-30", looks)] == [1, 2]
    text = page(load(), looks_taken(looks))
    assert "It was looked at 2 times at least, last on 2026-11-30." in text


def test_a_part_of_a_run_writes_no_page(capsys: pytest.CaptureFixture[str]) -> None:
    for part in (["--quick"], ["--part", "3"], ["--half", "tune"]):
        with pytest.raises(SystemExit):
            _options([*part, "--write", "page.md"])
        assert "--write" in capsys.readouterr().err


def test_the_commit_says_whether_the_code_is_its_own(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        one = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(one, cwd=tmp_path, check=True, capture_output=True)

    assert commit(tmp_path / "nowhere") == "no commit"
    code = tmp_path / "companion" / "code.py"
    code.parent.mkdir()
    code.write_text("A = 1\n", encoding="utf-8")
    git("init")
    git("add", "-A")
    git("commit", "-m", "One")
    assert len(commit(tmp_path)) == 7
    (tmp_path / "kept.json").write_text("{}", encoding="utf-8")
    assert len(commit(tmp_path)) == 7
    code.write_text("A = 2\n", encoding="utf-8")
    assert commit(tmp_path).endswith("+")
