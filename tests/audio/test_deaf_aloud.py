"""A person with closed eyes hears that "stop" would not be heard: real processes, and a virtual sound card."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from companion.phrases import load_phrases
from tests.audio.rig import SoundRig
from tests.audio.sessions import RunningSession, quiet_room

PHRASES = load_phrases("en")
TROUBLE = PHRASES.caution_not_listening.split(",")[0].replace("'", "’")
WITHIN = 10.0
REST = """\
format: 1
id: long-rest
title: A long rest
summary: One sentence, and then five minutes of silence.
people: 1
kind: settle
author: Test
license: CC0-1.0
steps:
  - Let us rest.
  - wait: 5 min
ending: [That was enough.]
"""


def recognisers_of(pid: int) -> list[int]:
    """The process ids of the recognisers that this program has now."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()[1:] if "--child recogniser" in line]
    return [int(row[0]) for row in rows if int(row[1]) == pid]


class Torment:
    """Sends a signal to every recogniser of a program, over and over, until it is told to end."""

    def __init__(self, pid: int, kind: signal.Signals) -> None:
        self._pid, self._kind = pid, kind
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(0.05):
            for each in recognisers_of(self._pid):
                try:
                    os.kill(each, self._kind)
                except ProcessLookupError:
                    continue

    def end(self) -> None:
        self._stop.set()
        self._thread.join(5)


def speech_in(heard: NDArray[np.float32]) -> float:
    """The seconds in which something was heard. The session's lines tell the words."""
    blocks = np.abs(heard[: len(heard) // 480 * 480]).reshape(-1, 480).max(axis=1)
    return float(np.count_nonzero(blocks > 0.01)) / 100


def killed(session: RunningSession, rig: SoundRig) -> Callable[[], None]:
    return Torment(session.pid, signal.SIGKILL).end


def hangs(session: RunningSession, rig: SoundRig) -> Callable[[], None]:
    return Torment(session.pid, signal.SIGSTOP).end


def rest_quietly(session: RunningSession) -> int:
    """Waits until the session listens in its silence, and returns the number of lines so far. On a busy machine the
    recogniser may start so late that the session has told it."""
    session.wait_for("(listening)", 60)
    session.wait_for("quiet for", 60)
    time.sleep(3)  # until the sentence has come out of the loudspeaker
    if any(TROUBLE in line for line in session.lines):
        session.wait_for(PHRASES.hearing_back, 60)
        session.wait_for("quiet for", 60, after=len(session.lines) - 1)
        time.sleep(3)
    return len(session.lines)


@pytest.mark.parametrize("trouble", [killed, hangs])
def test_a_recogniser_that_is_gone_is_heard_of_within_ten_seconds_and_so_is_its_return(
    trouble: Callable[[RunningSession, SoundRig], Callable[[], None]], rig: SoundRig, tmp_path: Path
) -> None:
    heard = rig.record_program()
    rig.play_into_microphone(quiet_room(120))
    with RunningSession(rig, tmp_path, exercise=REST) as session:
        before = rest_quietly(session)
        assert recognisers_of(session.pid)
        began = time.monotonic()
        end = trouble(session, rig)
        try:
            at = heard.wait_for_sound(began, WITHIN)
            session.wait_for(TROUBLE, after=before)
        finally:
            end()
        assert at - began <= WITHIN
        session.wait_for(PHRASES.hearing_back, 60, after=before)
        session.leave()
    assert speech_in(heard.stop().between(at, at + 10.0)) > 3.0


def test_a_microphone_that_falls_silent_is_heard_of_within_ten_seconds(rig: SoundRig, tmp_path: Path) -> None:
    heard = rig.record_program()
    rig.play_into_microphone(quiet_room(12))  # and then nothing but zeros
    with RunningSession(rig, tmp_path, exercise=REST) as session:
        session.wait_for("(listening)")
        session.wait_for("(no sound from the microphone", 30)
        noticed = time.monotonic()
        session.wait_for("hear you say “stop”", WITHIN)
        heard.wait_for_sound(noticed, WITHIN - 2.0)
        time.sleep(4.0)  # the sentence is heard before the microphone is back, which would end it
        rig.play_into_microphone(quiet_room(30))
        session.wait_for(PHRASES.hearing_back, 30)
        session.leave()
    recording = heard.stop()
    at = recording.first_sound(noticed)
    assert at is not None
    assert speech_in(recording.between(at, at + 10.0)) > 3.0
