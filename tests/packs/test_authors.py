"""`companion pack authors`: those who are trusted, and how to stop trusting one."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import cli
from companion.packs.trust import Trust
from tests.packs.conftest import Author

NAME = "Anna Example"


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = cli.main(["pack", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out + err


def test_before_the_first_pack_nobody_is_trusted(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, written = said(capsys, "authors")
    assert code == 0
    assert written.startswith("You haven't chosen to trust any author yet")
    assert not own_home.exists()


def test_an_author_is_shown_and_then_forgotten(anna: Author, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "install", anna.pack(), "--yes")
    _, written = said(capsys, "authors")
    assert NAME in written
    assert anna.key.spelled() in written
    assert "packs: calm" in written
    code, written = said(capsys, "authors", "--forget", "anna  example")
    assert code == 0
    assert f"{NAME} is no longer on the list" in written
    assert Trust().authors == []
    assert "calm  1.0.0" in said(capsys, "list")[1]
    # The same author is new again.
    assert f"never had a pack by {NAME} before" in said(capsys, "install", anna.pack(version="2.0"), "--yes")[1]


def test_a_name_that_nobody_has_is_refused(anna: Author, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "install", anna.pack(), "--yes")
    code, written = said(capsys, "authors", "--forget", "Bela")
    assert code == 1
    assert "companion pack authors" in written
    assert len(Trust().authors) == 1


def test_of_two_with_one_name_the_six_words_choose(
    anna: Author, bela: Author, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = Trust()
    trust.accept_shelf(anna.key, NAME, "2026-01-01")
    trust.accept_shelf(bela.key, NAME, "2026-01-02", beside=True)
    code, written = said(capsys, "authors", "--forget", NAME)
    assert code == 1
    assert anna.key.spelled() in written
    assert bela.key.spelled() in written
    assert said(capsys, "authors", "--forget", bela.key.spelled())[0] == 0
    assert [author.key for author in Trust().authors] == [anna.key]
