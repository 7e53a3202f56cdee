"""Text of a template, a missing recording and a language without a voice are told to the author."""

from __future__ import annotations

from pathlib import Path

from tests.authoring.checked import check_paths
from tests.packs.test_shelf import put


def test_a_recording_that_is_not_there(tmp_path: Path) -> None:
    file = put(tmp_path / "one.yaml", "One", "  - play: voice/first.ogg\n")
    lines, code = check_paths([file])
    assert code == 1
    assert lines[0].endswith("error: The recording voice/first.ogg isn't there.")
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "first.ogg").write_bytes(b"sound")
    assert check_paths([file]) == (["1 exercise checked: it can be used."], 0)


def test_a_language_without_a_voice(tmp_path: Path) -> None:
    lines, code = check_paths([put(tmp_path / "one.yaml", "One", heading="language: de\n")])
    assert code == 0
    told = "warning: There is no natural voice for German yet. A computer's own voice reads this, if it speaks German."
    assert any(told in line for line in lines)


def test_a_file_that_is_not_found_because_of_its_name(tmp_path: Path) -> None:
    put(tmp_path / "one.yaml", "One")
    put(tmp_path / "two.yaml.txt", "Two")
    lines, code = check_paths([tmp_path])
    assert code == 1
    assert "error: Companion doesn't find this file under the name two.yaml.txt." in lines[0]
    assert "Rename it to two.yaml." in lines[1]


def test_a_pack_file_with_another_name(tmp_path: Path) -> None:
    put(tmp_path / "one.yaml", "One")
    (tmp_path / "pack.yml").write_text("title: Pack\n", encoding="utf-8")
    lines, code = check_paths([tmp_path])
    assert (code, len(lines)) == (1, 3)
    assert "Rename it to pack.yaml." in lines[1]
