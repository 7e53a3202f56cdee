"""Names that look alike: told apart where somebody is asked, and never a reason to turn them away."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.cli import pack_wires
from companion.packs.installed import Library
from companion.packs.keys import AuthorKey
from companion.packs.lookalikes import letters_told, skeleton, strange_letters
from companion.packs.refusals import SameName
from companion.packs.trust import Standing, Trust
from tests.packs.conftest import Author
from tests.packs.test_commands import Run, run, typed

__all__ = ["run", "typed"]

CYRILLIC = "Аnnа Example"
"""Its first and fourth letter are Cyrillic."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Example", CYRILLIC),
        ("Anna Example", "ANNA  Example"),
        ("Clara Miller", "CIara Mi11er"),
        ("Mario", "Μario"),
        ("Barney", "Bamey"),
        ("René", "Rene"),
    ],
)
def test_these_look_the_same(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Anna Example", "Anne Example"), ("Мария", "Maria"), ("李娜", "李雷")])
def test_these_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "name", ["Anna Example", "Анна Иванова", "Ελένη", "Jürgen Müller-Łódź", "李娜", "أمل", "May 2nd"]
)
def test_a_name_in_one_alphabet_is_just_a_name(name: str) -> None:
    assert strange_letters(name) == []
    assert letters_told(name) == ""


def test_letters_of_another_alphabet_are_named() -> None:
    assert strange_letters(CYRILLIC) == [("А", "Cyrillic"), ("а", "Cyrillic")]
    assert "“А” (Cyrillic)" in letters_told(CYRILLIC)


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    skeleton(text)
    letters_told(text)


# ---- where somebody is asked ----------------------------------------------------------------------------------------


def test_the_question_names_the_letters(run: Run, anna: Author, bela: Author, typed: list[str]) -> None:
    typed += ["n"]
    out = run("pack", "install", bela.pack("other", author=CYRILLIC))[1]
    question = out.splitlines()[-2]
    assert "“А” is Cyrillic" in question
    assert "Do you trust this key" in question
    run("pack", "install", anna.pack(), "--yes")
    typed += ["n"]
    out = run("pack", "install", bela.pack("other", author=CYRILLIC))[1]
    assert "is not the Anna Example you know" in out.splitlines()[-2]
    assert anna.key.spelled() in out
    assert bela.key.spelled() in out
    typed += ["n"]
    out = run("pack", "install", bela.pack("third", author="Somebody Else"))[1]
    assert out.splitlines()[-2].startswith("Do you trust this key")


def test_two_authors_of_one_name(run: Run, anna: Author, bela: Author, typed: list[str]) -> None:
    run("pack", "install", anna.pack(), "--yes")
    theirs = bela.pack("other")
    assert "--another-author" in run("pack", "install", theirs)[2]
    for wrong in ("y", anna.key.spelled()):
        typed[:] = [wrong]
        assert run("pack", "install", theirs, "--another-author")[2].startswith("STOP.")
    typed[:] = [bela.key.spelled()]
    assert run("pack", "install", theirs, "--another-author")[0] == 0
    assert {author.key for author in Trust().authors} == {anna.key, bela.key}
    # From now on both are known, and each is told from the other.
    typed[:] = ["y", "y"]
    assert run("pack", "install", anna.pack(version="2.0"))[0] == 0
    out = run("pack", "install", bela.pack("other", version="2.0"))[1]
    assert "two authors whose names look the same" in out
    assert bela.key.spelled() in out
    # What belongs to one of them cannot be had from the other.
    assert run("pack", "install", bela.pack(version="3.0"), "--another-author")[2].startswith("STOP.")
    assert Library().find("calm").key == anna.key
    # And neither is taken for somebody who does not sign.
    assert run("pack", "install", bela.unsigned("fourth"))[2].startswith("STOP.")


def test_no_script_takes_another_author(run: Run, anna: Author, bela: Author) -> None:
    run("pack", "install", anna.pack(), "--yes")
    code, _, err = run("pack", "install", bela.pack("other"), "--another-author", "--yes")
    assert code == 1
    assert err.startswith("Nobody is here")


def test_a_shelf_of_somebody_with_the_same_name(anna: Author, bela: Author) -> None:
    trust = Trust()
    trust.accept_shelf(anna.key, "Anna Example", "2026-01-01")
    with pytest.raises(SameName):
        trust.judge_shelf(bela.key, "anna  example")
    trust.accept_shelf(bela.key, "Anna Example", "2026-01-02", beside=True)
    assert [trust.judge_shelf(key, "Anna Example") for key in (anna.key, bela.key)] == [Standing.KNOWN] * 2
    third = AuthorKey("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3")
    with pytest.raises(SameName):
        trust.judge_shelf(third, "Anna Example")
    # A new key, by its words: the old ones count no more.
    trust.accept_shelf(third, "Anna Example", "2026-01-03")
    assert [author.key for author in Trust().authors] == [third]


# ---- downloads that broke off ---------------------------------------------------------------------------------------


def test_what_nobody_came_back_for_is_swept(own_home: Path) -> None:
    folder = own_home / "cache" / "packs"
    folder.mkdir(parents=True)
    for name, days in (("old.part", 8), ("old.json", 8), ("young.part", 1)):
        (folder / name).write_bytes(b"half")
        then = time.time() - days * 24 * 3600
        os.utime(folder / name, (then, then))
    assert pack_wires.downloads() == folder
    assert [path.name for path in folder.iterdir()] == ["young.part"]
