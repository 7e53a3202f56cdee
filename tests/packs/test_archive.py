"""Reading a pack's zip: hostile ones of every kind, damaged ones, and those that Hypothesis makes of a good one."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.packs import manifest as manifest_module
from companion.packs.archive import open_archive
from companion.packs.building import build
from companion.packs.manifest import MANIFEST
from companion.packs.refusals import PackRefused
from tests.packs.conftest import Author, MakeFolder, no_check

Change = Callable[[zipfile.ZipInfo], None]


@pytest.fixture
def good(folder_of: MakeFolder, tmp_path: Path) -> Path:
    return build(folder_of(), tmp_path, no_check).file


def rewritten(file: Path, extra: dict[str, bytes], change: Change = lambda info: None, *, listed: bool = True) -> Path:
    """The pack with more files in it, as somebody would make it who means harm: listed in the manifest, too."""
    with zipfile.ZipFile(file) as box:
        there = {name: box.read(name) for name in box.namelist()}
    manifest = json.loads(there[MANIFEST])
    if listed:
        import hashlib

        for name, data in extra.items():
            manifest["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    there[MANIFEST] = json.dumps(manifest).encode()
    bad = file.with_name("bad.companion.zip")
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_STORED) as box:
        for name, data in [*there.items(), *extra.items()]:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100644 << 16
            if name in extra:
                info.filename = name  # ZipInfo itself turns some characters round
                change(info)
            box.writestr(info, data, compress_type=info.compress_type)
    return bad


def refusal(file: Path, into: Path | None = None) -> str:
    with pytest.raises(PackRefused) as raised:
        _read(file, into)
    assert raised.value.hint
    return raised.value.message


def _read(file: Path, into: Path | None) -> None:
    with open_archive(file) as pack:
        if into is None:
            pack.check()
        else:
            into.mkdir()
            pack.unpack(into)


def test_a_good_one(good: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with open_archive(good) as pack:
        pack.check()
        pack.unpack(tmp_path / "out")
        assert pack.manifest.id == "calm"
        assert pack.signature is None
        for name in pack.manifest.files:
            assert (tmp_path / "out" / name).read_bytes() == b"".join(pack.blocks(name))


# ---- the nine kinds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "not listed"])
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../../evil.yaml", "outside the pack"),
        ("recordings/../../evil.yaml", "outside the pack"),
        ("/tmp/evil.yaml", "somewhere else"),
        ("C:/evil.yaml", "somewhere else"),
        ("recordings\\..\\evil.yaml", "backslash"),
        ("con.yaml", "Windows keeps for devices"),
        ("recordings/NUL.ogg", "Windows keeps for devices"),
        ("calm-LOOK.yaml", "would have the same name"),
        (unicodedata.normalize("NFD", "é.txt"), "two characters"),
        ("evil.exe", "kind of file that doesn't belong"),
        (".companion-installed.json", "dot or a space"),
        ("e\u202evil.yaml", "some systems do not allow"),
    ],
)
def test_names(good: Path, tmp_path: Path, name: str, says: str, listed: bool) -> None:
    bad = rewritten(good, {name: b"x"}, listed=listed)
    before = set(tmp_path.rglob("*"))
    assert says in refusal(bad, tmp_path / "into")
    assert set(tmp_path.rglob("*")) == before, "nothing was written"


def test_twins_in_two_normal_forms(good: Path) -> None:
    composed, apart = (unicodedata.normalize(form, "é.txt") for form in ("NFC", "NFD"))
    assert "two characters" in refusal(rewritten(good, {composed: b"x", apart: b"y"}))


def test_a_name_twice(good: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(good, "a") as box:
        box.writestr(_plain("calm-look.yaml"), b"other")
    assert "would have the same name" in refusal(good)


def _plain(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o100644 << 16
    return info


@pytest.mark.parametrize("kind", [0o120777, 0o020666, 0o010644, 0o040755], ids=["symlink", "device", "pipe", "folder"])
def test_what_is_no_file(good: Path, kind: int) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.external_attr = kind << 16

    assert "a link to somewhere else" in refusal(rewritten(good, {"link.txt": b"/etc/passwd"}, change))


def test_bomb_by_ratio(good: Path) -> None:
    def squeeze(info: zipfile.ZipInfo) -> None:
        info.compress_type = zipfile.ZIP_DEFLATED

    bad = rewritten(good, {"bomb.wav": bytes(50_000_000)}, squeeze)
    assert bad.stat().st_size < 100_000
    tracemalloc.start()
    assert "compressed" in refusal(bad)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 99])
def test_other_ways_to_squeeze(good: Path, method: int) -> None:
    data = bytearray(good.read_bytes())
    for at in _directory(data):
        struct.pack_into("<H", data, at + 10, method)
    good.write_bytes(data)
    assert "compressed" in refusal(good)


def test_bomb_by_count(tmp_path: Path) -> None:
    bad = tmp_path / "many.zip"
    with zipfile.ZipFile(bad, "w") as box:
        for number in range(5_000):
            box.writestr(f"{number}.txt", b"")
    tracemalloc.start()
    assert "too many files" in refusal(bad)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000, "its directory was not even read"


def test_bytes_used_twice(good: Path) -> None:
    """Files that share their bytes, which is how small zips become huge ones."""
    data = bytearray(good.read_bytes())
    first, second, *_ = _directory(data)
    struct.pack_into("<I", data, second + 42, struct.unpack_from("<I", data, first + 42)[0])
    good.write_bytes(data)
    assert "damaged" in refusal(good)


def test_too_large_by_its_own_word(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest_module, "MOST_BYTES", 100)
    assert "GB" in refusal(good)


@pytest.mark.parametrize("bit", [0x1, 0x40, 0x2000])
def test_encrypted(good: Path, bit: int) -> None:
    data = bytearray(good.read_bytes())
    at = _directory(data)[-1]
    struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | bit)
    good.write_bytes(data)
    assert "locked with a password" in refusal(good)


# ---- two stories in one file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "form", "value"),
    [
        (0, "<I", 0x04034B51),
        (6, "<H", 0x0001),
        (8, "<H", 8),
        (14, "<I", 7),
        (18, "<I", 7),
        (22, "<I", 7),
        (26, "<H", 3),
        (28, "<H", 4),
        (30, "<B", ord("X")),
    ],
    ids=["mark", "flags", "method", "checksum", "packed", "size", "length of the name", "extra", "name"],
)
def test_a_header_that_contradicts_the_directory(good: Path, at: int, form: str, value: int) -> None:
    """Some programs believe the directory, and others the headers."""
    whole = good.read_bytes()
    for record in _directory(whole):
        data = bytearray(whole)
        header = struct.unpack_from("<I", data, record + 42)[0]
        struct.pack_into(form, data, header + at, value)
        good.write_bytes(data)
        with pytest.raises(PackRefused, match="say different things"):
            open_and_nothing_else(good)


def open_and_nothing_else(file: Path) -> None:
    with open_archive(file):
        pass


def test_a_second_directory(good: Path, tmp_path: Path) -> None:
    """A zip64 record, which Python's zipfile believes rather than the ordinary one."""
    data = good.read_bytes()
    size, offset, count = (struct.unpack_from(form, data, len(data) - at)[0] for form, at in _LAST)
    end = len(data) - 22
    other = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    for between in (other + locator, locator):
        last = bytearray(data[end:])
        struct.pack_into("<L", last, 12, size + len(between))
        good.write_bytes(data[:end] + between + last)
        assert "second list of contents" in refusal(good)


