"""Archives that mean harm, and the ones that do not."""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.weights import unpack as module
from companion.weights.unpack import BadArchive, take_file, unpack
from tests.weights.conftest import FILES


def zipped(path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as box:
        for name, content in entries:
            info = zipfile.ZipInfo(name) if isinstance(name, str) else name
            info.filename = name if isinstance(name, str) else name.filename  # ZipInfo tidies some names by itself
            info.compress_type = how
            box.writestr(info, content)
    return path


def tarred(path: Path, entries: list[tuple[str | tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as box:
        for name, content in entries:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(content)
            box.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize("top", ["", "a", "a/b"])
def test_good(tmp_path: Path, into: Path, make: object, top: str) -> None:
    prefix = f"{top}/" if top else ""
    entries = [(prefix + name, content) for name, content in FILES.items()]
    extra = [("other.txt", b"not taken")] if top else []
    archive = make(tmp_path / "x", entries + extra)  # type: ignore[operator]
    assert unpack(archive, top, into, most_bytes=600_000) == {name: len(data) for name, data in FILES.items()}
    assert {str(p.relative_to(into).as_posix()): p.read_bytes() for p in into.rglob("*") if p.is_file()} == FILES


BAD_NAMES = [
    "../evil", "a/../../evil", "a/..", "/etc/evil", "a//b", "./a", "C:/evil", "C:evil", "a\\b", "..\\evil", "nul",
    "a/CON.txt", "a\x00b", "a\x1bb", "a.", "a ", "a*",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_in_zip(tmp_path: Path, into: Path, name: str) -> None:
    stand_in = "Z" * len(name)
    archive = zipped(tmp_path / "x.zip", [("fine", b"1"), (stand_in, b"2")])
    # Written into the finished archive, since zipfile would tidy the worst names by itself.
    archive.write_bytes(archive.read_bytes().replace(stand_in.encode(), name.encode()))
    with pytest.raises(BadArchive, match="not allowed"):
        unpack(archive, "", into, most_bytes=1000)
    assert not list(tmp_path.glob("evil*"))


@pytest.mark.parametrize("name", [name for name in BAD_NAMES if "\x00" not in name])
def test_names_in_tar(tmp_path: Path, into: Path, name: str) -> None:
    archive = tarred(tmp_path / "x.tgz", [("fine", b"1"), (name, b"2")])
    with pytest.raises(BadArchive, match="not allowed"):
        unpack(archive, "", into, most_bytes=1000)
    assert not list(tmp_path.glob("evil*"))


@given(st.text(max_size=40))
def test_an_allowed_name_stays_inside(name: str) -> None:
    try:
        module._check(name, set())
    except BadArchive:
        return
    base = Path("base")
    inside = base.joinpath(*name.split("/"))
    assert not inside.is_absolute()
    assert ".." not in inside.parts
    assert inside.parts[0] == "base"
    assert len(inside.parts) > 1


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_no_links_or_devices_in_tar(tmp_path: Path, into: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = kind, "/etc/hostname"
    with pytest.raises(BadArchive, match="link or a device"):
        unpack(tarred(tmp_path / "x.tgz", [("fine", b"1"), (link, b"")]), "", into, most_bytes=1000)


def test_no_links_in_zip(tmp_path: Path, into: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(BadArchive, match="link or a device"):
        unpack(zipped(tmp_path / "x.zip", [(link, b"/etc/hostname")]), "", into, most_bytes=1000)


def test_no_encryption(tmp_path: Path, into: Path) -> None:
    archive = zipped(tmp_path / "x.zip", [("file", b"1")])
    data = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.index(signature) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    archive.write_bytes(data)
    with pytest.raises(BadArchive, match="encrypted"):
        unpack(archive, "", into, most_bytes=1000)


@pytest.mark.parametrize(("one", "two"), [("a/B", "A/b"), ("\u00e9", "e\u0301")], ids=["case", "composition"])
@pytest.mark.parametrize("make", [zipped, tarred])
def test_no_twins(tmp_path: Path, into: Path, make: object, one: str, two: str) -> None:
    archive = make(tmp_path / "x", [(one, b"1"), (two, b"2")])  # type: ignore[operator]
    with pytest.raises(BadArchive, match="twice"):
        unpack(archive, "", into, most_bytes=1000)


@pytest.mark.parametrize("make", [zipped, tarred])
def test_bomb_by_size(tmp_path: Path, into: Path, make: object) -> None:
    archive = make(tmp_path / "x", [("a", b"\0" * 50_000_000)])  # type: ignore[operator]
    assert archive.stat().st_size < 100_000
    with pytest.raises(BadArchive, match="more than the model"):
        unpack(archive, "", into, most_bytes=1_000_000)
    assert sum(p.stat().st_size for p in into.rglob("*")) <= 1_000_000


def test_bomb_beside_what_is_taken(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SKIPPED", 1_000_000)
    archive = tarred(tmp_path / "x", [("skipped", b"\0" * 2_000_000), ("m/a", b"1")])
    with pytest.raises(BadArchive, match="far more"):
        unpack(archive, "m", into, most_bytes=1000)


@pytest.mark.parametrize("make", [zipped, tarred])
def test_bomb_by_count(tmp_path: Path, into: Path, make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 50)
    archive = make(tmp_path / "x", [(f"f{n}", b"") for n in range(module.MOST_FILES + 1)])  # type: ignore[operator]
    with pytest.raises(BadArchive, match="too many"):
        unpack(archive, "", into, most_bytes=1000)


def test_a_file_that_is_also_a_folder(tmp_path: Path, into: Path) -> None:
    with pytest.raises(BadArchive, match="also a folder"):
        unpack(zipped(tmp_path / "x", [("a", b"1"), ("a/b", b"2")]), "", into, most_bytes=1000)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 100, b"\x1f\x8b\x08" + b"\0" * 50])
def test_no_archive_at_all(tmp_path: Path, into: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(BadArchive):
        unpack(tmp_path / "x", "", into, most_bytes=1000)


@pytest.mark.parametrize("make", [zipped, tarred])
def test_damaged_in_the_middle(tmp_path: Path, into: Path, make: object) -> None:
    import random

    noise = random.Random(1).randbytes(100_000)
    archive = make(tmp_path / "x", [("a", noise), ("b", noise)])  # type: ignore[operator]
    data = bytearray(archive.read_bytes())
    data[40_000:40_100] = b"\xff" * 100
    archive.write_bytes(data)
    if make is tarred:
        data = data[:60_000]  # gzip notices a changed byte only at its very end
        archive.write_bytes(data)
    with pytest.raises(BadArchive, match="it is damaged"):
        unpack(archive, "", into, most_bytes=1_000_000)


def test_nothing_to_take(tmp_path: Path, into: Path) -> None:
    with pytest.raises(BadArchive, match="nothing in its folder"):
        unpack(zipped(tmp_path / "x", [("a/b", b"1")]), "c", into, most_bytes=1000)


def test_one_file(tmp_path: Path) -> None:
    archive = tarred(tmp_path / "x.tgz", [("package/a", b"1"), ("package/model.zip", b"22")])
    take_file(archive, "package/model.zip", tmp_path / "inner", most_bytes=2)
    assert (tmp_path / "inner").read_bytes() == b"22"
    with pytest.raises(BadArchive, match="more than"):
        take_file(archive, "package/model.zip", tmp_path / "again", most_bytes=1)
    with pytest.raises(BadArchive, match="no package/none"):
        take_file(archive, "package/none", tmp_path / "none", most_bytes=1)
