"""Somebody talks over the narrator, through the virtual sound card: it becomes softer meanwhile, and no more."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from companion.ports import Samples
from tests.audio.rig import RATE, SoundRig
from tests.audio.sessions import AS_THE_NARRATOR, RunningSession, as_loud_as, quiet_room
from tests.audio.test_session_by_voice import said

pytestmark = pytest.mark.audio

TALK = "We went along the coast in autumn, and the children found a boat there."
"""Less than eight seconds: after that the narrator speaks up again."""


def loudness(samples: Samples) -> float:
    """dB of what is speech in it: its blocks of 20 ms within 20 dB of the loudest."""
    powers = (samples[: len(samples) // 960 * 960].reshape(-1, 960).astype(np.float64) ** 2).mean(axis=1)
    return float(10 * np.log10(powers[powers > powers.max() / 100].mean()))


def test_while_somebody_talks_the_narrator_is_softer(rig_with_echo: SoundRig, tmp_path: Path) -> None:
    talk = as_loud_as(said(TALK), AS_THE_NARRATOR)
    rig_with_echo.play_into_microphone(quiet_room(90))
    with RunningSession(rig_with_echo, tmp_path) as session:
        session.wait_for("(listening)")
        narrator = rig_with_echo.record_program()
        time.sleep(8.0)  # a canceller that knows the room, and a while of narration to compare with
        person = rig_with_echo.speak(np.concatenate([np.zeros(RATE, np.float32), talk]))
        time.sleep(1.0 + len(talk) / RATE + 4.0)
        began, ended = person.snapshot().first_sound(), person.snapshot().last_sound()
        assert began is not None
        assert ended is not None
        heard = narrator.snapshot()
        assert not any("understood" in line for line in session.lines)
    before, after = heard.between(began - 6, began), heard.between(ended + 1.0, ended + 3.5)
    meanwhile = heard.between(began + 0.3, ended - 0.3)
    assert loudness(meanwhile) < loudness(before) - 7
    assert loudness(after) > loudness(before) - 3
