"""Locks single entries of a journal, so that only its owner's passphrase opens them.

A new entry is locked with a public key (HPKE, RFC 9180), so the passphrase is needed for reading only, and never while
a session runs. The private key is in a sealed file (`store.sealed`). All locked entries have the same size.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from companion.journal.journal_entry import JournalEntry

if TYPE_CHECKING:  # it takes a while to load, and few journals need it
    from cryptography.hazmat.primitives.hpke import Suite

SIZE: Final = 12 * 1024
"""Bytes of an entry before it is locked: more than the longest one, so that its size tells nothing."""
_INFO: Final = b"companion journal entry 1"
_LENGTH: Final = 4


class CannotOpen(Exception):
    """The key does not open this entry, or the entry was changed."""


def new_keys() -> tuple[bytes, bytes]:
    """Makes a private and a public key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def lock(public: bytes, entry: JournalEntry) -> bytes:
    """Locks an entry; its number stays outside."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    values = {name: value for name, value in asdict(entry).items() if name != "id"}
    text = json.dumps(values, ensure_ascii=True).encode()
    if len(text) + _LENGTH > SIZE:  # letters outside ASCII take six bytes each: UTF-8 is shorter then
        text = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    padded = len(text).to_bytes(_LENGTH) + text
    padded += bytes(SIZE - len(padded))
    return _suite().encrypt(padded, X25519PublicKey.from_public_bytes(public), _INFO)


def unlock(private: bytes, locked: bytes, id: int) -> JournalEntry:
    """Opens an entry. Raises CannotOpen."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    try:
        padded = _suite().decrypt(locked, X25519PrivateKey.from_private_bytes(private), _INFO)
        values = json.loads(padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH])])
        return JournalEntry(**values, id=id)
    except (InvalidTag, ValueError, TypeError) as error:
        raise CannotOpen(str(error)) from error


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
