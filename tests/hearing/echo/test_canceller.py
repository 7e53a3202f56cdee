from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.espeak import say
from companion.hearing.echo.canceller import FRAME, WINDOW, EchoCanceller, echo_lag
from companion.hearing.echo.timeline import ReferenceTimeline
from companion.sound_format import RATE

NARRATION = "Let your shoulders be heavy. Notice the weight of your hands, and the air as it comes and goes. "


@dataclass(frozen=True)
class Played:
    samples: NDArray[np.float32]
    at: float


class FakeReference:
    """The played sound: blocks, given as time goes on."""

    def __init__(self, samples: NDArray[np.float32], began: float = 0.0) -> None:
        self._samples = samples
        self._began = began
        self._taken = 0
        self.now = 0.0

    def take(self) -> Played | None:
        end = min(len(self._samples), int((self.now - self._began + 0.2) * RATE))
        if end <= self._taken:
            return None
        block = Played(self._samples[self._taken : end], self._began + self._taken / RATE)
        self._taken = end
        return block


@lru_cache
def narrator() -> NDArray[np.float32]:
    return np.asarray(say(NARRATION) / 32768, np.float32)  # once: espeak never says a thing twice alike


def narration(seconds: float) -> NDArray[np.float32]:
    said = narrator()
    return np.tile(said, int(np.ceil(seconds * RATE / len(said))))[: int(seconds * RATE)]


def room(sound: NDArray[np.float32], delay: float) -> NDArray[np.int16]:
    """A little room: a direct path and a decaying tail."""
    chance = np.random.default_rng(7)
    tail = chance.normal(size=1600) * np.exp(-np.arange(1600) / 300) * 0.15
    tail[0] = 1.0
    echo = np.convolve(sound, tail)[: len(sound)]
    shifted = np.concatenate([np.zeros(int(delay * RATE), np.float32), echo])[: len(sound)]
    return (0.5 * shifted * 32767).astype(np.int16)


def run(canceller: EchoCanceller, reference: FakeReference, heard: NDArray[np.int16]) -> NDArray[np.int16]:
    out = []
    for start in range(0, len(heard) - FRAME + 1, FRAME):
        reference.now = start / RATE
        out.append(canceller.cancel(heard[start : start + FRAME], start / RATE))
    return np.concatenate(out)


def db(part: NDArray[np.int16], whole: NDArray[np.int16]) -> float:
    return float(10 * np.log10(np.mean(part.astype(float) ** 2) / np.mean(whole.astype(float) ** 2)))


@pytest.mark.parametrize("delay", [0.01, 0.12, 0.3])
def test_the_narrator_is_taken_out_whatever_the_delay(delay: float) -> None:
    played = narration(16.0)
    reference = FakeReference(played)
    canceller = EchoCanceller(reference)
    heard = room(played, delay)
    clean = run(canceller, reference, heard)
    late = slice(10 * RATE, 16 * RATE)
    assert db(clean[late], heard[late]) < -12
    assert canceller.delay is not None
    assert canceller.delay == pytest.approx(delay, abs=0.015) or delay <= 0.01


@pytest.mark.parametrize("delay", [0.01, 0.02, 0.15, 0.3])
def test_the_room_is_known_within_seconds(delay: float) -> None:
    """A canceller that only listens takes 8 to 13 dB in the first of these spans, and 20 in the second."""
    reference = FakeReference(narration(8.0))
    heard = room(narration(8.0), delay)
    clean = run(EchoCanceller(reference), reference, heard)
    begins, knows = slice(2 * RATE, 4 * RATE), slice(4 * RATE, 6 * RATE)
    assert db(clean[begins], heard[begins]) < -15
    assert db(clean[knows], heard[knows]) < -25


def test_a_person_who_speaks_at_once_is_not_learnt_by_heart() -> None:
    """The echo after the person's words is cancelled as usual, and the words themselves are kept."""
    played = narration(14.0)
    heard = room(played, 0.02)
    word = np.concatenate([say("I would rather not do this today", "en+f3"), np.zeros(RATE // 4, np.int16)])
    both = heard.copy()
    for at in (2 * RATE, 5 * RATE):
        both[at : at + len(word)] = np.clip(both[at : at + len(word)].astype(int) + word, -32768, 32767)
    reference = FakeReference(played)
    clean = run(EchoCanceller(reference), reference, both)
    after = slice(10 * RATE, 14 * RATE)
    assert db(clean[after], heard[after]) < -25
    said = slice(5 * RATE, 5 * RATE + len(word))
    assert db(clean[said], word) > -3


def test_a_person_over_the_narrator_is_kept() -> None:
    played = narration(16.0)
    reference = FakeReference(played)
    heard = room(played, 0.02)
    word = say("stop", "en+f3")
    at = 13 * RATE
    both = heard.copy()
    both[at : at + len(word)] = np.clip(both[at : at + len(word)].astype(int) + word, -32768, 32767)
    clean = run(EchoCanceller(reference), reference, both)
    assert db(clean[at : at + len(word)], word) > -4


def test_where_nothing_is_played_nothing_is_touched() -> None:
    reference = FakeReference(np.zeros(RATE * 3, np.float32))
    heard = say("stop")
    heard = heard[: len(heard) // FRAME * FRAME]
    assert np.array_equal(run(EchoCanceller(reference), reference, heard), heard)


def test_the_lag_is_found_by_the_sample() -> None:
    chance = np.random.default_rng(3)
    played = (chance.normal(size=WINDOW + 5000) * 3000).astype(np.int16)
    heard = played[5000 - 1234 : 5000 - 1234 + WINDOW]
    assert echo_lag(heard, played[5000:]) == 1234
    assert echo_lag((chance.normal(size=WINDOW) * 3000).astype(np.int16), played[5000:]) is None


def test_the_timeline_survives_trembling_times() -> None:
    chance = np.random.default_rng(1)
    timeline = ReferenceTimeline()
    sound = np.asarray((np.arange(RATE) % 3000) / 32768, np.float32)
    for start in range(0, RATE, 320):
        timeline.add(Played(sound[start : start + 320], 5.0 + start / RATE + chance.normal() * 0.004))
    index = timeline.index_at(5.5)
    assert index is not None
    assert abs(index - RATE // 2) < 160
    assert np.array_equal(timeline.cut(1000, 5), [1000, 1001, 1002, 1003, 1004])
    assert np.array_equal(timeline.cut(RATE, 3), [0, 0, 0])


def test_with_headphones_not_a_sample_is_changed() -> None:
    """Nothing of the narrator reaches the microphone: the person's voice comes through untouched."""
    reference = FakeReference(narration(8.0))
    canceller = EchoCanceller(reference)
    person = (np.random.default_rng(3).normal(0, 0.1, 8 * RATE) * 8000).astype(np.int16)
    clean = run(canceller, reference, person)
    assert not canceller.present
    np.testing.assert_array_equal(clean, person[: len(clean)])
