from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import soundfile

from bench.espeak import say
from bench.sound_files import read_sound
from companion.hearing.replay import HeardCommand, hear, with_quiet
from companion.hearing.words.vocabulary import Vocabulary


def test_synthetic_commands_through_the_real_path(tuned: Path, english: Vocabulary, tmp_path: Path) -> None:
    files = []
    for phrase in ("stop", "slow down", "repeat", "yes"):
        files.append(tmp_path / f"{phrase}.wav")
        soundfile.write(files[-1], say(phrase, words_per_minute=140), 16000)
    files.append(tmp_path / "silence.flac")
    soundfile.write(files[-1], np.zeros(16000, np.int16), 16000)
    found = [(Path(one.file).stem, one.command, one.on) for one in hear(files, tuned, english, read=read_sound)]
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
    (found,) = hear([file], tuned, english, read=read_sound)
    assert 2.0 < found.at < 2.0 + len(word) / 16000 + 0.6


def test_people_saying_stop(tuned: Path, english: Vocabulary, voice: Path) -> None:
    """Most of a dozen recordings, of any speaker. The exact number is measured by the benchmark."""
    with (voice / "manifest.csv").open() as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["kind"] == "command" and row["text"] == "stop"]
    files = [voice / row["path"] for row in rows[:12]]
    heard = {one.file for one in hear(files, tuned, english, read=read_sound) if one.command == "stop"}
    assert len(heard) >= 9


def test_other_words_are_not_taken_for_commands(tuned: Path, english: Vocabulary, voice: Path) -> None:
    files = sorted((voice / "other").iterdir())[:12]
    assert (
        len([one for one in hear(files, tuned, english, read=read_sound) if one.command in ("stop", "pause", "yellow")])
        <= 1
    )


def test_lines_for_people_and_for_programs() -> None:
    one = HeardCommand("a.wav", "stop", 1.23456, "partial", "red", "because")
    assert json.loads(one.as_json()) == {"file": "a.wav", "command": "stop", "at": 1.235, "on": "partial"}
    assert json.loads(one.as_json(explain=True))["reason"] == "because"
    assert one.as_text() == "a.wav: 1.23 s  stop  on partial"


def test_quiet_stands_around_every_file() -> None:
    assert len(with_quiet(np.ones(16000, np.int16))) == 16000 * 3
