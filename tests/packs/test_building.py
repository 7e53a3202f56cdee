"""Building: the same bytes for the same files, and the reasons to refuse before anything is written."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from companion.errors import CompanionError, UnknownExercise
from companion.exercise.problems import ExerciseMistakes
from companion.packs.archive import open_archive
from companion.packs.building import build
from companion.packs.refusals import PackNotBuilt
from tests.packs.conftest import Author, MakeFolder, no_check


def test_the_same_files_make_the_same_bytes(folder_of: MakeFolder, tmp_path: Path) -> None:
    folder = folder_of(first__ogg=os.urandom(5000), notes__txt=b"x")
    first = build(folder, tmp_path / "one", no_check).file.read_bytes()
    # Copied, so that times, order and rights are others.
    other = tmp_path / "elsewhere"
    other.mkdir()
    for file in sorted(folder.iterdir(), reverse=True):
        shutil.copyfile(file, other / file.name)
        os.utime(other / file.name, (time.time() - 1e6,) * 2)
        (other / file.name).chmod(0o600)
    assert build(other, tmp_path / "two", no_check).file.read_bytes() == first


def test_the_bytes_are_what_they_always_were(folder_of: MakeFolder, tmp_path: Path) -> None:
    """Breaks where the format of packs changes, which must not happen by accident."""
    built = build(folder_of(), tmp_path, no_check)
    assert built.file.name == "calm-1.0.0.companion.zip"
    digest = hashlib.sha256(built.file.read_bytes()).hexdigest()
    assert digest == "19891e1030b2e3c4dd12380b73e5646b167ec9b7a70bf0e36c519736fddaaf18"


def test_what_is_in_it_and_what_is_left_out(folder_of: MakeFolder, tmp_path: Path) -> None:
    folder = folder_of(photo__jpg=b"x", recipe__md=b"x", exercise__schema__json=b"{}", __hidden=b"x")
    (folder / "recordings").mkdir()
    (folder / "recordings" / "first.ogg").write_bytes(b"x")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "calm-0.9.companion.zip").write_bytes(b"x")
    built = build(folder, folder, no_check)
    names = {"calm-listen.yaml", "calm-look.yaml", "pack.yaml", "recipe.md", "recordings/first.ogg"}
    assert set(built.manifest.files) == names
    assert built.left_out == ("photo.jpg",)
    again = build(folder, folder, no_check)
    assert set(again.manifest.files) == names


def test_what_may_be_left_out_of_pack_yaml(folder_of: MakeFolder, tmp_path: Path) -> None:
    folder = folder_of()
    (folder / "pack.yaml").write_text(
        "id: calm\nversion: 1\ntitle: Calm\nauthor: Anna\nlicense: CC0-1.0\n", encoding="utf-8"
    )
    with open_archive(build(folder, tmp_path, no_check).file) as pack:
        assert (pack.manifest.summary, pack.manifest.cautions, pack.manifest.language) == ("", (), "en")


def test_zip_programs_can_open_it(folder_of: MakeFolder, tmp_path: Path) -> None:
    with zipfile.ZipFile(build(folder_of(), tmp_path, no_check).file) as box:
        assert box.testzip() is None


def test_a_large_recording_needs_no_memory(folder_of: MakeFolder, tmp_path: Path) -> None:
    folder = folder_of()
    with (folder / "long.wav").open("wb") as out:
        out.truncate(60_000_000)
    tracemalloc.start()
    file = build(folder, tmp_path, no_check).file
    with open_archive(file) as pack:
        pack.check()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12_000_000


def refused(folder: Path, out: Path) -> str:
    with pytest.raises(PackNotBuilt) as raised:
        build(folder, out, no_check)
    assert raised.value.hint
    assert not list(out.glob("*")), "nothing is left behind"
    return raised.value.message


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_no_folder_and_no_pack_file(tmp_path: Path, out: Path) -> None:
    assert "no such folder" in refused(tmp_path / "nothing", out)
    (tmp_path / "empty").mkdir()
    assert "needs a small file, pack.yaml" in refused(tmp_path / "empty", out)


def test_by_nobody(folder_of: MakeFolder, out: Path) -> None:
    assert "says its author is “Your name”" in refused(folder_of(author="Your name"), out)


def test_no_exercises(folder_of: MakeFolder, out: Path) -> None:
    folder = folder_of()
    for file in folder.glob("calm-*.yaml"):
        file.unlink()
    assert "no exercises" in refused(folder, out)


def test_a_link(folder_of: MakeFolder, out: Path) -> None:
    folder = folder_of()
    (folder / "link.txt").symlink_to("/etc/passwd")
    assert "shortcut" in refused(folder, out)
    (folder / "link.txt").unlink()
    (folder / "linked").symlink_to(folder)
    assert "shortcut" in refused(folder, out)


def test_an_exercise_where_nobody_finds_it(folder_of: MakeFolder, out: Path) -> None:
    folder = folder_of()
    (folder / "deeper").mkdir()
    shutil.copy(folder / "calm-look.yaml", folder / "deeper" / "other.yaml")
    assert "in a subfolder, where it won't be found" in refused(folder, out)


def test_names_that_windows_cannot_have(folder_of: MakeFolder, out: Path) -> None:
    assert "devices" in refused(folder_of(aux__txt=b"x"), out)
    assert "would have the same name" in refused(folder_of(where="2", note__txt=b"x", NOTE__txt=b"x"), out)


def test_a_recording_that_is_not_there(folder_of: MakeFolder, out: Path) -> None:
    folder = folder_of()
    file = folder / "calm-look.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("  - wait: 20s", "  - play: first.ogg"), encoding="utf-8")
    assert "plays first.ogg" in refused(folder, out)
    (folder / "first.ogg").write_bytes(b"x")
    assert "first.ogg" in build(folder, out, no_check).manifest.files


def test_mistakes_in_pack_yaml_have_their_line(folder_of: MakeFolder, out: Path) -> None:
    with pytest.raises(ExerciseMistakes, match=r"pack.yaml:2:10: error: 'new' isn't a version number"):
        build(folder_of(version="new"), out, no_check)


def test_exercises_are_checked_first(folder_of: MakeFolder, out: Path) -> None:
    def check(folder: Path) -> None:
        raise UnknownExercise("There are mistakes.")

    with pytest.raises(CompanionError, match="mistakes"):
        build(folder_of(), out, check)
    assert not list(out.iterdir())


def test_a_file_that_changes_while_it_is_read(folder_of: MakeFolder, out: Path) -> None:
    folder = folder_of(a__ogg=b"x" * 100)

    def report(done: int, total: int) -> None:
        (folder / "pack.yaml").write_text("id: other\n", encoding="utf-8")

    with pytest.raises(PackNotBuilt, match="changed a moment ago"):
        build(folder, out, no_check, report)
    assert not list(out.iterdir())


def test_what_was_given_out_is_not_built_anew(anna: Author, folder_of: MakeFolder) -> None:
    file = anna.pack()
    signed = file.read_bytes()
    again = build(folder_of(), anna.out, no_check)
    assert again.was_there
    assert file.read_bytes() == signed
    with pytest.raises(PackNotBuilt, match="already signed with different contents"):
        build(folder_of(more__txt=b"x"), anna.out, no_check)
    assert file.read_bytes() == signed


def test_a_draft_is(folder_of: MakeFolder, out: Path) -> None:
    first = build(folder_of(), out, no_check).file.read_bytes()
    assert build(folder_of(more__txt=b"x"), out, no_check).file.read_bytes() != first


def test_a_folder_that_is_closed_to_us(folder_of: MakeFolder, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files would be missing from the pack without a word."""
    folder = folder_of()
    (folder / "recordings").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "recordings":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert "I can't open a folder: Permission denied" in refused(folder, out)
