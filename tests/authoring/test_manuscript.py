"""The file that is written: saved whole, kept meanwhile, and never over another program's change."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from companion.authoring.manuscript import Manuscript
from companion.errors import CompanionError, UnknownExercise
from tests.killing import run_and_kill


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "evening.yaml"
    made.write_text("format: 1\ntitle: Evening\n")
    return made


def names(file: Path) -> list[str]:
    return sorted(each.name for each in file.parent.iterdir())


@pytest.mark.parametrize(
    "data",
    [b"a: 1\nb: 2\n", b"a: 1\r\nb: 2\r\n", b"\xef\xbb\xbfa: 1\n", b"a: 1", b"", "a: “ü”\n".encode()],
    ids=["lines", "Windows", "BOM", "no end", "empty", "letters"],
)
def test_a_file_comes_back_byte_for_byte(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    manuscript = Manuscript(file)
    manuscript.save(manuscript.load())
    assert file.read_bytes() == data
    assert names(file) == ["evening.yaml"]


def test_what_is_no_text_is_refused_with_the_way_on(file: Path) -> None:
    file.write_bytes("title: é\n".encode("utf-16"))
    with pytest.raises(UnknownExercise, match="UTF-8") as error:
        Manuscript(file).load()
    assert "check --mend" in error.value.hint
    file.write_bytes(b"#" * 300_000)
    with pytest.raises(UnknownExercise, match="too large"):
        Manuscript(file).load()


def test_another_programs_change_is_noticed_and_never_lost(file: Path) -> None:
    manuscript = Manuscript(file)
    text = manuscript.load()
    file.write_text("theirs\n")
    assert manuscript.changed_outside()
    assert not manuscript.save(text + "mine\n")
    assert file.read_text() == "theirs\n"
    manuscript.save(text + "mine\n", over=True)
    assert file.read_text() == text + "mine\n"
    assert (file.parent / "evening.yaml.theirs").read_text() == "theirs\n"
    assert not manuscript.changed_outside()
    file.write_text("theirs again\n")
    manuscript.save("mine again\n", over=True)
    assert (file.parent / "evening.yaml.theirs-2").read_text() == "theirs again\n"
    assert (file.parent / "evening.yaml.theirs").read_text() == "theirs\n"


def test_a_file_that_was_only_touched_has_not_changed(file: Path) -> None:
    manuscript = Manuscript(file)
    manuscript.load()
    os.utime(file, ns=(1, 1))
    assert not manuscript.changed_outside()


def test_one_s_own_words_stay_beside_the_file(file: Path) -> None:
    manuscript = Manuscript(file)
    manuscript.load()
    manuscript.keep("mine\n")
    assert manuscript.put_aside("mine\n").read_text() == "mine\n"
    assert names(file) == ["evening.yaml", "evening.yaml.mine"]
    manuscript.put_aside("mine\n")
    assert names(file) == ["evening.yaml", "evening.yaml.mine"]


def test_what_was_not_saved_is_there_the_next_time_and_gone_once_it_is_saved(file: Path) -> None:
    first = Manuscript(file)
    first.load()
    first.keep("not yet saved\n")
    second = Manuscript(file)
    second.load()
    assert second.kept() == "not yet saved\n"
    second.save("not yet saved\n")
    assert second.kept() is None
    assert names(file) == ["evening.yaml"]


def test_a_copy_of_what_is_in_the_file_is_nothing_to_offer(file: Path) -> None:
    manuscript = Manuscript(file)
    manuscript.keep(manuscript.load())
    assert manuscript.kept() is None


@pytest.mark.skipif(
    sys.platform == "win32",
    reason="Windows has no symbolic links for everybody, and no owner's rights (chmod); run it on Linux or macOS",
)
def test_a_link_and_its_rights_stay(file: Path, tmp_path: Path) -> None:
    file.chmod(0o600)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    manuscript = Manuscript(link)
    manuscript.save(manuscript.load() + "more\n")
    assert link.is_symlink()
    assert file.read_text().endswith("more\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_full_disk_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manuscript = Manuscript(file)
    before = manuscript.load()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CompanionError, match="No space left"):
        manuscript.save("mine\n")
    with pytest.raises(CompanionError, match="No space left"):
        manuscript.keep("mine\n")
    assert file.read_text() == before
    assert names(file) == ["evening.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows; run it on Linux or macOS")
def test_a_kill_at_any_moment_leaves_file_and_copy_whole(file: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom companion.authoring.manuscript import Manuscript\n"
        "m = Manuscript(Path(sys.argv[1])); m.load(); print('ready', flush=True)\n"
        "for n in range(100000):\n"
        "    m.keep(f'{n}\\n' * 2000)\n"
        "    if n % 3 == 0: m.save(f'{n}\\n' * 2000)\n"
    )
    for number in range(8):
        run_and_kill(program, str(file), after=0.05 + 0.03 * number)
        manuscript = Manuscript(file)
        for text in (manuscript.load(), manuscript.kept() or ""):
            lines = text.splitlines()
            assert len(set(lines)) <= 1 or text.startswith("format")
            assert len(lines) in (0, 2, 2000)
