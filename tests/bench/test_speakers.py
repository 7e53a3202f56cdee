"""Synthetic speakers: a few of every engine, and each word made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.speakers import Speaker, kept, spread


def speaker(kind: str, number: int, said: list[str] | None = None, made: str = "") -> Speaker:
    def say(text: str) -> np.ndarray:
        if said is not None:
            said.append(text)
        return np.array([1, 2, 3], np.int16)

    return Speaker(f"{kind}/{number}", kind, say, made)


def test_a_few_of_every_engine_and_one_at_least() -> None:
    found = [speaker("kokoro", n) for n in range(5)] + [speaker("piper", 0)] + [speaker("flite", n) for n in range(2)]
    assert [one.name for one in spread(found, 2)] == ["kokoro/0", "kokoro/2", "kokoro/4", "piper/0", "flite/0"]
    assert spread(found, 1) == found
    assert spread([], 3) == []


def test_a_word_is_said_once(tmp_path: Path) -> None:
    said: list[str] = []
    one = speaker("flite", 0, said)
    assert list(kept(one, "red", tmp_path)) == list(kept(one, "red", tmp_path)) == [1, 2, 3]
    assert said == ["red"]


def test_another_voice_file_says_it_anew(tmp_path: Path) -> None:
    said: list[str] = []
    kept(speaker("kokoro", 0, said, "voice 100"), "red", tmp_path)
    kept(speaker("kokoro", 0, said, "voice 200"), "red", tmp_path)
    assert said == ["red", "red"]


def test_without_a_cache_nothing_is_written(tmp_path: Path) -> None:
    kept(speaker("flite", 0), "red", None)
    assert list(tmp_path.iterdir()) == []
