"""The process that reads documents: every kind of file ends in a script or in a sentence, within bounds."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.authoring.importing.document_reading import NoScript, read_pasted, read_script
from companion.authoring.importing.script_parts import PartKind, ReadScript
from tests.authoring.importing.documents import made_by_hand, packed, paragraph, run, with_styles

Put = Callable[[str, bytes], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def written(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return written


def texts(script: ReadScript) -> list[str]:
    return [part.text for part in script.parts]


def test_a_word_document(tmp_path: Path) -> None:
    script = read_script(with_styles(tmp_path / "a.docx"))
    assert script.parts[0].kind is PartKind.TITLE
    assert "Notice your feet. (30 sec)" in texts(script)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"Breathe out.\n\nLook around."),
        ("a.txt", "Breathe out.\n\nLook around.".encode("utf-16")),
        ("a.txt", "Breathe out.\n\nLook around.".encode("utf-16-le")),
        ("a.txt", b"\xef\xbb\xbfBreathe out.\r\rLook around."),
        ("a.md", b"Breathe *out*.\n\nLook around."),
        ("a.rtf", b"{\\rtf1\\ansi{\\fonttbl\\f0 Arial;}\\f0 Breathe out.\\par Look around.\\par}"),
        ("wrong.docx", b"Breathe out.\n\nLook around."),
        ("wrong.txt", b"{\\rtf1\\ansi Breathe out.\\par Look around.\\par}"),
        ("wrong.rtf", made_by_hand(paragraph(run("Breathe out.")) + paragraph(run("Look around.")))),
        ("no-ending", made_by_hand(paragraph(run("Breathe out.")) + paragraph(run("Look around.")))),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_file_is_known_by_what_is_in_it(put: Put, name: str, data: bytes) -> None:
    assert texts(read_script(put(name, data))) == ["Breathe out.", "Look around."]


def test_letters_of_an_older_windows_are_read() -> None:
    assert texts(read_pasted("Café, naïve.".encode("cp1252"))) == ["Café, naïve."]
    assert texts(read_pasted(b"{\\rtf1\\ansi\\ansicpg1252 Caf\\'e9, na\\'efve.\\par}")) == ["Café, naïve."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There are no words in this document."),
        (b" \n\t\n", "There are no words in this document."),
        (made_by_hand(paragraph()), "There are no words in this document."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "the old format of Word (.doc)"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "This document is protected with a password.",
        ),
        (packed({"content.xml": "x"}), "This is a document of LibreOffice (.odt)."),
        (packed({"a.txt": "x"}), "I can't read this kind of file."),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"<!DOCTYPE html><p>Breathe.</p>", "This is a web page."),
        (b"# mine\nformat: 1\ntitle: x\n", "This is written as an exercise already."),
        (made_by_hand(paragraph(run("format: 1"))), "This is written as an exercise already."),
        (b"PK\x03\x04" + bytes(100), "This document is damaged"),
        (made_by_hand(paragraph(run("Breathe.")))[:-40], "This document is damaged"),
        (made_by_hand("<w:p>"), "This document is damaged"),
        (packed({"[Content_Types].xml": "<Types/>"}), "This document is damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "I can't read this kind of file."),
        (packed({"[Content_Types].xml": "x", "word/document.xml": b"<a>" + bytes(41_000_000)}), "too large"),
        (b"a " * 4_100_000, "too large"),
        (made_by_hand("<w:sdt>" * 3000 + "</w:sdt>" * 3000), "This document is damaged"),
    ],
    ids=range(19),
)
def test_a_file_that_is_no_script_gets_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(NoScript) as error:
        read_pasted(data)
    assert said in error.value.message
    assert error.value.hint


def test_a_bomb_of_entities_costs_nothing() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "lol">' for n in range(12))
    files = _files(made_by_hand(paragraph(run("Breathe."))))
    text = files["word/document.xml"].replace(b"Breathe.", b"&a11;")
    with pytest.raises(NoScript, match="damaged"):
        read_pasted(packed({**files, "word/document.xml": f"<!DOCTYPE x [{levels}]>".encode() + text}))


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_document_of_four_hundred_pages_is_read() -> None:
    words = "Notice where your feet meet the floor, and let them be as heavy as they like. " * 6
    script = read_pasted(made_by_hand(paragraph(run(words)) * 2_400))
    assert len(script.parts) == 2_400


def test_a_document_of_fifty_megabytes_of_pictures_is_read() -> None:
    good = _files(made_by_hand(paragraph(run("Breathe."))))
    pictures = {f"word/media/{number}.png": os.urandom(5_000_000) for number in range(10)}
    assert texts(read_pasted(packed({**good, **pictures}))) == ["Breathe."]


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        "import os; os.abort()",
        "print('nonsense')",
        'print(\'{"script": {"parts": [{"kind": "x"}]}}\')',
        "print('[]')",
        "import sys; [sys.stdout.write('x' * 1_000_000) for _ in range(70)]",
    ],
    ids=["hangs", "crashes", "nonsense", "wrong", "list", "floods"],
)
def test_a_helper_that_hangs_crashes_or_lies_costs_its_own_document(put: Put, code: str) -> None:
    file = put("a.txt", b"Breathe.")
    with pytest.raises(NoScript, match="damaged"):
        read_script(file, command=(sys.executable, "-c", code), seconds=3.0)


@pytest.mark.parametrize("name", [".", "nothing.docx", "a\0b"])
def test_a_path_that_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(NoScript) as error:
        read_script(tmp_path / name)
    assert error.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device; run it on Linux or macOS")
def test_a_device_is_not_read() -> None:
    with pytest.raises(NoScript, match="this kind of file"):
        read_script(Path("/dev/zero"))
