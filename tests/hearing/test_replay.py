from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.espeak import say
from companion.errors import CompanionError
from companion.hearing.replay import HeardCommand, hear, read_sound, with_quiet
from companion.hearing.words.vocabulary import Vocabulary


def test_synthetic_commands_through_the_real_path(tuned: Path, english: Vocabulary, tmp_path: Path) -> None:
    files = []
    for phrase in ("stop", "slow down", "repeat", "yes"):
        files.append(tmp_path / f"{phrase}.wav")
        soundfile.write(files[-1], say(phrase, words_per_minute=140), 16000)
    files.append(tmp_path / "silence.flac")
    soundfile.write(files[-1], np.zeros(16000, np.int16), 16000)
    found = [(Path(one.file).stem, one.command, one.on) for one in hear(files, tuned, english)]
    assert found == [
        ("stop", "stop", "partial"),
        ("slow down", "yellow", "partial"),
        ("repeat", "repeat", "final"),
        ("yes", "yes", "final"),
    ]


def test_the_time_is_the_files_own(tuned: Path, english: Vocabulary, tmp_path: Path) -> None:
    word = say("stop", words_per_minute=140)
    file = tmp_path / "late.wav"
    soundfile.write(file, np.concatenate([np.zeros(32000, np.int16), word]), 16000)
    (found,) = hear([file], tuned, english)
    assert 2.0 < found.at < 2.0 + len(word) / 16000 + 0.6


def test_people_saying_stop(tuned: Path, english: Vocabulary, voice: Path) -> None:
    """Most of a dozen recordings, of any speaker. The exact number is measured by the benchmark."""
    with (voice / "manifest.csv").open() as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["kind"] == "command" and row["text"] == "stop"]
    files = [voice / row["path"] for row in rows[:12]]
    heard = {one.file for one in hear(files, tuned, english) if one.command == "stop"}
    assert len(heard) >= 9


def test_other_words_are_not_taken_for_commands(tuned: Path, english: Vocabulary, voice: Path) -> None:
    files = sorted((voice / "other").iterdir())[:12]
    assert len([one for one in hear(files, tuned, english) if one.command in ("stop", "pause", "yellow")]) <= 1


@pytest.mark.parametrize(("rate", "channels", "suffix"), [(44100, 2, "wav"), (48000, 1, "flac"), (8000, 1, "ogg")])
def test_any_rate_and_any_number_of_channels(tmp_path: Path, rate: int, channels: int, suffix: str) -> None:
    file = tmp_path / f"tone.{suffix}"
    tone = 0.5 * np.sin(2 * np.pi * 300 * np.arange(rate) / rate)
    soundfile.write(file, np.stack([tone] * channels, axis=1), rate)
    samples = read_sound(file)
    assert samples.dtype == np.int16
    assert abs(len(samples) - 16000) < 400
    middle = samples[4000:12000].astype(float)
    assert np.sqrt(np.mean(middle**2)) / 32768 == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("content", [b"", b"not sound at all", b"RIFF"])
def test_a_file_that_is_no_sound_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.wav"
    file.write_bytes(content)
    with pytest.raises(CompanionError) as error:
        read_sound(file)
    assert error.value.place == str(file)
    assert error.value.hint


@pytest.mark.parametrize("name", ["nowhere.wav", "."])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(CompanionError, match="no such file"):
        read_sound(tmp_path / name)


def test_lines_for_people_and_for_programs() -> None:
    one = HeardCommand("a.wav", "stop", 1.23456, "partial", "red", "because")
    assert json.loads(one.as_json()) == {"file": "a.wav", "command": "stop", "at": 1.235, "on": "partial"}
    assert json.loads(one.as_json(explain=True))["reason"] == "because"
    assert one.as_text() == "a.wav: 1.23 s  stop  on partial"


def test_quiet_stands_around_every_file() -> None:
    assert len(with_quiet(np.ones(16000, np.int16))) == 16000 * 3
