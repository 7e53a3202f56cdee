"""Names that look alike: told apart where somebody is asked, and never a reason to turn them away."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from companion.cli import pack_wires
from companion.exercise.problems import ExerciseMistakes
from companion.packs.about import read_about
from companion.packs.archive import open_archive
from companion.packs.file_names import why_not
from companion.packs.index import Index
from companion.packs.installed import Library
from companion.packs.keys import AuthorKey
from companion.packs.lookalikes import letters_told, skeleton, strange_letters, unfit_for_a_name
from companion.packs.manifest import read_manifest
from companion.packs.receipts import author_word
from companion.packs.refusals import KeyChanged, PackRefused
from companion.packs.shelf import Shelf
from companion.packs.trust import Standing, Trust
from tests.packs.conftest import PACK, Author
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
        ("Dr. May Example", "Dr May Example"),
        ("Anna-Marie O’Neil", "Anna Marie O'Neil"),
        ("Anna Example", "Anna\u3000Example"),
        ("Anna Example", "AnnaExample"),
        ("Anna Example", "𝐀𝐧𝐧𝐚 𝔼𝕩𝕒𝕞𝕡𝕝𝕖"),
        ("Anna Example", "Ꭺnna Exampⅼe"),
        ("Anna Example", "Αnna Εxаmрlе"),
        ("Anna Example", "ᴀɴɴᴀ ᴇxᴀᴍᴘʟᴇ"),
        ("Anna Example", "Аnnа Ехаmрӏе"),
        ("Olga", "ଠlga"),
        ("Sasha", "ꜱasha"),
        ("Hans", "ꓧans"),
        ("Łódź", "Lodz"),
        ("Øyvind", "Oyvind"),
        ("Kırmızı", "Kirmizi"),
        ("Kalani Akana", "Kalani ʻAkana"),
    ],
)
def test_these_look_the_same(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna Example", "Anne Example"), ("Мария", "Maria"), ("李娜", "李雷"), ("…", "!"), ("Dr May", "Dr Ray")],
)
def test_these_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("latin", "others"),
    [
        ("ABEKMHOPCTXYIJSQWY", "АВЕКМНОРСТХУІЈЅԚԜҮ"),
        ("aekopcyxijsdhqwlbmht", "аекорсухіјѕԁһԛԝӏвмнт"),
        ("ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
        ("ayikvoptux", "αγικνορτυχ"),
        ("ounhLO", "օսռհԼՕ"),
    ],
)
def test_each_letter_of_other_alphabets_that_looks_latin(latin: str, others: str) -> None:
    for one, other in zip(latin, others, strict=True):
        assert skeleton(f"M{one}") == skeleton(f"M{other}"), (one, other)


def test_all_of_unicodes_list() -> None:
    """Each pair of the list has one form, unless both are signs that names leave out."""
    from confusable_homoglyphs.confusables import confusables_data

    accented = "ῶᏯ"  # alike only with the accent, and accents are left out
    wrong = [
        (one, other["c"])
        for one, others in confusables_data.items()
        for other in others
        if one not in accented
        and len(one) == 1
        and unicodedata.category(one)[0] == "L"
        and skeleton(f"a{one}z") != skeleton(f"a{other['c']}z")
    ]
    assert len(confusables_data) > 9000
    assert wrong == []


@pytest.mark.parametrize(
    "name",
    [
        *("Anna Example", "Анна Иванова", "Ελένη", "Jürgen Müller-Łódź", "李娜", "أمل", "May 2nd"),
        *("Dr.ª Ana", "ʻAkana", "김 Anna", "さくら 桜 サクラ"),
    ],
)
def test_a_name_in_one_alphabet_is_just_a_name(name: str) -> None:
    assert strange_letters(name) == []
    assert letters_told(name) == ""


def test_letters_of_another_alphabet_are_named() -> None:
    assert strange_letters(CYRILLIC) == [("А", "Cyrillic"), ("а", "Cyrillic")]
    told = letters_told(CYRILLIC)
    assert "“А” (Cyrillic)" in told
    assert "only looks like one you know" in told


@pytest.mark.parametrize(
    ("name", "alphabet"), [("Aոոa", "Armenian"), ("Ann𝐚", "Mathematical"), ("Annა", "Georgian"), ("Ａnna", "Fullwidth")]
)
def test_letters_of_any_other_alphabet_are_named(name: str, alphabet: str) -> None:
    assert alphabet in {found for _, found in strange_letters(name)}


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200c\u200d\u200e\u202e\u2060\u2063\u2066\u2800\u3164\ufe0f"
    "\ufeff\uffa0\ufff9\ufffc\x00\x1b\x85\x7f\u00a0\u1680\u2003\u2028\u202f\u205f\u3000\ue000\U000e0041\U000e0101\U0001d159"
    "\U0001d173\U000f0000"
)


@pytest.mark.parametrize("sign", UNSEEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_nothing_unseen_in_a_name(sign: str, anna: Author) -> None:
    assert unfit_for_a_name(f"Anna{sign} Example") == sign
    # Neither in a pack that is built, nor in one that somebody else made, nor on a shelf.
    text = PACK.format(id="calm", version="1.0", author=f'"Anna\\U{ord(sign):08x} Example"')
    read = None
    with contextlib.suppress(ExerciseMistakes):
        read = read_about(text, "pack.yaml").author
    assert read in (None, "Anna Example", "AnnaExample"), "the reader of YAML takes some of them out itself"
    with open_archive(anna.unsigned()) as pack:
        made = json.loads(pack.manifest_bytes)
    with pytest.raises(PackRefused, match="list of contents can't be read"):
        read_manifest(json.dumps({**made, "author": f"Anna{sign} Example"}).encode())
    with pytest.raises(ValidationError):
        Index(author=f"Anna{sign} Example", packs=())
    assert why_not(f"anna{sign}b.txt")


def test_what_is_unseen_is_named() -> None:
    text = PACK.format(id="calm", version="1.0", author='"Anna\\u3164 Example"')
    with pytest.raises(ExerciseMistakes, match=r"a character that names don't have, U\+3164 \(hangul filler\)"):
        read_about(text, "pack.yaml")


@pytest.mark.parametrize(
    "name",
    ["Anna Example", "Dr. Anna-Marie O'Neil (née Łódź), M.A.", "李娜", "أمل", "कमला", "Ελένη", "Zoë & Max", "A+B"],
)
def test_names_that_people_have(name: str) -> None:
    assert unfit_for_a_name(name) == ""
    assert read_about(PACK.format(id="calm", version="1.0", author=f'"{name}"'), "pack.yaml").author == name


@given(st.text(max_size=60))
def test_no_name_is_all_unseen(text: str) -> None:
    """Each character of a name that is taken leaves something to compare it by, or is seen."""
    if not unfit_for_a_name(text):
        assert all(each == " " or (each.isprintable() and unicodedata.category(each)[0] not in "CZ") for each in text)


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
    assert "Do you trust this author" in question
    run("pack", "install", anna.pack(), "--yes")
    typed += ["n"]
    out = run("pack", "install", bela.pack("other", author=CYRILLIC))[1]
    assert "isn't the Anna Example you know" in out.splitlines()[-2]
    assert anna.key.spelled() in out
    assert bela.key.spelled() in out
    typed += ["n"]
    out = run("pack", "install", bela.pack("third", author="Somebody Else"))[1]
    assert out.splitlines()[-2].startswith("Do you trust this author")


def test_a_pack_that_is_not_signed_is_warned_about_too(run: Run, anna: Author, bela: Author, typed: list[str]) -> None:
    run("pack", "install", anna.pack(), "--yes")
    typed += ["n"]
    out = run("pack", "install", bela.unsigned("other", author=CYRILLIC))[1]
    assert "“А” is Cyrillic" in out.splitlines()[-2]
    assert "isn't the Anna Example you know" in out.splitlines()[-2]
    assert anna.key.spelled() in out
    typed += ["n"]
    assert (
        run("pack", "install", bela.unsigned("third", author="Bela Example"))[1].splitlines()[-2]
        == "Install it? [y/N] "
    )


@pytest.mark.parametrize("name", ["Anna. Example", "Anna-Example", "AnnaExample", "anna (example)"])
def test_points_and_spaces_do_not_make_another_person(run: Run, anna: Author, bela: Author, name: str) -> None:
    run("pack", "install", anna.pack(), "--yes")
    assert run("pack", "install", bela.pack("other", author=name), "--yes")[2].startswith("Careful:")
    assert run("pack", "install", bela.unsigned("third", author=name), "--yes")[2].startswith("Careful:")


def test_a_known_author_under_another_name_is_told(run: Run, anna: Author, typed: list[str]) -> None:
    run("pack", "install", anna.pack(), "--yes")
    typed += ["n"]
    out = " ".join(run("pack", "install", anna.pack("other", author="Bela Example"))[1].split())
    assert "Until now, its author was called Anna Example. This pack says Bela Example." in out


def test_two_authors_of_one_name(run: Run, anna: Author, bela: Author, typed: list[str]) -> None:
    run("pack", "install", anna.pack(), "--yes")
    theirs = bela.pack("other")
    assert "--another-author" in run("pack", "install", theirs)[2]
    for wrong in ("y", anna.key.spelled()):
        typed[:] = [wrong]
        assert run("pack", "install", theirs, "--another-author")[2].startswith("Careful:")
    typed[:] = [bela.key.spelled()]
    assert run("pack", "install", theirs, "--another-author")[0] == 0
    assert {author.key for author in Trust().authors} == {anna.key, bela.key}
    # From now on both are known, and each is told from the other.
    typed[:] = ["y", "y"]
    assert run("pack", "install", anna.pack(version="2.0"))[0] == 0
    out = run("pack", "install", bela.pack("other", version="2.0"))[1]
    assert "two authors with similar names" in out
    assert bela.key.spelled() in out
    # The packs of one of them are not accepted from the other without the words.
    typed[:] = ["y"]
    assert run("pack", "install", bela.pack(version="3.0"), "--another-author")[2].startswith("Careful:")
    assert Library().find("calm").key == anna.key
    # And neither is taken for somebody who does not sign.
    assert run("pack", "install", bela.unsigned("fourth"))[2].startswith("Careful:")


def test_the_stop_names_the_author_that_has_this_name(run: Run, anna: Author, bela: Author) -> None:
    """One key may have several names, and the newest is not always the one in question."""
    run("pack", "install", anna.pack(), "--yes")
    run("pack", "install", anna.pack("other", author="A. Example-Smith"), "--yes")
    err = run("pack", "install", bela.pack("third"), "--yes")[2]
    assert "Anna Example has always signed with one key" in err
    assert "Call Anna Example on a number" in err
    assert "Smith" not in err


def test_the_stop_names_the_author_of_the_pack_and_not_the_one_it_claims(run: Run, anna: Author, bela: Author) -> None:
    run("pack", "install", anna.pack(), "--yes")
    err = run("pack", "install", bela.pack(version="2.0", author="Bela Example"), "--yes")[2]
    assert "The pack “calm” has always been signed by Anna Example" in err
    assert "This one says it is by Bela Example" in err
    assert "Call Anna Example" in err


def test_two_authors_with_packs_of_one_name(run: Run, anna: Author, bela: Author, typed: list[str]) -> None:
    theirs = bela.pack(version="2.0", author="Bela Example")
    run("pack", "install", anna.pack(), "--yes")
    typed[:] = [bela.key.spelled()]
    assert run("pack", "install", theirs, "--another-author")[0] == 0
    assert {(pack.folder.name, pack.key) for pack in Library().packs()} == {
        ("calm", anna.key),
        ("calm@bela-example", bela.key),
    }
    # Each has an address, and the bare name is not enough.
    for command in (["pack", "verify"], ["pack", "remove", "--yes"]):
        code, _, err = run(*command, "calm")
        assert code == 1
        assert "anna-example/calm, bela-example/calm" in err
    assert "bela-example/calm  2.0" in run("pack", "list")[1]
    assert run("pack", "verify", "bela-example/calm")[0] == 0
    assert run("pack", "verify")[0] == 0
    assert Shelf().find("bela-example/calm/calm-look").file.parent.name == "calm@bela-example"
    assert Shelf().find("anna-example/calm/calm-look").file.parent.name == "calm"
    # Each is updated in its own place, and neither by the other.
    typed[:] = ["y", "y"]
    assert "You have version 2.0" in run("pack", "install", bela.pack(version="2.1", author="Bela Example"))[1]
    assert "You have version 1.0.0" in run("pack", "install", anna.pack(version="1.1"))[1]
    assert {pack.address: pack.manifest.version for pack in Library().packs()} == {
        "anna-example/calm": "1.1",
        "bela-example/calm": "2.1",
    }
    # One of them can go.
    assert run("pack", "remove", "Bela-Example/calm", "--yes")[0] == 0
    assert [pack.address for pack in Library().packs()] == ["anna-example/calm"]


def test_two_authors_of_one_name_with_packs_of_one_name(run: Run, anna: Author, bela: Author, typed: list[str]) -> None:
    run("pack", "install", anna.pack(), "--yes")
    typed[:] = [bela.key.spelled()]
    assert run("pack", "install", bela.pack(), "--another-author")[0] == 0
    err = run("pack", "verify", "anna-example/calm")[2]
    addresses = [f"{'-'.join(each.key.words[:3])}/calm" for each in (anna, bela)]
    for address in addresses:
        assert address in err
        assert run("pack", "verify", address)[0] == 0
    assert len(Library().packs()) == 2


def test_packs_of_one_name_on_two_shelves(run: Run, anna: Author, bela: Author) -> None:
    from datetime import UTC, datetime

    from companion.packs.index import build_shelf

    for author, name in ((anna, "Anna Example"), (bela, "Bela Example")):
        author.pack(author=name)
        build_shelf(author.out, author.secret, datetime.now(UTC))
        assert run("shelf", "add", author.out, "--yes")[0] == 0
    err = run("pack", "install", "calm", "--yes")[2]
    assert "anna-example/calm, bela-example/calm" in err
    assert run("pack", "install", "bela-example/calm", "--yes")[0] == 0
    assert [pack.key for pack in Library().packs()] == [bela.key]
    assert "no pack 'nobody/calm'" in run("pack", "install", "nobody/calm", "--yes")[2]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Dr. May Example", "dr-may-example"),
        ("Łódź & Müller", "odz-muller"),
        ("李娜", "blah-repurpose-griminess"),
        ("x" * 120, "x" * 60),
        ("../../etc", "etc"),
    ],
)
def test_the_word_of_an_author(name: str, word: str) -> None:
    key = AuthorKey("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3")
    assert author_word(name, key) == word


@given(st.text(max_size=130))
def test_any_authors_word_is_part_of_a_folders_name(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", author_word(name, None))


def test_no_script_takes_another_author(run: Run, anna: Author, bela: Author) -> None:
    run("pack", "install", anna.pack(), "--yes")
    code, _, err = run("pack", "install", bela.pack("other"), "--another-author", "--yes")
    assert code == 1
    assert err.startswith("I couldn't ask you a question")


def test_a_shelf_of_somebody_with_the_same_name(anna: Author, bela: Author) -> None:
    trust = Trust()
    trust.accept_shelf(anna.key, "Anna Example", "2026-01-01")
    with pytest.raises(KeyChanged) as raised:
        trust.judge_shelf(bela.key, "anna  example")
    assert raised.value.same_name
    trust.accept_shelf(bela.key, "Anna Example", "2026-01-02", beside=True)
    assert [trust.judge_shelf(key, "Anna Example") for key in (anna.key, bela.key)] == [Standing.KNOWN] * 2
    third = AuthorKey("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3")
    with pytest.raises(KeyChanged) as raised:
        trust.judge_shelf(third, "Anna Example")
    assert raised.value.same_name
    # A new key, by its words: the old ones don't count any more.
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
