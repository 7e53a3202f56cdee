"""A disk without a free byte: the voice speaks all the same, and where it can't, three tones warn."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from companion.audio import tones
from tests.audio.rig import RATE, SoundRig
from tests.audio.sessions import RunningSession

pytestmark = pytest.mark.audio

RESTS = """\
format: 1
id: rests
title: Rests
summary: For a full disk.
people: 1
kind: settle
author: Test
license: CC0-1.0
steps:
  - Let your hands rest in your lap.
  - wait: 60s
ending: [That was enough.]
"""

NEEDS_A_FILE = """\
import os, tempfile
tempfile.tempdir = os.environ["TMPDIR"]
import pyttsx3
from pyttsx3.drivers.dummy import DummyDriver
def save_to_file(self, text, name):
    with open(name, "wb") as file:
        file.write(text.encode() * 10_000)
    self._proxy.notify("finished-utterance", completed=True)
    self._proxy.setBusy(False)
DummyDriver.save_to_file = save_to_file
DummyDriver.setProperty = lambda self, name, value: None
real = pyttsx3.init
pyttsx3.init = lambda driver=None: real("dummy")
"""
"""A driver that can only write to a file, as those of other systems, and no second disk that could help."""


@pytest.fixture
def full(tmp_path: Path, rig: SoundRig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on a small disk of its own without a free byte, where the home and the temporary files are."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError as why:
        pytest.skip(f"only root can mount a disk; run it as root: {why}")
    if done.returncode:
        pytest.skip(f"only root can mount a disk; run it as root: {done.stderr.decode().strip()}")
    try:
        (disk / "home").mkdir()
        (disk / "tmp").mkdir()
        (tmp_path / "home").symlink_to(disk / "home")
        with (disk / "fill").open("wb", buffering=0) as fill, contextlib.suppress(OSError):
            while shutil.disk_usage(disk).free:
                fill.write(bytes(4096))
        monkeypatch.setenv("TMPDIR", str(disk / "tmp"))
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], capture_output=True, check=False)


def alarms_in(heard: NDArray[np.float32]) -> float:
    """The likeness of the most similar stretch to the three tones, from 0 to 1."""
    alarm = tones.sound(tones.ALARM, RATE)[: int(1.6 * RATE)]
    if len(heard) < len(alarm):
        return 0.0
    size = len(heard) + len(alarm)
    matched = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(alarm, size)), size)[
        : len(heard) - len(alarm)
    ]
    energy = np.cumsum(np.concatenate([[0.0], heard.astype(np.float64) ** 2]))
    there = np.sqrt((energy[len(alarm) :] - energy[: -len(alarm)])[: len(matched)] * float(alarm @ alarm))
    return float(np.max(np.where(there > 1.0, matched / np.maximum(there, 1e-9), 0.0), initial=0.0))


def test_the_voice_needs_no_room(rig: SoundRig, tmp_path: Path, full: Path) -> None:
    heard = rig.record_program()
    with RunningSession(rig, tmp_path, "--no-mic", exercise=RESTS) as session:
        session.wait_for("Let your hands rest")
        session.wait_for("quiet for", 60)
        session.leave()
    assert np.count_nonzero(np.abs(heard.stop().samples) > 0.01) > RATE // 4
    assert not [file for file in full.rglob("*") if file.is_file() and file.stat().st_size and file.name != "fill"]


def test_three_tones_warn_where_no_voice_can_speak(
    rig: SoundRig, tmp_path: Path, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(NEEDS_A_FILE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    heard = rig.record_program()
    with RunningSession(rig, tmp_path, "--no-mic", exercise=RESTS) as session:
        said = session.wait_for("no room on the disk", 60)
        assert "Free some space" in said
        session.wait_for("quiet for", 60)
        session.leave()
    assert alarms_in(heard.stop().samples) > 0.8
