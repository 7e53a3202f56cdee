"""Puts an author's signature into a pack's file, and finds the key that signed a pack. `signatures` checks them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from companion.packs.archive import Archive, Report, open_archive, silent
from companion.packs.keeping import in_words
from companion.packs.keys import AuthorKey, public_of
from companion.packs.manifest import AUTHOR_KEY, MANIFEST, SIGNATURE
from companion.packs.plain_zip import write_archive
from companion.packs.refusals import KeyTrouble
from companion.packs.signatures import check_signature, comment_of, signer
from companion.store.whole_file import written_whole

if TYPE_CHECKING:
    from minisign import SecretKey


def sign_pack(file: Path, key: SecretKey, report: Report = silent) -> AuthorKey:
    """Puts a signature into the file, in place of an earlier one. The file is replaced whole or not at all.

    Raises PackRefused if the file is not a complete pack, KeyTrouble if it cannot be written.
    """
    with open_archive(file) as pack:
        signature = key.sign(pack.manifest_bytes, trusted_comment=comment_of(pack.manifest))
    return put_signature(file, bytes(signature) + b"\n", public_of(key), report)


def put_signature(file: Path, signature: bytes, author: AuthorKey, report: Report = silent) -> AuthorKey:
    """Writes the signed pack, as `sign_pack` does, but with a signature from elsewhere, perhaps by minisign itself."""
    try:
        # In this order: Windows replaces no file that is still open.
        with written_whole(file) as half, open_archive(file) as pack:
            check_signature(pack.manifest, pack.manifest_bytes, signature, author)
            specials = {MANIFEST: pack.manifest_bytes, SIGNATURE: signature, AUTHOR_KEY: author.file_bytes()}
            with half.open("w+b") as out:
                write_archive(out, specials, pack.manifest, pack.blocks)
            report(pack.manifest.total, pack.manifest.total)
    except OSError as error:
        raise in_words(error, file, KeyTrouble) from error
    return author


def signer_of(pack: Archive) -> AuthorKey | None:
    """Finds the key that signed the pack.

    None if it is not signed. Raises PackRefused if the signature is wrong.
    """
    return signer(pack.manifest, pack.manifest_bytes, pack.signature, pack.author_key)