_LAST = (("<L", 10), ("<L", 6), ("<H", 12))
"""Forms and distances from the end: size and place of the directory, and its number of files."""


def _directory(data: bytes | bytearray) -> list[int]:
    """Finds the beginning of each record of the central directory."""
    found, at = [], data.find(b"PK\1\2")
    while at >= 0:
        found.append(at)
        at = data.find(b"PK\1\2", at + 4)
    return found


# ---- damage, and what somebody changed ---------------------------------------------------------------------------


def test_one_byte_of_each_file(good: Path, tmp_path: Path) -> None:
    whole = good.read_bytes()
    for mark in (b"Look around you", b"Calm down", b'"sha256"', b"PK\1\2", b"PK\5\6", b"PK\3\4"):
        data = bytearray(whole)
        data[data.find(mark) + len(mark) - 1] ^= 1
        (tmp_path / "changed.zip").write_bytes(data)
        assert refusal(tmp_path / "changed.zip")


def test_a_byte_in_a_file_and_its_checksum_mended(good: Path) -> None:
    """The zip's own checksum does not protect it: somebody who changes a pack changes that too."""
    with zipfile.ZipFile(good) as box:
        there = {name: box.read(name) for name in box.namelist()}
    there["calm-look.yaml"] = there["calm-look.yaml"].replace(b"Look", b"Took")
    with zipfile.ZipFile(good, "w", zipfile.ZIP_STORED) as box:
        for name, data in there.items():
            box.writestr(_plain(name), data)
    assert "isn't the one its author put there: calm-look.yaml" in refusal(good)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data[: len(data) // 2], "end of the file is missing"),
        (lambda data: data[:-1], "end of the file is missing"),
        (lambda data: data + b"x", "end of the file is missing"),
        (lambda data: b"#!/bin/sh\n" + data, "damaged"),
        (lambda data: b"", "This isn't a pack."),
        (lambda data: b"PK\5\6" + bytes(18), "isn't a Companion pack"),
        (lambda data: b"<html>Not found</html>", "This isn't a pack."),
        (lambda data: data[:-2] + struct.pack("<H", 5) + b"hello", "end of the file is missing"),
    ],
    ids=["half", "one less", "one more", "in front", "empty", "empty zip", "a page", "comment"],
)
def test_not_whole(good: Path, change: Callable[[bytes], bytes], says: str) -> None:
    good.write_bytes(change(good.read_bytes()))
    assert says in refusal(good)


