"""An author's key: making it, opening it, and the six words that two people compare on the telephone.

Keys are minisign's, in minisign's own files, so that its other programs can use them. The secret key never leaves its
file but in memory, and is always locked with a passphrase. Whom somebody trusts is in `trust`.
"""

from __future__ import annotations

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
    """As minisign writes it, 56 characters."""

    @property
    def words(self) -> tuple[str, ...]:
        """Six words, 77 bits of the key's hash: nobody can make another key that has the same."""
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
        """Whether these are its six words, however they are written."""
        heard = " ".join("".join(ch if ch.isalpha() else " " for ch in said).casefold().split())
        return hmac.compare_digest(heard.encode(), self.spelled().encode())

    def file_bytes(self) -> bytes:
        """The key as minisign's file."""
        return bytes(self._key()) + b"\n"

    def verify(self, data: bytes, signature: Signature) -> bool:
        """Whether this key signed `data`, and the signature's trusted comment."""
        from minisign import VerifyError

        try:
            self._key().verify(data, signature)
        except VerifyError:
            return False
        return True

    def _key(self) -> PublicKey:
        from minisign import PublicKey

        return PublicKey.from_base64(self.base64)


@cache
def _words() -> tuple[str, ...]:
    text = Path(__file__).with_name("words.txt").read_text(encoding="ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def keys_dir() -> Path:
    """Where the person's own key lies; it may not exist."""
    return resources.data_dir() / "keys"


def read_public(data: bytes, place: str = "") -> AuthorKey:
    """A key from minisign's file, or from its second line alone. Raises KeyTrouble."""
    from minisign import ParseError, PublicKey

    lines = [line.strip() for line in data[:_LARGEST].splitlines() if line.strip()]
    try:
        if len(data) > _LARGEST or not 1 <= len(lines) <= 2:
            raise ParseError("not two lines")
        return AuthorKey(PublicKey.from_base64(lines[-1]).to_base64().decode())
    except (ParseError, ValueError):
        raise KeyTrouble(
            "This is not an author's key.",
            place=place,
            hint="An author's key is a small text file named author.pub; ask the author for it.",
        ) from None


def read_signature(data: bytes) -> Signature:
    """Raises ValueError where it is none."""
    from minisign import Signature

    if len(data) > _LARGEST:
        raise ValueError("too large for a signature")
    return Signature.from_bytes(data)


def own_key(folder: Path | None = None) -> AuthorKey | None:
    """The person's own public key; None where they have made none. Raises KeyTrouble."""
    file = (folder or keys_dir()) / PUBLIC_FILE
    try:
        return read_public(file.read_bytes(), str(file))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise in_words(error, file, KeyTrouble) from error


def make_key(passphrase: str, folder: Path | None = None) -> AuthorKey:
    """A new key in `folder`. Raises KeyTrouble; a key that is there already is never written over."""
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
    """Raises KeyTrouble where there is a key."""
    file = (folder or keys_dir()) / SECRET_FILE
    if file.exists():
        raise KeyTrouble(
            "You have a key already, and the people who have your packs know it.",
            place=str(file),
            hint="`companion key show` shows its six words. A new key would stop everybody who trusts this one.",
        )


def check_passphrase(passphrase: str) -> None:
    """Raises KeyTrouble where it is too short to be of use."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyTrouble(
            f"This passphrase is shorter than {SHORTEST_PASSPHRASE} letters.",
            hint="Take a few words that belong together for nobody but you.",
        )


def open_key(passphrase: str, file: Path | None = None) -> SecretKey:
    """The secret key, ready to sign; wipe it when done. Raises KeyTrouble."""
    from minisign import Error, ParseError, SecretKey

    file = file or keys_dir() / SECRET_FILE
    try:
        with file.open("rb") as source:
            data = source.read(_LARGEST)
        key = SecretKey.from_bytes(data)
    except FileNotFoundError:
        raise KeyTrouble(
            "You have no key to sign with yet.", place=str(file), hint="Make one with `companion key new`."
        ) from None
    except OSError as error:
        raise in_words(error, file, KeyTrouble) from error
    except (ParseError, ValueError):
        raise KeyTrouble(
            "This is not a secret key.",
            place=str(file),
            hint=f"Your secret key is the file {SECRET_FILE} that `companion key new` made; take it from your copy.",
        ) from None
    try:
        key.decrypt(passphrase)
    except (Error, ValueError):
        raise KeyTrouble("This is not the passphrase of your key.", place=str(file), hint="Try once more.") from None
    return key


def public_of(key: SecretKey) -> AuthorKey:
    return AuthorKey(key.get_public_key().to_base64().decode())
