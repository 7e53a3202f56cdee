"""Somebody talks over the narrator, through the virtual sound card: it becomes softer meanwhile, and nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from companion.ports import Samples
from tests.audio.rig import RATE, Recording, SoundRig
from tests.audio.sessions import AS_THE_NARRATOR, RunningSession, as_loud_as, quiet_room
from tests.audio.test_session_by_voice import said

pytestmark = pytest.mark.audio

TALK = "We went along the coast in autumn, and the children found a boat there."
"""Less than eight seconds: after that the narrator speaks up again."""


def loudness(samples: Samples) -> float:
    """dB of what is speech in it: its blocks of 20 ms within 20 dB of the loudest."""
    powers = (samples[: len(samples) // 960 * 960].reshape(-1, 960).astype(np.float64) ** 2).mean(axis=1)
    return float(10 * np.log10(powers[powers > powers.max() / 100].mean()))


def softest(heard: Recording, start: float, end: float, seconds: float = 3.0) -> float:
    """Returns the loudness, in dB, of the softest stretch of this many seconds between two monotonic times."""
    starts = np.arange(start, end - seconds, 0.1)
    return min(loudness(heard.between(first, first + seconds)) for first in starts)


def talked_over(rig: SoundRig, folder: Path) -> tuple[Recording, float, float] | None:
    """Returns the narrator's sound while somebody talks over it, and the talk's monotonic beginning and end.

    Returns None if the program heard a command in the talk, and so stopped narrating. `python -m bench alone` counts
    how often it does.
    """
    talk = as_loud_as(said(TALK), AS_THE_NARRATOR)
    folder.mkdir()
    rig.play_into_microphone(quiet_room(90))
    with RunningSession(rig, folder) as session:
        session.wait_for("(listening)")
        narrator = rig.record_program()
        time.sleep(8.0)  # a canceller that knows the room, and a while of narration to compare with
        person = rig.speak(np.concatenate([np.zeros(RATE, np.float32), talk]))
        time.sleep(1.0 + len(talk) / RATE + 4.0)
        began, ended = person.snapshot().first_sound(), person.snapshot().last_sound()
        assert began is not None
        assert ended is not None
        heard = narrator.snapshot()
        understood = any("understood" in line for line in session.lines)
    return None if understood else (heard, began, ended)


def test_while_somebody_talks_the_narrator_is_softer(rig_with_echo: SoundRig, tmp_path: Path) -> None:
    trials = (talked_over(rig_with_echo, tmp_path / str(number)) for number in range(5))
    heard, began, ended = next(trial for trial in trials if trial is not None)
    normal = loudness(heard.between(began - 6, began))
    # A busy machine makes it softer later; `python -m bench duck` measures how soon.
    assert softest(heard, began, ended) < normal - 7 < softest(heard, began - 6, began)
    assert loudness(heard.between(ended + 1.0, ended + 3.5)) > normal - 3
