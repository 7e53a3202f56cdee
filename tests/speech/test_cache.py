from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from companion.ports import Pcm
from companion.speech.cache import ClipCache


def clip(value: float = 0.5, count: int = 1000, rate: int = 22_050) -> Pcm:
    return Pcm(np.full(count, value, np.float32), rate)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def age(folder: Path, *, seconds: float) -> None:
    """Make everything in the folder older."""
    for file in files(folder):
        status = file.stat()
        os.utime(file, (status.st_atime - seconds, status.st_mtime - seconds))


def test_what_was_put_is_got(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "clips")
    assert cache.get("system/en", 130, "Hello.") is None
    noise = Pcm(np.random.default_rng(1).uniform(-1, 1, 5000).astype(np.float32), 24_000)
    cache.put("system/en", 130, "Hello.", noise)
    got = ClipCache(tmp_path / "clips").get("system/en", 130, "Hello.")
    assert got is not None
    assert got.rate == 24_000
    np.testing.assert_allclose(got.samples, noise.samples, atol=1e-4)


@pytest.mark.parametrize(
    "other", [("b", 130, "x"), ("a", 131, "x"), ("a", 130, "y"), ("a", 1, "30\0x"), ("a\x00130", 0, "x")]
)
def test_voice_pace_and_text_each_count(tmp_path: Path, other: tuple[str, int, str]) -> None:
    cache = ClipCache(tmp_path)
    cache.put("a", 130, "x", clip())
    assert cache.get(*other) is None


def test_no_word_of_the_text_is_in_a_name(tmp_path: Path) -> None:
    ClipCache(tmp_path).put("a", 130, "secret", clip())
    assert "secret" not in str(files(tmp_path))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[:10],
        lambda data: b"",
        lambda data: data + b"\0\0",
        lambda data: b"RIFF" + data[4:],
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data[:6] + b"\0\0\0\0" + data[10:],
    ],
)
def test_a_damaged_entry_is_dropped_and_can_be_made_again(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    cache = ClipCache(tmp_path)
    cache.put("a", 130, "x", clip())
    (file,) = files(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    assert cache.get("a", 130, "x") is None
    assert files(tmp_path) == []
    cache.put("a", 130, "x", clip())
    assert cache.get("a", 130, "x") is not None


def test_over_the_limit_the_longest_unused_goes(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, limit_bytes=10_000)
    for number in range(4):
        cache.put("a", 130, str(number), clip())
        age(tmp_path, seconds=10)
    assert cache.get("a", 130, "0") is not None  # used: now the youngest
    cache.put("a", 130, "4", clip())
    kept = [number for number in range(5) if cache.get("a", 130, str(number)) is not None]
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 10_000
    assert 0 in kept
    assert 4 in kept
    assert 1 not in kept


def test_using_a_clip_again_leaves_no_trace_and_no_date_tells_the_day(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.put("a", 130, "x", clip())
    everything = [tmp_path, *tmp_path.rglob("*")]
    assert len(everything) == 3  # a folder in a folder, and the clip
    assert [path.stat().st_mtime % (28 * 86_400) for path in everything] == [0, 0, 0]
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in [tmp_path, *tmp_path.rglob("*")]}
    assert ClipCache(tmp_path).get("a", 130, "x") is not None
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in [tmp_path, *tmp_path.rglob("*")]}
    assert after == before


@pytest.mark.skipif(not hasattr(os, "O_NOATIME"), reason="only Linux can read a file without noting when")
def test_no_date_tells_when_a_clip_was_read(tmp_path: Path) -> None:
    ClipCache(tmp_path).put("a", 130, "x", clip())
    (file,) = files(tmp_path)
    assert ClipCache(tmp_path).get("a", 130, "x") is not None
    assert file.stat().st_atime % (28 * 86_400) == 0


def test_clearing_leaves_no_day_either(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, limit_bytes=5_000)
    for number in range(8):
        cache.put("a", 130, str(number), clip())
    folders = [tmp_path, *(path for path in tmp_path.iterdir() if path.is_dir())]
    assert {folder.stat().st_mtime % (28 * 86_400) for folder in folders} == {0}


def test_what_is_not_to_be_dated_keeps_its_date(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.put("a", 130, "x", clip())
    (file,) = files(tmp_path)
    os.utime(file, (0, 0))
    assert cache.get("a", 130, "x", dated=False) is not None
    assert file.stat().st_mtime == 0


def test_the_limit_counts_what_an_earlier_session_left(tmp_path: Path) -> None:
    for number in range(4):
        ClipCache(tmp_path, limit_bytes=100_000).put("a", 130, str(number), clip())
    ClipCache(tmp_path, limit_bytes=5_000).put("a", 130, "new", clip())
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 5_000


def test_a_clip_larger_than_the_limit_is_not_kept(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, limit_bytes=100)
    cache.put("a", 130, "x", clip())
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ClipCache(tmp_path / "file" / "clips")
    cache.put("a", 130, "x", clip())
    assert cache.get("a", 130, "x") is None


def test_no_half_written_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    ClipCache(tmp_path).put("a", 130, "x", clip())
    assert files(tmp_path) == []
