"""Whose a pack is: putting an author's signature into it, and reading whose signature it carries.

What is signed is the manifest, which has the hash of every file; id and version stand in the signature's trusted
comment as well, so that a signature says by itself what it is for. Whether that author is trusted is in `trust`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from companion.packs.archive import Archive, Report, open_archive, silent, write_archive
from companion.packs.keeping import in_words, written_whole
from companion.packs.keys import AuthorKey, public_of, read_public, read_signature
from companion.packs.manifest import ASK_AGAIN, AUTHOR_KEY, MANIFEST, SIGNATURE, Manifest
from companion.packs.refusals import KeyTrouble, PackRefused

if TYPE_CHECKING:
    from minisign import SecretKey


def comment_of(manifest: Manifest) -> str:
    """The trusted comment of a pack's signature."""
    return f"companion pack:{manifest.id} version:{manifest.version}"


def sign_pack(file: Path, key: SecretKey, report: Report = silent) -> AuthorKey:
    """Puts the signature into the file, which is replaced whole or not at all; an earlier one is replaced.

    Raises PackRefused where the file is no whole pack, KeyTrouble where it cannot be written.
    """
    with open_archive(file) as pack:
        signature = key.sign(pack.manifest_bytes, trusted_comment=comment_of(pack.manifest))
    return put_signature(file, bytes(signature) + b"\n", public_of(key), report)


def put_signature(file: Path, signature: bytes, author: AuthorKey, report: Report = silent) -> AuthorKey:
    """As `sign_pack`, with a signature that was made elsewhere, perhaps by minisign itself."""
    try:
        # In this order: Windows replaces no file that is still open.
        with written_whole(file) as half, open_archive(file) as pack:
            _check(pack.manifest, pack.manifest_bytes, signature, author)
            specials = {MANIFEST: pack.manifest_bytes, SIGNATURE: signature, AUTHOR_KEY: author.file_bytes()}
            with half.open("w+b") as out:
                write_archive(out, specials, pack.manifest, pack.blocks)
            report(pack.manifest.total, pack.manifest.total)
    except OSError as error:
        raise in_words(error, file, KeyTrouble) from error
    return author


def signer_of(pack: Archive) -> AuthorKey | None:
    """Whose signature the pack carries, and carries rightly; None where it carries none. Raises PackRefused."""
    return signer(pack.manifest, pack.manifest_bytes, pack.signature, pack.author_key)


def signer(
    manifest: Manifest, manifest_bytes: bytes, signature: bytes | None, author: bytes | None
) -> AuthorKey | None:
    if signature is None and author is None:
        return None
    if signature is None or author is None:
        raise PackRefused("A part of its signature is missing.", hint=ASK_AGAIN)
    try:
        key = read_public(author)
    except KeyTrouble:
        raise PackRefused("Its author's key is not a key.", hint=ASK_AGAIN) from None
    _check(manifest, manifest_bytes, signature, key)
    return key


def _check(manifest: Manifest, manifest_bytes: bytes, signature: bytes, key: AuthorKey) -> None:
    try:
        given = read_signature(signature)
    except ValueError:
        raise PackRefused("Its signature is damaged.", hint=ASK_AGAIN) from None
    if given.trusted_comment != comment_of(manifest):
        raise PackRefused(
            "The signature in it belongs to another pack, or to another version.",
            hint="Somebody may have put it together from pieces. " + ASK_AGAIN,
        )
    if not key.verify(manifest_bytes, given):
        raise PackRefused(
            "Its signature does not fit: it was changed after its author signed it.",
            hint="It was damaged on the way, or somebody changed it. " + ASK_AGAIN,
        )
