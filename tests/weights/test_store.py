"""The signs of a fetched model, and the lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion import resources
from companion.errors import FetchFailed, NoModel
from companion.weights import store


def made(folder: Path) -> Path:
    path = folder / "m"
    (path / "am").mkdir(parents=True)
    (path / "am" / "final.mdl").write_bytes(b"1234")
    store.write_marker(path, sha256="ab", source="here", files={"am/final.mdl": 4})
    return path


def test_whole(tmp_path: Path) -> None:
    path = made(tmp_path)
    assert store.model_path("m", tmp_path) == path
    assert store.read_marker(path) == "ab"
    assert store.is_fetched("m", tmp_path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="isn't downloaded yet") as caught:
        store.model_path("m", tmp_path)
    assert "companion setup" in caught.value.hint


def _shortened(path: Path) -> None:
    (path / "am" / "final.mdl").write_bytes(b"12")


def _gone(path: Path) -> None:
    (path / "am" / "final.mdl").unlink()


def _unmarked(path: Path) -> None:
    (path / store.MARKER).unlink()


def _rubbish(path: Path) -> None:
    (path / store.MARKER).write_bytes(b"\xff{")


def _list(path: Path) -> None:
    (path / store.MARKER).write_text("[]")


def _nothing_listed(path: Path) -> None:
    (path / store.MARKER).write_text('{"sha256": "ab", "files": {}}')


@pytest.mark.parametrize("spoil", [_shortened, _gone, _unmarked, _rubbish, _list, _nothing_listed])
def test_not_whole(tmp_path: Path, spoil: object) -> None:
    spoil(made(tmp_path))  # type: ignore[operator]
    with pytest.raises(NoModel, match="only partly downloaded"):
        store.model_path("m", tmp_path)


def test_damage_of_the_same_size(tmp_path: Path) -> None:
    path = made(tmp_path)
    file = path / "am" / "final.mdl"
    assert store.damaged(path) is None
    file.write_bytes(b"1235")
    os.utime(file, ns=(1, 1))
    assert store.is_fetched("m", tmp_path)  # by its size, as every start looks at it
    assert store.damaged(path) == file
    file.write_bytes(b"1234")
    assert store.damaged(path) is None


def test_what_was_not_touched_is_not_read_again(tmp_path: Path) -> None:
    path = made(tmp_path)
    file = path / "am" / "final.mdl"
    before = file.stat().st_mtime_ns
    file.write_bytes(b"1235")
    os.utime(file, ns=(before, before))
    assert store.damaged(path) is None
    assert store.damaged(path, thorough=True) == file
    # Touched and still the same: read once, and remembered.
    file.write_bytes(b"1234")
    os.utime(file, ns=(5, 5))
    assert store.damaged(path) is None
    assert json.loads((path / store.MARKER).read_text())["checked"]["am/final.mdl"] == [4, 5]


def test_a_model_of_before_hashes_were_kept(tmp_path: Path) -> None:
    path = made(tmp_path)
    old = {"sha256": "ab", "source": "here", "files": {"am/final.mdl": 4}}
    (path / store.MARKER).write_text(json.dumps(old))
    known = {"am/final.mdl": "0" * 64}
    assert store.damaged(path, known=known) == path / "am" / "final.mdl"
    assert store.damaged(path) is None  # none are known: as it is now
    (path / "am" / "final.mdl").write_bytes(b"1235")
    os.utime(path / "am" / "final.mdl", ns=(1, 1))
    assert store.damaged(path) == path / "am" / "final.mdl"


@pytest.mark.parametrize("spoil", [_shortened, _gone, _rubbish, _list, _nothing_listed])
def test_what_is_not_whole_is_named(tmp_path: Path, spoil: object) -> None:
    path = made(tmp_path)
    spoil(path)  # type: ignore[operator]
    named = store.damaged(path)
    assert named is not None
    assert named.name in ("final.mdl", store.MARKER)
    assert store.damaged(tmp_path / "never-fetched") is None


def test_a_model_that_came_with_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of the system brings models, in a folder that nothing is downloaded into."""
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    monkeypatch.setattr(resources, "shipped_models", lambda: shipped)
    came = made(shipped)
    assert store.model_path("m", own) == came
    assert store.is_fetched("m", own)
    assert store.place_of("other", own) == own / "other"
    fetched = made(own)
    assert store.model_path("m", own) == fetched
    _shortened(fetched)  # half of a download that was broken off
    assert store.model_path("m", own) == came
    _shortened(came)
    assert store.place_of("m", own) == fetched
    with pytest.raises(NoModel):
        store.model_path("m", own)


def test_a_checkout_has_one_folder_of_models() -> None:
    assert resources.shipped_models() is None


def test_a_killed_setup_lets_go_of_the_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, pathlib; from companion.weights import store\n"
            "with store.locked(pathlib.Path(sys.argv[1]), print):\n    print('held', flush=True); sys.stdin.read()",
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        notes: list[str] = []
        with pytest.raises(FetchFailed, match="long time"), store.locked(tmp_path, notes.append, wait=0.0):
            pass
        assert notes == ["Another `companion setup` is running. Waiting for it to finish."]
    finally:
        holder.kill()
        holder.communicate()
    with store.locked(tmp_path, notes.append, wait=0.0):
        assert len(notes) == 1


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FetchFailed, match="can't save what I download") as caught:
        store.make_folder(tmp_path / "file" / "models")
    assert "COMPANION_MODELS" in caught.value.hint
