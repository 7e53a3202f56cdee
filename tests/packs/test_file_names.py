"""Names in packs: the refused ones, and pairs that are one file on some system."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.packs.file_names import SUFFIXES, shown, twins, why_not


@pytest.mark.parametrize(
    "name", ["look.yaml", "recordings/first.ogg", "Übung.yaml", "a b.txt", "READ-ME.MD", "a/b/c/d.wav", "console.yaml"]
)
def test_ordinary_names(name: str) -> None:
    assert why_not(name) == ""


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../look.yaml", "outside"),
        ("a/../../look.yaml", "outside"),
        ("/etc/look.yaml", "somewhere else"),
        ("C:/look.yaml", "somewhere else"),
        ("look.yaml:hidden.yaml", "somewhere else"),
        ("a\\look.yaml", "backslash"),
        ("\\\\server\\look.yaml", "backslash"),
        ("", "empty name"),
        ("a//look.yaml", "empty name"),
        ("./look.yaml", "empty name"),
        ("folder/", "empty name"),
        ("con.yaml", "devices"),
        ("NUL.txt", "devices"),
        ("recordings/aux.first.ogg", "devices"),
        ("com1.yaml", "devices"),
        ("LPT¹.yaml", "devices"),
        ("con .yaml", "devices"),
        (".hidden.yaml", "dot or a space"),
        ("a./look.yaml", "dot or a space"),
        (" look.yaml", "dot or a space"),
        ("look.yaml ", "dot or a space"),
        ("a/b/c/d/e.yaml", "deep"),
        ("x" * 101 + ".yaml", "too long"),
        ("look\u202elmay.exe.yaml", "some systems"),
        ("look\n.yaml", "some systems"),
        ("look?.yaml", "some systems"),
        (unicodedata.normalize("NFD", "Übung.yaml"), "two characters"),
        ("look.exe", "kind"),
        ("look.yaml.py", "kind"),
        ("look", "kind"),
    ],
)
def test_refused_names(name: str, says: str) -> None:
    assert says in why_not(name)


@pytest.mark.parametrize(
    "names",
    [
        ["look.yaml", "LOOK.yaml"],
        ["Straße.txt", "STRASSE.txt"],
        [unicodedata.normalize("NFC", "é.txt"), unicodedata.normalize("NFD", "é.txt")],
        ["a.txt", "a.txt/b.txt"],
        ["rec/a.ogg", "REC/b.ogg"],
    ],
)
def test_twins(names: list[str]) -> None:
    assert twins(names) is not None


def test_no_twins() -> None:
    assert twins(["a.yaml", "b.yaml", "rec/a.ogg", "rec/b.ogg", "rec/deep/a.ogg"]) is None


@given(st.text(max_size=60))
def test_what_is_allowed_is_harmless_everywhere(name: str) -> None:
    if why_not(name) == "":
        assert name.casefold().endswith(SUFFIXES)
        assert not set(name) & set('\\:*?"<>|\0')
        assert all(part not in ("", ".", "..") for part in name.split("/"))
    assert shown(name).isprintable()
