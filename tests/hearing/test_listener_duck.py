"""The listener asks for a softer narrator while somebody speaks over it, and for the usual one when it ends."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.espeak import say
from companion.hearing.echo.canceller import FRAME
from companion.hearing.listener import VoiceListener
from companion.hearing.words.vocabulary import Vocabulary
from companion.sound_format import RATE
from tests.hearing.child.test_tuned_model import make_model
from tests.hearing.echo.test_canceller import FakeReference, narration, room
from tests.hearing.fakes import FakeRecogniser

PATIENCE = 20.0
SAID_AT = 9.0
SECONDS = 12.0


@dataclass(frozen=True)
class At:
    samples: NDArray[np.int16]
    at: float


class Recorded:
    """A microphone that gives a recording as fast as it is read, and says when it is over."""

    def __init__(self, samples: NDArray[np.int16], reference: FakeReference, over: queue.SimpleQueue[bool]) -> None:
        self._samples = samples
        self._reference = reference
        self._over = over
        self._start = 0

    def read(self, timeout: float) -> At | None:
        if self._start + FRAME > len(self._samples):
            self._over.put(True)
            threading.Event().wait(min(timeout, 0.01))
            return None
        start, self._start = self._start, self._start + FRAME
        self._reference.now = start / RATE
        return At(self._samples[start : start + FRAME], start / RATE)


def asked_for(english: Vocabulary, folder: Path, heard: NDArray[np.int16]) -> list[bool]:
    """Every call of `duck`, up to the end of the recording."""
    reference = FakeReference(narration(SECONDS))
    asked: list[bool] = []
    over: queue.SimpleQueue[bool] = queue.SimpleQueue()
    listener = VoiceListener(
        Recorded(heard, reference, over),
        lambda report: None,
        english,
        make_model(folder / "small"),
        folder / "cache",
        reference=reference,
        duck=asked.append,
        start_recogniser=lambda model: FakeRecogniser(),
    )
    over.get(timeout=PATIENCE)
    before_closing = list(asked)
    listener.close()
    assert not asked[-1], "closing leaves nobody soft"
    return before_closing


def test_a_person_over_the_narrator_is_made_room_for(english: Vocabulary, tmp_path: Path) -> None:
    heard = room(narration(SECONDS), 0.05).astype(int)
    word = say("please stop now", "en+f3").astype(int)
    at = int(SAID_AT * RATE)
    heard[at : at + len(word)] += word
    assert asked_for(english, tmp_path, np.clip(heard, -32768, 32767).astype(np.int16)) == [True, False]


def test_a_narrator_alone_is_not(english: Vocabulary, tmp_path: Path) -> None:
    assert asked_for(english, tmp_path, room(narration(SECONDS), 0.05)) == []
