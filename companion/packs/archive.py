"""Reading a pack's zip, trusting nothing in it; and writing one, always the same bytes for the same files.

A pack's zip is of one plain kind: nothing in it is compressed, encrypted, linked or listed twice, nothing lies before,
between or after the files, and what is in it is what its manifest says. Every other zip is refused with a sentence.
So nothing grows while it is read, and memory stays the same however large the pack is. What a signature is worth is
not known here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from companion.packs.manifest import (
    ASK_AGAIN,
    AUTHOR_KEY,
    LARGEST_MANIFEST,
    LARGEST_SPECIAL,
    MANIFEST,
    MOST_BYTES,
    MOST_FILES,
    NOT_HARMLESS,
    SIGNATURE,
    SPECIAL,
    FileFacts,
    Manifest,
    read_manifest,
)
from companion.packs.names import shown, twins, why_not
from companion.packs.refusals import PackRefused

SUFFIX = ".companion.zip"
LARGEST_FILE = MOST_BYTES + 8 * 1024 * 1024
"""Bytes of a whole zip."""
BLOCK = 1 << 20
_END = struct.Struct("<4s4H2LH")
_LARGEST_DIRECTORY = 2 * 1024 * 1024
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_WHEN = (1980, 1, 1, 0, 0, 0)

_BY_HAND = "Packs are made with `companion pack build`. If it is a zip of exercises: unpack it and install the folder."

Report = Callable[[int, int], None]
"""Bytes so far, bytes in all."""


def silent(done: int, total: int) -> None:
    """A Report for nobody."""


class Archive:
    """An open pack whose directory and manifest were checked; the files' contents are checked as they are read."""

    def __init__(self, box: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> None:
        self._box = box
        self._infos = infos
        self.manifest_bytes = self._special(MANIFEST, LARGEST_MANIFEST)
        self.manifest = read_manifest(self.manifest_bytes)
        self.signature = self._special(SIGNATURE, LARGEST_SPECIAL) if SIGNATURE in infos else None
        """The bytes of a minisign signature of `manifest_bytes`; None where the pack is not signed."""
        self.author_key = self._special(AUTHOR_KEY, LARGEST_SPECIAL) if AUTHOR_KEY in infos else None
        """The bytes of the minisign public key that its author claims."""
        self._agree()

    def blocks(self, name: str) -> Iterator[bytes]:
        """The file's bytes, piece by piece. Raises PackRefused at its end where they are not what was promised."""
        facts = self.manifest.files[name]
        hashed, count = hashlib.sha256(), 0
        with _damage(name), self._box.open(self._infos[name]) as source:
            while block := source.read(BLOCK):
                count += len(block)
                if count > facts.size:
                    break
                hashed.update(block)
                yield block
        if count != facts.size or hashed.hexdigest() != facts.sha256:
            raise PackRefused(
                f"A file in it is not the one its author put there: {shown(name)}.",
                hint="It was damaged on the way, or somebody changed it. " + ASK_AGAIN,
            )

    def unpack(self, into: Path, *, report: Report = silent, sync: bool = False) -> None:
        """Writes every file, checked, and the three special ones to the folder `into`, which must be empty.

        Raises PackRefused or OSError; what was written till then is the caller's to remove.
        """
        done, total = 0, self.manifest.total
        for name in self.manifest.files:
            target = into.joinpath(*name.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as out:
                for block in self.blocks(name):
                    out.write(block)
                    done += len(block)
                    report(done, total)
                if sync:
                    out.flush()
                    os.fsync(out.fileno())
        for name, data in self.specials().items():
            (into / name).write_bytes(data)

    def check(self, report: Report = silent) -> None:
        """Reads everything and writes nothing. Raises PackRefused."""
        done, total = 0, self.manifest.total
        for name in self.manifest.files:
            for block in self.blocks(name):
                done += len(block)
                report(done, total)

    def specials(self) -> dict[str, bytes]:
        found = {MANIFEST: self.manifest_bytes, SIGNATURE: self.signature, AUTHOR_KEY: self.author_key}
        return {name: data for name, data in found.items() if data is not None}

    def _special(self, name: str, most: int) -> bytes:
        info = self._infos.get(name)
        if info is None:
            raise PackRefused(
                "This zip was not made with `companion pack build`: its list of contents is missing.",
                hint=_BY_HAND,
            )
        if info.file_size > most:
            raise PackRefused(f"A part of it is larger than any real one: {name}.", hint=NOT_HARMLESS)
        with _damage(name), self._box.open(info) as source:
            return source.read(most + 1)

    def _agree(self) -> None:
        """What is in it is what its manifest says."""
        there = self._infos.keys() - set(SPECIAL)
        listed = self.manifest.files.keys()
        if extra := sorted(there - listed):
            raise PackRefused(
                f"There is a file in it that its author did not put there: {shown(extra[0])}.",
                hint="Somebody may have changed it. " + ASK_AGAIN,
            )
        if gone := sorted(listed - there):
            raise PackRefused(f"A file is missing in it: {shown(gone[0])}.", hint=ASK_AGAIN)
        for name, facts in self.manifest.files.items():
            if self._infos[name].file_size != facts.size:
                raise PackRefused(f"A file in it is not as long as it should be: {shown(name)}.", hint=ASK_AGAIN)


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Raises PackRefused where this is no pack, or none that can be trusted to be read."""
    with _opened(path) as file:
        count = _check_end(file)
        try:
            # The central directory is small by now, and the only thing that is read here.
            box = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise _damaged() from error
        with box:
            yield Archive(box, _checked_infos(box, count))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise PackRefused("There is no such file.", place=str(path), hint="Look at the spelling.") from None
    except (OSError, ValueError) as error:
        raise PackRefused(
            "The file cannot be opened.", place=str(path), hint="Look whether you are allowed to read it."
        ) from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise PackRefused("This is no ordinary file.", place=str(path), hint=f"A pack's name ends in {SUFFIX}.")
        yield file


_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, struct.error)
"""What zipfile raises for zips that are damaged; ValueError covers names in no known encoding."""


def _damaged() -> PackRefused:
    return PackRefused("The file is damaged, or it is no pack at all.", hint=ASK_AGAIN)


@contextlib.contextmanager
def _damage(name: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise PackRefused(f"A file in it is damaged: {shown(name)}.", hint=ASK_AGAIN) from error


def _check_end(file: IO[bytes]) -> int:
    """The number of files as the zip's last record states it; refuses the zip before anything of it is believed."""
    size = file.seek(0, os.SEEK_END)
    if size > LARGEST_FILE:
        raise PackRefused(f"It is {size / 1e9:.1f} GB large, and packs have 2 at most.", hint=NOT_HARMLESS)
    file.seek(max(0, size - _END.size))
    tail = file.read(_END.size)
    if len(tail) < _END.size or not tail.startswith(b"PK\5\6"):
        file.seek(0)
        if file.read(4) != b"PK\3\4":
            raise PackRefused("This is no pack.", hint=f"A pack is a file whose name ends in {SUFFIX}.")
        raise PackRefused("Its end is missing, or something was added to it.", hint=ASK_AGAIN)
    _, disk, first_disk, here, count, length, offset, comment = _END.unpack(tail)
    if count > MOST_FILES + len(SPECIAL) or here > MOST_FILES + len(SPECIAL) or length > _LARGEST_DIRECTORY:
        raise PackRefused("There are far more files in it than a pack has.", hint=NOT_HARMLESS)
    if disk or first_disk or here != count or comment or offset + length + _END.size != size:
        raise _damaged()
    file.seek(0)
    return int(count)


def _checked_infos(box: zipfile.ZipFile, count: int) -> dict[str, zipfile.ZipInfo]:
    infos = box.infolist()
    if len(infos) != count:
        raise _damaged()
    total, end = 0, 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        _check_info(info)
        # Each file begins where the one before it ended: no bytes in between, and none used twice.
        name = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
        if info.header_offset != end:
            raise _damaged()
        end = info.header_offset + 30 + len(name) + info.compress_size
        total += info.file_size
    if end != box.start_dir:
        raise _damaged()
    if total > LARGEST_FILE:
        raise PackRefused("It would take more room than any pack.", hint=NOT_HARMLESS)
    names = [info.orig_filename for info in infos]
    if pair := twins(names):
        raise PackRefused(
            f"Two files in it would be one and the same on some computers: {shown(pair[0])} and {shown(pair[1])}.",
            hint=NOT_HARMLESS,
        )
    return dict(zip(names, infos, strict=True))


def _check_info(info: zipfile.ZipInfo) -> None:
    # orig_filename: zipfile itself quietly cuts names at a zero byte and turns separators round.
    name = info.orig_filename
    if info.flag_bits & _ENCRYPTED:
        raise PackRefused(f"It is locked with a password: {shown(name)}.", hint="Packs are never locked. " + ASK_AGAIN)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise PackRefused(
            f"There is something in it that is no file but leads elsewhere: {shown(name)}.", hint=NOT_HARMLESS
        )
    if name not in SPECIAL and (wrong := why_not(name)):
        raise PackRefused(f"A file in it {wrong}: {shown(name)}.", hint=NOT_HARMLESS)
    if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size or info.flag_bits & 0x8:
        raise PackRefused(
            "It was packed by another program: its files are squeezed, and might grow without end.",
            hint=_BY_HAND,
        )
    if info.extra or info.comment or info.extract_version > 20:
        raise PackRefused("It was packed by another program.", hint=_BY_HAND)


# ---- writing ----------------------------------------------------------------------------------------------------


def write_archive(out: IO[bytes], specials: dict[str, bytes], manifest: Manifest, blocks: Blocks) -> None:
    """A whole pack, to a file that can be sought in. Raises what `blocks` raises, and OSError."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False) as box:
        for name in SPECIAL:
            if name in specials:
                _add(box, name, len(specials[name]), iter([specials[name]]))
        for name, facts in sorted(manifest.files.items()):
            _add(box, name, facts.size, blocks(name))


Blocks = Callable[[str], Iterator[bytes]]


def _add(box: zipfile.ZipFile, name: str, size: int, blocks: Iterator[bytes]) -> None:
    info = zipfile.ZipInfo(name, _WHEN)
    # The same on every system: made "on Unix", an ordinary file that its owner may write.
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.file_size = size
    with box.open(info, "w") as member:
        for block in blocks:
            member.write(block)


def facts_of(path: Path) -> FileFacts:
    """Size and hash of a file on the disk. Raises OSError."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return FileFacts(size=file.tell(), sha256=sha256)
