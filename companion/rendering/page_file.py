"""Writes a page with the sound of a session inside, whole or not at all, and says beforehand how large it will be."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from typing import Final

from companion.rendering.encoders import can_encode_aac
from companion.rendering.files import CannotWrite, how_to_get_aac, whole_or_none
from companion.rendering.listening_page import SOUND_HERE

_BYTES_A_SECOND: Final = 3_200
"""Bytes of a second at 24 kHz without a background sound. Ten sessions had 1,800 (long silences) to 4,200."""
_WIDE: Final = 2.0
"""The factor for 48 kHz or a background sound, which leave no silence to save on."""
_BASE64: Final = 4 / 3
"""The factor by which bytes grow when they are written as text."""
_BLOCK: Final = 3 << 16
"""Bytes that are read at a time. Three bytes become four letters, so it is a multiple of three."""
LARGE: Final = 15_000_000
"""Bytes above which e-mail may refuse a file: the usual limits are 20 to 25 MB, once it has grown by a third."""


def sound_suffix() -> str:
    """Returns the kind of sound for a page: AAC, or MP3 if the encoder for AAC is not installed.

    In an AAC file a browser finds every moment exactly. In an MP3 of 45 minutes, Chromium was up to seven seconds off
    after a jump, because the table in it has a hundred entries for the whole file.
    """
    return ".m4a" if can_encode_aac() else ".mp3"


def remark(suffix: str) -> str:
    """Returns a remark for the person about the kind of sound; empty if there is nothing to say."""
    if suffix == ".m4a":
        return ""
    off = "If somebody jumps to another place in it, the words on the page may be a few seconds off."
    way = how_to_get_aac()
    return f"{off} {way} Then make the page again." if way else off


def expected_bytes(seconds: float, *, wide: bool) -> int:
    """Estimates how many bytes the page of a session will have. `wide`: its sound has 48 kHz or a background sound."""
    return round(seconds * _BYTES_A_SECOND * (_WIDE if wide else 1.0) * _BASE64)


def check_room(file: Path, size: int) -> None:
    """Checks that the disk has room for `size` bytes. Raises CannotWrite."""
    free = shutil.disk_usage(file.parent).free
    if free < size:
        raise CannotWrite(
            f"The disk is too full: it has {megabytes(free)} left, and making the page takes {megabytes(size)}.",
            place=str(file),
            hint="Free some space, or save it on another disk.",
        )


def write_page(file: Path, page: str, sound: Path) -> None:
    """Writes `page`, with the sound where `SOUND_HERE` stands. Raises CannotWrite."""
    before, _, after = page.partition(SOUND_HERE)
    with whole_or_none(file) as beside, beside.open("wb") as out, sound.open("rb") as source:
        out.write(before.encode())
        while block := source.read(_BLOCK):
            out.write(base64.b64encode(block))
        out.write(after.encode())


def as_data_url(picture: bytes | None) -> str:
    """Writes a JPEG as a URL that holds it; empty without a picture."""
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}" if picture else ""


def megabytes(size: int) -> str:
    """Writes a size in megabytes: "0.4 MB", "13 MB"."""
    million = size / 1_000_000
    return f"{million:.0f} MB" if million >= 10 else f"{max(million, 0.1):.1f} MB"
