"""Reads a pack and trusts nothing in it.

It holds exactly the files that its manifest lists, each with the size and the hash that stand there; everything else is
refused with a sentence. The zip itself is read in `plain_zip`. Signatures are not checked here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol

from companion.packs.file_names import shown
from companion.packs.manifest import (
    ASK_AGAIN,
    ASK_AUTHOR,
    AUTHOR_KEY,
    LARGEST_MANIFEST,
    LARGEST_SPECIAL,
    MANIFEST,
    NOT_HARMLESS,
    SIGNATURE,
    SPECIAL,
    FileFacts,
    read_manifest,
)
from companion.packs.plain_zip import BLOCK, BY_HAND, open_plain, opened_file
from companion.packs.refusals import PackRefused
from companion.packs.repacked import THE_ORIGINAL, UnpackedFolder, open_loose, unpacked_in
from companion.packs.signatures import signer

Report = Callable[[int, int], None]
"""Called with the bytes so far and the bytes in all."""


def silent(done: int, total: int) -> None:
    """Reports nothing."""


class Box(Protocol):
    """The files of a pack, in a zip or in a folder. Nothing that the pack says about them has been checked."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """The size of each file in bytes, as the pack states it."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Opens one file. Raises PackRefused, there and while it is read."""


class Archive:
    """An open pack whose directory and manifest were checked; the files' contents are checked as they are read."""

    def __init__(self, box: Box, at_fault: str = ASK_AGAIN) -> None:
        """Raises PackRefused. `at_fault`: the advice if a file is not the one that was signed."""
        self._box = box
        self._at_fault = at_fault
        self._sizes = box.sizes
        self.manifest_bytes = self._special(MANIFEST, LARGEST_MANIFEST)
        self.manifest = read_manifest(self.manifest_bytes)
        self.signature = self._special(SIGNATURE, LARGEST_SPECIAL) if SIGNATURE in self._sizes else None
        """The bytes of a minisign signature of `manifest_bytes`; None if the pack is not signed."""
        self.author_key = self._special(AUTHOR_KEY, LARGEST_SPECIAL) if AUTHOR_KEY in self._sizes else None
        """The bytes of the minisign public key that its author claims."""
        self._agree()

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yields the file's bytes, piece by piece. Raises PackRefused at its end if they are not what was promised."""
        facts = self.manifest.files[name]
        hashed, count = hashlib.sha256(), 0
        with self._box.open(name) as source:
            while block := source.read(BLOCK):
                count += len(block)
                if count > facts.size:
                    break
                hashed.update(block)
                yield block
        if count != facts.size or hashed.hexdigest() != facts.sha256:
            raise PackRefused(
                f"A file in the pack isn't the one its author put there: {shown(name)}.",
                hint="It was damaged on the way, or someone changed it. " + self._at_fault,
            )

    def unpack(self, into: Path, *, report: Report = silent) -> None:
        """Writes every file, after checking it, and the three special files to the folder `into`, which must be empty.
        All of them are on the disk afterwards.

        Raises PackRefused or OSError; the caller then removes the files that were already written.
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
                out.flush()
                os.fsync(out.fileno())
        for name, data in self.specials().items():
            with (into / name).open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())

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
        if name not in self._sizes:
            raise PackRefused(
                "This zip isn't a Companion pack.",
                hint=BY_HAND,
            )
        if self._sizes[name] > most:
            raise PackRefused(f"A part of the pack is far too large: {name}.", hint=NOT_HARMLESS)
        with self._box.open(name) as source:
            return source.read(most + 1)

    def _agree(self) -> None:
        """Checks that the pack contains what its manifest says, and nothing else."""
        there = self._sizes.keys() - set(SPECIAL)
        listed = self.manifest.files.keys()
        if extra := sorted(there - listed):
            raise PackRefused(
                f"The pack has a file that its author didn't put there: {shown(extra[0])}.",
                hint="Someone may have changed it. " + ASK_AUTHOR,
            )
        if gone := sorted(listed - there):
            raise PackRefused(f"A file is missing from the pack: {shown(gone[0])}.", hint=ASK_AGAIN)
        for name, facts in self.manifest.files.items():
            if self._sizes[name] != facts.size:
                raise PackRefused(f"A file in the pack has the wrong length: {shown(name)}.", hint=ASK_AGAIN)


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Opens a pack's file, or the folder into which a signed pack was unpacked.

    Raises PackRefused if it is not a pack, or cannot be read safely.
    """
    with contextlib.ExitStack() as stack:
        if unpacked_in(path) == path:
            yield _repacked(UnpackedFolder(path))
            return
        file = stack.enter_context(opened_file(path))
        try:
            archive = Archive(stack.enter_context(open_plain(file)))
        except PackRefused as refused:
            found = _packed_again(file, stack)
            if found is None:
                raise refused from None
            archive = found
        yield archive


def _packed_again(file: IO[bytes], stack: contextlib.ExitStack) -> Archive | None:
    """Opens a signed pack that another program packed again. None if it is another kind of zip. Raises PackRefused."""
    try:
        box = stack.enter_context(open_loose(file))
    except PackRefused:
        return None
    if not {MANIFEST, SIGNATURE, AUTHOR_KEY} <= box.sizes.keys():
        return None
    return _repacked(box)


def _repacked(box: Box) -> Archive:
    """Opens a pack of which only the signature tells that it is one: it is checked before any file is read.

    Raises PackRefused, which says what to do.
    """
    try:
        archive = Archive(box, at_fault=THE_ORIGINAL)
        signer(archive.manifest, archive.manifest_bytes, archive.signature, archive.author_key)
    except PackRefused as refused:
        raise PackRefused(refused.message, place=refused.place, hint=THE_ORIGINAL) from refused
    return archive


def facts_of(path: Path) -> FileFacts:
    """Computes size and hash of a file on the disk. Raises OSError."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return FileFacts(size=file.tell(), sha256=sha256)
