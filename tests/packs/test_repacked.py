"""Signed packs that a browser unpacked, or a file manager packed again: they are still what their author signed."""

from __future__ import annotations

import os
import shutil
import struct
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.packs.archive import open_archive
from companion.packs.index import build_shelf
from companion.packs.installed import Library
from companion.packs.manifest import MANIFEST, SIGNATURE
from companion.packs.receipts import verify
from companion.packs.refusals import PackRefused
from companion.packs.signing import signer_of
from tests.packs.conftest import Author, MakeFolder
from tests.packs.test_archive import read_any
from tests.packs.test_commands import Run, run, typed

__all__ = ["run", "typed"]

Pack = Callable[[dict[str, bytes], Path], None]


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as box:
        return {name: box.read(name) for name in box.namelist()}


def add(box: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name)
    info.filename = name  # ZipInfo itself turns backslashes round
    info.external_attr = 0o100644 << 16
    box.writestr(info, data, compress_type=method)


class Unsaid(zipfile.ZipInfo):
    """A name in UTF-8 that is not marked as such."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(), self.flag_bits


def like_a_mac(files: dict[str, bytes], target: Path) -> None:
    """Finder: a folder around it all, a shadow of each file, accents apart, and UTF-8 without a word."""
    with zipfile.ZipFile(target, "w") as box:
        add(box, "calm-1.0.0/", b"", zipfile.ZIP_STORED)
        add(box, "calm-1.0.0/.DS_Store", b"x" * 100)
        add(box, "__MACOSX/calm-1.0.0/._.DS_Store", b"x" * 100)
        for name, data in files.items():
            box.writestr(Unsaid(unicodedata.normalize("NFD", f"calm-1.0.0/{name}")), data, zipfile.ZIP_DEFLATED)
            box.writestr(Unsaid(unicodedata.normalize("NFD", f"__MACOSX/calm-1.0.0/._{name}")), b"x" * 100)


def like_windows(files: dict[str, bytes], target: Path) -> None:
    """Explorer and older .NET: slashes turned round, and entries for folders."""
    with zipfile.ZipFile(target, "w") as box:
        add(box, "sounds\\", b"", zipfile.ZIP_STORED)
        for name, data in files.items():
            add(box, name.replace("/", "\\"), data)


def like_the_zip_program(files: dict[str, bytes], target: Path) -> None:
    """Info-ZIP: extra fields, folder entries, sizes after the data."""

    class NoSeek:
        def __init__(self, out: object) -> None:
            self.write = out.write  # type: ignore[attr-defined]
            self.flush = out.flush  # type: ignore[attr-defined]

    with target.open("wb") as out, zipfile.ZipFile(NoSeek(out), "w") as box:  # type: ignore[arg-type]
        info = zipfile.ZipInfo("sounds/")
        info.external_attr = 0o40755 << 16 | 0x10
        box.writestr(info, b"")
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100644 << 16
            info.extra = struct.pack("<2HBL", 0x5455, 5, 1, 0)
            box.writestr(info, data, compress_type=zipfile.ZIP_DEFLATED)


def stored(files: dict[str, bytes], target: Path) -> None:
    with zipfile.ZipFile(target, "w") as box:
        for name, data in sorted(files.items(), reverse=True):
            add(box, f"calm/{name}", data, zipfile.ZIP_STORED)


WAYS = [like_a_mac, like_windows, like_the_zip_program, stored]


@pytest.fixture
def signed(anna: Author, folder_of: MakeFolder) -> Path:
    folder = folder_of()
    (folder / "sounds").mkdir()
    (folder / "sounds" / "schön.ogg").write_bytes(b"x" * 5000)
    return anna.pack(notes__txt=b"n" * 3000)


def again(signed: Path, way: Pack, **changes: bytes | None) -> Path:
    files = contents(signed)
    for name, data in changes.items():
        key = name.replace("__", ".")
        if data is None:
            del files[key]
        else:
            files[key] = data
    target = signed.parent / "again.zip"
    way(files, target)
    return target


@pytest.mark.parametrize("way", WAYS)
def test_packed_again_is_as_good_as_the_original(signed: Path, way: Pack, run: Run, anna: Author) -> None:
    code, out, err = run("pack", "install", again(signed, way), "--yes")
    assert (code, err) == (0, "")
    assert "Installed: Calm down" in out
    (pack,) = Library().packs()
    assert pack.key == anna.key
    assert verify(pack) == []
    assert (pack.folder / "sounds" / "schön.ogg").is_file()
    assert "already installed" in run("pack", "install", signed)[1]
    assert run("pack", "verify", again(signed, way))[0] == 0


@pytest.mark.parametrize("around", ["", "calm-1.0.0"])
def test_unpacked_by_a_browser(signed: Path, around: str, tmp_path: Path, run: Run, anna: Author) -> None:
    folder = tmp_path / "Downloads" / "calm-1.0.0.companion"
    with zipfile.ZipFile(signed) as box:
        box.extractall(folder / around)
    (folder / around / ".DS_Store").write_bytes(b"x")
    (folder / "__MACOSX").mkdir()
    assert run("pack", "verify", folder)[0] == 0
    code, _, err = run("pack", "install", folder, "--yes")
    assert (code, err) == (0, "")
    (pack,) = Library().packs()
    assert pack.key == anna.key
    assert verify(pack) == []
    assert not (pack.folder / ".DS_Store").exists()


def test_unpacked_on_a_disk_that_spells_accents_apart(signed: Path, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "calm"
    for name, data in contents(signed).items():
        file = folder / unicodedata.normalize("NFD", name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    assert run("pack", "install", folder, "--yes")[0] == 0
    assert (Library().find("calm").folder / "sounds" / "schön.ogg").is_file()


# ---- where it cannot be verified ----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"calm-look__yaml": b"changed"}, "wrong length: calm-look.yaml"),
        ({"notes__txt": b"m" * 3000}, "isn't the one its author put there: notes.txt"),
        ({"notes__txt": None}, "missing from the pack: notes.txt"),
        ({"more__txt": b"x"}, "didn't put there: more.txt"),
    ],
)
def test_what_changed_is_said_with_what_to_do(
    signed: Path, way: Pack, changes: dict[str, bytes | None], says: str, run: Run, tmp_path: Path
) -> None:
    for form in ("zip", "folder"):
        what = again(signed, way, **changes)
        if form == "folder":
            what = tmp_path / "unpacked"
            for name, data in contents(again(signed, stored, **changes)).items():
                file = what / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        code, _, err = run("pack", "install", what, "--yes")
        assert code == 1
        assert says in err
        assert "Ask for the original file" in err
        assert Library().packs() == []


@pytest.mark.parametrize("way", WAYS)
def test_a_manifest_that_was_changed(signed: Path, way: Pack, run: Run) -> None:
    files = contents(signed)
    bad = signed.parent / "bad.zip"
    way({**files, MANIFEST: files[MANIFEST].replace(b"Two short", b"Two sharp")}, bad)
    assert "signature doesn't match" in run("pack", "install", bad, "--yes")[2]


def test_what_is_not_signed_is_refused_as_before(anna: Author, run: Run) -> None:
    for way in WAYS:
        assert run("pack", "install", again(anna.unsigned(), way), "--yes")[0] == 1
    assert Library().packs() == []


@pytest.mark.skipif(os.name == "nt", reason="making links takes a special right on Windows; run it on Linux or macOS")
def test_a_link_in_an_unpacked_pack(signed: Path, tmp_path: Path, run: Run) -> None:
    with zipfile.ZipFile(signed) as box:
        box.extractall(tmp_path / "calm")
    (tmp_path / "calm" / "notes.txt").unlink()
    (tmp_path / "calm" / "notes.txt").symlink_to("/etc/hostname")
    assert "a link to somewhere else" in run("pack", "install", tmp_path / "calm", "--yes")[2]


@pytest.mark.parametrize(
    "name", ["../../evil.yaml", "/etc/evil.yaml", "..\\evil.yaml", "C:\\evil.yaml", "calm-look.yaml/", "CALM-look.yaml"]
)
def test_names_that_lead_outside(signed: Path, name: str, run: Run, tmp_path: Path) -> None:
    bad = signed.parent / "bad.zip"
    with zipfile.ZipFile(bad, "w") as box:
        for each, data in [*contents(signed).items(), (name, b"evil")]:
            add(box, each, data)
    before = {path for path in tmp_path.rglob("*") if "home" not in path.parts}
    assert run("pack", "install", bad, "--yes")[0] == 1
    assert {path for path in tmp_path.rglob("*") if "home" not in path.parts} == before
    assert Library().packs() == []


def test_two_files_of_one_name(signed: Path, run: Run) -> None:
    bad = signed.parent / "bad.zip"
    with zipfile.ZipFile(bad, "w") as box:
        for each, data in [*contents(signed).items(), ("NOTES.txt", b"evil")]:
            add(box, each, data)
    bad.write_bytes(bad.read_bytes().replace(b"NOTES.txt", b"notes.txt"))
    assert run("pack", "install", bad, "--yes")[0] == 1


def test_a_bomb_is_not_blown_up(signed: Path) -> None:
    """A part is read up to the size that the author signed, and no further."""
    files = contents(signed)
    bad = signed.parent / "bad.zip"
    with zipfile.ZipFile(bad, "w") as box:
        for name, data in files.items():
            add(box, name, bytes(300_000_000) if name == "notes.txt" else data)
    # The directory tells the right size.
    raw = bytearray(bad.read_bytes())
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        where = raw.find(b"notes.txt", raw.find(b"PK\1\2") if at == 24 else 0)
        start = raw.rfind(mark, 0, where)
        struct.pack_into("<L", raw, start + at, len(files["notes.txt"]))
    bad.write_bytes(raw)
    tracemalloc.start()
    with pytest.raises(PackRefused), open_archive(bad) as pack:
        pack.check()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_changed_in_what_was_packed_again(signed: Path, data: st.DataObject, tmp_path: Path) -> None:
    """Any change is refused, or leaves what the author signed."""
    whole = bytearray(again(signed, data.draw(st.sampled_from(WAYS))).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1) | st.integers(max(0, len(whole) - 1500), len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    read_any(bytes(whole), tmp_path / "any.zip")


# ---- a folder beside you ------------------------------------------------------------------------------------------


def test_a_folder_beside_you_is_not_taken_for_the_shelfs_pack(
    run: Run, anna: Author, folder_of: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.pack()
    build_shelf(anna.out, anna.secret, datetime.now(UTC))
    beside = tmp_path / "beside"
    shutil.copytree(folder_of("calm", version="9.0", author="Somebody Else", where="theirs"), beside / "calm")
    monkeypatch.chdir(beside)
    assert "version 9.0" in run("pack", "install", "calm", "--yes")[1], "no shelf has it yet"
    run("pack", "remove", "calm", "--yes")
    run("shelf", "add", anna.out, "--yes")
    out = run("pack", "install", "calm", "--yes")[1]
    assert "This is “calm” from your shelf." in out
    assert f".{os.sep}calm" in out
    assert Library().find("calm").key == anna.key
    run("pack", "remove", "calm", "--yes")
    assert "Careful: this may not come from" in run("pack", "install", f".{os.sep}calm", "--yes")[2], (
        "that folder isn't signed by anybody"
    )


def test_an_unpacked_folder_of_the_name_of_an_installed_pack(
    run: Run, anna: Author, signed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("pack", "install", signed, "--yes")
    with zipfile.ZipFile(signed) as box:
        box.extractall(tmp_path / "beside" / "calm")
    (tmp_path / "beside" / "calm" / "notes.txt").write_bytes(b"changed")
    monkeypatch.chdir(tmp_path / "beside")
    assert run("pack", "verify", "calm")[0] == 0, "the installed one"
    assert run("pack", "verify", f".{os.sep}calm")[0] == 1


def test_a_folder_whose_signature_is_gone_is_a_folder_of_exercises(signed: Path, tmp_path: Path, run: Run) -> None:
    with zipfile.ZipFile(signed) as box:
        box.extractall(tmp_path / "calm")
    (tmp_path / "calm" / SIGNATURE).unlink()
    assert "It isn't signed" in run("pack", "install", tmp_path / "calm", "--yes")[1]


def test_the_key_of_what_was_packed_again(signed: Path, anna: Author, bela: Author) -> None:
    with open_archive(again(signed, like_windows)) as pack:
        assert signer_of(pack) == anna.key
