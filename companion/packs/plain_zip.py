"""Reads and writes the one plain kind of zip that packs are: the same bytes for the same files each time.

Nothing in it is compressed, encrypted, linked or listed twice, nothing lies before, between or after the files, and its
directory and the files' own headers say the same. Every other zip is refused with the reason. So nothing grows while it
is read, and memory stays the same however large the pack is.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from companion.packs.file_names import shown, twins, why_not
from companion.packs.manifest import ASK_AGAIN, MOST_BYTES, MOST_FILES, NOT_HARMLESS, SPECIAL, Manifest
from companion.packs.refusals import PackRefused

SUFFIX = ".companion.zip"
LARGEST_FILE = MOST_BYTES + 8 * 1024 * 1024
"""Bytes of a whole zip, at most."""
BLOCK = 1 << 20
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCATOR = 20
"""Bytes of the record that leads to a zip64 directory, right before the last one."""
_LARGEST_DIRECTORY = 2 * 1024 * 1024
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_WHEN = (1980, 1, 1, 0, 0, 0)

BY_HAND = (
    "Please ask its author for the pack itself (they make it with `companion pack build`). "
    "If this is a zip of exercises, unpack it and install the folder."
)


class PlainZip:
    """The files of an open zip whose directory was checked, by the names that they have in the pack."""

    def __init__(self, box: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo]) -> None:
        self._box = box
        self._infos = infos

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file, as the zip says."""
        return {name: info.file_size for name, info in self._infos.items()}

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Opens one file. Raises PackRefused if it is damaged."""
        with damage(name), self._box.open(self._infos[name]) as source:
            yield source


@contextlib.contextmanager
def open_plain(file: IO[bytes]) -> Iterator[PlainZip]:
    """Opens a pack as `companion pack build` makes it.

    Raises PackRefused.
    """
    count = check_end(file)
    try:
        # `check_end` has made sure that the central directory is small; nothing else is read here.
        box = zipfile.ZipFile(file)
    except BROKEN as error:
        raise damaged() from error
    with box:
        yield PlainZip(box, _checked_infos(box, file, count))


@contextlib.contextmanager
def opened_file(path: Path) -> Iterator[IO[bytes]]:
    """Opens a file for reading. Raises PackRefused if it is not an ordinary one, or cannot be opened."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise PackRefused("There is no such file.", place=str(path), hint="Check the spelling.") from None
    except (OSError, ValueError) as error:
        raise PackRefused(
            "I can't open this file.", place=str(path), hint="Check that you have permission to read it."
        ) from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise PackRefused(
                "I can't use this kind of file.", place=str(path), hint=f"The name of a pack ends in {SUFFIX}."
            )
        yield file


BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    zlib.error,
)
"""The errors of zipfile for zips that are damaged; ValueError covers names in no known encoding."""


def damaged() -> PackRefused:
    """Makes the error for a file that is not a whole zip."""
    return PackRefused("The file is damaged, or it isn't a pack.", hint=ASK_AGAIN)


@contextlib.contextmanager
def damage(name: str) -> Iterator[None]:
    """Turns the errors of reading a damaged zip into PackRefused."""
    try:
        yield
    except BROKEN as error:
        raise PackRefused(f"A file in the pack is damaged: {shown(name)}.", hint=ASK_AGAIN) from error


def check_end(file: IO[bytes], most: int = MOST_FILES + len(SPECIAL)) -> int:
    """Checks the zip's last record, and returns the number of files that it states. Raises PackRefused if it is damaged
    or states more than `most`."""
    size = file.seek(0, os.SEEK_END)
    if size > LARGEST_FILE:
        raise PackRefused(f"It's {size / 1e9:.1f} GB. The limit for a pack is 2 GB.", hint=NOT_HARMLESS)
    file.seek(max(0, size - _END.size))
    tail = file.read(_END.size)
    if len(tail) < _END.size or not tail.startswith(b"PK\5\6"):
        file.seek(0)
        if file.read(4) != b"PK\3\4":
            raise PackRefused("This isn't a pack.", hint=f"The name of a pack ends in {SUFFIX}.")
        raise PackRefused("The end of the file is missing, or something was added to it.", hint=ASK_AGAIN)
    _, disk, first_disk, here, count, length, offset, comment = _END.unpack(tail)
    file.seek(max(0, size - _END.size - _LOCATOR))
    if file.read(4) == b"PK\6\7":
        raise PackRefused("It has a second list of contents, which packs never have.", hint=NOT_HARMLESS)
    if count > most or here > most or length > _LARGEST_DIRECTORY:
        raise PackRefused("There are too many files in it for a pack.", hint=NOT_HARMLESS)
    if disk or first_disk or here != count or comment or offset + length + _END.size != size:
        raise damaged()
    file.seek(0)
    return int(count)


