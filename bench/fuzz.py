"""A long fuzz of everything that reads files by strangers: `python -m bench.fuzz 100000 [SEED]`.

The inputs are good packs, lists, keys and exercises with changed bytes, fields and values. It prints the number of
inputs, the slowest time and the most memory, and stops at the first input that is neither read nor refused in words.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import struct
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from companion import resources
from companion.errors import CompanionError
from companion.exercise.reading import read
from companion.packs.about import read_about
from companion.packs.archive import open_archive
from companion.packs.building import build
from companion.packs.index import HEAD, build_shelf, checked_index, read_head
from companion.packs.keys import make_key, open_key, public_of, read_public
from companion.packs.manifest import MANIFEST, read_manifest
from companion.packs.signing import sign_pack, signer_of

SLOWEST = 1.0
"""Seconds of processor time that one input may take at most."""
MOST_MEMORY = 300_000_000


def main() -> int:
    warnings.simplefilter("ignore")  # zipfile warns about the broken names that are written here
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as work:
        kinds = _kinds(Path(work), chance)
        ends: Counter[str] = Counter()
        slowest, begun = (0.0, ""), time.monotonic()
        for number in range(count):
            name, make, use = kinds[number % len(kinds)]
            data = make()
            start = time.process_time()
            try:
                use(data)
                ends[f"{name}: read"] += 1
            except CompanionError:
                ends[f"{name}: refused"] += 1
            except BaseException:
                Path("fuzz-crash.bin").write_bytes(data)
                print(f"Input {number} ({name}, seed {seed}) crashed; it is in fuzz-crash.bin")
                raise
            took = time.process_time() - start
            if took > slowest[0]:
                slowest = (took, name)
                if took > SLOWEST:
                    Path("fuzz-slow.bin").write_bytes(data)
                    print(f"Input {number} ({name}) took {took:.2f} s; it is in fuzz-slow.bin")
                    return 1
    print(f"{count} inputs, seed {seed}, {time.monotonic() - begun:.0f} s")
    for end, times in sorted(ends.items()):
        print(f"  {end:<20} {times}")
    print(f"  slowest {slowest[0] * 1000:.0f} ms ({slowest[1]}); most memory {_memory() / 1e6:.0f} MB")
    return int(_memory() > MOST_MEMORY)


_FIELDS = [
    *((offset, "<H") for offset in (6, 8, 10, 28, 30, 32, 34)),
    *((offset, "<I") for offset in (16, 20, 24, 38, 42)),
    *((offset, "<B") for offset in (46, 50)),
]
"""Fields of a zip's directory records: offset, and format."""

Kind = tuple[str, Callable[[], bytes], Callable[[bytes], object]]


def _kinds(work: Path, chance: random.Random) -> list[Kind]:
    make_key("fuzz fuzz fuzz", work / "keys")
    secret = open_key("fuzz fuzz fuzz", work / "keys" / "author.key")
    source = resources.shipped_exercises() / "together"
    folder = work / "folder"
    folder.mkdir()
    for file in source.glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    about = (folder / "pack.yaml").read_text(encoding="utf-8").replace("id: together", "id: evenings")
    about = "\n".join(line for line in about.splitlines() if not line.startswith("version:")) + "\nversion: 1.0.0\n"
    (folder / "pack.yaml").write_text(about, encoding="utf-8")
    pack = build(folder, work / "shelf", lambda folder: None).file
    sign_pack(pack, secret)
    built = build_shelf(work / "shelf", secret, datetime.now(UTC))
    whole, head = pack.read_bytes(), (work / "shelf" / HEAD).read_bytes()
    listed = (work / "shelf" / built.head.list).read_bytes()
    key, public = public_of(secret), (work / "keys" / "author.pub").read_bytes()
    texts = [file.read_bytes() for file in sorted(source.glob("*.yaml")) if file.name != "pack.yaml"]
    file = work / "any.zip"
    with zipfile.ZipFile(pack) as box:
        parts = {name: box.read(name) for name in box.namelist()}

    def read_pack(data: bytes) -> None:
        file.write_bytes(data)
        with open_archive(file) as opened:
            signed = signer_of(opened)
            opened.check()
            # Only the manifest that was signed, byte for byte, may count as signed.
            assert signed in (None, key)
            assert (signed is None) == (opened.signature is None)
            assert signed is None or opened.manifest_bytes == parts[MANIFEST]

    return [
        ("bytes of a pack", lambda: bytes_changed(whole, chance), read_pack),
        ("single bytes of it", lambda: flipped(whole, chance), read_pack),
        ("its directory", lambda: directory_changed(whole, chance), read_pack),
        ("its parts", lambda: parts_changed(parts, chance), read_pack),
        ("a manifest", lambda: json.dumps(_other_json(json.loads(parts[MANIFEST]), chance)).encode(), read_manifest),
        ("a list's head", lambda: bytes_changed(head, chance), read_head),
        ("a list", lambda: bytes_changed(listed, chance), lambda data: checked_index(built.head, data, key)),
        ("a key", lambda: bytes_changed(public, chance), read_public),
        ("pack.yaml", lambda: bytes_changed(about.encode(), chance), lambda data: read_about(data, "pack.yaml")),
        ("an exercise", lambda: _text_changed(chance.choice(texts), chance), lambda data: read(data, "any.yaml")),
    ]


