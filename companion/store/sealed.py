"""A sealed file: one person's own text, which opens only with their passphrase.

The key is made from the passphrase by Argon2id, and the text is locked with ChaCha20-Poly1305, which also notices every
change in the file. All sealed files have the same size and the same date, whatever is in them and whenever they were
written, and each writing takes a new salt and a new nonce: two writings of one text have nothing in common. Nothing is
ever written unlocked. The passphrase and the text are in this program's memory while they are used; Python cannot wipe
them from there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import CompanionError, told_by_system
from companion.store.whole_file import half_written, written_whole

if TYPE_CHECKING:  # it takes a while to load, and few commands need it
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

SIZE = 512 * 1024
"""Bytes of every sealed file: more than the longest text that is put into one, so that its size tells nothing."""
SHORTEST_PASSPHRASE = 12
"""Characters. Passphrases can be tried on a copy of the file without end, and a partner knows which to try first."""
DATE = 1_577_836_800
"""The date of every sealed file, in seconds since 1970: 1 January 2020. Its real date would tell who wrote when."""

_MAGIC = b"companion sealed"
_VERSION = 1
"""Of this layout: magic, version, salt, nonce, locked text. The version also says which `Cost` was used."""
_SALT, _NONCE, _TAG, _LENGTH = 16, 12, 16, 4
_HEAD = len(_MAGIC) + 1 + _SALT + _NONCE
CAPACITY = SIZE - _HEAD - _TAG - _LENGTH
"""Bytes of text that fit into one."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The work of one try with a passphrase."""

    memory: int
    """KiB."""
    iterations: int
    lanes: int


COST = Cost(memory=128 * 1024, iterations=3, lanes=4)
"""About a second on two busy cores. RFC 9106 advises 64 MiB with three passes; twice that makes every guess dearer, and
each computer that runs the rest of the program has it to spare."""


class SealedTrouble(CompanionError):
    title = "It can't be opened"


class NotSealed(CompanionError):
    title = "It can't be saved"


class WeakPassphrase(CompanionError):
    title = "This passphrase is too easy to guess"


def check_passphrase(passphrase: str) -> None:
    """Raises WeakPassphrase for one that would be found soon. A long one that the partner can guess is not noticed."""
    said = _normal(passphrase)
    if len(said) < SHORTEST_PASSPHRASE or len(set(said)) < SHORTEST_PASSPHRASE // 2:
        raise WeakPassphrase(
            f"A passphrase needs at least {SHORTEST_PASSPHRASE} characters, and not the same ones over and over.",
            hint="Pick four or five words that have nothing to do with each other, and that are hard to guess.",
        )


def seal(file: Path, passphrase: str, text: bytes, label: str, cost: Cost = COST) -> None:
    """Replaces the whole file at once. Raises NotSealed; the old file is then unchanged.

    `label` says what the file is for: it opens only with the same one, so that no file can be put in another's place.
    """
    if len(text) > CAPACITY:
        raise NotSealed("Your list is too long to save.", place=str(file), hint="Shorten something, and try again.")
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    head = _MAGIC + bytes([_VERSION]) + salt + nonce
    padded = len(text).to_bytes(_LENGTH) + text + bytes(CAPACITY - len(text))
    locked = head + _lock(passphrase, salt, cost).encrypt(nonce, padded, head + label.encode())
    try:
        _make_folder(file.parent)
        with written_whole(file, private=True) as half:
            half.write_bytes(locked)
            os.utime(half, (DATE, DATE))
    except OSError as error:
        raise NotSealed(
            f"It couldn't be saved: {told_by_system(error)}.",
            place=str(file),
            hint="Free some space, or check that you can write there, and try again.",
        ) from error
    finally:
        undate(file.parent)


def open_sealed(file: Path, passphrase: str, label: str, cost: Cost = COST) -> bytes:
    """Returns the text. Raises SealedTrouble.

    A wrong passphrase and a changed file give the same error, because nothing but the passphrase could tell them apart.
    """
    data = _read(file)
    if len(data) != SIZE or not data.startswith(_MAGIC):
        raise SealedTrouble(
            "The file is damaged, so no passphrase opens it.",
            place=str(file),
            hint="If you have a backup of it, put that in its place. I'm sorry: without one it can't be opened again. "
            "You can delete it and start over.",
        )
    if data[len(_MAGIC)] != _VERSION:
        raise SealedTrouble(
            "Another version of Companion wrote this file.",
            place=str(file),
            hint="Update Companion, and try again. Nothing in the file was changed.",
        )
    head, locked = data[:_HEAD], data[_HEAD:]
    salt, nonce = head[-_NONCE - _SALT : -_NONCE], head[-_NONCE:]
    from cryptography.exceptions import InvalidTag

    try:
        padded = _lock(passphrase, salt, cost).decrypt(nonce, locked, head + label.encode())
    except InvalidTag:
        raise SealedTrouble(
            "That isn't the right passphrase, or the file is damaged.",
            hint="Try again. Capital letters and spaces count.",
        ) from None
    return padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH])]


def delete(file: Path) -> None:
    """Deletes the file, and what a power cut left of earlier writing. Needs no passphrase. Raises NotSealed."""
    try:
        for path in (file, *half_written(file)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise NotSealed(
            f"I couldn't delete it: {told_by_system(error)}.",
            hint=f"Please delete this file yourself: {file}",
        ) from error
    finally:
        undate(file.parent)


def undate(path: Path) -> None:
    """Gives a file or folder the date that all sealed files have, where that can be done."""
    with contextlib.suppress(OSError):
        os.utime(path, (DATE, DATE))


def _normal(passphrase: str) -> str:
    """Writes an accent the same way whichever keyboard it was typed on, and takes no notice of spaces at the ends."""
    return unicodedata.normalize("NFC", passphrase).strip()


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if os.name != "nt":
        folder.chmod(0o700)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            return source.read(SIZE + 1)
    except FileNotFoundError:
        raise SealedTrouble("There is no such file.", place=str(file), hint="It may just have been deleted.") from None
    except OSError as error:
        raise SealedTrouble(
            f"I can't read the file: {told_by_system(error)}.",
            place=str(file),
            hint="Check that you have permission to read it.",
        ) from error


def _lock(passphrase: str, salt: bytes, cost: Cost) -> ChaCha20Poly1305:
    """Makes the key, and the lock that it fits. Takes about a second and `cost.memory` KiB. Raises SealedTrouble."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        key = Argon2id(
            salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory
        ).derive(_normal(passphrase).encode("utf-8", "surrogatepass"))
        return ChaCha20Poly1305(key)
    except MemoryError:
        raise SealedTrouble(
            f"There isn't enough free memory: I need {cost.memory // 1024} MB.",
            hint="Close another program, and try again.",
        ) from None
    except UnsupportedAlgorithm:
        raise SealedTrouble(
            "A part of Companion that locks your list is missing, or too old.",
            hint="Ask someone who knows this computer to install Companion again. For them: make run",
        ) from None
