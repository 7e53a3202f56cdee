"""`companion check --json` and `--sarif`: what tools read. SARIF is held against its own schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from companion.authoring.check_report import as_json, as_lines, as_sarif
from companion.authoring.checking import Report, check_all
from companion.errors import CompanionError
from companion.exercise.problems import Problem, Severity
from tests.packs.test_shelf import put

BAD = Path(__file__).parent.parent / "bad"
SARIF = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def sarif_of(report: Report) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(as_sarif(report))
    jsonschema.Draft4Validator(SARIF).validate(made)
    return made


def test_the_kept_schema_is_one_and_refuses_what_is_not_sarif() -> None:
    jsonschema.Draft4Validator.check_schema(SARIF)
    for wrong in ({"version": "2.1.0"}, {"version": "2.0.0", "runs": []}, {"version": "2.1.0", "runs": [{}]}):
        assert list(jsonschema.Draft4Validator(SARIF).iter_errors(wrong))


@pytest.mark.parametrize("path", [BAD, BAD / "warnings.yaml", BAD / "nowhere"], ids=str)
def test_what_is_found_is_in_all_three(path: Path) -> None:
    report = check_all([path])
    (run,) = sarif_of(report)["runs"]
    problems = json.loads(as_json(report))["problems"]
    assert len(run["results"]) == len(problems) == len(report.problems) + len(report.outside)
    lines = "\n".join(as_lines(report))
    assert all(each["message"] in lines for each in problems)
    levels = {(each["severity"], result["level"]) for each, result in zip(problems, run["results"], strict=True)}
    assert levels <= {("error", "error"), ("warning", "warning"), ("note", "note")}


def test_a_good_folder_is_an_empty_run(tmp_path: Path) -> None:
    put(tmp_path / "one.yaml", "One")
    report = check_all([tmp_path])
    assert sarif_of(report)["runs"][0]["results"] == []
    said = json.loads(as_json(report))
    assert said == {"files": [str(tmp_path / "one.yaml")], "problems": [], "usable": True}


def test_rules_are_named(tmp_path: Path) -> None:
    report = check_all([put(tmp_path / "one.yaml", "One", f"  - {'word ' * 31}\n")])
    (problem,) = json.loads(as_json(report))["problems"]
    assert (problem["rule"], problem["severity"]) == ("long-sentence", "warning")
    assert "[" not in problem["message"]
    (run,) = sarif_of(report)["runs"]
    (result,) = run["results"]
    assert result["ruleId"] == "long-sentence"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]] == {"id": "long-sentence"}
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (problem["line"], problem["column"])


def test_odd_file_names_become_uris() -> None:
    problem = Problem("a folder/wärme #1%.yaml", 2, 3, "Wrong.", "", Severity.ERROR)
    outside = CompanionError("Gone.", place="/a b/c.yaml")
    made = sarif_of(Report(["x"], [problem], [outside, CompanionError("No place.")]))
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in made["runs"][0]["results"]
        if "locations" in result
    ]
    assert uris == ["file:///a%20b/c.yaml", "a%20folder/w%C3%A4rme%20%231%25.yaml"]


# ---- packs ----------------------------------------------------------------------------------------------------------

PACK = "id: evenings\nversion: 1.0.0\ntitle: Evenings\nsummary: Three.\nauthor: Dr May\nlicense: CC-BY-4.0\n"


def pack(folder: Path, heading: str = PACK) -> Path:
    put(folder / "one.yaml", "One")
    (folder / "pack.yaml").write_text(heading, encoding="utf-8")
    return folder


def test_a_packs_heading_is_checked_with_it(tmp_path: Path) -> None:
    report = check_all([pack(tmp_path, PACK.replace("author", "autor"))])
    assert report.code == 1
    assert as_lines(report)[-1] == "1 exercise checked: the exercises can be used, but the pack can't: 2 errors."
    assert any("Did you mean 'author'?" in line for line in as_lines(report))


@pytest.mark.parametrize("heading", [PACK, "title: Only a title\n"])
def test_a_heading_that_only_gives_a_title_is_none_to_complain_of(heading: str, tmp_path: Path) -> None:
    assert check_all([pack(tmp_path, heading)]).problems == []


def test_a_heading_that_is_no_yaml(tmp_path: Path) -> None:
    assert check_all([pack(tmp_path, "title: [\n")]).code == 1


def built(tmp_path: Path) -> Path:
    from companion.packs.building import build

    return build(pack(tmp_path / "evenings"), tmp_path, lambda folder: None).file


def test_a_built_pack_is_checked_like_its_folder(tmp_path: Path) -> None:
    file = built(tmp_path)
    report = check_all([file])
    assert (report.files, report.problems, report.code) == ([str(file / "one.yaml")], [], 0)


def test_a_built_pack_that_is_damaged_or_none(tmp_path: Path) -> None:
    file = built(tmp_path)
    half = tmp_path / "half.companion.zip"
    half.write_bytes(file.read_bytes()[:-40])
    junk = tmp_path / "junk.companion.zip"
    junk.write_bytes(b"junk")
    report = check_all([half, junk])
    assert report.code == 1
    assert [error.place for error in report.outside] == [str(half), str(junk)]
    assert all(error.hint for error in report.outside)
    sarif_of(report)


def test_the_last_line_names_the_words_that_may_be_misspelled(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One")
    text = file.read_text(encoding="utf-8")
    steps = "steps:\n  - Notice the chair agian. And agian.\n  - Relax your shoulers.\n"
    file.write_text(text.replace("steps:\n", steps, 1), encoding="utf-8")
    last = as_lines(check_all([file]))[-1]
    assert last == "1 exercise checked: it can be used, 2 warnings. 2 words may be misspelled: agian, shoulers."