def directory_changed(whole: bytes, chance: random.Random) -> bytes:
    """Changes fields of a zip's directory, or of the headers before its files."""
    data = bytearray(whole)
    for _ in range(chance.randint(1, 3)):
        at = chance.choice(_places(data))
        offset, form = chance.choice(_FIELDS)
        top = (1 << (8 * struct.calcsize(form))) - 1
        value = chance.choice([0, 1, top, top // 2, chance.randint(0, top)])
        if at + offset + struct.calcsize(form) <= len(data):
            struct.pack_into(form, data, at + offset, value)
    return bytes(data)


def parts_changed(parts: Mapping[str, bytes], chance: random.Random) -> bytes:
    """Makes a zip of a pack's files, with some of them changed, left out, renamed or made a link."""
    box_of = io.BytesIO()
    with zipfile.ZipFile(box_of, "w") as box:
        for name, data in parts.items():
            if chance.random() < 0.01:
                continue
            changed = data
            if name == MANIFEST and chance.random() < 0.4:
                changed = json.dumps(_other_json(json.loads(data), chance)).encode()
            elif chance.random() < 0.03:
                changed = bytes_changed(data, chance)
            info = zipfile.ZipInfo(name if chance.random() < 0.98 else _odd_name(chance))
            info.external_attr = (0o100644 if chance.random() < 0.98 else 0o120777) << 16
            with contextlib.suppress(ValueError, UnicodeEncodeError):
                box.writestr(info, changed)
    return box_of.getvalue()


def _places(data: bytes | bytearray) -> list[int]:
    found = [max(0, len(data) - 40)]
    for mark in (b"PK\1\2", b"PK\3\4"):
        at = data.find(mark)
        while at >= 0:
            found.append(at)
            at = data.find(mark, at + 1)
    return found


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed)) if changed else 0
        what = chance.randrange(5)
        if what == 0 and changed:
            changed[at] = chance.randrange(256)
        elif what == 1:
            del changed[at : at + chance.randint(1, 60)]
        elif what == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 200)]
        elif what == 3:
            changed[at:at] = chance.randbytes(chance.randint(1, 20))
        else:
            changed[at:at] = chance.choice([b"\0", b"\n", b"\xff", b"PK\5\6", b"{", b"[", b'"', b": ", b"- ", b"\x1b["])
    return bytes(changed)


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _text_changed(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(lines)) if lines else 0
        what = chance.randrange(4)
        if what == 0:
            lines[at:at] = lines[at : at + chance.randint(1, 8)] * chance.choice([1, 2, 50])
        elif what == 1:
            del lines[at : at + 2]
        elif lines and what == 2:
            lines[at] = b" " * chance.randrange(8) + lines[at].lstrip()
        elif lines:
            lines[at] = bytes_changed(lines[at], chance)
        lines = lines[:2000]
    return b"".join(lines)


def _other_json(value: object, chance: random.Random) -> object:
    odd: list[object] = [
        None,
        True,
        0,
        -1,
        2**70,
        1e308,
        "",
        "\0",
        "\x1b[2J",
        "../x",
        "é" * 300,
        [],
        {},
        [[[[]]]],
        "1.0",
        "x" * 5000,
    ]
    if chance.random() < 0.02:
        return chance.choice(odd)
    if isinstance(value, dict):
        changed = {key: _other_json(each, chance) for key, each in value.items()}
        if chance.random() < 0.1:
            changed[_odd_name(chance)] = chance.choice(odd)
        if changed and chance.random() < 0.05:
            changed.pop(chance.choice(list(changed)))
        return changed
    if isinstance(value, list):
        return [_other_json(each, chance) for each in value]
    return value


def _odd_name(chance: random.Random) -> str:
    return chance.choice(_ODD_NAMES)


_ODD_NAMES = [
    *("../x.yaml", "/x.yaml", "a\\b.yaml", "C:x.yaml", "con.yaml", "X.yaml", "x.yaml", "é.txt", "e\u0301.txt", "x.exe"),
    *(".x.yaml", "x" * 300, "a/b/c/d/e/f.txt", "x\u202e.txt", "x.yaml/y.txt", "", "author.pub", "AUTHOR.PUB"),
]


def _memory() -> int:
    """Returns the most bytes of memory that this process ever had; 0 if the system does not tell."""
    with contextlib.suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return 0


if __name__ == "__main__":
    sys.exit(main())
