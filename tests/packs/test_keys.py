"""Keys and signatures: ours and those of the real minisign, in both directions; and files that are neither."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.packs.archive import open_archive
from companion.packs.keys import (
    AuthorKey,
    is_weak,
    make_key,
    open_key,
    own_key,
    public_of,
    read_public,
    read_signature,
)
from companion.packs.manifest import AUTHOR_KEY, MANIFEST, SIGNATURE
from companion.packs.refusals import KeyTrouble, PackRefused
from companion.packs.signatures import comment_of
from companion.packs.signing import put_signature, signer_of
from tests.packs.conftest import PASSPHRASE, Author

MINISIGN = shutil.which("minisign")
needs_minisign = pytest.mark.skipif(MINISIGN is None, reason="minisign is not installed (apt-get install minisign)")


def test_the_six_words(anna: Author, bela: Author) -> None:
    assert len(anna.key.words) == 6
    assert anna.key.words != bela.key.words
    assert anna.key.is_called(anna.key.spelled())
    assert anna.key.is_called(f"  {anna.key.spelled().upper().replace(' ', ', ')}. ")
    assert not anna.key.is_called(bela.key.spelled())
    assert not anna.key.is_called(" ".join(anna.key.words[:5]))
    assert not anna.key.is_called("")


def test_the_words_of_a_key_never_change() -> None:
    key = AuthorKey("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3")
    assert key.spelled() == "blah repurpose griminess fifty steadily pummel"


def test_the_secret_is_locked_and_private(own_home: Path) -> None:
    made = make_key(PASSPHRASE)
    file = own_home / "keys" / "author.key"
    if os.name != "nt":
        assert file.stat().st_mode & 0o077 == 0
        assert file.parent.stat().st_mode & 0o077 == 0
    assert own_key() == made
    assert public_of(open_key(PASSPHRASE)) == made
    with pytest.raises(KeyTrouble, match="isn't the passphrase"):
        open_key("another passphrase")


def test_a_key_is_never_written_over(own_home: Path) -> None:
    make_key(PASSPHRASE)
    before = (own_home / "keys" / "author.key").read_bytes()
    with pytest.raises(KeyTrouble, match="already have a key"):
        make_key("another passphrase")
    assert (own_home / "keys" / "author.key").read_bytes() == before


def test_too_short_a_passphrase() -> None:
    with pytest.raises(KeyTrouble, match="shorter"):
        make_key("short")
    assert own_key() is None


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"one\ntwo\nthree\n", b"\xff" * 100, b"untrusted comment: x\nRWQ=\n", b"A" * 100_000]
)
def test_files_that_are_no_key(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(KeyTrouble, match="isn't an author's key"):
        read_public(data)
    (tmp_path / "author.key").write_bytes(data)
    with pytest.raises(KeyTrouble, match="isn't a secret key"):
        open_key(PASSPHRASE, tmp_path / "author.key")


def test_a_public_key_is_no_secret_key(anna: Author) -> None:
    with pytest.raises(KeyTrouble, match="isn't a secret key"):
        open_key(PASSPHRASE, anna.keys / "author.pub")
    with pytest.raises(KeyTrouble, match="isn't an author's key"):
        read_public((anna.keys / "author.key").read_bytes())


def test_no_key_yet() -> None:
    with pytest.raises(KeyTrouble, match="don't have a key to sign with"):
        open_key(PASSPHRASE)


def test_the_line_alone_is_a_key_as_well(anna: Author) -> None:
    assert read_public(f" {anna.key.base64}\r\n".encode()) == anna.key
    assert read_public(anna.key.file_bytes()) == anna.key


# ---- keys with which anybody can sign -----------------------------------------------------------------------------


WEAK = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]
"""Every point of a small order, and forms that a point does not have."""


def as_file(key: bytes) -> bytes:
    return b"untrusted comment: key\n" + base64.b64encode(b"Ed" + b"8 letter" + key) + b"\n"


@pytest.mark.parametrize("weak", WEAK)
def test_keys_with_which_anybody_can_sign(weak: str, tmp_path: Path) -> None:
    with pytest.raises(KeyTrouble, match="isn't an author's key"):
        read_public(as_file(bytes.fromhex(weak)))


def forged() -> bytes:
    """A signature that fits any text under the first of the weak keys: the neutral point, and nought times the base."""
    nothing = bytes.fromhex(WEAK[0]) + bytes(32)
    lines = [b"untrusted comment: x", base64.b64encode(b"ED" + b"8 letter" + nothing)]
    return b"\n".join([*lines, b"trusted comment: companion pack:calm version:1.0.0", base64.b64encode(nothing), b""])


def test_a_signature_that_fits_any_text(anna: Author) -> None:
    """OpenSSL alone takes it."""
    from minisign import PublicKey

    key = AuthorKey(base64.b64encode(b"Ed" + b"8 letter" + bytes.fromhex(WEAK[0])).decode())
    PublicKey.from_base64(key.base64).verify(b"any text", read_signature(forged()))
    assert not key.verify(b"any text", read_signature(forged()))
    bad = repacked(anna.pack(), signature=forged(), key=as_file(bytes.fromhex(WEAK[0])))
    assert "isn't a valid key" in refusal(bad)


@needs_minisign
@pytest.mark.parametrize("weak", WEAK)
def test_minisign_refuses_them_too(weak: str, tmp_path: Path) -> None:
    (tmp_path / "author.pub").write_bytes(as_file(bytes.fromhex(weak)))
    (tmp_path / "text").write_bytes(b"any text")
    (tmp_path / "text.minisig").write_bytes(forged())
    assert minisign("-V", "-p", "author.pub", "-m", "text", folder=tmp_path).returncode != 0


@given(st.binary(min_size=32, max_size=32))
def test_good_keys_are_not_refused(seed: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    assert not is_weak(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def test_a_weak_key_in_a_receipt_counts_as_none(anna: Author) -> None:
    from companion.packs.installed import Library
    from companion.packs.offering import offered
    from companion.packs.receipts import RECEIPT
    from companion.packs.trust import Trust

    with offered(anna.pack(), Library(), Trust(), source="") as offer:
        offer.accept("2026-11-22")
    file = Library().find("calm").folder / RECEIPT
    for key in ("x", base64.b64encode(b"Ed" + b"8 letter" + bytes.fromhex(WEAK[0])).decode()):
        file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "key": key}), encoding="utf-8")
        assert Library().packs() == []
        assert len(Library().unreadable()) == 1


# ---- signatures -------------------------------------------------------------------------------------------------


def signer(file: Path) -> AuthorKey | None:
    with open_archive(file) as pack:
        return signer_of(pack)


def test_signing(anna: Author) -> None:
    file = anna.unsigned()
    assert signer(file) is None
    anna.sign(file)
    assert signer(file) == anna.key
    with open_archive(file) as pack:
        pack.check()
    signed = file.read_bytes()
    anna.sign(file)
    assert file.read_bytes() == signed, "signing again changes nothing"


def test_somebody_else_signs_it_again(anna: Author, bela: Author) -> None:
    file = bela.sign(anna.pack())
    assert signer(file) == bela.key


def repacked(file: Path, **changes: bytes | None) -> Path:
    """Makes the pack with changed special files, as somebody who wants to mislead would do it."""
    names = {"manifest": MANIFEST, "signature": SIGNATURE, "key": AUTHOR_KEY}
    with zipfile.ZipFile(file) as box:
        there: dict[str, bytes | None] = {name: box.read(name) for name in box.namelist()}
    there |= {names[key]: data for key, data in changes.items()}
    bad = file.with_name("bad.companion.zip")
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_STORED) as box:
        for name, data in there.items():
            if data is not None:
                info = zipfile.ZipInfo(name)
                info.external_attr = 0o100644 << 16
                box.writestr(info, data)
    return bad


def specials(file: Path) -> dict[str, bytes]:
    with open_archive(file) as pack:
        return pack.specials()


def refusal(file: Path) -> str:
    with pytest.raises(PackRefused) as raised:
        signer(file)
    assert raised.value.hint
    return raised.value.message


def test_a_signed_list_with_a_byte_changed(anna: Author) -> None:
    file = anna.pack()
    manifest = specials(file)[MANIFEST].replace(b"Two short ways", b"Two sharp ways")
    assert "signature doesn't match" in refusal(repacked(file, manifest=manifest))


def test_another_packs_signature(anna: Author) -> None:
    file, other = anna.pack(), anna.pack("other")
    assert "belongs to another pack" in refusal(repacked(file, signature=specials(other)[SIGNATURE]))
    older = anna.pack(version="0.9")
    assert "another version" in refusal(repacked(file, signature=specials(older)[SIGNATURE]))


def test_another_authors_key(anna: Author, bela: Author) -> None:
    file = anna.pack()
    assert "signature doesn't match" in refusal(repacked(file, key=bela.key.file_bytes()))


def test_a_comment_that_was_changed(anna: Author) -> None:
    file, other = anna.pack(), anna.pack("other")
    lines = specials(other)[SIGNATURE].splitlines()
    lines[2] = specials(file)[SIGNATURE].splitlines()[2]
    assert "signature doesn't match" in refusal(repacked(file, signature=b"\n".join(lines) + b"\n"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"signature": None}, "Part of its signature is missing"),
        ({"key": None}, "Part of its signature is missing"),
        ({"key": b"hello\n"}, "isn't a valid key"),
        ({"signature": b"hello\n"}, "signature is damaged"),
        ({"signature": b"\xff\xfe\n" * 4}, "signature is damaged"),
        ({"signature": b"x" * 50_000}, "far too large"),
    ],
)
def test_pieces_that_are_none(anna: Author, changes: dict[str, bytes | None], says: str) -> None:
    assert says in refusal(repacked(anna.pack(), **changes))


def test_a_broken_pack_is_not_signed(anna: Author) -> None:
    file = anna.unsigned()
    data = bytearray(file.read_bytes())
    data[data.find(b"Look around") + 1] ^= 1
    file.write_bytes(data)
    with pytest.raises(PackRefused, match=r"damaged|not the one"):
        anna.sign(file)
    assert file.read_bytes() == data
    assert [each.name for each in anna.out.iterdir()] == [file.name], "nothing half-made is left"


# ---- the real minisign ------------------------------------------------------------------------------------------


@needs_minisign
def test_minisign_verifies_what_we_sign(anna: Author, tmp_path: Path) -> None:
    for name, data in specials(anna.pack()).items():
        (tmp_path / name).write_bytes(data)
    done = minisign("-V", "-p", AUTHOR_KEY, "-m", MANIFEST, "-x", SIGNATURE, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "companion pack:calm version:1.0.0" in done.stdout
    changed = (tmp_path / MANIFEST).read_bytes().replace(b"Calm", b"Harm")
    (tmp_path / MANIFEST).write_bytes(changed)
    assert minisign("-V", "-p", AUTHOR_KEY, "-m", MANIFEST, "-x", SIGNATURE, folder=tmp_path).returncode != 0


@needs_minisign
def test_minisign_signs_with_our_key(anna: Author, tmp_path: Path) -> None:
    file = anna.unsigned()
    with open_archive(file) as pack:
        (tmp_path / MANIFEST).write_bytes(pack.manifest_bytes)
        comment = comment_of(pack.manifest)
    key = str(anna.keys / "author.key")
    done = minisign("-S", "-s", key, "-m", MANIFEST, "-t", comment, folder=tmp_path, typed=PASSPHRASE)
    assert done.returncode == 0, done.stdout + done.stderr
    put_signature(file, (tmp_path / SIGNATURE).read_bytes(), anna.key)
    assert signer(file) == anna.key


@needs_minisign
def test_a_key_that_minisign_made(anna: Author, tmp_path: Path) -> None:
    """Made without a passphrase, since minisign's own way of locking one takes a gigabyte."""
    done = minisign("-G", "-W", "-p", "author.pub", "-s", "author.key", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    key = read_public((tmp_path / "author.pub").read_bytes())
    assert public_of(open_key("", tmp_path / "author.key")) == key


def minisign(*arguments: str, folder: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    assert MINISIGN is not None
    return subprocess.run(
        [MINISIGN, *arguments],
        cwd=folder,
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
