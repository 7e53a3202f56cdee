"""The recorder of `companion record` on a real (virtual) sound card."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from companion.app.sentence_recorder import SentenceRecorder
from companion.audio.takes import judged
from companion.ports import Flaw
from tests.audio.rig import RATE, SoundRig
from tests.audio.test_takes import hum, room, voice

pytestmark = pytest.mark.audio


@pytest.fixture
def recorder(rig: SoundRig) -> Iterator[SentenceRecorder]:
    made = SentenceRecorder(lambda: None)
    deadline = time.monotonic() + 10
    while not made.ready and time.monotonic() < deadline:
        time.sleep(0.05)
    assert made.ready, made.trouble
    yield made
    made.close()


def record(rig: SoundRig, recorder: SentenceRecorder, sound: np.ndarray) -> tuple[float, tuple[Flaw, ...]]:
    """Plays a sound into the microphone, a second before the sentence begins, and records up to its end."""
    rig.play_into_microphone(sound)
    deadline = time.monotonic() + 10
    while recorder.level() < -90 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(1.4)  # the room is heard for a second before the sentence begins
    recorder.begin()
    time.sleep(len(sound) / RATE - 1.2)
    found = recorder.finish()
    assert found is not None
    take = judged(*found)
    return take.pcm.seconds, take.flaws


def sentence(under: np.ndarray, level: float = 0.2) -> np.ndarray:
    said = np.concatenate([np.zeros(int(2.2 * RATE)), voice(1.5, level), np.zeros(int(1.0 * RATE))])
    return np.clip(said + under[: len(said)], -1, 1)  # type: ignore[no-any-return]


def test_a_good_sentence_a_hum_silence_and_clipping_are_told_apart(rig: SoundRig, recorder: SentenceRecorder) -> None:
    seconds, flaws = record(rig, recorder, sentence(room(5)))
    assert flaws == ()
    assert seconds == pytest.approx(1.87, abs=0.15)
    assert record(rig, recorder, sentence(hum(5)))[1] == (Flaw.HUM,)
    assert Flaw.CLIPPED in record(rig, recorder, sentence(room(5), 1.5))[1]
    assert record(rig, recorder, room(3))[1] == (Flaw.NO_VOICE,)
    recorder.begin()
    time.sleep(1.0)
    found = recorder.finish()
    assert found is not None
    assert judged(*found).flaws == (Flaw.SILENT,)


def test_what_was_recorded_is_heard_from_the_loudspeaker_and_its_end_is_told(rig: SoundRig) -> None:
    ended = threading.Event()
    recorder = SentenceRecorder(ended.set)
    try:
        deadline = time.monotonic() + 10
        while not recorder.ready and time.monotonic() < deadline:
            time.sleep(0.05)
        rig.play_into_microphone(sentence(room(5)))
        time.sleep(0.5)
        recorder.begin()
        time.sleep(4.5)
        assert recorder.seconds() == pytest.approx(4.5, abs=0.6)
        found = recorder.finish()
        assert found is not None
        heard = rig.record_loudspeaker()
        recorder.play(judged(*found).pcm)
        assert ended.wait(8)
        assert heard.stop().last_sound() is not None
    finally:
        recorder.close()


def test_a_microphone_that_goes_away_in_a_sentence_is_told(rig: SoundRig, recorder: SentenceRecorder) -> None:
    recorder.begin()
    time.sleep(0.5)
    rig.kill_server()
    deadline = time.monotonic() + 15
    while not recorder.trouble and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "microphone" in recorder.trouble
    assert recorder.finish() is None
