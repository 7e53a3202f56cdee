"""Turns a file's bytes into UTF-8 text with ordinary line ends, and says what that changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OLD_WINDOWS = "cp1252"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file."""

    text: str
    changes: tuple[str, ...] = ()
    """Sentences about what is different from the file as it is."""


def text_of(data: bytes) -> Decoded | None:
    """Decodes a file; None if it is not text."""
    changes: list[str] = []
    encoding = _ENCODINGS.get(data[:2]) or _without_mark(data)
    if encoding is not None:
        changes.append("The file will be saved in the usual way for text (UTF-8). The words stay the same.")
    elif data.startswith((b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0")) or b"\0" in data:
        return None
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding is not None:
            return None
        try:
            text = data.decode(_OLD_WINDOWS)
        except UnicodeDecodeError:
            return None
        changes.append(
            "The file will be saved in the usual way for text (UTF-8). Please look at the letters with accents: they "
            "were saved in an older way."
        )
    text = text.removeprefix("\ufeff")
    if "\r" in text.replace("\r\n", ""):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        changes.append("The ends of its lines will be saved in a way that every editor understands.")
    return Decoded(text, tuple(changes))


def _without_mark(data: bytes) -> str | None:
    """Recognises UTF-16 that has no byte order mark by its zeros: half of all the bytes, in every other place."""
    if len(data) < 4 or len(data) % 2 or data.count(0) * 3 < len(data):
        return None
    return "utf-16-le" if data[1] == 0 else "utf-16-be" if data[0] == 0 else None