def test_a_zip_of_somebodys_exercises(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "by-hand.zip", "w") as box:
        box.writestr("look.yaml", "format: 1")
    assert "isn't a Companion pack" in refusal(tmp_path / "by-hand.zip")


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nothing.zip")
    assert refusal(tmp_path)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2}, "newer Companion"),
        ({"format": "1"}, "list of contents can't be read"),
        ({"surprise": 1}, "list of contents can't be read"),
        ({"id": "../calm"}, "list of contents can't be read"),
        ({"version": "newest"}, "list of contents can't be read"),
        ({"files": {}}, "list of contents can't be read"),
        ({"files": {"pack.yaml": {"size": 1, "sha256": "0" * 64}}}, "no exercise"),
        ({"files": {"look.yaml": {"size": -1, "sha256": "0" * 64}}}, "list of contents can't be read"),
        ({"files": {"look.yaml": {"size": 2**70, "sha256": "0" * 64}}}, "list of contents can't be read"),
        ({"files": {"look.yaml": {"size": 5_000_000, "sha256": "0" * 64}}}, "far too large"),
        ({"files": {"look.yaml": {"size": 1, "sha256": "0" * 64}}}, "didn't put there"),
    ],
)
def test_manifests(good: Path, changes: dict[str, object], says: str) -> None:
    with zipfile.ZipFile(good) as box:
        there = {name: box.read(name) for name in box.namelist()}
    there[MANIFEST] = json.dumps(json.loads(there[MANIFEST]) | changes).encode()
    with zipfile.ZipFile(good, "w", zipfile.ZIP_STORED) as box:
        for name, data in there.items():
            box.writestr(_plain(name), data)
    assert says in refusal(good)


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b"1e999", b"NaN", b'{"format":1}'])
def test_manifests_that_are_none(good: Path, text: bytes) -> None:
    with zipfile.ZipFile(good, "w", zipfile.ZIP_STORED) as box:
        box.writestr(_plain(MANIFEST), text)
        box.writestr(_plain("look.yaml"), b"x")
    assert "list of contents can't be read" in refusal(good)


def test_titles_cannot_steer_a_terminal(good: Path) -> None:
    with zipfile.ZipFile(good) as box:
        there = {name: box.read(name) for name in box.namelist()}
    changed = json.loads(there[MANIFEST]) | {"title": "Calm\x1b[2J\x1b]0;evil\x07 \u202edown"}
    there[MANIFEST] = json.dumps(changed).encode()
    with zipfile.ZipFile(good, "w", zipfile.ZIP_STORED) as box:
        for name, data in there.items():
            box.writestr(_plain(name), data)
    with open_archive(good) as pack:
        assert pack.manifest.title == "Calm down"


# ---- anything ----------------------------------------------------------------------------------------------------


def read_any(data: bytes, file: Path) -> None:
    """Any input is either read or refused."""
    file.write_bytes(data)
    with contextlib.suppress(PackRefused), open_archive(file) as pack:
        pack.check()


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_good_one_with_bytes_changed(anna: Author, data: st.DataObject, tmp_path: Path) -> None:
    packs = sorted(anna.out.glob("*.zip")) or [anna.pack()]
    whole = bytearray(packs[0].read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        # The directory at the end is where most can go wrong.
        at = data.draw(st.integers(0, len(whole) - 1) | st.integers(max(0, len(whole) - 900), len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    read_any(bytes(whole), tmp_path / "any.zip")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.text(max_size=12), max_size=4),
    manifest=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    ),
)
def test_zips_of_anything(tmp_path: Path, names: list[str], manifest: object) -> None:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        out.writestr(_plain(MANIFEST), json.dumps(manifest))
        for name in dict.fromkeys(names):
            out.writestr(_plain(name or "x"), name)
    read_any(box.getvalue(), tmp_path / "any.zip")


@given(st.binary(max_size=300))
def test_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    read_any(data, tmp_path_factory.getbasetemp() / "any.zip")
