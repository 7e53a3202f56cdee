"""Every broken exercise in tests/bad gives exactly the text beside it; so do those that are built here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.checked import check_paths
from tests.authoring.golden import compare

BAD = Path(__file__).parent.parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))
FOLDERS = ("include", "formerly", "say-as")
"""Packs, whose faults lie between their files."""

GOOD = b"""format: 1
id: built
title: A test
summary: For the tests.
people: 1
kind: settle
author: Companion
license: CC-BY-4.0
steps:
  - Look up.
ending:
  - That was all.
"""

BUILT: dict[str, bytes] = {
    "built-empty": b"",
    "built-blank": b" \n\n  \n",
    "built-binary": bytes(range(256)) * 8,
    "built-picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "built-latin-1": GOOD.replace(b"A test", "Das Gefühl".encode("latin-1")),
    "built-utf-16": GOOD.decode().encode("utf-16"),
    "built-10-megabytes": b"# a line\n" * (10 * 1024 * 1024 // 9),
    "built-100000-brackets": b"[" * 100_000,
    "built-100000-brackets-deep-in-steps": GOOD.replace(b"Look up.", b"[" * 100_000),
    "built-100000-dashes": b"- " * 100_000,
    "built-50000-braces": b"{a: " * 50_000,
    "built-many-parts": b"steps:\n" + b"- a\n" * 60_000,
    "built-many-mistakes": GOOD.replace(b"  - Look up.\n", b"  - wiat: 3s\n" * 300),
    "built-no-line-end": GOOD.replace(b"Look up.", b'"' + b"a" * 200_000),
}


@pytest.fixture
def in_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)


def _check(path: str) -> tuple[str, int]:
    lines, code = check_paths([path])
    return "\n".join(lines) + "\n", code


@pytest.mark.usefixtures("in_bad")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_file_gives_its_text(file: Path) -> None:
    text, code = _check(file.name)
    compare(file.with_suffix(".txt"), text)
    assert code == (0 if file.stem == "warnings" or file.stem.startswith("notes-") else 1)


@pytest.mark.usefixtures("in_bad")
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_bad_pack_gives_its_text(folder: str) -> None:
    text, code = _check(folder)
    compare(BAD / f"{folder}.txt", text.replace("\\", "/"))
    assert code == 1


@pytest.mark.parametrize("name", BUILT)
def test_what_is_built_gives_its_text(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(f"{name}.yaml").write_bytes(BUILT[name])
    text, code = _check(f"{name}.yaml")
    compare(BAD / f"{name}.txt", text)
    assert code == 1


def test_no_text_is_left_over() -> None:
    expected = {file.stem for file in FILES} | set(BUILT) | set(FOLDERS)
    assert {file.stem for file in BAD.glob("*.txt")} == expected


def test_there_is_something_to_test() -> None:
    assert len(FILES) > 30
