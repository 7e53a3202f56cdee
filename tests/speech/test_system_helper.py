from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from companion.speech.system_helper import FOLDER_PREFIX, NO_ROOM, Helper, Unspoken, sweep


class Fickle(Helper):
    """A helper whose engine calls a number of empty sounds complete before it says a text."""

    def __init__(self, empty: int) -> None:
        self.empty = empty
        self.said = 0

    def _say(self, text: str) -> tuple[int, bytes]:
        self.said += 1
        return 22_050, b"" if self.said <= self.empty else b"\0\1" * 100


@pytest.mark.parametrize("empty", [0, 1, 2])
def test_a_text_that_the_engine_cancelled_itself_is_said_again(empty: int) -> None:
    helper = Fickle(empty)
    assert helper.say("Rest now.") == (22_050, b"\0\1" * 100)
    assert helper.said == empty + 1


def test_a_text_without_a_sound_is_not_tried_for_ever() -> None:
    helper = Fickle(100)
    assert helper.say("-") == (22_050, b"")
    assert helper.said == 3


class ByFile(Helper):
    """Its driver can only write to a file, and here writes none."""

    driver = "dummy"

    def __init__(self) -> None: ...

    def _speak(self, text: str, to: object) -> None: ...


def test_a_driver_that_needs_a_file_says_that_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nothing can be made here"))
    with pytest.raises(Unspoken, match=NO_ROOM):
        ByFile().say("Rest now.")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Unspoken, match="no file was written"):
        ByFile().say("Rest now.")


def test_sound_that_an_older_version_left_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "1.wav").touch()
    forgotten, in_use, another = (tmp_path / name for name in (f"{FOLDER_PREFIX}a", f"{FOLDER_PREFIX}b", "elsewhere"))
    for folder in (forgotten, in_use, another):
        folder.mkdir()
        (folder / "1.wav").write_bytes(b"the sound of a name")
    link = tmp_path / f"{FOLDER_PREFIX}link"
    link.symlink_to(kept)
    for folder in (forgotten, another):
        os.utime(folder, (1, 1))
    os.utime(link, (1, 1), follow_symlinks=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sweep()
    assert not forgotten.exists()
    assert all((folder / "1.wav").exists() for folder in (in_use, another, kept))