def _checked_infos(box: zipfile.ZipFile, file: IO[bytes], count: int) -> dict[str, zipfile.ZipInfo]:
    infos = box.infolist()
    if len(infos) != count:
        raise damaged()
    total, end = 0, 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        _check_info(info)
        # Each file begins where the one before it ended: no bytes in between, and none used twice.
        name = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
        if info.header_offset != end:
            raise damaged()
        _check_own_header(file, info, name)
        end = info.header_offset + 30 + len(name) + info.compress_size
        total += info.file_size
    if end != box.start_dir:
        raise damaged()
    if total > LARGEST_FILE:
        raise PackRefused("It's too large for a pack.", hint=NOT_HARMLESS)
    names = [info.orig_filename for info in infos]
    if pair := twins(names):
        raise PackRefused(
            f"On some computers, two files in it would have the same name: {shown(pair[0])} and {shown(pair[1])}.",
            hint=NOT_HARMLESS,
        )
    return dict(zip(names, infos, strict=True))


def _check_own_header(file: IO[bytes], info: zipfile.ZipInfo, name: bytes) -> None:
    """Checks that the header before a file says the same as the directory: some programs believe one, some the other.

    Raises PackRefused.
    """
    file.seek(info.header_offset)
    data = file.read(_LOCAL.size + len(name))
    if len(data) < _LOCAL.size + len(name):
        raise damaged()
    mark, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(data[: _LOCAL.size])
    here = (mark, flags, method, crc, packed, size, name_length, extra_length, data[_LOCAL.size :])
    listed = (b"PK\3\4", info.flag_bits, info.compress_type, info.CRC, info.compress_size, info.file_size, len(name), 0)
    if here != (*listed, name):
        raise PackRefused(
            f"Two parts of the file say different things about {shown(info.orig_filename)}.", hint=ASK_AGAIN
        )


def _check_info(info: zipfile.ZipInfo) -> None:
    # orig_filename: zipfile itself cuts names at a zero byte and changes separators without telling.
    name = info.orig_filename
    check_kind(info)
    if name not in SPECIAL and (wrong := why_not(name)):
        raise PackRefused(f"A file in it {wrong}: {shown(name)}.", hint=NOT_HARMLESS)
    if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size or info.flag_bits & 0x8:
        raise PackRefused(
            "It wasn't made with Companion (its files are compressed).",
            hint=BY_HAND,
        )
    if info.extra or info.comment or info.extract_version > 20:
        raise PackRefused("It wasn't made with Companion.", hint=BY_HAND)


def check_kind(info: zipfile.ZipInfo) -> None:
    """Checks that a part is neither encrypted nor a link nor a device. Raises PackRefused."""
    name = info.orig_filename
    if info.flag_bits & _ENCRYPTED:
        raise PackRefused(
            f"This part is locked with a password: {shown(name)}.", hint="Please ask for it without a password."
        )
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise PackRefused(f"This part isn't a file but a link to somewhere else: {shown(name)}.", hint=NOT_HARMLESS)


# ---- writing ----------------------------------------------------------------------------------------------------


def write_archive(out: IO[bytes], specials: dict[str, bytes], manifest: Manifest, blocks: Blocks) -> None:
    """Writes a whole pack to a file that supports seeking. Raises the errors of `blocks`, and OSError."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False) as box:
        for name in SPECIAL:
            if name in specials:
                _add(box, name, len(specials[name]), iter([specials[name]]))
        for name, facts in sorted(manifest.files.items()):
            _add(box, name, facts.size, blocks(name))


Blocks = Callable[[str], Iterator[bytes]]


def _add(box: zipfile.ZipFile, name: str, size: int, blocks: Iterator[bytes]) -> None:
    info = zipfile.ZipInfo(name, _WHEN)
    # The same on every system: marked as made on Unix, an ordinary file that its owner may write.
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.file_size = size
    with box.open(info, "w") as member:
        for block in blocks:
            member.write(block)
