"""A mended file is written whole, with the old one beside it, and nothing else is ever replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.authoring.mend.saving import save_mended
from companion.errors import CompanionError


def test_the_old_file_stays_beside_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("old\n", encoding="utf-8")
    assert save_mended(file, b"new\n", "one.yaml") == (file, tmp_path / "one.yaml.before")
    assert file.read_bytes() == b"new\n"
    assert (tmp_path / "one.yaml.before").read_bytes() == b"old\n"


def test_an_earlier_copy_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    for number, text in enumerate((b"a", b"b", b"c")):
        file.write_bytes(text)
        _, copy = save_mended(file, b"new", "one.yaml")
        assert copy.name == ("one.yaml.before" if not number else f"one.yaml.before-{number + 1}")
        assert copy.read_bytes() == text


def test_a_file_gets_its_better_name(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml.txt"
    file.write_bytes(b"text")
    saved, copy = save_mended(file, b"text", "one.yaml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.yaml", "one.yaml.txt.before"]
    assert saved.read_bytes() == copy.read_bytes() == b"text"


def test_another_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml.txt"
    file.write_bytes(b"mine")
    (tmp_path / "one.yaml").write_bytes(b"another")
    with pytest.raises(CompanionError, match="already a file called"):
        save_mended(file, b"new", "one.yaml")
    assert file.read_bytes() == b"mine"
    assert (tmp_path / "one.yaml").read_bytes() == b"another"
    assert len(list(tmp_path.iterdir())) == 2
