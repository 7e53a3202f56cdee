"""Makes and opens an author's key, and computes the six words that two people compare on the telephone.

Keys are minisign's, in minisign's own files, so that its other programs can use them. The secret key is only in its
file and in memory, and always locked with a passphrase. The keys that a person trusts are in `trust`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from companion import resources
from companion.packs.keeping import in_words, write_bytes
from companion.packs.refusals import KeyTrouble

if TYPE_CHECKING:  # cryptography takes a while to load, and few commands need it
    from minisign import PublicKey, SecretKey, Signature

WORDS = 6
SHORTEST_PASSPHRASE = 8
SECRET_FILE = "author.key"
PUBLIC_FILE = "author.pub"
_LARGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class AuthorKey:
    """A public key."""

    base64: str
    """The key as minisign writes it, 56 characters."""

    @property
    def words(self) -> tuple[str, ...]:
        """Six words for 77 bits of the key's hash, too many for anybody to make another key with the same words."""
        left = int.from_bytes(hashlib.sha256(b"companion author key 1\n" + self.base64.encode()).digest())
        known = _words()
        spelled = []
        for _ in range(WORDS):
            left, index = divmod(left, len(known))
            spelled.append(known[index])
        return tuple(spelled)

    def spelled(self) -> str:
        return " ".join(self.words)

    def is_called(self, said: str) -> bool:
        """Tells whether these are its six words, with any case and marks between them."""
        heard = " ".join("".join(ch if ch.isalpha() else " " for ch in said).casefold().split())
        return hmac.compare_digest(heard.encode(), self.spelled().encode())

    def file_bytes(self) -> bytes:
        """The key as minisign's file."""
        return bytes(self._key()) + b"\n"

    def verify(self, data: bytes, signature: Signature) -> bool:
        """Tells whether this key signed both `data` and the signature's trusted comment."""
        from minisign import VerifyError

        if any(map(is_weak, _points(signature))):
            return False
        try:
            self._key().verify(data, signature)
        except VerifyError:
            return False
        return True

    def _key(self) -> PublicKey:
        from minisign import PublicKey

        return PublicKey.from_base64(self.base64)


def is_weak(point: bytes) -> bool:
    """Tells whether minisign refuses these 32 bytes as a key, or as the first half of a signature.

    Such a point has a small order, so that a signature by it fits any text, or is not in its canonical form.
    """
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y >= _PRIME or y in _SMALL_ORDER


_PRIME = 2**255 - 19
_SMALL_ORDER = frozenset(
    {
        *(0, 1, _PRIME - 1),
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)
"""The second coordinates of all points of Ed25519's curve whose order divides eight."""
_KEY_AT = 10
"""Bytes of the algorithm and the key's number, before the key or the signature itself."""


def _points(signature: Signature) -> tuple[bytes, bytes]:
    """Returns the first halves of both signatures in a minisign file: of the data, and of the comment."""
    lines = bytes(signature).splitlines()
    return base64.b64decode(lines[1])[_KEY_AT : _KEY_AT + 32], base64.b64decode(lines[3])[:32]


@cache
def _words() -> tuple[str, ...]:
    text = Path(__file__).with_name("words.txt").read_text(encoding="ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def keys_dir() -> Path:
    """Returns the place of the person's own key; it may not exist."""
    return resources.OwnPlace.SIGNING_KEYS.path()


def read_public(data: bytes, place: str = "") -> AuthorKey:
    """Reads a key from minisign's file, or from the second line of such a file alone. Raises KeyTrouble."""
    from minisign import ParseError, PublicKey

    lines = [line.strip() for line in data[:_LARGEST].splitlines() if line.strip()]
    try:
        if len(data) > _LARGEST or not 1 <= len(lines) <= 2:
            raise ParseError("not two lines")
        key = AuthorKey(PublicKey.from_base64(lines[-1]).to_base64().decode())
        if is_weak(base64.b64decode(key.base64)[_KEY_AT:]):
            raise ParseError("this key is unsafe, because anybody could sign with it")
        return key
    except (ParseError, ValueError):
        raise KeyTrouble(
            "This isn't an author's key.",
            place=place,
            hint="An author's key is a small text file called author.pub. Ask the author for it.",
        ) from None


def read_signature(data: bytes) -> Signature:
    """Reads a signature from minisign's file. Raises ValueError for anything else."""
    from minisign import Signature

    if len(data) > _LARGEST:
        raise ValueError("too large for a signature")
    return Signature.from_bytes(data)


def own_key(folder: Path | None = None) -> AuthorKey | None:
    """Reads the person's own public key; None if they have not made one. Raises KeyTrouble."""
    file = (folder or keys_dir()) / PUBLIC_FILE
    try:
        return read_public(file.read_bytes(), str(file))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise in_words(error, file, KeyTrouble) from error


def make_key(passphrase: str, folder: Path | None = None) -> AuthorKey:
    """Makes a new key in `folder`. Raises KeyTrouble; an existing key is never overwritten."""
    from minisign import KeyPair

    folder = folder or keys_dir()
    check_passphrase(passphrase)
    check_none_yet(folder)
    pair = KeyPair.generate()
    public = AuthorKey(pair.public_key.to_base64().decode())
    pair.secret_key.encrypt(passphrase)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.name != "nt":
            folder.chmod(0o700)
        write_bytes(folder / SECRET_FILE, bytes(pair.secret_key) + b"\n", private=True)
        write_bytes(folder / PUBLIC_FILE, public.file_bytes())
    except OSError as error:
        raise in_words(error, folder, KeyTrouble) from error
    finally:
        pair.secret_key.wipe()
    return public


def check_none_yet(folder: Path | None = None) -> None:
    """Checks that there is no key yet. Raises KeyTrouble if there is one."""
    file = (folder or keys_dir()) / SECRET_FILE
    if file.exists():
        raise KeyTrouble(
            "You already have a key, and people who have your packs rely on it.",
            place=str(file),
            hint="To see its six words: companion key show. With a new key, people who trust this one couldn't install"
            " your packs.",
        )


def check_passphrase(passphrase: str) -> None:
    """Checks the length of a passphrase. Raises KeyTrouble if it is too short to protect anything."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyTrouble(
            f"This passphrase is shorter than {SHORTEST_PASSPHRASE} letters.",
            hint="Use four or five words that have nothing to do with each other.",
        )


def open_key(passphrase: str, file: Path | None = None) -> SecretKey:
    """Opens the secret key for signing; the caller wipes it afterwards. Raises KeyTrouble."""
    from minisign import Error, ParseError, SecretKey

    file = file or keys_dir() / SECRET_FILE
    try:
        with file.open("rb") as source:
            data = source.read(_LARGEST)
        key = SecretKey.from_bytes(data)
    except FileNotFoundError:
        raise KeyTrouble(
            "You don't have a key to sign with yet.", place=str(file), hint="To make one: companion key new"
        ) from None
    except OSError as error:
        raise in_words(error, file, KeyTrouble) from error
    except (ParseError, ValueError):
        raise KeyTrouble(
            "This isn't a secret key.",
            place=str(file),
            hint=f"Your secret key is the file {SECRET_FILE} that `companion key new` made. Copy it from your backup.",
        ) from None
    try:
        key.decrypt(passphrase)
    except (Error, ValueError):
        raise KeyTrouble("That isn't the passphrase for your key.", place=str(file), hint="Please try again.") from None
    return key


def public_of(key: SecretKey) -> AuthorKey:
    return AuthorKey(key.get_public_key().to_base64().decode())
