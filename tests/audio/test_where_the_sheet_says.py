"""A live session on the virtual sound card beside the cue sheet of the same session as a file: both have the same
times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.audio import tones
from companion.ports import Samples
from companion.session.effects import BreathPart
from tests.audio.rig import RATE, SoundRig
from tests.audio.sessions import RunningSession, quiet_room

pytestmark = pytest.mark.audio

EXERCISE = """\
format: 1
id: heard-where
title: Heard where
summary: A bell, a sentence, some breaths, a bell.
people: 1
kind: breath
author: Test
license: CC0-1.0
steps:
  - sound: bell
  - The river goes on past the old mill.
  - wait: 1s
  - breathe: {in: 1.5s, out: 2s, times: 3}
  - The fields lie open under a wide sky.
ending:
  - sound: closing-bell
"""
LATEST = 0.15
"""Seconds by which a clip may begin later than the sheet says."""
ALSO_WITHIN = 0.5
"""Seconds around where it should be in which a sound is looked for."""


def place(heard: Samples, template: Samples, near: int) -> int:
    """Finds the frame of `heard` at which `template` begins, by cross-correlation around `near`."""
    around = round(ALSO_WITHIN * RATE)
    start = max(0, near - around)
    piece = heard[start : near + around + len(template)]
    size = 1 << (len(piece) + len(template)).bit_length()
    match = np.fft.irfft(np.fft.rfft(piece, size) * np.conj(np.fft.rfft(template, size)), size)
    return start + int(np.argmax(match[: len(piece) - len(template) + 1]))


def test_voice_breath_and_bells_are_heard_where_the_cue_sheet_says(rig: SoundRig, tmp_path: Path) -> None:
    for attempt in ("first", "second"):  # a busy computer may render one sentence too late
        late, breaths = heard_beside_the_sheet(rig, tmp_path / attempt)
        if np.max(np.abs(late)) < LATEST:
            break
    # From one clip to the next; the devices' buffers and the loop's timers account for the rest.
    assert np.max(np.abs(late)) < LATEST, late
    assert len(breaths) == 6
    planned, found_at = np.array(breaths).T
    jitter = (np.diff(found_at) - np.diff(planned)) / RATE
    assert np.max(np.abs(jitter)) < 0.010, jitter


def heard_beside_the_sheet(rig: SoundRig, folder: Path) -> tuple[list[float], list[tuple[int, int]]]:
    """Plays the session and writes it as a file. Returns the seconds by which each clip came late, and the frames at
    which each breath was planned and heard."""
    folder.mkdir()
    recorder = rig.record_loudspeaker()
    rig.play_into_microphone(quiet_room(90))  # without a microphone it says so, which no sheet has
    with RunningSession(rig, folder, exercise=EXERCISE) as session:
        session.wait_for("The fields lie open", 60)
        assert session.exit_code() == 0
    heard = recorder.stop()
    written, sheet = folder / "s.wav", folder / "s.json"
    subprocess.run(
        [sys.executable, "-m", "companion", "render", str(folder / "exercise.yaml"), "-o", str(written),
         "--cues", str(sheet), "--voice", "system"],
        env={**os.environ, "COMPANION_HOME": str(folder / "home")}, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    samples, rate = soundfile.read(written, dtype="float32")
    assert rate == RATE
    cues = [cue for cue in json.loads(sheet.read_text(encoding="utf-8"))["cues"] if cue["kind"] != "silence"]
    first = heard.first_sound()
    assert first is not None
    offset = round((first - heard.started) * RATE) - cues[0]["start_frame"]
    late: list[float] = []
    breaths: list[tuple[int, int]] = []
    for cue in cues:
        length = cue["end_frame"] - cue["start_frame"]
        if cue["kind"] == "breath":
            if cue["text"] not in (BreathPart.IN, BreathPart.OUT):
                continue  # near nothing
            template = tones.breath(BreathPart(cue["text"]), length / RATE, RATE)
        elif len(cue["text"]) < 8 and cue["kind"] == "speech":
            continue  # "In.", beside its tone
        else:
            template = samples[cue["start_frame"] : cue["end_frame"]]
        expected = cue["start_frame"] + offset
        found = place(heard.samples, template, expected)
        late.append((found - expected) / RATE)
        offset += found - expected  # a late clip makes the next ones late
        if cue["kind"] == "breath":
            breaths.append((cue["start_frame"], found))
        piece = heard.samples[found : found + length]
        assert float(np.corrcoef(piece, template[: len(piece)])[0, 1]) > 0.5, cue
    assert {cue["kind"] for cue in cues} == {"sound", "speech", "breath"}
    return late, breaths
