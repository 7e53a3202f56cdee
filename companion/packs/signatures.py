"""Checks the signature of a manifest, and finds its key. Pure: bytes in, key out.

The signature is of the manifest, which holds the hash of every file. Id and version are in its trusted comment as well,
so that a signature alone tells which pack it is for. The authors that a person trusts are in `trust`.
"""

from __future__ import annotations

from companion.packs.keys import AuthorKey, read_public, read_signature
from companion.packs.manifest import ASK_AGAIN, ASK_AUTHOR, Manifest
from companion.packs.refusals import KeyTrouble, PackRefused


def comment_of(manifest: Manifest) -> str:
    """Makes the trusted comment of a pack's signature."""
    return f"companion pack:{manifest.id} version:{manifest.version}"


def signer(
    manifest: Manifest, manifest_bytes: bytes, signature: bytes | None, author: bytes | None
) -> AuthorKey | None:
    """Finds the key that signed a manifest. None if it is not signed. Raises PackRefused if the signature is wrong."""
    if signature is None and author is None:
        return None
    if signature is None or author is None:
        raise PackRefused("Part of its signature is missing.", hint=ASK_AGAIN)
    try:
        key = read_public(author)
    except KeyTrouble:
        raise PackRefused("Its author's key isn't a valid key.", hint=ASK_AGAIN) from None
    check_signature(manifest, manifest_bytes, signature, key)
    return key


def check_signature(manifest: Manifest, manifest_bytes: bytes, signature: bytes, key: AuthorKey) -> None:
    """Checks that this key signed the manifest. Raises PackRefused."""
    try:
        given = read_signature(signature)
    except ValueError:
        raise PackRefused("Its signature is damaged.", hint=ASK_AGAIN) from None
    if given.trusted_comment != comment_of(manifest):
        raise PackRefused(
            "The signature in it belongs to another pack, or to another version.",
            hint="Someone may have put it together from other packs. " + ASK_AUTHOR,
        )
    if not key.verify(manifest_bytes, given):
        raise PackRefused(
            "Its signature doesn't match: the pack was changed after its author signed it.",
            hint="It was damaged on the way, or someone changed it. " + ASK_AUTHOR,
        )
