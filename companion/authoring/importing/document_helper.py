"""The helper process that reads one document: the file is its standard input, the script comes out.

Run as `companion --child document-reader ENDING`; the ending of the file's name only tells
Markdown from plain text. It is a process of its own because a document may come from a stranger, and its readers unpack
and parse it with native code. The kernel lets it open no file and no connection (`companion.walls`, Linux only), and
bounds its memory and its time.

    Out: {"walls": [name, ...], "script": {...}} or {"walls": [...], "why": "password"}, one line of JSON
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
import zipfile
from typing import Any, Final

from companion.authoring.importing.docx_reading import Unsuitable, read_docx
from companion.authoring.importing.markdown_reading import read_markdown
from companion.authoring.importing.plain_reading import read_plain
from companion.authoring.importing.rtf_reading import read_rtf
from companion.authoring.importing.script_parts import ReadScript, as_plain
from companion.authoring.mend.decoding import text_of
from companion.walls.bounds import bound_memory, bound_processor
from companion.walls.kernel import close_process
from companion.walls.shield import shield_memory

LARGEST: Final = 100_000_000
"""Bytes of a file at most: a script with many photographs."""
_LARGEST_TEXT: Final = 8_000_000
"""Bytes of a plain text at most: ten times as many as 400 pages have."""
_MOST_CHARACTERS: Final = 4_000_000
"""Characters of a script at most, so that the answer keeps within what is read of it."""
_MEMORY_BYTES: Final = 800_000_000
"""Bytes of memory that reading may take, besides the libraries: the file, its parts, and 40 MB of XML as elements."""
_PROCESSOR_SECONDS: Final = 60
"""Seconds of the processor that reading may take: a hundred times as many as 40 pages need."""
_BEGINNING: Final = 64
"""Bytes at the beginning of a file that tell its kind."""
_RTF: Final = b"{\\rtf"
_MARKDOWN: Final = (".md", ".markdown")
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CODE_PAGES: Final = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii", "mac_roman", "cp437", "cp850", "cp852", "cp866"),
    *("cp874", "cp932", "cp936", "cp949", "cp950", *(f"cp125{number}" for number in range(9))),
)


_EXERCISE: Final = re.compile(r"^format:[ \t]*1[ \t]*(?:#.*)?$", re.M)


def main() -> int:
    shield_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the output of libraries must not mix with the answer
    data, ending = sys.stdin.buffer.read(LARGEST + 1), sys.argv[1]
    load_reader(data[:_BEGINNING], ending)
    bound_memory(_MEMORY_BYTES)
    bound_processor(_PROCESSOR_SECONDS)
    walls = close_process()
    answer = {"walls": walls, **answer_to(data, ending)}
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()
    return 0


def load_reader(beginning: bytes, ending: str) -> None:
    """Goes once through everything that a document of this kind needs, so that nothing has to be loaded later."""
    for name in _CODE_PAGES:
        codecs.lookup(name)
    read_plain("Warm")
    if beginning.startswith(b"PK"):
        import docx

        warm: Any = docx.Document()
        warm.add_heading("Warm", 1)
        warm.add_paragraph("Warm.", "List Bullet")
        made = io.BytesIO()
        warm.save(made)
        read_docx(made)
    elif beginning.lstrip().startswith(_RTF):
        read_rtf("{\\rtf1 Warm \\'e4\\par}")
    elif ending in _MARKDOWN:
        read_markdown("# Warm\n\n1. *Warm*\n\n| a |\n|---|\n| b |\n")


def answer_to(data: bytes, ending: str) -> dict[str, Any]:
    """Reads a document, and returns the script or the reason why there is none, as data for JSON."""
    try:
        script = _read(data, ending)
    except Unsuitable as why:
        return {"why": str(why)}
    except MemoryError:
        return {"why": "large"}
    except Exception:  # noqa: BLE001 - a damaged document makes its readers raise anything
        return {"why": "damaged"}
    if not any(part.text.strip() for part in script.parts):
        return {"why": "empty"}
    if any(_EXERCISE.search(part.text) is not None for part in script.parts):
        return {"why": "exercise"}
    if sum(len(part.text) for part in script.parts) > _MOST_CHARACTERS:
        return {"why": "large"}
    return {"script": as_plain(script)}


def _read(data: bytes, ending: str) -> ReadScript:
    if len(data) > LARGEST:
        raise Unsuitable("large")
    if data.startswith(b"PK"):
        file = io.BytesIO(data)
        if not zipfile.is_zipfile(file):
            raise Unsuitable("damaged")
        return read_docx(file)
    if data.startswith(_OLD_WORD):
        raise Unsuitable("password" if _ENCRYPTED in data else "old")
    if data.startswith(b"%PDF"):
        raise Unsuitable("pdf")
    if data[:_BEGINNING].lstrip().startswith(_RTF):
        return read_rtf(data.decode("cp1252", "replace"))
    if len(data) > _LARGEST_TEXT:
        raise Unsuitable("large")
    decoded = text_of(data)
    if decoded is None:
        raise Unsuitable("other")
    start = decoded.text[:200].lstrip().casefold()
    if start.startswith(("<!doctype html", "<html", "<?xml")):
        raise Unsuitable("html")
    if _EXERCISE.search(decoded.text) is not None:
        raise Unsuitable("exercise")
    return (read_markdown if ending in _MARKDOWN else read_plain)(decoded.text)
